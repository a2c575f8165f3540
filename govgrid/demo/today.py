"""What waits today, so that a stranger finds something to do: an officer's round, and reporters to ring up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice

from cases import preverification, ringing_back
from cases.models import Case, Status
from departments.models import Posting, User
from departments.roles import Role
from govgrid.demo.life import Happening, Life
from govgrid.lib.geo import Point
from grids.city import city_day
from grids.locate import locate_many
from grids.models import Place

VISITS = 8
CALLS = 2  # of each kind: promised, and to ask how it turned out
TRIES = 40  # not every case finds a department, a handler and a checker
HOUR = timedelta(hours=1)
VISITED, CALLED = 4 * HOUR, 8 * HOUR  # so long ago were they reported


def today(life: Life, *, at: datetime) -> tuple[Happening, ...]:
    """Return what is planned for `at`, each with the time of its reports."""
    return (
        Happening(at - CALLED, partial(plan_calls, life, at=at)),
        Happening(at - VISITED, partial(plan_round, life, at=at)),
    )


def plan_round(life: Life, *, at: datetime) -> int:
    """Let up to VISITS cases of one officer's area wait for an officer; return how many.

    What a department has finished waits for a check; what nobody could sort waits to be looked at on the spot.
    """
    officer = User.objects.filter(postings__role=Role.OFFICER, is_active=True).order_by("pk").first()
    waiting = (case for place in _places(officer, at) if (case := life.report(at - VISITED, place)))
    return sum(islice((_asked_for(case, life, at) for case in waiting), VISITS)) if officer else 0


def plan_calls(life: Life, *, at: datetime) -> int:
    """Let the hotline have CALLS promised calls and CALLS results to ask after at `at`; return how many.

    At whatever hour the demo begins, something waits: nothing of it follows from the hour.
    """
    agent = User.objects.filter(postings__role=Role.AGENT, is_active=True).order_by("pk").first()
    around = islice(cycle(life.places), TRIES)
    told = (case for place in around if (case := life.report(at - CALLED, place, by_phone=True)))
    promised = [_promise(case, agent, at) for case in islice(told, CALLS)] if agent else []
    results = islice((case for case in told if _settled(case, life, at)), CALLS) if agent else ()
    return len(promised) + sum(1 for _case in results)


def _promise(case: Case, agent: User, at: datetime) -> None:
    note = "告知处置部门和预计完成时间。"
    ringing_back.promise(case.reports.get(), due_at=at - HOUR, note=note, by=agent, at=at - CALLED)


def _settled(case: Case, life: Life, at: datetime) -> bool:
    return life.handle(case, at=at - 6 * HOUR) and life.close(case, at=at - 2 * HOUR)


def _places(officer: User | None, at: datetime) -> Iterator[Place]:
    """Yield the places of the gazetteer in the officer's areas."""
    roots = tuple(Posting.objects.filter(user=officer, role=Role.OFFICER).values_list("area__path", flat=True))
    places = list(Place.objects.order_by("pk"))
    cells = locate_many([Point(place.lon, place.lat) for place in places], on=city_day(at))
    return (place for place, cell in zip(places, cells, strict=True) if cell and cell.path.startswith(roots))


def _asked_for(case: Case, life: Life, at: datetime) -> bool:
    if case.status != Status.REPORTED:
        return life.handle(case, at=at - 3 * HOUR)
    acceptor = User.objects.filter(postings__role=Role.ACCEPTOR).earliest("pk")
    preverification.send_verify(case, by=acceptor, at=at - HOUR)
    return True
