"""What a rung does, and whom it reaches: never nobody without saying so."""

from cases import handling
from cases.models import Case, Follower, Leg, Notice
from cases.targets import Targets, spot_of
from departments.access import grant_postings
from departments.models import Absence, Posting, Shift, User
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.cases.climbing import a_ladder, due_of, newest, rungs_of, sweep
from tests.city import NOON, Town


def late(case: Case) -> Case:
    sweep(due_of(case))
    return fresh(case)


def reached(town: Town, target: str, case: Case) -> tuple[list[str], str]:
    whom = Targets(NOON).whom(target, spot_of(case, case.legs.first()))
    names = {person.pk: name for name, person in town.people.items()}
    return [names[pk] for pk in whom.people], whom.fallback


def leave(town: Town, *names: str) -> None:
    Posting.objects.filter(user__username__in=names).delete()
    grant_postings(on=NOON.date())


def test_a_role_is_sought_in_the_parts_department_or_around_the_case(town: Town) -> None:
    case = a_routed_case(town, cell=1)

    assert reached(town, "department_head", case) == (["he"], "")
    assert reached(town, "supervisor", case) == (["west_su"], "")
    assert reached(town, "dispatcher", case) == (["ding", "duan"], "")


def test_the_assignee_is_reached_while_the_account_is_open(town: Town, noon) -> None:
    case = a_case(town, "handling")
    handling.assign(case, to=town.people["li"], by=town.people["li"], at=noon)
    assert reached(town, "assignee", case) == (["li"], "")

    User.objects.filter(username="li").update(is_active=False)
    assert reached(town, "assignee", case) == (["he"], "department_head")


def test_the_duty_officer_is_who_has_the_shift_of_that_hour(town: Town, noon) -> None:
    case = a_routed_case(town)
    Shift.objects.create(
        user=town.people["lu"], department=town.departments["roads"], begins_at=noon - HOUR, ends_at=noon + HOUR,
        duty_officer=True,
    )  # fmt: skip

    assert reached(town, "duty_officer", case) == (["lu"], "")


def test_who_is_away_is_stood_in_for(town: Town, noon) -> None:
    case = a_routed_case(town)
    Absence.objects.create(user=town.people["he"], deputy=town.people["lu"], begins_at=noon, ends_at=noon + HOUR)

    assert reached(town, "department_head", case) == (["lu"], "")


def test_a_target_that_is_nobody_falls_back_step_by_step(town: Town) -> None:
    case = a_routed_case(town)
    leave(town, "he")
    assert reached(town, "department_head", case) == (["west_su"], "supervisor")

    leave(town, "west_su", "su")
    assert reached(town, "department_head", case) == (["ding", "duan"], "dispatcher")

    leave(town, "ding", "duan")
    assert reached(town, "department_head", case) == ([], "")


def test_the_history_says_who_stood_in(town: Town) -> None:
    case = a_routed_case(town)
    leave(town, "he")

    late(case)

    assert (newest(case)["target"], newest(case)["fallback"]) == ("department_head", "supervisor")


def test_a_rung_makes_its_target_watch_the_case_once(town: Town) -> None:
    a_ladder((0, "watch", "supervisor"), repeats=1, repeat_minutes=30)
    case = a_routed_case(town)

    for half_hour in range(2):
        sweep(due_of(case) + half_hour * HOUR / 2)

    assert rungs_of(case) == [1, 1]
    assert [follower.user for follower in Follower.objects.filter(case=case)] == [town.people["west_su"]]


def test_a_rung_gives_the_work_to_the_least_busy_of_its_target(town: Town, noon) -> None:
    a_ladder((0, "reassign", "handler"))
    busy = a_case(town, "handling")
    handling.assign(busy, to=town.people["lu"], by=town.people["lu"], at=noon)
    case = a_routed_case(town)

    late(case)

    assert case.legs.get().assignee == town.people["li"]
    assert newest(case)["to_id"] == town.people["li"].pk


def test_work_is_given_to_another_than_has_it(town: Town, noon) -> None:
    a_ladder((0, "reassign", "handler"))
    case = a_case(town, "handling")
    handling.assign(case, to=town.people["li"], by=town.people["li"], at=noon)

    late(case)

    assert case.legs.get().assignee == town.people["lu"]


def test_work_is_never_given_outside_the_department(town: Town) -> None:
    a_ladder((0, "reassign", "supervisor"))
    case = a_routed_case(town)

    late(case)

    assert rungs_of(case) == [1]
    assert case.legs.get().assignee is None


def test_a_rung_calls_the_desk_in_once(town: Town) -> None:
    a_ladder((0, "coordinate", "dispatcher"), repeats=1, repeat_minutes=30)
    case = a_routed_case(town)

    for half_hour in range(2):
        sweep(due_of(case) + half_hour * HOUR / 2)

    part = Leg.objects.get(case=case, rule="ladder")
    assert (part.department.code, part.part, part.mandatory, part.state) == ("centre", "co", False, "sent")
    assert Notice.objects.filter(case=case, kind="coordinate").count() == 1


def test_the_host_finishes_while_the_desk_still_has_its_part(town: Town, noon) -> None:
    a_ladder((0, "coordinate", "dispatcher"))
    case = late(a_case(town, "handling"))

    handling.finish(case, by=town.people["li"], at=noon, note="Filled.")

    assert fresh(case).status != "handling"
