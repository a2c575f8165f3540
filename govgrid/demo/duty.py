"""A roster for the demo: duty officers at night and on the days after, and one person away with a deputy."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from departments.models import Absence, Department, Posting, Shift, User
from departments.roles import Role
from departments.shifts import staff_of
from grids.city import this_city
from grids.models import Area, Level

EVENING, MORNING = time(18), time(8)
# Grid officers walk from early to late, so that whoever looks at the demo finds one on duty.
EARLY, LATE = time(6), time(22)
DAYS = 28


def plan_duty(at: datetime) -> int:
    """Plan nights from the week before `at` on, where no shift stands yet; return how many shifts were made."""
    if Shift.objects.exists():
        return 0
    zone = ZoneInfo(this_city().time_zone)
    first = at.astimezone(zone).date() - timedelta(days=7)
    nights = [_night(first + timedelta(days=n), zone) for n in range(DAYS)]
    # Who works in two departments keeps the first of two nights.
    Shift.objects.bulk_create(
        [*_of_departments(nights), *_of_the_city(nights), *_of_officers(first, zone)], ignore_conflicts=True
    )
    _one_is_away(at)
    return Shift.objects.count()


def _night(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, EVENING, zone), datetime.combine(day + timedelta(days=1), MORNING, zone)


def _of_departments(nights: list[tuple[datetime, datetime]]) -> Iterator[Shift]:
    """The people of a department take turns; the one before stands second in the call list."""
    for department in Department.objects.filter(valid_to=None, calendar__always_open=False).order_by("pk"):
        staff = staff_of(department.pk)
        for n, (begins, ends) in enumerate(nights if staff else ()):
            called = [staff[n % len(staff)], staff[(n - 1) % len(staff)]][: len(staff)]
            for order, user in enumerate(called, 1):
                yield _duty(user, begins, ends, order, department=department)


def _of_the_city(nights: list[tuple[datetime, datetime]]) -> Iterator[Shift]:
    leader = User.objects.filter(postings__role=Role.SHIFT_LEADER, is_active=True).order_by("pk").first()
    city = Area.objects.filter(level=Level.CITY).first()
    for begins, ends in nights if leader and city else ():
        yield _duty(leader, begins, ends, 1, area=city)


def _of_officers(first: date, zone: ZoneInfo) -> Iterator[Shift]:
    """Each grid officer is on duty every day in the area of the first posting; no duty officer of the call list."""
    posted = Posting.objects.filter(role=Role.OFFICER, user__is_active=True).order_by("user", "pk").distinct("user")
    for posting in posted:
        for day in (first + timedelta(days=n) for n in range(DAYS)):
            begins, ends = (datetime.combine(day, hour, zone) for hour in (EARLY, LATE))
            yield Shift(user_id=posting.user_id, area_id=posting.area_id, begins_at=begins, ends_at=ends)


def _duty(user: User, begins: datetime, ends: datetime, order: int, **where: object) -> Shift:
    return Shift(user=user, begins_at=begins, ends_at=ends, duty_officer=True, call_order=order, **where)


def _one_is_away(at: datetime) -> None:
    """Some handler with a head above is on a training for three days; the head stands in."""
    for posting in Posting.objects.filter(role=Role.HANDLER, user__is_active=True).order_by("pk"):
        head = next((user for user in staff_of(posting.department_id) if user.pk != posting.user_id), None)
        if head:
            ends = at + timedelta(days=3)
            Absence.objects.create(user=posting.user, deputy=head, begins_at=at, ends_at=ends, reason="培训 Training")
            return
