"""Links between cases, and one case shown to one person: with a reason, told on both sides, and undone again."""

from datetime import datetime, timedelta

import pytest

from cases import linking, queries, sharing
from cases.models import Case, Link
from cases.workflow import CannotMove, NotAllowed, NoteMissing
from tests.builders import a_routed_case
from tests.city import Town

WEEK = timedelta(days=7)


@pytest.fixture
def pair(town: Town) -> tuple[Case, Case]:
    return a_routed_case(town), a_routed_case(town, cell=2)


def test_a_link_is_told_on_both_sides(town: Town, pair: tuple[Case, Case], noon: datetime) -> None:
    case, other = pair
    linking.link(case, other=other, kind=Link.Kind.CAUSED_BY, by=town.people["li"], at=noon, note="The same pipe.")

    for here, there in (pair, pair[::-1]):
        entry = here.history.latest("number")
        assert (entry.action, entry.data["number"], entry.note) == ("link", there.number, "The same pipe.")


def test_the_same_link_twice_and_a_link_to_itself_are_refused(town: Town, pair: tuple[Case, Case], noon) -> None:
    case, other = pair
    told = {"kind": Link.Kind.FOLLOWS, "by": town.people["li"], "at": noon, "note": "Again."}
    linking.link(case, other=other, **told)

    for wrong in (other, case):
        with pytest.raises(CannotMove):
            linking.link(case, other=wrong, **told)


def test_a_link_needs_a_reason_and_a_role(town: Town, pair: tuple[Case, Case], noon: datetime) -> None:
    case, other = pair
    with pytest.raises(NoteMissing):
        linking.link(case, other=other, kind=Link.Kind.FOLLOWS, by=town.people["li"], at=noon, note=" ")
    with pytest.raises(NotAllowed):
        linking.link(case, other=other, kind=Link.Kind.FOLLOWS, by=town.people["ke"], at=noon, note="Why not.")


def test_either_side_takes_the_link_away(town: Town, pair: tuple[Case, Case], noon: datetime) -> None:
    case, other = pair
    made = linking.link(case, other=other, kind=Link.Kind.FOLLOWS, by=town.people["li"], at=noon, note="Again.")

    linking.unlink(other, made.pk, by=town.people["li"], at=noon, note="No, another pipe.")

    assert not Link.objects.exists()
    assert case.history.latest("number").action == other.history.latest("number").action == "unlink"


def test_a_linked_case_is_named_to_those_who_may_see_it_only(town: Town, noon: datetime) -> None:
    west, east = a_routed_case(town, cell=1), a_routed_case(town, cell=2)
    linking.link(west, other=east, kind=Link.Kind.FOLLOWS, by=town.people["li"], at=noon, note="Again.")

    assert len(linking.links_of(west, town.people["su"])) == 1
    assert linking.links_of(west, town.people["west_su"]) == []


def test_a_share_lets_one_person_see_one_case_until_it_ends(town: Town, pair: tuple[Case, Case]) -> None:
    case, qing, at = pair[0], town.people["qing"], datetime.now().astimezone()
    shown = sharing.share(case, to=qing, until=at + WEEK, by=town.people["he"], at=at, note="Their bins stand there.")

    assert set(queries.visible_to(qing)) == {case}
    sharing.end_share(case, shown.pk, by=town.people["he"], at=at)
    assert set(queries.visible_to(qing)) == set()
    assert list(case.history.values_list("action", flat=True))[-2:] == ["share", "end_share"]


def test_a_share_needs_a_role_and_ends(town: Town, pair: tuple[Case, Case], noon: datetime) -> None:
    case, qing = pair[0], town.people["qing"]

    with pytest.raises(NotAllowed):
        sharing.share(case, to=qing, until=noon + WEEK, by=town.people["li"], at=noon)
    for until in (noon, noon + 20 * WEEK):
        with pytest.raises(CannotMove):
            sharing.share(case, to=qing, until=until, by=town.people["he"], at=noon)
