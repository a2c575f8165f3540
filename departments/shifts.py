"""Planning who is there: the week of a department, and shifts and absences as its head writes them down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from departments import access, roster
from departments.access import scope_of
from departments.models import Absence, Department, Shift, User
from departments.roles import Role
from govgrid.lib.refusals import Refusal
from grids.city import this_city

DAYS = 7
ONE_AT_ONCE = "one_shift_at_once"  # the table's constraint


class NotYourRoster(Refusal):
    """Only the head of a department plans its people."""

    code = "not_your_roster"
    status = 403


class ShiftOverlaps(Refusal):
    """The person is on another shift during that time."""

    code = "shift_overlaps"


@dataclass
class Line:
    """A person's week: for each day the shifts and the absences that touch it."""

    person: User
    shifts: list[list[Shift]] = field(default_factory=list)
    absences: list[list[Absence]] = field(default_factory=list)


def staff_of(department_id: int) -> list[User]:
    """Return head and handlers of a department, each once."""
    roles = (Role.DEPARTMENT_HEAD, Role.HANDLER)
    found = [user for role in roles for user in access.holders(role, department_id=department_id)]
    return list(dict.fromkeys(found))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(department: Department, monday: date) -> list[Line]:
    """Return the week of a department's people: five queries, whatever the number of people."""
    people, days = staff_of(department.pk), [_span(monday + timedelta(days=n)) for n in range(DAYS)]
    begin, end = days[0][0], days[-1][1]
    shifts = list(_within(Shift.objects.filter(department=department), begin, end).order_by("begins_at"))
    absences = list(_within(Absence.objects.filter(user__in=people), begin, end).select_related("deputy"))
    # Who left the department and still has a shift is shown with it.
    people += [shift.user for shift in shifts if shift.user not in people]
    return [
        Line(
            person,
            [_of(shifts, person, day) for day in days],
            [_of(absences, person, day) for day in days],
        )
        for person in dict.fromkeys(people)
    ]


def _span(day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(this_city().time_zone)
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


def _within(found: QuerySet, begin: datetime, end: datetime) -> QuerySet:
    return found.filter(begins_at__lt=end, ends_at__gt=begin).select_related("user")


def _of(found: Iterable[Any], person: User, day: tuple[datetime, datetime]) -> list[Any]:
    begin, end = day
    return [it for it in found if it.user_id == person.pk and it.begins_at < end and it.ends_at > begin]


def need_head(by: User, department: Department) -> None:
    """Raise NotYourRoster unless `by` gives out the work of the department."""
    if department.pk not in scope_of(by).reach("assign_cases").department_ids:
        raise NotYourRoster(_("Only the head of %(department)s plans its shifts.") % {"department": department.name})


def plan_shift(shift: Shift, department: Department, *, by: User) -> Shift:
    """Write down a shift of one of the department's people. Raises NotYourRoster, ShiftOverlaps."""
    _need_own(shift.user, department, by)
    shift.department = department
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as fault:
        if ONE_AT_ONCE not in str(fault):
            raise
        raise ShiftOverlaps(
            _("%(person)s is on another shift during that time. Change or remove it first.") % {"person": shift.user}
        ) from fault
    return shift


def plan_absence(absence: Absence, department: Department, *, by: User) -> Absence:
    """Write down that one of the department's people is away. Raises NotYourRoster."""
    _need_own(absence.user, department, by)
    absence.save()
    return absence


def strike_out(planned: Shift | Absence, department: Department, *, by: User) -> None:
    """Take a shift or an absence of the department's people out of the plan. Raises NotYourRoster."""
    need_head(by, department)
    if isinstance(planned, Shift) and planned.department_id != department.pk:
        raise NotYourRoster(_("This shift is not one of %(department)s.") % {"department": department.name})
    if isinstance(planned, Absence):
        _need_own(planned.user, department, by)
    planned.delete()


def _need_own(person: User, department: Department, by: User) -> None:
    need_head(by, department)
    if person not in staff_of(department.pk):
        raise NotYourRoster(
            _("%(person)s does not work for %(department)s.") % {"person": person, "department": department.name}
        )


def nobody_from(absence: Absence) -> datetime | None:
    """Return from when on during the absence nobody is there for its person; None: somebody always is.

    The deputies may be away themselves, or stand in for each other in a circle.
    """
    instants = [absence.begins_at, *_beginnings_during(absence)]
    return next((at for at in instants if not roster.standing_in([absence.user], at)), None)


def gap_words(absence: Absence, since: datetime) -> str:
    """Return the warning that nobody stands in for the absent person `since` then."""
    return _("From %(time)s on nobody stands in for %(person)s: there is no deputy, or each deputy is away too.") % {
        "time": date_format(localtime(since), "SHORT_DATETIME_FORMAT"),
        "person": absence.user,
    }


def _beginnings_during(absence: Absence) -> Sequence[datetime]:
    """Return when other absences begin meanwhile: only then does it change who is there. Those of the deputies."""
    during = Q(begins_at__gt=absence.begins_at, begins_at__lt=absence.ends_at)
    others = Absence.objects.filter(during).exclude(user=absence.user)
    deputies = roster.standing_in([absence.user], absence.begins_at)
    return list(others.filter(user__in=deputies).order_by("begins_at").values_list("begins_at", flat=True))
