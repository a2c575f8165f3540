"""What letters of alarms say, that a flood is one letter, and that nobody's absence goes unnoticed."""

from datetime import timedelta

import pytest

from cases import catching_up, chores, letters, unmanned
from cases.models import Case, Clock, Delivery, Heartbeat, Notice
from departments.access import grant_postings
from departments.models import Posting
from tests.builders import HOUR, MINUTE, a_routed_case
from tests.cases.climbing import a_ladder, clock_of, due_of, rungs_of, sweep
from tests.city import NOON, Town


@pytest.fixture(autouse=True)
def _ways_out(settings):
    settings.EMAIL_HOST, settings.PUBLIC_URL = "mail.example", "https://c.ex"


def written(kind: str, name: str, channel: str) -> list[Delivery]:
    while letters.write_waiting(at=NOON + timedelta(days=900)):
        pass
    return list(Delivery.objects.filter(notice__kind=kind, user__username=name, channel=channel).order_by("id"))


def late_cases(town: Town, number: int) -> list[Case]:
    cases = [a_routed_case(town) for _ in range(number)]
    sweep(due_of(cases[0]))
    return cases


def test_a_flood_of_alarms_is_one_mail_and_each_stands_in_the_inbox(town: Town) -> None:
    cases = late_cases(town, 6)

    (mail,) = written("late", "he", "mail")

    assert mail.subject == "6 alarms"
    for case in cases:
        assert f"Case {case.number} is late: Road damage\n  https://c.ex/desk/cases/{case.number}/" in mail.body
    assert len(written("late", "he", "inbox")) == 6


def test_a_few_alarms_are_a_mail_each(town: Town) -> None:
    late_cases(town, 5)

    assert [mail.subject.partition(" is late")[1] for mail in written("late", "he", "mail")] == [" is late"] * 5


def test_a_flood_of_other_letters_is_not_gathered(town: Town) -> None:
    for _ in range(7):
        a_routed_case(town)

    assert len(written("dispatched", "he", "mail")) == 7


def test_who_stands_in_reads_for_whom(town: Town) -> None:
    Posting.objects.filter(user__username="he").delete()
    grant_postings(on=NOON.date())
    late_cases(town, 1)

    (letter,) = written("late", "west_su", "inbox")

    assert "meant for “Department head”, where nobody can be reached now; you stand in as “Supervisor”" in letter.body


def test_a_stage_is_named_where_it_is_not_the_handling(town: Town) -> None:
    case = a_routed_case(town)
    Clock.objects.filter(case=case).update(kind="accept")

    sweep(due_of(case))

    assert "“Acceptance by the department” of this case" in written("late", "he", "inbox")[0].body


def test_a_rung_for_nobody_at_all_is_parked_with_a_sentence(town: Town) -> None:
    case = a_routed_case(town)
    Posting.objects.all().delete()
    grant_postings(on=NOON.date())

    sweep(due_of(case))
    letters.write_waiting(at=due_of(case))

    assert rungs_of(case) == [1]
    assert "a rung for department_head reaches nobody" in Notice.objects.get(case=case, kind="late").error


def test_supervisors_are_warned_once_a_day_before_a_rung_reaches_nobody(town: Town) -> None:
    case = a_routed_case(town)
    Posting.objects.filter(user__username="he").delete()
    grant_postings(on=NOON.date())
    due = due_of(case)

    assert unmanned.warn_of_empty_targets(at=due - 25 * HOUR) == 0
    assert unmanned.warn_of_empty_targets(at=due - 23 * HOUR) == 1
    assert unmanned.warn_of_empty_targets(at=due - 22 * HOUR) == 0

    (letter,) = written("empty_target", "west_su", "inbox")
    assert letter.subject == f"Nobody to tell of case {case.number}: Department head"
    assert "On 2026-09-22 12:00 the ladder of this case" in letter.body
    assert "“Supervisor” is told instead" in letter.body


def test_a_rung_that_reaches_somebody_is_no_warning(town: Town) -> None:
    case = a_routed_case(town)

    assert unmanned.warn_of_empty_targets(at=due_of(case) - HOUR) == 0


def test_a_duty_officer_is_sought_for_the_hour_of_the_rung(town: Town) -> None:
    a_ladder((0, "notify", "duty_officer"))
    case = a_routed_case(town)
    due = due_of(case)
    town.people["lu"].shifts.create(
        department=town.departments["roads"], begins_at=due - HOUR, ends_at=due + HOUR, duty_officer=True
    )

    assert unmanned.warn_of_empty_targets(at=due - 5 * HOUR) == 0


def test_after_a_standstill_the_supervisors_of_the_city_hear_of_it_once(town: Town) -> None:
    case = a_routed_case(town)
    Clock.objects.filter(case=case).update(next_fire_at=chores.now() - HOUR)
    Heartbeat.objects.create(name="sweep", at=chores.now() - 6 * HOUR)

    chores.sweep_all()
    chores.sweep_all()

    assert clock_of(case).next_rung > 1
    (letter,) = written("catch_up", "su", "inbox")
    assert "The alarms stood still" in letter.subject


def test_a_short_break_is_no_standstill(town: Town) -> None:
    case = a_routed_case(town)
    at = due_of(case) + 30 * MINUTE

    assert catching_up.tell_of_standstill(since=at - 2 * MINUTE, at=at) == 1
    assert not Notice.objects.filter(kind="catch_up").exists()


def test_looking_ahead_is_one_persons_turn_an_hour(town: Town) -> None:
    assert chores.take_turn("look ahead", HOUR)
    assert not chores.take_turn("look ahead", HOUR)

    Heartbeat.objects.filter(name="look ahead").update(at=chores.now() - 2 * HOUR)
    assert chores.take_turn("look ahead", HOUR)
