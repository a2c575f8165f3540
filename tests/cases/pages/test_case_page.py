"""The case page: three ways to write, what is typed is never lost, and what it shows follows who looks."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import chores, handling, linking, messages, sharing, unsent
from cases.models import Case, ClockState, Draft, Leg, Message, Status
from cases.views import case_panels
from departments.models import Audience, Macro, MacroStep, Template
from tests.builders import HOUR, a_case, a_clean_photo, a_routed_case, fresh
from tests.cases.pdf_words import words_of
from tests.city import PASSWORD, Town

SignedIn = Callable[[str], Client]


@pytest.fixture
def case(town: Town) -> Case:
    return a_case(town, Status.HANDLING)


def of(case: Case, more: str = "") -> str:
    return f"/desk/cases/{case.number}/{more}"


def seen(case: Case) -> str:
    return json.dumps({"entries": case.entries, "facts": [["", "Being handled"]]})


def test_a_message_is_sent_from_its_composer(case: Case, signed_in: SignedIn) -> None:
    answer = signed_in("li").post(of(case, "say/departments/"), {"words": "Please close the lane."})

    assert answer.status_code == 302
    assert "Please close the lane." in signed_in("lu").get(of(case)).text


def test_a_message_leads_back_to_the_list_that_the_case_was_opened_from(case: Case, signed_in: SignedIn) -> None:
    origin = "?from=%2Fdesk%2Fqueue%2F%3Fdue%3Dlate"
    answer = signed_in("li").post(of(case, f"say/own/{origin}"), {"words": "Bring the roller."})

    assert answer.url == f"/desk/cases/{case.number}/{origin}#timeline"


def test_after_a_move_the_keyboard_goes_on_in_the_content(case: Case, signed_in: SignedIn) -> None:
    answer = signed_in("li").post(of(case, "finish/"), {"step": case.step, "note": "Filled."})

    assert answer.url == f"/desk/cases/{case.number}/#main"


def test_links_of_a_refused_page_lead_to_the_case(case: Case, town: Town, signed_in: SignedIn, noon: datetime) -> None:
    messages.send(case, audience=Audience.OWN, words="Bring the roller.", by=town.people["lu"], at=noon)

    answer = signed_in("li").post(of(case, "say/own/"), {"words": ""})

    assert answer.status_code == 422
    assert 'href="?' not in answer.text


def test_who_has_the_work_is_not_asked_to_take_it(case: Case, town: Town, signed_in: SignedIn, noon: datetime) -> None:
    handling.assign(case, to=town.people["li"], by=town.people["li"], at=noon)

    assert 'data-move="assign"' not in signed_in("li").get(of(case)).text
    assert 'data-move="assign"' in signed_in("lu").get(of(case)).text


def test_a_part_that_was_finished_in_time_is_never_shown_as_late(case: Case, town: Town, noon: datetime) -> None:
    handling.finish(case, by=town.people["li"], at=noon + HOUR, note="Filled.")

    [part] = case_panels.parts(fresh(case), case.legs.all(), noon + 1000 * HOUR)

    assert part["clock"].state == ClockState.MET
    assert part["used"] is None


def test_a_part_explains_the_instant_by_which_it_is_due(case: Case, noon: datetime) -> None:
    [part] = case_panels.parts(fresh(case), case.legs.all(), noon + HOUR)

    assert part["clock"].due_at == part["leg"].due_at


def test_a_message_to_the_citizen_is_shown_before_it_goes_out(case: Case, signed_in: SignedIn) -> None:
    answer = signed_in("li").post(of(case, "say/citizen/"), {"words": "We come on Friday.", "preview": "1"})

    assert "This is what the reporter reads:" in answer.text
    assert not Message.objects.exists()


def test_who_only_looks_on_finds_no_composer(case: Case, town: Town, signed_in: SignedIn) -> None:
    until = chores.now() + HOUR
    sharing.share(case, to=town.people["qing"], until=until, by=town.people["he"], at=chores.now())

    assert 'id="write-own"' in signed_in("he").get(of(case)).text
    assert 'id="write-own"' not in signed_in("qing").get(of(case)).text


def test_a_refused_message_comes_back_with_its_words(case: Case, signed_in: SignedIn) -> None:
    answer = signed_in("li").post(of(case, "say/own/"), {"words": "x" * 2001})

    assert answer.status_code == 422
    assert "x" * 2001 in answer.text


def test_an_overtaken_move_says_what_happened_since_and_keeps_the_words(
    case: Case, town: Town, signed_in: SignedIn, noon: datetime
) -> None:
    old = {"step": case.step, "seen": seen(case), "note": "Filled with asphalt."}
    handling.assign(fresh(case), to=town.people["lu"], by=town.people["lu"], at=noon)

    answer = signed_in("li").post(of(case, "finish/"), old)

    assert answer.status_code == 409
    assert "Since you opened this page" in answer.text
    assert "Given to Lu" in answer.text
    assert "Filled with asphalt." in answer.text
    assert f'name="step" value="{fresh(case).step}"' in answer.text


def test_sent_again_knowingly_the_same_words_go_through(case: Case, signed_in: SignedIn) -> None:
    old = {"step": case.step - 1, "seen": seen(case), "note": "Filled with asphalt."}
    client = signed_in("li")
    assert client.post(of(case, "finish/"), old).status_code == 409

    client.post(of(case, "finish/"), {**old, "step": case.step})

    assert fresh(case).status != Status.HANDLING
    assert not Draft.objects.exists()


def test_a_session_that_ended_in_mid_form_loses_no_words(case: Case, session_over: SignedIn) -> None:
    client = session_over("li")

    answer = client.post(of(case, "finish/"), {"step": case.step, "note": "Half of it is done."})
    back = client.post(answer.url, {"username": "li", "password": PASSWORD}, follow=True)

    assert back.redirect_chain[-1][0] == of(case)
    assert "Your session had ended, and nothing was sent" in back.text
    assert "Half of it is done." in back.text
    assert fresh(case).status == Status.HANDLING


def test_a_case_that_went_out_of_sight_gives_the_words_back(case: Case, signed_in: SignedIn) -> None:
    answer = signed_in("deng").post(of(case, "finish/"), {"step": 1, "note": "Half of it is done."})

    assert answer.status_code == 404
    assert "Half of it is done." in answer.text


def test_a_refused_permission_is_said_in_words_and_keeps_the_draft(case: Case, signed_in: SignedIn, town: Town) -> None:
    answer = signed_in("su").post(of(case, "finish/"), {"step": case.step, "note": "I do it myself."})

    assert answer.status_code == 403
    assert "I do it myself." in answer.text
    assert unsent.of(case, by=town.people["su"])["finish"][0] == {"note": ["I do it myself."]}


def test_an_upload_that_was_cut_off_is_refused_and_the_words_stay(case: Case, signed_in: SignedIn) -> None:
    half = a_clean_photo().jpeg[:200]
    photo = SimpleUploadedFile("hole.jpg", half, content_type="image/jpeg")

    answer = signed_in("li").post(of(case, "finish/"), {"step": case.step, "note": "Filled.", "shown": photo})

    assert answer.status_code == 422
    assert "Filled." in answer.text
    assert fresh(case).status == Status.HANDLING


def test_a_draft_is_kept_shown_again_on_any_device_and_gone_when_sent(case: Case, signed_in: SignedIn) -> None:
    phone, desk = signed_in("li"), signed_in("li")
    phone.post(of(case, "draft/finish/"), {"step": case.step, "note": "Filled at nine."})

    assert "Filled at nine." in desk.get(of(case)).text
    assert "Filled at nine." not in signed_in("lu").get(of(case)).text
    desk.post(of(case, "finish/"), {"step": case.step, "note": "Filled at nine."})
    assert not Draft.objects.exists()


def test_the_timeline_is_narrowed_by_its_address(case: Case, town: Town, signed_in: SignedIn, noon: datetime) -> None:
    messages.send(case, audience=Audience.OWN, words="Bring the roller.", by=town.people["lu"], at=noon)
    client = signed_in("li")

    assert "Bring the roller." in client.get(of(case, "?show=words")).text
    assert "Accepted by" not in client.get(of(case, "?show=words")).text
    assert "Bring the roller." not in client.get(of(case, "?show=moves")).text
    assert "Bring the roller." not in client.get(of(case, "?show=mine")).text


def test_parts_and_timeline_follow_by_themselves(case: Case, town: Town, signed_in: SignedIn, noon: datetime) -> None:
    client = signed_in("li")
    version = client.get(of(case)).headers["X-Live-Version"]
    asking = {"HX-Request": "true", "X-Live-Version": version}
    assert client.get(of(case, "timeline/"), headers=asking).status_code in {204, 200}
    messages.send(case, audience=Audience.OWN, words="Bring the roller.", by=town.people["lu"], at=noon)

    answer = client.get(of(case, "timeline/"), headers=asking)

    assert "Bring the roller." in answer.text
    assert "<html" not in answer.text
    assert "Roads Bureau" in client.get(of(case, "parts/"), headers=asking).text


def test_long_words_are_cut_by_nobody(case: Case, signed_in: SignedIn) -> None:
    """A browser cuts what is pasted into a field of a most length, and says nothing."""
    long, client = "So it was. " * 200 + "The end.", signed_in("li")

    answer = client.post(of(case, "finish/"), {"step": case.step, "note": long})

    assert 'maxlength="2000"' not in client.get(of(case)).text
    assert answer.status_code == 422
    assert "Use at most 2000 characters; these are 2208." in answer.text
    assert "The end." in answer.text


@pytest.fixture
def macro(town: Town) -> Macro:
    """Finish, then tell the citizen."""
    told = Template.objects.create(
        code="told", audience=Audience.CITIZEN, name_en="Told", words_en="{number} at {place} is put right."
    )
    note = Template.objects.create(code="note", move="finish", name_en="Note", words_en="Put right on the spot.")
    made = Macro.objects.create(code="finish-and-tell", name_en="Finish and tell", department=town.departments["roads"])
    MacroStep.objects.create(macro=made, position=1, action="move", move="finish", template=note)
    MacroStep.objects.create(macro=made, position=2, action="message", template=told)
    return made


def test_a_moves_note_starts_from_a_template_of_that_move(case: Case, macro: Macro, signed_in: SignedIn) -> None:
    page = signed_in("li").get(of(case)).text

    assert 'data-phrases="finish_note"' in page
    assert page.count('data-words="Put right on the spot."') == 1


def test_a_macro_shows_what_it_does_before_it_does_it(case: Case, macro: Macro, signed_in: SignedIn) -> None:
    page = signed_in("li").get(of(case, "macro/finish-and-tell/")).text

    assert "Put right on the spot." in page
    assert f"{case.number} at" in page
    assert fresh(case).status == Status.HANDLING


@pytest.mark.parametrize(("due_in", "warned"), [(-HOUR, True), (HOUR, False)])
def test_a_macro_warns_of_words_that_promise_the_past(
    case: Case, macro: Macro, signed_in: SignedIn, due_in: timedelta, warned: bool
) -> None:
    Template.objects.filter(code="told").update(words_en="We shall be done by {due}.")
    Leg.objects.filter(case=case).update(due_at=chores.now() + due_in)

    page = signed_in("li").get(of(case, "macro/finish-and-tell/")).text

    assert ("Promise another day" in page) is warned


def test_a_macro_does_all_its_steps_with_the_words_as_they_were_changed(
    case: Case, macro: Macro, signed_in: SignedIn
) -> None:
    said = {"step": case.step, "words_1": "Filled.", "words_2": "It is filled."}

    assert signed_in("li").post(of(case, "macro/finish-and-tell/"), said).status_code == 302

    assert fresh(case).status != Status.HANDLING
    assert case.history.get(action="finish").note == "Filled."
    assert Message.objects.get().said_outside == "It is filled."


def test_a_macro_whose_second_step_is_refused_does_nothing(case: Case, macro: Macro, signed_in: SignedIn) -> None:
    said = {"step": case.step, "words_1": "Filled.", "words_2": " "}

    answer = signed_in("li").post(of(case, "macro/finish-and-tell/"), said)

    assert answer.status_code == 409
    assert "Step 2" in answer.text
    assert "Filled." in answer.text
    assert fresh(case).status == Status.HANDLING
    assert not case.history.filter(action="finish").exists()


def test_a_macro_on_a_case_that_moved_meanwhile_does_nothing(case: Case, macro: Macro, signed_in: SignedIn) -> None:
    answer = signed_in("li").post(of(case, "macro/finish-and-tell/"), {"step": case.step - 1})

    assert answer.status_code == 409
    assert fresh(case).status == Status.HANDLING


def test_a_macro_that_begins_with_a_message_is_overtaken_like_any_other(
    case: Case, macro: Macro, signed_in: SignedIn
) -> None:
    macro.steps.filter(position=1).update(position=3)

    answer = signed_in("li").post(of(case, "macro/finish-and-tell/"), {"step": case.step - 1})

    assert answer.status_code == 409
    assert not Message.objects.exists()
    assert fresh(case).status == Status.HANDLING


def test_the_sheet_and_the_pdf_are_readings_that_the_history_keeps_once_a_person_and_day(
    case: Case, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("li", "lu", "li"):
        assert case.number in signed_in(name).get(of(case, "print/")).text
        assert signed_in(name).get(of(case, "pdf/")).headers["Content-Type"] == "application/pdf"
    tomorrow = chores.now() + 24 * HOUR
    monkeypatch.setattr(chores, "now", lambda: tomorrow)
    signed_in("li").get(of(case, "pdf/"))

    told = list(case.history.filter(action="export").order_by("number").values_list("data__form", "by__username"))
    assert told == [("print", "li"), ("print", "lu"), ("pdf", "li")]


def test_the_pdf_speaks_the_readers_language(town: Town, signed_in: SignedIn) -> None:
    case = a_case(town, Status.HANDLING, words="校门口有一个深坑")
    pdf = signed_in("li").get(of(case, "pdf/"), headers={"Accept-Language": "zh-hans"}).content

    words = words_of(pdf)
    assert "校门口有一个深坑" in words
    assert "市政局" in words
    assert case.number in words


@pytest.mark.parametrize("lines", ["A hole.\n" * 400, "坑" * 4000])
def test_a_report_longer_than_a_page_goes_on_with_the_next(town: Town, signed_in: SignedIn, lines: str) -> None:
    case = a_case(town, Status.HANDLING, words=lines)
    messages.send(case, audience=Audience.DEPARTMENTS, words="坑\n" * 900, by=town.people["li"], at=case.reported_at)

    pdf = signed_in("li").get(of(case, "pdf/")).content

    assert words_of(pdf).count("坑") >= 900


def test_paper_says_to_whom_a_message_was_written(case: Case, town: Town, signed_in: SignedIn, noon: datetime) -> None:
    messages.send(case, audience=Audience.CITIZEN, words="We come on Friday.", by=town.people["li"], at=noon)
    client = signed_in("li")

    assert "To the citizen: We come on Friday." in client.get(of(case, "print/")).text
    assert "To the citizen: We come on Friday." in words_of(client.get(of(case, "pdf/")).content)


def test_names_may_be_left_off_the_paper(case: Case, town: Town, signed_in: SignedIn) -> None:
    handling.assign(case, to=town.people["lu"], by=town.people["lu"], at=case.reported_at)
    client = signed_in("li")

    assert "Given to Lu" in client.get(of(case, "print/")).text
    assert "Given to ***" in client.get(of(case, "print/?names=0")).text
    assert "Lu" not in words_of(client.get(of(case, "pdf/?names=0")).content)


def test_words_for_the_own_department_are_on_no_paper(case: Case, town: Town, signed_in: SignedIn, noon) -> None:
    messages.send(case, audience=Audience.OWN, words="Bring the roller.", by=town.people["li"], at=noon)
    client = signed_in("li")

    assert "Bring the roller." not in client.get(of(case, "print/")).text
    assert "roller" not in words_of(client.get(of(case, "pdf/")).content)


def test_a_link_to_a_case_that_is_not_there_comes_back_with_the_words(case: Case, signed_in: SignedIn) -> None:
    said = {"other": "TT-none", "kind": "follows", "note": "The same pipe."}

    answer = signed_in("li").post(of(case, "link/"), said)

    assert answer.status_code == 422
    assert "The same pipe." in answer.text


def test_watching_is_one_press_and_undone_by_another(case: Case, town: Town, signed_in: SignedIn) -> None:
    client = signed_in("li")
    client.post(of(case, "watch/"))
    assert case.followers.get().user == town.people["li"]

    client.post(of(case, "watch/"), {"stop": "1"})
    assert not case.followers.exists()


def test_a_head_shows_a_case_to_one_person(case: Case, town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("he").post(of(case, "share/"), {"to": "qing", "until": "2020-01-01", "note": ""})
    unknown = signed_in("he").post(of(case, "share/"), {"to": "nobody", "until": "2030-01-01"})

    assert answer.status_code == 409
    assert unknown.status_code == 422
    assert "Nobody here has this user name." in unknown.text


def test_a_link_that_may_not_be_taken_away_yet_keeps_the_reason(
    case: Case, town: Town, signed_in: SignedIn, noon: datetime
) -> None:
    other = a_routed_case(town)
    linking.link(case, other=other, by=town.people["li"], at=noon, kind="follows", note="The same pipe.")
    typed = {"link": case.links.get().pk, "note": "x" * 2001}

    answer = signed_in("li").post(of(case, "unlink/"), typed)

    assert answer.status_code == 422
    assert "x" * 2001 in answer.text


@pytest.mark.parametrize(
    ("path", "place"),
    [("", "/desk/cases/"), ("?from=/desk/queue/%3Fdue%3Dlate", "/desk/queue/"), ("?from=/nowhere/", None)],
)
def test_the_menu_marks_the_desk_that_a_case_was_opened_from(
    case: Case, signed_in: SignedIn, path: str, place: str | None
) -> None:
    sections = signed_in("li").get(of(case, path)).context["frame"].nav

    marked = [(item.url, item.current) for section in sections for item in section["items"] if item.current]
    assert marked == ([(place, "true")] if place else [])
