"""A clock through whatever may happen to it, beside an oracle that counts minute by minute: they always agree.

Four zones: Kunming, New York and Lord Howe on both nights when their clocks change (Lord Howe's by half an hour), and
India with its half-hour distance. Each example is one transaction on the real tables, rolled back.
"""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases import deadlines, limits, recounting
from cases.limits import Limit
from cases.models import Clock, ClockState, Leg
from departments.models import CalendarDay, ClockKind, Department, FilingStandard, LimitUnit, WorkCalendar
from departments.work_calendars import WorkCalendars, touched
from tests.builders import a_routed_case
from tests.cases.minute_oracle import SEASONS, Hours, Oracle, Windows
from tests.city import Town

OFFICE: Windows = (("08:00", "12:00"), ("14:00", "18:00"))
SUMMER: Windows = (("08:30", "11:45"), ("15:00", "18:30"))
NIGHT: Windows = (("00:15", "02:20"), ("13:00", "17:00"))
HOURS = {
    "kunming": Hours("Asia/Shanghai", (OFFICE,) * 5 + ((), ())),
    "new-york": Hours("America/New_York", (NIGHT,) * 7),
    "lord-howe": Hours("Australia/Lord_Howe", (NIGHT,) * 7),
    "kolkata": Hours("Asia/Kolkata", (SUMMER,) * 6 + ((),)),
}
# A day or two before the clocks change, in minutes of the season.
EVES = {
    "spring": (datetime(2026, 3, 7), datetime(2026, 4, 3)),  # noqa: DTZ001 - of the season's own reckoning
    "autumn": (datetime(2026, 10, 2), datetime(2026, 10, 31)),  # noqa: DTZ001
}
UNITS = {
    LimitUnit.URGENT_HOUR: 60, LimitUnit.URGENT_DAY: 1440, LimitUnit.CALENDAR_DAY: 1440, LimitUnit.WORKING_HOUR: 60,
}  # fmt: skip
given_limits = st.one_of(
    st.tuples(
        st.sampled_from([LimitUnit.URGENT_HOUR, LimitUnit.WORKING_HOUR]), st.integers(1, 80).map(lambda n: n / 4)
    ),
    st.tuples(
        st.sampled_from([LimitUnit.URGENT_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_DAY]), st.integers(1, 3)
    ),
)
places = st.sampled_from(sorted(HOURS))
spans = st.one_of(st.integers(0, 90), st.integers(0, 2000))

LEG: dict[str, int] = {}


class ClockMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.hours = dict(HOURS)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # What the machine knows in minutes the platform is told in instants.

    def at(self, minute: int) -> datetime:
        return SEASONS[self.season] + timedelta(minutes=minute)

    @property
    def clock(self) -> Clock:
        return Clock.objects.filter(leg=LEG["pk"]).latest("pk")

    def limit(self, place: str, given: tuple[LimitUnit, float]) -> tuple[Limit, Hours | None, int]:
        unit, value = given
        standard = FilingStandard(limit_value=Decimal(value), limit_unit=unit)
        department = Department.objects.get(code=place)
        working = unit in (LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY)
        hours = self.hours[place] if working else None
        length = UNITS.get(unit) or self.hours[place].minutes_of_a_day()
        return limits.limit_of(standard, department.pk, WorkCalendars()), hours, round(length * value)

    @initialize(
        season=st.sampled_from(sorted(EVES)), eve=st.integers(0, 1), after=spans, place=places, given=given_limits
    )
    def begin(self, season: str, eve: int, after: int, place: str, given: tuple[LimitUnit, float]) -> None:
        self.season, self.place = season, place
        begins = EVES[season][eve] - SEASONS[season].replace(tzinfo=None)
        self.now = int(begins.total_seconds()) // 60 + after
        limit, hours, minutes = self.limit(place, given)
        leg = Leg.objects.get(pk=LEG["pk"])
        deadlines.start(leg.case, ClockKind.HANDLE, limit, at=self.at(self.now), leg=leg)
        self.oracle = Oracle(season, hours, minutes, since=self.now)

    @rule(minutes=spans)
    def wait(self, minutes: int) -> None:
        self.now += minutes

    @rule()
    def pause(self) -> None:
        deadlines.pause([self.clock], at=self.at(self.now), reason="Rain.", by=None)
        if self.oracle.since is not None and not self.oracle.ended:
            self.oracle.bank(self.now)

    @rule()
    def resume(self) -> None:
        deadlines.resume([self.clock], at=self.at(self.now))
        if self.oracle.since is None and not self.oracle.ended:
            self.oracle.since = self.now

    @rule(place=places, given=given_limits)
    def change(self, place: str, given: tuple[LimitUnit, float]) -> None:
        limit, hours, minutes = self.limit(place, given)
        late = deadlines.change([self.clock], lambda _clock: limit, at=self.at(self.now))
        if not self.oracle.ended:
            ran = self.oracle.since is not None
            self.oracle.bank(self.now)
            self.oracle.hours, self.oracle.budget, self.place = hours, minutes, place
            self.oracle.since = self.now if ran else None
            assert bool(late) == (ran and self.oracle.late(self.now))

    @rule(ahead=st.integers(-2, 4), windows=st.sampled_from([(), OFFICE, NIGHT, (("00:00", "23:59"),)]))
    def edit_a_day(self, ahead: int, windows: Windows) -> None:
        day = self.at(self.now + ahead * 1440).date()
        calendar = WorkCalendar.objects.get(code=self.place)
        CalendarDay.objects.update_or_create(
            calendar=calendar, day=day, defaults={"kind": "special", "windows": [list(pair) for pair in windows]}
        )
        old = self.hours[self.place]
        days = frozenset({**dict(old.days), day.isoformat(): windows}.items())
        self.edited(calendar, Hours(old.zone, old.week, days))

    @rule(windows=st.sampled_from([OFFICE, SUMMER, NIGHT]))
    def edit_the_week(self, windows: Windows) -> None:
        calendar = WorkCalendar.objects.get(code=self.place)
        week = (windows,) * 6 + ((),)
        calendar.windows = [[list(pair) for pair in day] for day in week]
        calendar.save(update_fields=["windows"])
        old = self.hours[self.place]
        self.edited(calendar, Hours(old.zone, week, old.days))

    def edited(self, calendar: WorkCalendar, hours: Hours) -> None:
        at = self.at(self.now)
        touched([calendar.pk], at=at, by=None)
        recounting.ask(at=at)
        while recounting.recount_waiting(at=at):
            pass
        self.hours[self.place] = hours
        if self.oracle.hours is not None:
            self.oracle.hours = hours

    @precondition(lambda self: not self.oracle.ended)
    @rule()
    def finish(self) -> None:
        deadlines.meet([self.clock], at=self.at(self.now))
        self.oracle.ended = "missed" if self.oracle.late(self.now) else "met"
        self.oracle.bank(self.now)

    @precondition(lambda self: self.oracle.ended)
    @rule()
    def restart(self) -> None:
        leg = Leg.objects.get(pk=LEG["pk"])
        deadlines.restart(leg, at=self.at(self.now))
        self.oracle.ended, self.oracle.since = "", self.now

    @invariant()
    def they_agree(self) -> None:
        if not hasattr(self, "oracle"):
            return
        clock, oracle = self.clock, self.oracle
        state = oracle.ended or ("paused" if oracle.since is None else "running")
        assert clock.state == ClockState(state)
        assert deadlines.consumed(clock, self.at(self.now), WorkCalendars()) == 60 * oracle.used(self.now)
        if not oracle.ended:
            assert self.minute_of(clock.due_at) == oracle.due()

    def minute_of(self, at: datetime | None) -> int | None:
        """Return the minute that has ended by `at`: a due instant may lie a millionth of a second before it."""
        return None if at is None else -((SEASONS[self.season] - at) // timedelta(minutes=1))


@pytest.mark.django_db
def test_the_clock_and_the_oracle_always_agree(town: Town) -> None:
    for place, hours in HOURS.items():
        week = [[list(pair) for pair in day] for day in hours.week]
        calendar = WorkCalendar.objects.create(
            code=place, name_en=place, name_zh=place, time_zone=hours.zone, windows=week
        )
        Department.objects.create(code=place, kind="bureau", name_en=place, name_zh=place, calendar=calendar)
    case = a_routed_case(town)
    LEG["pk"] = case.legs.get().pk
    case.clocks.all().delete()

    run_state_machine_as_test(
        ClockMachine,
        settings=settings(
            max_examples=120, stateful_step_count=14, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # an example of 14 steps is read as it is; to make it smaller takes minutes
        ),
    )  # fmt: skip
