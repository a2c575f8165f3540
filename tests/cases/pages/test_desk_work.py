"""What a desk offers: why a case waits, whom the router named, one button where nothing is asked, true numbers."""

import re
from collections.abc import Callable
from datetime import datetime

from django.test import Client

from cases import escalation, returning
from cases.models import Status
from tests.builders import a_case, a_report, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]


def offered(client: Client, number: str) -> dict[str, object]:
    page = client.get(f"/desk/cases/{number}/").context
    return {offer.action: offer for offer in [*page["offers"], *page["rarer"]]}


def test_a_case_of_unknown_kind_is_sorted_before_it_is_filed(town: Town, signed_in: SignedIn) -> None:
    unsorted, sorted_out = a_routed_case(town, category=None), a_report(town)

    assert offered(signed_in("an"), unsorted.number).keys() == {
        "place",
        "send_verify",
        "decline",
        "merge",
        "ask",
        "ask_cancel",
    }
    assert "file" not in offered(signed_in("an"), sorted_out.number)  # no worker has found its cell yet


def test_a_move_that_asks_nothing_is_one_button(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    assert offered(signed_in("li"), case.number)["accept"].bare
    assert offered(signed_in("li"), case.number)["assign"].bare
    assert not offered(signed_in("he"), case.number)["assign"].bare  # the head chooses among his people


def test_the_dispatcher_chooses_first_among_those_whom_the_router_named(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town, category="litter")

    form = offered(signed_in("ding"), case.number)["dispatch"].form
    _nothing, (_label, named), *_by_kind = form.fields["to"].choices

    assert {name for _pk, name in named} == {"Clean One", "Clean Two"}


def test_who_gave_a_case_back_is_not_chosen_again_unasked(town: Town, signed_in: SignedIn, noon: datetime) -> None:
    case = a_routed_case(town)
    returning.return_case(case, by=town.people["li"], at=noon, note="A private road.")

    desk = signed_in("ding").get("/desk/dispatch/").content.decode()
    form = offered(signed_in("ding"), case.number)["dispatch"].form

    assert "Returned: A private road." in desk
    assert form.fields["to"].initial == ""


def test_the_history_names_whose_part_is_late(town: Town, signed_in: SignedIn, noon: datetime) -> None:
    case = a_routed_case(town, category="lamp")
    for clock in case.clocks.order_by("due_at"):
        escalation.raise_due_alarms(at=clock.due_at)

    page = signed_in("su").get(f"/desk/cases/{case.number}/").content.decode()

    assert "Lamp Company late: rung 1 of the ladder, Supervisor (in place of: Department head) told" in page
    assert "Roads Bureau late: rung 1 of the ladder, Department head told" in page


def test_names_in_the_history_follow_the_readers_language(town: Town, signed_in: SignedIn) -> None:
    case = a_case(town, Status.CHECKING)
    officer = fresh(case).tasks.get().officer

    page = signed_in("su").get(f"/desk/cases/{case.number}/", headers={"accept-language": "zh-hans"}).content.decode()

    assert re.search(rf"timeline-sentence[^<]*{officer.name_zh}", page.replace('">', ""))


def test_the_wall_names_nobody(town: Town, signed_in: SignedIn) -> None:
    a_case(town, Status.HANDLING, words="Ring Wang Fang at 13800001234.")

    wall = signed_in("su").get("/desk/board/wall/").content.decode()

    assert "Wang Fang" not in wall
    assert ">Li<" not in wall
