"""Which responsibility grids have an officer, and who is there now; assigning officers to grids and releasing them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments import access, roster
from departments.models import Posting, Shift, User
from departments.roles import Role
from govgrid.lib.refusals import Refusal
from grids.city import city_day
from grids.models import Area, Level, in_force


class NotYoursToPost(Refusal):
    """Only administrators post officers."""

    code = "not_yours_to_post"
    status = 403


class NotAnOfficer(Refusal):
    code = "not_an_officer"


class PostedAlready(Refusal):
    code = "posted_already"


class NoGrid(Refusal):
    """Officers are assigned to areas that are in force."""

    code = "no_such_grid"


class Cover(models.TextChoices):
    """How an area is covered at an instant, the worst first."""

    GAP = "gap", gettext_lazy("Nobody posted")
    AWAY = "away", gettext_lazy("All away")
    OFF = "off", gettext_lazy("Not on shift")
    HERE = "here", gettext_lazy("Covered")


@dataclass(frozen=True)
class CoveredArea:
    """A responsibility grid or community, its cover, the officers' postings, and who is there now for them."""

    area: Area
    state: Cover
    postings: Sequence[Posting]
    there: Sequence[User]


def cover_at(at: datetime) -> list[CoveredArea]:
    """Return every area to which officers are assigned, gaps first, then by code; at most five queries."""
    day = city_day(at)
    areas = _areas(day)
    posted = _posted_by_area(areas, day)
    people = {posting.user_id: posting.user for postings in posted.values() for posting in postings}
    there, working = roster.there_for(sorted(people), at), _people_on_shift(at)
    users = people | User.objects.in_bulk(set(there.values()) - set(people))
    found = [_covered(area, posted.get(area.pk, []), there, working, users) for area in areas]
    return sorted(found, key=lambda one: (list(Cover).index(one.state), one.area.code))


def _areas(day: date) -> list[Area]:
    """Return the responsibility grids; in a city that has none, the communities."""
    rows = Area.objects.filter(in_force(day), level__in=[Level.RESPONSIBILITY, Level.COMMUNITY])
    found = list(rows.select_related("parent").order_by("code"))
    return [area for area in found if area.level == Level.RESPONSIBILITY] or found


def _covered(
    area: Area,
    postings: Sequence[Posting],
    there: Mapping[int, int],
    working: set[int] | None,
    users: Mapping[int, User],
) -> CoveredArea:
    present = list(dict.fromkeys(there[posting.user_id] for posting in postings if posting.user_id in there))
    on_shift = [pk for pk in present if working is None or pk in working]
    state = Cover.HERE if on_shift else Cover.OFF if present else Cover.AWAY if postings else Cover.GAP
    return CoveredArea(area, state, postings, [users[pk] for pk in on_shift or present])


def _posted_by_area(areas: Sequence[Area], day: date) -> dict[int, list[Posting]]:
    posted: dict[int, list[Posting]] = defaultdict(list)
    for posting in _officers_postings(day).filter(area__in=areas):
        posted[posting.area_id or 0].append(posting)
    return posted


def _officers_postings(day: date) -> QuerySet[Posting]:
    return access.current_postings(day).filter(role=Role.OFFICER).select_related("user").order_by("pk")


def _people_on_shift(at: datetime) -> set[int] | None:
    """Return who is on a shift at `at`; None: no officer ever has one, so posting alone says who is there."""
    running = Count("pk", filter=Q(begins_at__lte=at, ends_at__gt=at))
    shifts = Shift.objects.filter(user__postings__role=Role.OFFICER).values_list("user").annotate(running=running)
    found = dict(shifts)
    return {pk for pk, running_now in found.items() if running_now} if found else None


def officers(on: date) -> list[User]:
    """Return the people who are grid officers somewhere on that day, by name: those who can be assigned."""
    return sorted({posting.user for posting in _officers_postings(on)}, key=lambda user: user.name)


@transaction.atomic
def assign(officer: User, area: Area, *, by: User, on: date, at: datetime) -> Posting:
    """Post an officer to an area from the day `on`; rights follow at once where that day has come.

    Raises NotYoursToPost, NotAnOfficer, NoGrid, PostedAlready.
    """
    _need_administrator(by)
    _need_officer(officer, city_day(at))
    if area.valid_to is not None and area.valid_to <= on:
        raise NoGrid(_("%(area)s has ended on %(day)s.") % {"area": area.code, "day": area.valid_to})
    posting, new = Posting.objects.select_for_update().get_or_create(
        user=officer, role=Role.OFFICER, area=area, department=None, defaults={"valid_from": on}
    )
    if not new:
        _begin_again(posting, on)
    access.grant_postings(on=city_day(at))
    return posting


def _begin_again(posting: Posting, on: date) -> None:
    if posting.valid_to is None or posting.valid_to > on:
        raise PostedAlready(
            _("%(officer)s is posted to %(area)s already.") % {"officer": posting.user, "area": posting.area}
        )
    posting.valid_from, posting.valid_to = on, None
    posting.save(update_fields=["valid_from", "valid_to"])


@transaction.atomic
def release(posting: Posting, *, by: User, on: date, at: datetime) -> None:
    """End an officer's posting: `on` is the first day on which it no longer holds. Raises NotYoursToPost.

    One that has ended by then keeps its own last day: a page may be looked at long before its button is pressed.
    """
    _need_administrator(by)
    held = Posting.objects.select_for_update().get(pk=posting.pk)
    if held.valid_to is not None and held.valid_to <= on:
        return
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    access.grant_postings(on=city_day(at))


def _need_administrator(by: User) -> None:
    if not access.administers(by):
        raise NotYoursToPost(_("Only administrators assign officers. Ask one of them."))


def _need_officer(person: User, day: date) -> None:
    if person not in officers(day):
        raise NotAnOfficer(_("%(person)s is no grid officer. Post them as one first.") % {"person": person})
