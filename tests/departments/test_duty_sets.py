"""Versions of the duty list: who may put one in force, when, and what is refused."""

from datetime import datetime

import pytest

from departments import duty_sets
from departments.duties import NoCatchAll, adopted_duties
from departments.duty_sets import NotAdoptable, Proof
from departments.models import Department, Duty, DutySet
from tests.builders import HOUR
from tests.city import Town


def adopted() -> DutySet:
    return DutySet.objects.get(state="adopted")


def a_copy(town: Town, noon: datetime) -> DutySet:
    return duty_sets.draft_copy(adopted(), by=town.people["adam"], at=noon)


def proof_of(duty_set: DutySet) -> Proof:
    return Proof(duty_sets.digest_of(duty_set), adopted().pk)


def test_a_copy_is_a_draft_with_the_same_rules_and_the_next_number(town: Town, noon: datetime) -> None:
    copy = a_copy(town, noon)

    assert (copy.version, copy.state, copy.made_by) == (2, "draft", town.people["adam"])
    assert copy.digest == duty_sets.digest_of(adopted())


@pytest.mark.parametrize("state", ["draft", "tried", "retired"])
def test_only_the_adopted_set_routes(town: Town, noon: datetime, state: str) -> None:
    copy = a_copy(town, noon)
    copy.duties.update(department=town.departments["clean"])
    DutySet.objects.filter(pk=copy.pk).update(state=state)

    book = adopted_duties()
    road = town.categories["road"]

    assert book.version == 1
    answer = book.responsible_for((road.parent_id, road.pk), tuple(town.cells[1].path_ids()), noon)
    assert answer.host.department_id == town.departments["roads"].pk


def test_adopting_retires_the_old_set_and_keeps_who_and_when(town: Town, noon: datetime) -> None:
    copy = a_copy(town, noon)

    duty_sets.adopt(copy, proof=proof_of(copy), by=town.people["adam"], at=noon + HOUR)

    assert DutySet.objects.get(version=1).state == "retired"
    now = adopted()
    assert (now.version, now.adopted_by, now.adopted_at) == (2, town.people["adam"], noon + HOUR)
    assert adopted_duties().version == 2


def test_an_untried_set_is_not_adopted(town: Town, noon: datetime) -> None:
    with pytest.raises(NotAdoptable, match="has not been tried"):
        duty_sets.adopt(a_copy(town, noon), proof=None, by=None, at=noon)
    assert adopted().version == 1


def test_a_set_whose_rules_changed_after_the_trial_is_not_adopted(town: Town, noon: datetime) -> None:
    copy = a_copy(town, noon)
    proof = proof_of(copy)
    copy.duties.filter(code="D1").update(priority=3)

    with pytest.raises(NotAdoptable, match="have changed since it was tried"):
        duty_sets.adopt(copy, proof=proof, by=None, at=noon)


def test_a_trial_beside_a_set_that_is_no_longer_adopted_proves_nothing(town: Town, noon: datetime) -> None:
    first, second = a_copy(town, noon), a_copy(town, noon)
    proof = proof_of(second)
    duty_sets.adopt(first, proof=proof_of(first), by=None, at=noon)

    with pytest.raises(NotAdoptable, match="another set than 2"):
        duty_sets.adopt(second, proof=proof, by=None, at=noon)


def test_a_retired_set_comes_back_as_a_draft_only(town: Town, noon: datetime) -> None:
    old, copy = adopted(), a_copy(town, noon)
    duty_sets.adopt(copy, proof=proof_of(copy), by=None, at=noon)

    with pytest.raises(NotAdoptable, match="Make a draft of it"):
        duty_sets.adopt(old, proof=proof_of(old), by=None, at=noon)
    assert duty_sets.draft_copy(old, by=None, at=noon).version == 3


def test_the_first_set_of_a_city_needs_no_trial(town: Town, noon: datetime) -> None:
    DutySet.objects.update(state="retired")
    first = duty_sets.draft([], by=None, at=noon)

    assert duty_sets.adopt(first, proof=None, by=None, at=noon).state == "adopted"


def test_without_a_catch_all_desk_no_set_is_drafted_adopted_or_asked(town: Town, noon: datetime) -> None:
    copy = a_copy(town, noon)
    Department.objects.update(catch_all=False)

    for refused in (
        lambda: duty_sets.draft([], by=None, at=noon),
        lambda: duty_sets.adopt(copy, proof=proof_of(copy), by=None, at=noon),
        adopted_duties,
    ):
        with pytest.raises(NoCatchAll, match="Name one as catch_all"):
            refused()
    assert (DutySet.objects.count(), Duty.objects.count()) == (2, 10)


def test_a_digest_means_the_rules_and_not_their_order() -> None:
    one, other = ("D1", "E0113", ""), ("D2", "", "9902")

    assert duty_sets.digest([one, other]) == duty_sets.digest([other, one])
    assert duty_sets.digest([one]) != duty_sets.digest([("D1", "", "E0113")])
