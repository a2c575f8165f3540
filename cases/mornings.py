"""The morning summary (早报): what a supervisor should know before the day begins, by mail, once a day.

Whoever answers for an area gets it, in the person's language, from the pack's hour of the city's day on, on working
days unless the person wants every day or none. A row for each person and day is written with the letter: whoever asks
twice, two tickers or one that was away, writes no second one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases import ageing, carriers, queries
from cases.grounds import Ground, ground_of
from cases.models import OPEN_LEG, Case, Delivery, Leg, MorningSummary, Notice, SummaryWish
from cases.tally import Tally, tally_of
from departments.access import current_postings
from departments.dictionary import dictionary
from departments.models import User
from departments.roles import Role
from grids.city import city_day, this_city
from grids.models import Level, subtree

KIND = "morning"
# Late cases that a letter names; all of them are behind its link.
NAMED = 5


@dataclass(frozen=True)
class LateCase:
    """A late case as a letter names it: no words of a reporter, no address."""

    number: str
    category: str
    department: str
    due_at: datetime


@dataclass(frozen=True)
class Summary:
    """What the letter tells of a person's ground, as of `tally.at`; `waiting` are decisions that wait for them."""

    ground: Ground
    tally: Tally
    came_yesterday: int
    ended_yesterday: int
    waiting: int
    late: tuple[LateCase, ...]


def summary_of(user: User, *, at: datetime) -> Summary:
    """Return the summary for `user`. Raises NoSuchCase for whoever answers for nothing."""
    ground = ground_of(user)
    tally = tally_of(ground, days=2, at=at)
    yesterday = tally.flow.days[0]
    return Summary(
        ground, tally, tally.flow.came.get(yesterday, 0), tally.flow.ended.get(yesterday, 0),
        queries.requests_for(user).count(), tuple(_late(ground, at)),
    )  # fmt: skip


def write_due(*, at: datetime) -> int:
    """Write the summaries of today that are due and not written yet; return how many."""
    today, hour = city_day(at), at.astimezone(ZoneInfo(this_city().time_zone)).hour
    if hour < this_city().summary_hour:
        return 0
    return sum(_write(person, today, at) for person in _readers(today))


def words_for(user: User, *, at: datetime) -> tuple[str, str, str]:
    """Return subject, text and HTML of the summary as `user` gets it, in the person's language."""
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(this_city().time_zone)):
        facts = {**told(user, at=at), "site": settings.PUBLIC_URL, "language": language}
        written = render_to_string("letters/morning.txt", facts)
        page = render_to_string("letters/morning.html", facts)
    subject, _rest, body = written.strip().partition("\n")
    return " ".join(subject.split())[:200], body.strip() + "\n", page


def told(user: User, *, at: datetime) -> dict[str, Any]:
    """Return what the templates of the letter tell, in the language of whoever reads."""
    summary, today = summary_of(user, at=at), city_day(at)
    within = f"&area={summary.ground.wish['area']}" if "area" in summary.ground.wish else ""
    return {
        "summary": summary, "day": today, "yesterday": today - timedelta(days=1), "city": this_city().name,
        "within": within,
    }  # fmt: skip


def wish_of(user: User) -> SummaryWish:
    """Return what a person has chosen; unsaved where nothing was chosen yet."""
    return SummaryWish.objects.filter(user=user).first() or SummaryWish(user=user)


def choose(user: User, *, wanted: bool, on_days_off: bool) -> SummaryWish:
    """Keep whether a person wants the summary, and whether on days off as well."""
    chosen = {"wanted": wanted, "on_days_off": on_days_off}
    return SummaryWish.objects.update_or_create(user=user, defaults=chosen)[0]


def _readers(today: date) -> Iterator[User]:
    """Yield the supervisors posted today who want a summary today and have none yet."""
    posted = current_postings(today).filter(role=Role.SUPERVISOR).values("user")
    people = User.objects.filter(pk__in=posted).exclude(email="").exclude(summaries__day=today)
    hours = ageing.office_hours()
    works = hours.always_open or bool(hours.windows_on(today))
    wishes = {wish.user_id: wish for wish in SummaryWish.objects.filter(user__in=people)}
    for person in people.order_by("pk"):
        wish = wishes.get(person.pk, SummaryWish(user=person))
        if wish.wanted and (works or wish.on_days_off):
            yield person


@transaction.atomic
def _write(user: User, today: date, at: datetime) -> bool:
    """Write one person's summary; return whether it was this call that did, and not another one at the same time."""
    about = _case_for_the_outbox(ground_of(user))
    if about is None:
        return False
    _row, is_new = MorningSummary.objects.get_or_create(user=user, day=today, defaults={"at": at})
    if not is_new:
        return False
    subject, text, page = words_for(user, at=at)
    notice = Notice.objects.create(
        topic=Notice.Topic.TELL, case=about, kind=KIND, created_at=at, available_at=at, done_at=at
    )
    ready = carriers.configured(Delivery.Channel.MAIL)
    Delivery.objects.create(
        notice=notice, case=about, user=user, channel=Delivery.Channel.MAIL, subject=subject, body=text, html=page,
        state=Delivery.State.WAITING if ready else Delivery.State.OFF, created_at=at, available_at=at,
    )  # fmt: skip
    return True


def _case_for_the_outbox(ground: Ground) -> Case | None:
    """Return the newest case of a ground, under which the outbox keeps the letter; None: nothing to tell of."""
    found = Case.unscoped.order_by("-pk")
    return found.filter(_within(ground)).first()


def _within(ground: Ground) -> Q:
    area = ground.area
    return subtree(area.path, "area_path") if area and area.level != Level.CITY else Q()


def _late(ground: Ground, at: datetime) -> Iterator[LateCase]:
    legs = Leg.objects.filter(OPEN_LEG & _within(ground), due_at__lt=at).select_related("case", "department")
    first: dict[int, Leg] = {}
    for leg in legs.order_by("due_at", "pk")[: 3 * NAMED]:  # a case may have several late parts
        first.setdefault(leg.case_id, leg)
    for leg in list(first.values())[:NAMED]:
        known = dictionary().categories.get(leg.case.category_id or 0)
        category = known.name if known else _("not sorted yet")
        if leg.due_at:
            yield LateCase(leg.case.number, category, leg.department.name, leg.due_at)
