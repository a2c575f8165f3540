"""A calendar edit computes running clocks anew: each once, with the old instant kept, and finished ones never."""

from datetime import date, datetime

import pytest

from cases import chores, escalation, recounting
from cases.models import Case, Clock, HistoryEntry, Recount
from departments.models import CalendarDay, WorkCalendar
from departments.work_calendars import touched
from tests.builders import HOUR, a_routed_case
from tests.cases.test_clocks import DAY, OPENING, a_clock, clock_of, meet, pause, resume
from tests.city import NOON, Town

TYPHOON = date(2026, 9, 17)  # the day after NOON, a Thursday


def declare_off(town: Town, day: date = TYPHOON, *, at: datetime = NOON) -> None:
    """A day off is put into the calendar of the offices, by Adam."""
    office = WorkCalendar.objects.get(code="office")
    CalendarDay.objects.create(calendar=office, day=day, kind="special", name_en="Typhoon", name_zh="台风")
    touched([office.pk], at=at, by=town.people["adam"])


def recount(at: datetime = NOON) -> int:
    recounting.ask(at=at)
    seen = 0
    while batch := recounting.recount_waiting(at=at, limit=2):
        seen += batch
    return seen


def entries(case: Case) -> list[HistoryEntry]:
    return list(HistoryEntry.objects.filter(case=case, action="recount"))


def test_a_day_off_moves_what_is_due_behind_it(town: Town) -> None:
    clock = a_clock(town, hours=8)
    declare_off(town)
    recount()

    assert clock_of(clock.case).due_at == clock.due_at + DAY


def test_the_case_tells_of_the_old_instant_and_the_new_one_and_of_who_edited(town: Town) -> None:
    clock = a_clock(town, hours=8)
    declare_off(town)
    recount()

    (entry,) = entries(clock.case)
    (told,) = entry.data["clocks"]
    assert (told["clock"], told["kind"], told["leg"]) == (clock.pk, "handle", None)
    assert (told["old_due_at"], told["due_at"]) == (clock.due_at.isoformat(), (clock.due_at + DAY).isoformat())
    assert entry.by == town.people["adam"]


def test_the_whole_day_is_off_however_late_it_was_declared(town: Town) -> None:
    clock = a_clock(town, hours=8, at=OPENING)
    declare_off(town, NOON.date(), at=OPENING + 2 * HOUR)
    recount(OPENING + 2 * HOUR)

    assert clock_of(clock.case).due_at == OPENING + DAY + 4 * HOUR  # all of Thursday, nothing of Wednesday


def test_what_was_banked_before_the_edit_stays_banked(town: Town) -> None:
    clock = resume(pause(a_clock(town, hours=8), OPENING + 2 * HOUR), OPENING + 3 * HOUR)
    declare_off(town, NOON.date(), at=OPENING + 3 * HOUR)
    recount(OPENING + 3 * HOUR)

    assert clock_of(clock.case).due_at == OPENING + DAY - 6 * HOUR + 8 * HOUR  # 6 hours of Thursday, from 8 to 16


def test_paused_and_finished_clocks_are_never_touched(town: Town) -> None:
    still, over = pause(a_clock(town), OPENING), meet(a_clock(town), OPENING + HOUR)
    before = list(Clock.objects.order_by("pk").values())
    declare_off(town)

    assert recount() == 0
    assert list(Clock.objects.order_by("pk").values()) == before
    assert not entries(still.case)
    assert not entries(over.case)


def test_a_paused_clock_runs_on_by_the_calendar_of_its_new_beginning(town: Town) -> None:
    clock = pause(a_clock(town, hours=8), OPENING + 4 * HOUR)
    declare_off(town)
    recount()

    assert resume(clock, OPENING + 5 * HOUR).due_at == OPENING + 2 * DAY - 2 * HOUR  # Friday 12:00


def test_clocks_on_another_calendar_are_not_looked_at(town: Town) -> None:
    a_clock(town, calendar="always")
    declare_off(town)

    assert recount() == 0


def test_a_clock_whose_instant_stays_makes_no_entry(town: Town) -> None:
    clock = a_clock(town, hours=1)
    declare_off(town)

    assert recount() == 1
    assert not entries(clock.case)
    assert Recount.objects.get().moved == 0


def test_the_queue_of_the_department_shows_the_new_instant(town: Town) -> None:
    case = a_routed_case(town)
    declare_off(town)
    recount()

    leg = case.legs.get()
    assert leg.due_at == case.clocks.get().due_at == NOON + 7 * DAY  # Sunday is worked, the typhoon not


def test_two_clocks_of_a_case_make_one_entry(town: Town) -> None:
    case = a_routed_case(town, category="lamp")
    declare_off(town)
    recount()

    (entry,) = entries(case)
    assert len(entry.data["clocks"]) == 2


def test_the_next_rung_moves_with_the_instant(town: Town) -> None:
    clock = a_clock(town, hours=8)
    declare_off(town)
    recount()

    assert clock_of(clock.case).next_fire_at == clock.next_fire_at + DAY


def test_an_alarm_that_was_raised_too_soon_is_raised_again_in_its_time(town: Town) -> None:
    clock = a_clock(town, hours=4)
    escalation.raise_due_alarms(at=clock.due_at)
    declare_off(town, NOON.date(), at=clock.due_at)
    recount(clock.due_at)
    again = clock_of(clock.case)
    escalation.raise_due_alarms(at=again.due_at)

    assert (again.generation, again.next_rung, again.due_at) == (2, 1, OPENING + DAY - 2 * HOUR)
    told = HistoryEntry.objects.filter(case=clock.case, action="escalate").values_list("at", flat=True)
    assert list(told) == [clock.due_at, again.due_at]


def test_a_working_day_more_makes_late_at_once_and_fires_the_rung_of_the_hour(town: Town) -> None:
    saturday = date(2026, 9, 19)
    clock = a_clock(town, hours=20 + 2)  # Monday 10:00, with Sunday worked: 2 of them on Sunday
    office = WorkCalendar.objects.get(code="office")
    CalendarDay.objects.create(calendar=office, day=saturday, kind="makeup", windows=[["08:00", "12:00"]])
    touched([office.pk], at=NOON + 4 * DAY, by=None)
    recount(NOON + 4 * DAY)

    moved = clock_of(clock.case)
    assert moved.due_at == NOON + 3 * DAY - 2 * HOUR
    assert (moved.next_rung, moved.next_fire_at) == (2, moved.due_at + DAY)


def test_a_job_is_done_in_batches_and_counts_what_it_saw(town: Town) -> None:
    for _number in range(5):
        a_clock(town)
    declare_off(town)
    recounting.ask(at=NOON)

    seen = [recounting.recount_waiting(at=NOON, limit=2) for _batch in range(5)]

    job = Recount.objects.get()
    assert (seen, job.looked_at, job.moved, job.done_at) == ([2, 2, 1, 0, 0], 5, 5, NOON)


def test_an_edit_asks_once_however_often_it_is_looked_for(town: Town) -> None:
    declare_off(town)

    assert [recounting.ask(at=NOON) for _time in range(3)] == [1, 0, 0]
    assert Recount.objects.get().asked_by == town.people["adam"]


def test_a_later_edit_takes_the_place_of_a_job_that_is_not_done(town: Town) -> None:
    clocks = [a_clock(town) for _number in range(3)]
    declare_off(town)
    recounting.ask(at=NOON)
    recounting.recount_waiting(at=NOON, limit=1)
    declare_off(town, date(2026, 9, 18))
    recount()

    assert [job.done_at for job in Recount.objects.all()] == [NOON, NOON]
    due = {clock_of(clock.case).due_at for clock in clocks}
    assert due == {clocks[0].due_at + 3 * DAY}  # the next day that is worked is the Sunday


def test_where_the_calendar_ends_too_soon_the_clock_stays_and_the_job_says_why(town: Town) -> None:
    short, long = a_clock(town, hours=4), a_clock(town, hours=8)
    WorkCalendar.objects.filter(code="office").update(covered_to=TYPHOON)
    declare_off(town)
    recount()

    job = Recount.objects.get()
    assert "2026-09-17" in job.error
    assert (job.looked_at, job.done_at) == (2, NOON)
    assert clock_of(short.case).due_at == short.due_at
    assert clock_of(long.case).due_at == long.due_at


def test_an_extended_calendar_computes_what_had_to_wait(town: Town) -> None:
    clock = a_clock(town, hours=8)
    office = WorkCalendar.objects.filter(code="office")
    office.update(covered_to=TYPHOON)
    declare_off(town)
    recount()
    office.update(covered_to=date(2027, 12, 31))
    touched([office.get().pk], at=NOON, by=None)
    recount()

    assert Recount.objects.latest("version").error == ""
    assert clock_of(clock.case).due_at == clock.due_at + DAY


def test_a_calendar_edit_reaches_every_clock_through_the_chore(town: Town) -> None:
    clock = a_clock(town)
    declare_off(town)

    assert chores.recounts_wait()
    assert chores.recount_all() == 1
    assert not chores.recounts_wait()
    assert clock_of(clock.case).due_at == clock.due_at + DAY


def test_who_finishes_between_the_edit_and_the_recount_is_judged_by_the_new_calendar(town: Town) -> None:
    clock = a_clock(town, hours=4)
    declare_off(town, NOON.date(), at=OPENING)
    after_the_old_instant = clock.due_at + HOUR

    assert meet(clock, after_the_old_instant).state == "met"


@pytest.mark.parametrize("code", ["office", "always"])
def test_a_calendar_that_was_never_edited_asks_for_nothing(town: Town, code: str) -> None:
    assert WorkCalendar.objects.get(code=code).version == 1
    assert recounting.ask(at=NOON) == 0
