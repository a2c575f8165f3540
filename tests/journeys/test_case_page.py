"""Two people on one case in a browser: they see each other, one is overtaken and loses nothing; three ways to write."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases import chores, contacts, handling, messages, photos, tracking
from cases.models import Attachment, Case, Draft, Message, Status
from departments.models import Audience, Macro, MacroStep, Template
from tests.builders import a_clean_photo, a_routed_case, fresh
from tests.city import PASSWORD, Town
from tests.journeys.conftest import Walk, in_chinese, in_english

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


@pytest.fixture
def case(town: Town, walk: Walk) -> Case:
    """A hole that Roads handle, with a photo before and one after, words between them, and a reporter with mail."""
    at = chores.now()
    contact = contacts.seal("Wang Fang", "", "wang@mail.example", "en")
    case = a_routed_case(town, at=at - 3 * HOUR, contact=contact, address="人民路12号")
    handling.accept(case, by=town.people["li"], at=at - 2 * HOUR)
    for stage in (Attachment.Stage.REPORT, Attachment.Stage.AFTER):
        photos.keep([a_clean_photo()], case_id=case.pk, report_id=None, stage=stage, by=town.people["li"], at=at)
    messages.send(
        case, audience=Audience.DEPARTMENTS, words="请协助疏导交通。 We close a lane.", by=town.people["he"], at=at
    )
    return fresh(case)


def open_case(walk: Walk, name: str, case: Case) -> Page:
    page = walk.page_of(name)
    page.goto(f"{walk.site}/desk/cases/{case.number}/")
    return page


def test_whoever_is_overtaken_reads_what_happened_and_loses_no_word(walk: Walk, town: Town, case: Case) -> None:
    lu = walk.page_of("lu")
    with lu.expect_response("**/here/"):  # Lu is known to be there before Li's own beat asks
        lu.goto(f"{walk.site}/desk/cases/{case.number}/")
    li = open_case(walk, "li", case)
    seen = "lu" if walk.language != "en" else "Lu"
    expect(li.locator(".presence")).to_contain_text(seen)  # with the next beat
    walk.look(li, "case")

    li.fill("#finish_note", "坑洞已填平。 Filled and rolled.")
    lu.locator("form[data-move=assign] button").click()
    expect(lu.locator(".notice-ok")).to_be_visible()
    li.locator("form[data-move=finish] .actions .button").click()

    expect(li.locator("#stale-title")).to_be_visible()
    expect(li.locator("#finish_note")).to_have_value("坑洞已填平。 Filled and rolled.")
    walk.look(li, "case-overtaken")
    li.locator("form[data-move=finish] .actions .button").click()
    expect(li.locator(".messages .notice-ok")).to_be_visible()
    assert fresh(case).status != Status.HANDLING
    assert not walk.faults


@in_chinese
def test_a_session_that_ends_in_mid_form_brings_the_words_back(walk: Walk, town: Town, case: Case) -> None:
    page = open_case(walk, "li", case)
    page.fill("#finish_note", "Half of it is done.")
    page.context.clear_cookies(name="sessionid")
    page.locator("form[data-move=finish] .actions .button").click()
    page.fill("[name=username]", "li")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")

    expect(page.locator("#finish_note")).to_have_value("Half of it is done.")
    expect(page.locator("[data-kept-go]")).to_be_visible()
    walk.look(page, "case-brought-back")
    assert fresh(case).status == Status.HANDLING


@in_chinese
def test_three_ways_to_write_by_keyboard_alone_and_only_one_goes_out(walk: Walk, town: Town, case: Case) -> None:
    page = open_case(walk, "li", case)
    for audience, words in (("own", "他不好沟通。"), ("citizen", "周五前填平。")):
        page.locator(f"#write-{audience} > summary").focus()
        page.keyboard.press("Enter")
        page.locator(f"#{audience}_words").focus()
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".written-words").filter(has_text=words)).to_be_visible()
    assert not Draft.objects.exists()  # none arrived behind what was sent
    walk.look(page, "case-written")

    citizen = walk.page_of()
    citizen.goto(walk.site + tracking.link_of(case.reports.get().number))
    expect(citizen.get_by_text("周五前填平。")).to_be_visible()
    walk.look(citizen, "track-with-a-message")
    assert "他不好沟通。" not in citizen.content()
    assert "疏导" not in citizen.content()
    other = open_case(walk, "an", case)
    expect(other.get_by_text("疏导").first).to_be_visible()
    assert "他不好沟通。" not in other.content()


@in_english
def test_a_draft_comes_back_a_macro_shows_its_steps_and_the_sheet_prints(walk: Walk, town: Town, case: Case) -> None:
    told = Template.objects.create(
        code="told", audience="citizen", name_en="Put right", name_zh="已处置", words_en="{number} is put right.",
        words_zh="{number}已处置完成。",
    )  # fmt: skip
    macro = Macro.objects.create(code="tell", name_en="Finish and tell", name_zh="办结并告知")
    note = Template.objects.create(code="note", move="finish", name_en="Done", words_en="Done.", words_zh="已处置。")
    MacroStep.objects.create(macro=macro, position=1, action="move", move="finish", template=note)
    MacroStep.objects.create(macro=macro, position=2, action="message", template=told)
    page = open_case(walk, "li", case)
    page.locator("#write-citizen > summary").click()
    page.select_option("#citizen_words_phrase", "1")
    expect(page.locator("#citizen_words")).to_have_value(re.compile(case.number))
    page.locator("#finish_note").focus()  # leaving the field saves the draft
    expect(page.locator("#write-citizen .draft-state")).not_to_be_empty()
    page.evaluate("() => sessionStorage.clear()")
    page.reload()
    expect(page.locator("#citizen_words")).to_have_value(re.compile(case.number))
    walk.look(page, "case-draft")

    page.locator(".photo-pair a").first.click()
    expect(page.locator("dialog.zoom")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"{walk.site}/desk/cases/{case.number}/macro/tell/")
    walk.look(page, "macro")
    page.locator("main .button-primary").click()
    expect(page.locator(".messages .notice-ok")).to_be_visible()
    assert Message.objects.filter(audience="citizen").count() == 1
    page.goto(f"{walk.site}/desk/cases/{case.number}/print/")
    walk.look(page, "print")
    assert not walk.faults


@in_english
def test_the_page_works_with_scripts_off(walk: Walk, town: Town, case: Case) -> None:
    page = walk.page_of("li", scripts=False)
    page.goto(f"{walk.site}/desk/cases/{case.number}/")
    expect(page.locator(".side h2", has_text="Map")).to_be_hidden()  # an empty frame is no map
    page.locator("#write-departments > summary").click()
    page.fill("#departments_words", "We are done by noon.")
    page.locator("#write-departments .actions .button").click()
    expect(page.locator(".written-words").filter(has_text="We are done by noon.")).to_be_visible()

    page.fill("#finish_note", "Filled.")
    with page.expect_navigation():
        page.locator("form[data-move=finish] .actions .button").click()

    assert fresh(case).status != Status.HANDLING
