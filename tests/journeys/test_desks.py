"""The desks in a browser: calls by keyboard, a merge, dispatch from the list, a decision, a call back, a link."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases import chores, contacts, extending
from cases.contacts import seal
from cases.models import Case, PartShare, Report, Status
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import NOON, Town, middle_of
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser
PHONE = "13800138000"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus: what a person without a mouse does."""
    for _press in range(60):
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


@in_chinese
def test_a_call_is_typed_by_keyboard_while_a_duplicate_is_offered(walk: Walk, town: Town) -> None:
    known = a_routed_case(town, contact=seal("Wang", contacts.check_phone(PHONE), "", "zh-hans"))
    point = middle_of(1)
    page = walk.page_of("hua")
    page.goto(f"{walk.site}/desk/caller/")
    walk.look(page, "caller-empty")

    page.keyboard.type(PHONE)  # the field has the focus
    tab_to(page, "[name=words]")
    expect(page.locator("#call-beside")).to_contain_text(known.number)
    page.keyboard.type("A deep hole, the caller says.")
    tab_to(page, "[name=category]")
    page.keyboard.type("E0113")
    page.evaluate(
        "([lon, lat]) => { const form = document.querySelector('form.call-form'); form.lon.value = lon;"
        " form.lat.value = lat; form.dispatchEvent(new CustomEvent('place-chosen', { bubbles: true })); }",
        [point.lon, point.lat],
    )
    expect(page.locator("button[name=same]").first).to_be_visible()
    walk.look(page, "caller-typed")

    expect(page.locator("[data-draft-state]")).not_to_be_empty()
    page.reload()
    expect(page.locator("[name=words]")).to_have_value("A deep hole, the caller says.")
    expect(page.locator("button[name=same]").first).to_be_visible()
    page.goto(f"{walk.site}/desk/caller/")
    page.locator(".call-tabs button").first.click()
    expect(page.locator("[name=phone]")).to_have_value(PHONE)
    tab_to(page, "button[name=same]")
    page.keyboard.press("Enter")

    expect(page.locator(".confirm-number")).to_be_visible()
    walk.look(page, "caller-number")
    assert known.reports.count() == 2
    assert not walk.faults


def test_acceptance_merges_and_dispatch_sends_from_the_list(walk: Walk, town: Town) -> None:
    other = a_routed_case(town, category="litter")
    a_routed_case(town, category="litter", cell=2)
    unsorted = a_routed_case(town, category=None, address="School Street 1")

    an = walk.page_of("an")
    an.goto(f"{walk.site}/desk/acceptance/")
    walk.look(an, "acceptance")
    an.locator(f"#row-{unsorted.number} a.title").click()
    expect(an.locator("#acceptance-case")).to_contain_text(unsorted.number)
    assert an.url.endswith(f"/desk/acceptance/{unsorted.number}/")
    walk.look(an, "acceptance-opened")
    an.locator(f"form:has([value='{other.number}']) button").click()
    expect(an.locator(".notice-ok")).to_contain_text(unsorted.number)

    first, second = walk.page_of("ding"), walk.page_of("duan")
    for page in (first, second):
        page.goto(f"{walk.site}/desk/dispatch/")
    expect(first.locator("#loads")).to_be_visible()
    walk.look(first, "dispatch")
    # Duan's list does not follow: else the row might be gone before it is pressed there.
    second.route(
        "**/desk/dispatch/",
        lambda asked: asked.abort() if "x-live-version" in asked.request.headers else asked.continue_(),
    )
    first.locator(f"#row-{other.number} .send-inline button").first.click()
    expect(first.locator(".notice-ok")).to_contain_text(other.number)
    second.locator(f"#row-{other.number} .send-inline button").last.click()
    expect(second.locator("main")).to_contain_text(other.number)
    walk.look(second, "dispatch-second")
    second.locator("#dispatch tbody a.title").first.click()
    expect(second.locator("#dispatch-case")).to_be_visible()
    walk.look(second, "dispatch-opened")

    assert fresh(unsorted).status == Status.MERGED
    assert fresh(other).host is not None
    assert not walk.faults


@in_chinese
def test_coordination_decides_and_a_call_back_opens_the_case_again(walk: Walk, town: Town) -> None:
    asking = a_case(town, Status.HANDLING)
    extending.ask_extension(asking, by=town.people["he"], at=NOON + HOUR, note="The asphalt comes on Friday.")
    closed = a_case(town, Status.CLOSED, cell=2, contact=seal("Wang", contacts.check_phone(PHONE), "", "zh-hans"))
    Case.unscoped.filter(pk=closed.pk).update(closed_at=chores.now() - HOUR)

    ding = walk.page_of("ding")
    ding.goto(f"{walk.site}/desk/coordination/")
    walk.look(ding, "coordination")
    ding.locator("#coordination a.title").first.click()
    expect(ding.locator("#coordination-case")).to_contain_text("Friday")
    walk.look(ding, "coordination-opened")
    ding.locator("#decide-allow_extension button").click()
    expect(ding.locator(".notice-ok")).to_be_visible()
    assert asking.legs.get().extensions == 1

    hua = walk.page_of("hua")
    hua.goto(f"{walk.site}/desk/calls/")
    walk.look(hua, "ring-ups")
    hua.locator(f"#row-{closed.number} a.title").click()
    hua.locator("#ring-case button[data-key=r]").click()
    expect(hua.locator(".ring-number")).to_contain_text("+86" + PHONE)
    walk.look(hua, "ring-up-opened")
    hua.select_option("[name=solved]", "no")
    hua.fill("#call_back_note", "The hole is back.")
    hua.locator("#ring-case button[data-key=s]").click()
    hua.wait_for_url("**/desk/calls/")
    assert fresh(closed).status == Status.FILED
    assert not walk.faults


@in_english
def test_a_contractor_finishes_by_link_and_sees_no_more(walk: Walk, town: Town, a_photo: dict[str, Any]) -> None:
    case = a_case(town, Status.HANDLING, address="School Street 1")
    li = walk.page_of("li")
    li.goto(f"{walk.site}/desk/cases/{case.number}/")
    li.locator(".part-links a").click()
    li.fill("#give_party", "Wang & Sons")
    li.fill("#give_until", str((chores.now() + timedelta(days=7)).date()))
    li.locator("form[action$='/outside/'] .button-primary").click()
    link = li.locator("#new-link").inner_text()
    walk.look(li, "part-links")

    outsider = walk.page_of("")
    outsider.goto(walk.site + "/part/" + link.rsplit("/part/", 1)[1])
    outsider.locator("form:has([value=accept]) button").click()
    outsider.fill("#done_words", "Filled and rolled.")
    outsider.set_input_files("#done_shown", a_photo)
    walk.look(outsider, "part-outsider")
    outsider.locator("form:has([value=done]) .button-primary").click()
    expect(outsider.locator(".notice-info")).to_be_visible()
    assert outsider.goto(f"{walk.site}/desk/cases/{case.number}/").url.startswith(f"{walk.site}/accounts/login/")

    li.reload()
    walk.look(li, "part-links-done")
    li.locator("form[action$='/confirm/'] button").click()
    expect(li.locator(".notice-ok")).to_be_visible()

    assert PartShare.objects.get().confirmed_at is not None
    assert fresh(case).status == Status.CHECKING
    assert not walk.faults


@in_english
def test_the_desks_work_without_scripts(walk: Walk, town: Town) -> None:
    litter = a_routed_case(town, category="litter")
    hua = walk.page_of("hua", scripts=False)
    hua.goto(f"{walk.site}/desk/caller/")
    hua.fill("[name=phone]", PHONE)
    hua.fill("[name=words]", "A hole.")
    hua.fill("[name=address]", "School Street 1")
    with hua.expect_navigation():
        hua.press("[name=phone]", "Enter")  # looks up, sends nothing
    expect(hua.locator("[name=words]")).to_have_value("A hole.")
    assert Report.objects.count() == 1
    hua.locator(".call-form summary").first.click()
    hua.select_option("[name=area]", str(town.areas["west"].pk))
    hua.locator("[data-send]").click()
    expect(hua.locator(".confirm-number")).to_be_visible()

    ding = walk.page_of("ding", scripts=False)
    ding.goto(f"{walk.site}/desk/dispatch/")
    ding.locator(f"#row-{litter.number} a.title").click()
    ding.select_option("#dispatch-case [name=to]", str(town.departments["clean"].pk))
    with ding.expect_navigation():
        ding.locator("#dispatch-case .button-primary").click()
    assert fresh(litter).host == town.departments["clean"]
