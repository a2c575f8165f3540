"""The doctor finds nothing in a healthy town, and everything that is broken in a sick one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases import chains, closing, doctor, escalation, history, letters, returning, verification
from cases.models import Case, Checkup, Clock, Delivery, Leg, LegState, Notice, Status
from departments.models import Ladder, Posting, User
from departments.roles import Role
from tests.builders import HOUR, MINUTE, a_case, a_rated_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tell(at: datetime) -> None:
    while letters.write_waiting(at=at) or letters.send_waiting(at=at):
        pass


def found(*, at: datetime, full: bool = True) -> dict[str, tuple[int, tuple[str, ...]]]:
    """What the doctor finds by code; checks that find nothing are left out."""
    results = doctor.examine(at=at, full=full)
    return {r.check.code: (r.found.count, r.found.examples) for r in results if r.found.count}


def a_returned_case(town: Town) -> Case:
    case = a_case(town, Status.HANDLING)
    return returning.return_case(case, by=town.people["li"], at=NOON, note="A private road.")


def a_reworked_case(town: Town) -> Case:
    case = a_case(town, Status.CHECKING)
    return verification.rework(case, by=case.tasks.get(done_at=None).officer, at=NOON, note="Still a hole.")


def a_declined_case(town: Town) -> Case:
    case = a_routed_case(town, category=None)
    return closing.decline(case, by=town.people["an"], at=NOON, note="Not ours.")


def a_late_case(town: Town) -> Case:
    """A case reported long ago whose first rung fired in its time, the second an hour ago."""
    begun = NOON - timedelta(days=30)
    case = a_case(town, Status.HANDLING, at=begun)
    tell(begun)
    due = case.clocks.get().due_at
    for at in (due, due + 24 * HOUR):
        escalation.raise_due_alarms(at=at)
        tell(at)
    return case


CASES: dict[str, Callable[[Town], Case]] = {
    "reported": lambda town: a_routed_case(town, category=None),
    "filed": lambda town: a_routed_case(town, category="litter"),
    "dispatched": lambda town: a_routed_case(town, category="lamp"),
    "handling": lambda town: a_case(town, Status.HANDLING),
    "returned": a_returned_case,
    "checking": lambda town: a_case(town, Status.CHECKING),
    "reworked": a_reworked_case,
    "checked": lambda town: a_case(town, Status.CHECKED),
    "closed": lambda town: a_case(town, Status.CLOSED),
    "reopened": lambda town: a_rated_case(town, solved="no"),
    "declined": a_declined_case,
    "late": a_late_case,
}


def a_healthy(which: str, town: Town) -> Case:
    """One of CASES whose letters have all been told."""
    case = CASES[which](town)
    tell(NOON)
    return fresh(case)


def test_a_healthy_town_is_well(town: Town) -> None:
    for which in CASES:
        a_healthy(which, town)

    assert found(at=NOON) == {}
    assert found(at=NOON + MINUTE, full=False) == {}
    assert len(list(doctor.examine(at=NOON, full=True))) == len(doctor.CHECKS)


def test_a_last_rung_that_repeats_after_an_outage_is_well(town: Town) -> None:
    Ladder.objects.update(repeats=2)
    case, after = a_healthy("handling", town), NOON + 1000 * HOUR

    while escalation.raise_due_alarms(at=after):
        pass

    assert case.clocks.filter(state="running", next_rung=2, repeated__gt=0).exists()
    assert "I3b" not in found(at=after)


def without_order(case: Case) -> None:
    Notice.objects.filter(case=case, topic="route").delete()
    Case.unscoped.filter(pk=case.pk).update(routed_at=None)


def without_officer(case: Case) -> None:
    case.tasks.update(done_at=NOON)


def never_sent(case: Case) -> None:
    case.clocks.all().delete()
    case.legs.all().delete()


def change_clocks(**values: object) -> Callable[[Case], object]:
    return lambda case: Clock.objects.filter(case=case).update(**values)


def suspended_but_running(case: Case) -> None:
    Leg.objects.filter(case=case).update(state=LegState.SUSPENDED)


def notice_of(case: Case, **values: object) -> Notice:
    given = {"topic": "tell", "kind": "closed", "created_at": NOON, "available_at": NOON, "case": case}
    return Notice.objects.create(**{**given, **values})


def letter_of(case: Case, **values: object) -> Delivery:
    given = {"case": case, "channel": "mail", "subject": "", "body": "", "created_at": NOON, "available_at": NOON}
    return Delivery.objects.create(notice=notice_of(case, done_at=NOON), **{**given, **values})


def change_case(**values: object) -> Callable[[Case], object]:
    return lambda case: Case.unscoped.filter(pk=case.pk).update(**values)


def note(case: Case, at: datetime = NOON, **data: object) -> None:
    history.note_down([fresh(case)], "escalate", by=None, at=at, data={case.pk: {"key": "1:1:1:9", **data}})


def change_history(case: Case, sql: str) -> None:
    """As the owner of the database may."""
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_historyentry DISABLE TRIGGER USER")
    run(sql, case.pk)
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_historyentry ENABLE TRIGGER USER")


def nobody_is_head(case: Case) -> None:
    Clock.objects.filter(case=case).update(next_fire_at=NOON + 23 * HOUR)
    User.objects.filter(pk__in=Posting.objects.exclude(role=Role.OFFICER).values("user")).update(is_active=False)


def twice_the_same_rung(case: Case) -> None:
    run("DROP INDEX rung_fired_once")
    note(case)
    note(case)


def paused_when_it_fired(case: Case) -> None:
    clock = case.clocks.get()
    clock.pauses.create(begins_at=NOON - HOUR, ends_at=NOON + HOUR, reason="Rain.")
    note(case, clock=clock.pk)


def untold(case: Case) -> None:
    Delivery.objects.filter(case=case).delete()
    Notice.objects.filter(case=case, kind="dispatched").delete()


def two_hosts(case: Case) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE; DROP INDEX one_open_host")
    case.legs.update(part="host")


def twice_the_same_letter(case: Case) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_delivery DROP CONSTRAINT delivery_once")
    letter = letter_of(case, state="off")
    letter.pk = None
    letter.save()


SICKNESSES: dict[str, tuple[str, str, Callable[[Case], object]]] = {
    "a report without a work order": ("R1", "reported", without_order),
    "a check without an officer": ("R1", "checking", without_officer),
    "a case sent to nobody": ("R1", "handling", never_sent),
    "a part without a clock": ("R2", "handling", lambda case: case.clocks.all().delete()),
    "a suspended part whose clock runs": ("R2", "handling", suspended_but_running),
    "an overdue rung": ("R3", "handling", change_clocks(next_fire_at=NOON - 61 * timedelta(seconds=1))),
    "a rung that is not set": ("R3", "handling", change_clocks(next_fire_at=None)),
    "a wrong due instant": ("R4", "handling", change_clocks(due_at=NOON + HOUR)),
    "a notice that waits": ("R5", "closed", lambda case: notice_of(case, available_at=NOON - 3 * MINUTE)),
    "a notice given up": ("DEAD", "closed", lambda case: notice_of(case, dead_at=NOON)),
    "a letter given up": ("DEAD", "closed", lambda case: letter_of(case, state="dead")),
    "a claim run out": ("R6", "handling", lambda case: case.legs.update(claim_until=NOON - HOUR)),
    "a lease run out": ("R6", "closed", lambda case: letter_of(case, lease_until=NOON - 3 * MINUTE)),
    "a status of its own": ("R7", "handling", change_case(status="suspended")),
    "a step too far": ("R7", "handling", change_case(step=9)),
    "an entry too few": ("R7", "handling", change_case(entries=9)),
    "a letter nobody sends": ("R8", "closed", lambda case: letter_of(case, available_at=NOON - HOUR)),
    "a lease without end": ("R8", "closed", lambda case: letter_of(case, lease_until=NOON + HOUR)),
    "a rung that reaches nobody": ("R9", "handling", nobody_is_head),
    "a changed entry": (
        "R10", "closed",
        lambda case: change_history(case, "UPDATE cases_historyentry SET note = 'x' WHERE case_id = %s AND number = 2"),
    ),
    "parts closed, case open": ("R11", "handling", lambda case: case.legs.update(state=LegState.FINISHED)),
    "case closed, part open": ("R11", "closed", lambda case: case.legs.update(state=LegState.HANDLING)),
    "case closed, clock alive": (
        "R11", "closed",
        lambda case: case.clocks.update(state="paused", due_at=None, resumed_at=None),
    ),
    "a hole in the history": (
        "I2", "closed",
        lambda case: change_history(case, "DELETE FROM cases_historyentry WHERE case_id = %s AND number = 2"),
    ),
    "a rung fired twice": ("I3a", "handling", twice_the_same_rung),
    "a rung passed over": ("I3b", "handling", change_clocks(next_rung=2)),
    "a rung fired early": ("I4", "handling", lambda case: note(case, fires_at=(NOON + HOUR).isoformat())),
    "a move untold": ("I5", "dispatched", untold),
    "one work in two hands": ("I6", "dispatched", two_hosts),
    "a letter written twice": ("I7", "closed", twice_the_same_letter),
    "a rung after the end": ("I9", "closed", note),
    "a rung in a pause": ("I9", "handling", paused_when_it_fired),
}  # fmt: skip


@pytest.mark.parametrize("name", SICKNESSES)
def test_whatever_is_broken_is_found_and_the_case_is_named(town: Town, name: str) -> None:
    code, which, make_sick = SICKNESSES[name]
    case, other = a_healthy(which, town), a_healthy(which, town)

    make_sick(case)

    count, examples = found(at=NOON)[code]
    assert count >= 1
    assert case.number in examples
    assert other.number not in examples


def test_each_check_has_a_sickness_that_it_finds() -> None:
    # A draft is of no case; that one is held in test_drafts.
    assert {code for code, _which, _make in SICKNESSES.values()} == {check.code for check in doctor.CHECKS} - {"KEPT"}


def test_the_hourly_round_computes_each_clock_once_in_a_hundred_hours(town: Town) -> None:
    Clock.objects.filter(case=a_healthy("handling", town)).update(due_at=NOON + HOUR)

    turns = [found(at=NOON + hour * HOUR, full=False) for hour in range(100)]

    assert sum("R4" in turn for turn in turns) == 1


def test_a_day_whose_anchor_no_longer_fits_is_named(town: Town) -> None:
    a_healthy("closed", town)
    chains.anchor(at=NOON)
    chains.anchor(at=NOON + HOUR)
    run("UPDATE cases_chainanchor SET entries = entries + 1")

    assert found(at=NOON)["R10"][1][0].startswith(f"anchor of {NOON.date()}")


def test_at_most_five_cases_are_named(town: Town) -> None:
    for _ in range(7):
        a_report(town)
    Notice.objects.all().delete()

    count, examples = found(at=NOON)["R1"]
    assert (count, len(examples)) == (7, 5)


def test_the_round_is_kept_and_made_once_an_hour(town: Town) -> None:
    case = a_healthy("handling", town)
    doctor.hourly_round(at=NOON)
    Clock.objects.filter(case=case).update(next_fire_at=NOON - HOUR)

    doctor.hourly_round(at=NOON + 59 * MINUTE)
    assert not Checkup.objects.filter(breach=True).exists()

    doctor.hourly_round(at=NOON + 60 * MINUTE)
    kept = Checkup.objects.get(code="R3")
    assert (kept.found, kept.breach, kept.examples) == (1, True, [case.number])


def test_the_command_prints_each_check_and_fails_on_a_breach_only(town: Town) -> None:
    case = a_report(town)
    Notice.objects.filter(case=case).update(dead_at=NOON)
    out = StringIO()

    call_command("doctor", "--full", stdout=out)

    assert f"DEAD      1  A letter or work order was given up; see the dead letters. ({case.number})" in out.getvalue()
    assert "21 checks, no breach." in out.getvalue()

    Notice.objects.filter(case=case).delete()
    with pytest.raises(CommandError, match="1 of 17 checks found a breach: R1"):
        call_command("doctor", stdout=out)
