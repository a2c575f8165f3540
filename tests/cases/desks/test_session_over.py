"""The session ends in the middle of work at a desk: after signing in, what was typed is there, and nothing was sent.

That no door loses it: tests/architecture/test_nothing_typed_is_lost.py.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cases import extending
from cases.models import Case, Report, Status
from tests.builders import HOUR, a_case
from tests.city import NOON, PASSWORD, Town

SignedIn = Callable[[str], Client]
CALLER = "/desk/caller/"


def sent_too_late(client: Client, name: str, to: str, said: dict[str, Any]) -> str:
    """Send a form after the session has ended, sign in again, and return the page that it leads to."""
    answer = client.post(to, said)
    assert "Sign in: what you typed is kept." in client.get(answer.url).text
    return client.post(answer.url, {"username": name, "password": PASSWORD}, follow=True).text


def test_a_call_is_typed_again_by_nobody(session_over: SignedIn) -> None:
    said = {"phone": "13800138000", "words": "A deep hole.", "address": "12 Lake Road", "key": str(uuid4())}
    client = session_over("hua")

    page = sent_too_late(client, "hua", CALLER, said)

    assert "A deep hole." in page
    assert 'name="phone" value="13800138000"' in page
    assert not Report.objects.exists()


@pytest.fixture
def asking(town: Town) -> Case:
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["he"], at=NOON + HOUR, note="The asphalt comes on Friday.")
    return case


def test_a_decision_waits_on_the_page_of_the_desk_and_can_be_sent_from_there(
    asking: Case, session_over: SignedIn
) -> None:
    client, url = session_over("ding"), f"/desk/coordination/{asking.number}/refuse_extension/"

    page = sent_too_late(client, "ding", url, {"step": asking.step, "note": "You had a month."})
    assert f'action="{url}"' in page
    assert "You had a month." in page
    assert asking.requests.get().decision == ""

    client.post(url, {"step": asking.step, "note": "You had a month."})
    assert asking.requests.get().decision == "refused"
    assert "You had a month." not in client.get("/desk/inbox/").text


def test_a_part_that_htmx_asks_for_leads_to_the_sign_in_page_and_back(town: Town) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/caller/?call=1"}

    answer = Client().post("/desk/caller/beside/", {"phone": "1"}, headers=asked)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fdesk%2Fcaller%2F%3Fcall%3D1"


def test_a_page_that_asks_by_itself_is_only_told_that_it_is_signed_out(town: Town) -> None:
    answer = Client().get("/desk/acceptance/", headers={"HX-Request": "true"})

    assert answer.status_code == 302
