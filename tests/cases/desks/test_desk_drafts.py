"""What is typed at a desk and not sent is found again, by its writer alone, and is gone once it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cases import extending, unsent
from cases.models import Case, Draft, Status
from tests.builders import HOUR, a_case, a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
CALLER = "/desk/caller/"


def a_call(**more: str) -> dict[str, str]:
    return {"phone": "13800138000", "name": "Wang Fang", "words": "A deep hole.", "key": str(uuid4()), **more}


def at(key: str) -> str:
    return f"{CALLER}?call={key}"


class TestACall:
    def test_is_found_again_by_its_address(self, signed_in: SignedIn) -> None:
        call = a_call()

        signed_in("hua").post(f"{CALLER}draft/", call)

        page = signed_in("hua").get(at(call["key"])).text
        assert "A deep hole.</textarea>" in page
        assert 'value="13800138000"' in page

    def test_is_shown_to_no_other_agent(self, signed_in: SignedIn) -> None:
        call = a_call()

        signed_in("hua").post(f"{CALLER}draft/", call)

        page = signed_in("an").get(at(call["key"])).text
        assert "A deep hole." not in page
        assert "13800138000" not in page

    def test_lies_sealed(self, signed_in: SignedIn) -> None:
        signed_in("hua").post(f"{CALLER}draft/", a_call())

        assert b"138" not in bytes(Draft.objects.get().sealed)

    def test_keeps_the_callers_phone_and_name_out_of_the_browser(self, signed_in: SignedIn) -> None:
        form = signed_in("hua").get(CALLER).context["form"]

        assert [name for name in form.fields if form[name].field.widget.attrs.get("data-no-draft")] == ["phone", "name"]

    def test_stands_beside_the_next_one_and_is_gone_on_with(self, signed_in: SignedIn) -> None:
        agent, first = signed_in("hua"), a_call()

        second = agent.post(f"{CALLER}put-by/", first, follow=True)
        back = agent.post(f"{CALLER}put-by/", a_call(words="No light.", to=first["key"]), follow=True)

        assert "A deep hole.</textarea>" not in second.text
        assert f'name="to" value="{first["key"]}"' in second.text
        assert "A deep hole.</textarea>" in back.text
        assert "No light." in back.text

    def test_that_nobody_has_begun_is_no_draft(self, signed_in: SignedIn) -> None:
        signed_in("hua").post(f"{CALLER}put-by/", {"key": str(uuid4()), "texts": "on", "coord_system": "wgs84"})

        assert not Draft.objects.exists()

    def test_is_gone_once_it_has_a_number(self, town: Town, signed_in: SignedIn) -> None:
        agent, call = signed_in("hua"), a_call(address="12 Lake Road", area=str(town.areas["west"].pk))
        agent.post(f"{CALLER}draft/", call)

        assert agent.post(CALLER, call).status_code == 302

        assert not Draft.objects.exists()

    def test_is_kept_for_a_day(self, town: Town, noon: datetime) -> None:
        for hours in (23, 25):
            unsent.keep(
                None, f"call-{hours}", {"words": ["x"]}, by=town.people["hua"], at=noon - timedelta(hours=hours)
            )

        unsent.forget_old(at=noon)

        assert list(unsent.of(None, by=town.people["hua"])) == ["call-23"]


@pytest.fixture
def asking(town: Town, noon: datetime) -> Case:
    case = a_case(town, Status.HANDLING)
    extending.ask_extension(case, by=town.people["he"], at=noon + HOUR, note="The asphalt comes on Friday.")
    return case


def test_a_decision_half_written_stands_at_its_desk_and_on_the_page_of_the_case(
    asking: Case, signed_in: SignedIn
) -> None:
    signed_in("ding").post(f"/desk/cases/{asking.number}/draft/refuse_extension/", {"note": "You had"})

    for page in (f"/desk/coordination/{asking.number}/", f"/desk/cases/{asking.number}/"):
        assert "You had</textarea>" in signed_in("ding").get(page).text
        assert "You had</textarea>" not in signed_in("su").get(page).text


def test_a_refusal_to_accept_half_written_opens_with_its_words_and_goes_with_the_decision(
    town: Town, signed_in: SignedIn
) -> None:
    case, desk = a_routed_case(town, category=None), signed_in("an")
    desk.post(f"/desk/cases/{case.number}/draft/decline/", {"note": "Not the city"})
    url = f"/desk/acceptance/{case.number}/"
    assert "Not the city</textarea>" in desk.get(url).text

    desk.post(f"{url}decline/", {"step": case.step, "note": "Not the city's."})

    assert not Draft.objects.exists()


def test_words_of_a_decision_that_was_refused_are_kept_as_well(asking: Case, signed_in: SignedIn) -> None:
    desk = signed_in("ding")

    desk.post(f"/desk/coordination/{asking.number}/refuse_extension/", {"step": 1, "note": "You had a month."})

    assert "You had a month." in desk.get(f"/desk/coordination/{asking.number}/").text
