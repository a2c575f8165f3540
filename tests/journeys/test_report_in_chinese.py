"""The pages of a report keep the rules of axe in Chinese too; a draft made without a browser opens each of them."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from cases import confirming
from cases.models import AddressCode
from departments.models import CategoryQuestion, Stopper
from grids.models import City
from tests.builders import a_jpeg, a_routed_case
from tests.cases.telling_pages import Teller
from tests.city import Town
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.browser

ASKED = ("", "place/", "category/", "questions/", "words/", "photos/", "nearby/", "contact/", "check/")


@pytest.fixture
def teller(town: Town, settings: Any, tmp_path: Path) -> Teller:
    """Somebody who has told everything to a city that asks, offers what is near, and wants a code."""
    settings.MEDIA_ROOT = tmp_path
    City.objects.update(confirm_reports=City.Confirm.MAIL)
    CategoryQuestion.objects.create(
        category=town.categories["road"], code="size", kind="one_of", name_en="How large?", name_zh="多大？",
        choices_en=["Small", "Large"], choices_zh=["小", "大"],
    )  # fmt: skip
    Stopper.objects.create(
        code="gas", words_en=["gas smell"], words_zh=["煤气味"], name_en="Go outside and call.",
        name_zh="请到室外拨打电话。", call="119", hard=True, goes_on=True,
    )  # fmt: skip
    a_routed_case(town)
    teller = Teller()
    teller.tell(photos={"photos": [a_jpeg()], "go": "1"}, contact={"email": "wang@example.org"})
    return teller


def test_every_page_of_a_report_keeps_the_rules_in_chinese(chromium: Browser, live_server: Any, teller: Teller) -> None:
    walk = Walk(chromium, live_server.url, "zh-hans")
    page = walk.page_of()
    page.set_viewport_size({"width": 390, "height": 844})
    found: list[str] = []

    def open_and_check(path: str) -> None:
        kept = teller.client.cookies["report"].value
        page.context.add_cookies([{"name": "report", "value": kept, "url": f"{walk.site}/report/"}])
        page.goto(f"{walk.site}{path}")
        page.wait_for_load_state("networkidle")
        found.extend(f"{page.url}: {fault['id']}" for fault in Axe().run(page).response["violations"])
        if page.url.split("?")[0] != f"{walk.site}{path}":
            found.append(f"{path} led to {page.url}")

    for name in ASKED:
        open_and_check(f"/report/{name}")
    teller.send()
    open_and_check("/report/code/")
    code = confirming.code_of(AddressCode.objects.latest("pk").token)
    open_and_check(teller.client.post("/report/code/", {"code": code})["Location"])
    teller.answer("words", words="有煤气味")
    open_and_check("/report/call/")
    walk.close()

    assert not found + walk.faults
