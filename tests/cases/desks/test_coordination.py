"""The coordination desk: what waits for a word in one list, decided beside it with the facts that matter."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import dispatch, extending, handling, joining, returning, suspending, whistles
from cases.models import Case, Request, Status
from departments.models import Department
from tests.architecture.test_query_counts import queries_of
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
DESK = "/desk/coordination/"


def post(client: Client, case: Case, action: str, **said: object):
    return client.post(f"{DESK}{case.number}/{action}/", {"step": fresh(case).step, **said})


@pytest.fixture
def asking(town: Town) -> Case:
    """Li asks for more time; his head has passed it on."""
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["he"], at=NOON + HOUR, note="The asphalt comes on Friday.")
    return fresh(case)


@pytest.fixture
def disputed(town: Town) -> Case:
    case = a_routed_case(town)
    for _n in range(2):
        returning.return_case(fresh(case), by=town.people["li"], at=NOON, note="Not ours.")
        if not fresh(case).disputed:
            dispatch.dispatch(fresh(case), to=town.departments["roads"], by=town.people["duan"], at=NOON)
    return fresh(case)


@pytest.fixture
def whistled(town: Town) -> Case:
    """The roads bureau, made a street office for the day, whistles for the lamps."""
    Department.objects.filter(code="roads").update(kind=Department.Kind.STREET_OFFICE)
    case = a_case(town, Status.HANDLING)
    lamps = [town.departments["lamps"]]
    joining.whistle(case, departments=lamps, by=town.people["li"], at=NOON, note="The lamp leans.")
    return fresh(case)


def test_requests_disputes_and_whistles_stand_in_one_list(
    asking: Case, disputed: Case, whistled: Case, signed_in: SignedIn
) -> None:
    page = signed_in("ding").get(DESK)

    assert [group["key"] for group in page.context["groups"]] == ["dispute", "whistle", "extension"]
    for case in (asking, disputed, whistled):
        assert case.number in page.content.decode()


def test_who_asked_does_not_find_it_on_the_own_list(asking: Case, signed_in: SignedIn) -> None:
    assert asking.number not in signed_in("he").get(DESK).content.decode()


def test_the_facts_that_matter_stand_beside(town: Town, asking: Case, signed_in: SignedIn) -> None:
    page = signed_in("ding").get(f"{DESK}{asking.number}/").content.decode()

    assert "The asphalt comes on Friday." in page
    assert "used" in page
    assert "extended 0 times" in page
    assert "What the citizen sees" in page


def test_more_time_is_given_at_the_desk(town: Town, asking: Case, signed_in: SignedIn) -> None:
    answer = post(signed_in("ding"), asking, "allow_extension", note="")

    assert answer.headers["Location"] == DESK
    assert asking.legs.get().extensions == 1
    assert asking.requests.get().decision == Request.Decision.GRANTED


def test_a_refusal_without_words_is_shown_again(asking: Case, signed_in: SignedIn) -> None:
    answer = post(signed_in("ding"), asking, "refuse_extension", note=" ")

    assert answer.status_code == 422
    assert "Write a few words." in answer.content.decode()
    assert asking.requests.get().decision == ""


def test_the_loser_keeps_the_words_and_reads_who_decided(town: Town, asking: Case, signed_in: SignedIn) -> None:
    extending.allow_extension(fresh(asking), by=town.people["duan"], at=NOON + HOUR)

    answer = signed_in("ding").post(
        f"{DESK}{asking.number}/refuse_extension/", {"step": asking.step, "note": "You had a month."}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You had a month." in page


@pytest.fixture
def both_asking(town: Town) -> Case:
    """A lamp case: the lamp company hosts, Roads helps, and each asks for more time; Roads asked first."""
    case = a_routed_case(town, category="lamp")
    for name in ("deng", "li"):
        handling.accept(fresh(case), by=town.people[name], at=NOON)
    for name in ("li", "deng"):
        extending.ask_extension(fresh(case), by=town.people[name], at=NOON + HOUR, note="The asphalt comes on Friday.")
    case.requests.update(endorsed_at=NOON + HOUR)
    return fresh(case)


def test_where_two_departments_ask_the_desk_says_whose_request_it_decides(
    town: Town, both_asking: Case, signed_in: SignedIn
) -> None:
    lamps = both_asking.legs.get(department=town.departments["lamps"])
    ding = signed_in("ding")

    undecided = post(ding, both_asking, "allow_extension", note="")
    post(ding, both_asking, "allow_extension", note="", leg=lamps.pk)

    assert undecided.status_code == 422
    assert "Choose whose request you decide." in undecided.text
    assert [leg.extensions for leg in both_asking.legs.order_by("department__code")] == [1, 0]  # lamps, roads


def test_a_request_that_was_withdrawn_meanwhile_is_decided_by_nobody(
    town: Town, asking: Case, signed_in: SignedIn
) -> None:
    """Li finishes the work; the desk still has the request on its screen."""
    seen = asking.step
    handling.finish(fresh(asking), by=town.people["li"], at=NOON + HOUR, note="Filled.")
    ding = signed_in("ding")

    for step in (seen, fresh(asking).step):
        answer = ding.post(f"{DESK}{asking.number}/refuse_extension/", {"step": step, "note": "You had a month."})
        assert answer.status_code in (403, 409)
        assert "You had a month." in answer.text

    assert asking.requests.get().decision == Request.Decision.WITHDRAWN
    assert asking.number not in ding.get(DESK).text


def test_two_who_have_one_request_open_see_each_other_before_they_type(asking: Case, signed_in: SignedIn) -> None:
    page = signed_in("duan").get(f"{DESK}{asking.number}/").text
    here = f'data-presence="/desk/cases/{asking.number}/here/"'
    signed_in("duan").post(f"/desk/cases/{asking.number}/here/", {"doing": "viewing"})

    seen = signed_in("ding").post(f"/desk/cases/{asking.number}/here/", {"doing": "viewing"})

    assert here in page
    assert "Duan is viewing" in seen.text
    assert "Duan is viewing" in signed_in("ding").get(DESK).text


def test_a_dispute_is_decided_for_good(town: Town, disputed: Case, signed_in: SignedIn) -> None:
    lamps = town.departments["lamps"]

    post(signed_in("ding"), disputed, "arbitrate", to=lamps.pk, note="The pole stands in it.")

    assert fresh(disputed).host == lamps
    assert disputed.legs.get(department=lamps).final


def test_a_suspension_is_granted_with_its_day_shown(town: Town, signed_in: SignedIn) -> None:
    case = a_case(town, Status.HANDLING)
    until = NOON + timedelta(days=3650 // 12)
    suspending.ask_suspension(case, until=until, by=town.people["he"], at=NOON, note="Frost.")

    page = signed_in("ding").get(f"{DESK}{case.number}/").content.decode()

    assert "Frost." in page
    assert "until" in page


def test_a_whistle_says_who_has_not_come_and_until_when(town: Town, whistled: Case) -> None:
    [whistle] = whistles.unanswered(town.people["ding"])

    assert [leg.department for leg in whistle.missing] == [town.departments["lamps"]]
    assert whistle.came == ()
    assert whistle.due_at == whistled.legs.get(department=town.departments["lamps"]).due_at


def test_a_street_office_sees_its_own_whistle_and_others_do_not(town: Town, whistled: Case) -> None:
    assert whistles.unanswered(town.people["li"])
    assert not whistles.unanswered(town.people["qing"])
    assert not whistles.unanswered(town.people["passer"])


def test_the_old_address_of_requests_still_works(asking: Case, signed_in: SignedIn) -> None:
    assert asking.number in signed_in("ding").get("/desk/requests/").content.decode()


def test_the_desk_is_closed_to_those_who_decide_nothing(signed_in: SignedIn) -> None:
    assert signed_in("passer").get(DESK).status_code == 404
    assert signed_in("wu").get(DESK).status_code == 404


@pytest.mark.parametrize("action", ["close", "dispatch", "finish"])
def test_no_other_move_is_made_at_this_desk(asking: Case, signed_in: SignedIn, action: str) -> None:
    assert post(signed_in("ding"), asking, action, note="x").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(
    town: Town, asking: Case, disputed: Case, whistled: Case, signed_in: SignedIn
) -> None:
    ding = signed_in("ding")
    few = queries_of(ding, DESK)
    for cell in (2, 3, 4):
        case = a_case(town, Status.HANDLING, cell=cell)
        extending.ask_extension(case, by=town.people["he"], at=NOON + HOUR, note="The asphalt comes on Friday.")

    assert queries_of(ding, DESK) == few <= 12
