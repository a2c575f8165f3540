"""The reporter's private page: the next thing first, everything kept that was typed, and nothing done by a link."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import asking, chores, closing, evaluation, withdrawing
from cases.models import Case, Contact, HistoryEntry, Rating, Report, Status
from cases.tracking import link_of
from tests.builders import a_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town


@pytest.fixture(autouse=True)
def _own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page_of(case: Case) -> str:
    return link_of(case.reports.order_by("id").first().number)


def read(url: str) -> str:
    answer = Client().get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def send(case: Case, about: str, **said: Any) -> Any:
    return Client().post(page_of(case), {"about": about, **said})


def test_it_says_who_has_it_and_by_when_before_anything_else(town: Town):
    page = read(page_of(a_case(town, Status.HANDLING)))

    assert page.index("Roads Bureau is working on it.") < page.index("What has happened")
    assert "It is to be done by" in page or "It should have been done by" in page


def test_a_question_comes_before_the_story_and_its_answer_reaches_the_case(town: Town):
    case = a_routed_case(town)
    asking.ask(case, by=town.people["an"], at=NOON, words="Which side of the road?")
    page = read(page_of(case))

    answer = send(case, "answer", **{"answer-words": "The north side."})

    assert page.index("Which side of the road?") < page.index("What has happened")
    assert answer.status_code == 302
    assert "told of your answer" in read(answer["Location"])
    assert case.questions.get().answer == "The north side."


def test_words_and_a_photo_are_added_and_shown(town: Town, a_jpeg: bytes):
    case = a_routed_case(town)
    photo = SimpleUploadedFile("deeper.jpg", a_jpeg, content_type="image/jpeg")

    answer = send(case, "add", **{"add-words": "It is deeper now.", "add-photos": photo})

    assert answer.status_code == 302
    assert "It is deeper now." in read(page_of(case))
    assert case.attachments.count() == 1


def test_a_refused_photo_leaves_the_words(town: Town):
    case = a_routed_case(town)
    photo = SimpleUploadedFile("deeper.jpg", b"no photo", content_type="image/jpeg")

    answer = send(case, "add", **{"add-words": "It is deeper now.", "add-photos": photo})

    assert answer.status_code == 422
    assert "It is deeper now." in answer.content.decode()
    assert "not a photo that can be opened" in answer.content.decode()
    assert not HistoryEntry.objects.filter(action="add").exists()


def test_what_was_sent_is_kept_in_the_tab_no_longer(town: Town):
    case = a_routed_case(town)

    answer = send(case, "urge", **{"urge-words": "A bus stops there."})

    number = case.reports.get().number
    assert f'data-draft-sent="urge-{number}"' in read(answer["Location"])
    assert f'data-keep-draft="urge-{number}"' in read(page_of(case))
    assert "data-draft-sent" not in read(page_of(case))


def test_a_page_that_is_sent_too_often_says_so_and_keeps_the_words(town: Town, settings: Any):
    settings.REPORTS_PER_MINUTE = 1
    case = a_routed_case(town)
    send(case, "add", **{"add-words": "It is deeper now."})

    answer = send(case, "add", **{"add-words": "And wider."})

    assert answer.status_code == 429
    assert "And wider." in answer.content.decode()


def test_a_link_that_was_not_copied_whole_says_so(town: Town):
    answer = Client().get(page_of(a_routed_case(town))[:-4] + "/")

    assert answer.status_code == 404
    assert "Check that it was copied whole." in answer.content.decode()


def test_a_word_for_a_case_that_has_ended_meanwhile_is_refused_and_stays(town: Town):
    case = a_case(town, Status.CLOSED)

    answer = send(case, "urge", **{"urge-words": "It is dangerous."})

    assert answer.status_code == 409
    assert "is not possible there" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_scanner_withdraws_nothing(town: Town, method: str):
    case = a_routed_case(town)

    answer = getattr(Client(), method)(f"{page_of(case)}withdraw/")

    assert answer.status_code == 200
    assert fresh(case).status == Status.DISPATCHED


def test_the_page_asks_before_a_report_is_withdrawn_and_says_what_will_happen(town: Town):
    untouched, begun = a_routed_case(town), a_case(town, Status.HANDLING)

    assert "the case is cancelled" in read(f"{page_of(untouched)}withdraw/")
    assert "the case goes on" in read(f"{page_of(begun)}withdraw/")


def test_a_button_withdraws_and_the_page_says_so_from_then_on(town: Town):
    case = a_routed_case(town)

    answer = Client().post(f"{page_of(case)}withdraw/", {"note": "Put right."})

    assert fresh(case).status == Status.CANCELLED
    page = read(answer["Location"])
    assert "You withdrew this report on" in page
    assert "What you can do" not in page
    assert send(case, "add", **{"add-words": "More."}).status_code == 409
    assert "cannot be withdrawn any more" in read(f"{page_of(case)}withdraw/")


def test_not_solved_within_the_window_opens_the_case_again(town: Town):
    case = a_case(town, Status.CLOSED, at=chores.now())
    assert "That is possible until" in read(page_of(case))

    send(case, "rate", solved="no", words="The hole is still there.")

    assert fresh(case).status == Status.FILED
    assert "Opened again" in read(page_of(case))


def test_not_solved_too_late_says_what_happens_and_leads_to_the_new_report(town: Town):
    case = a_case(town, Status.CLOSED)  # in 2026-09, more than 30 days before the server's own clock
    assert closing.too_late(case, chores.now())
    assert "the matter is reported anew" in read(page_of(case))

    send(case, "rate", solved="no", words="The hole is still there.")

    anew = Report.objects.latest("id")
    page = read(page_of(case))
    assert fresh(case).status == Status.CLOSED
    assert f"reported anew as {anew.number}" in page
    assert link_of(anew.number) in page


def test_the_new_report_of_one_reporter_is_not_given_to_another(town: Town):
    case = a_case(town, Status.CLOSED)
    told, other = case.reports.get(), Report.objects.get(pk=a_report(town).reports.get().pk)
    Report.objects.filter(pk=other.pk).update(case=case)
    for report in (told, other):
        report.refresh_from_db()
        evaluation.rate(
            report, solved="no" if report == told else "yes", stars=None, words="No.", at=NOON + timedelta(days=40)
        )

    assert "reported anew" in read(link_of(told.number))
    assert "reported anew" not in read(link_of(other.number))


def test_a_reporter_chooses_how_to_be_told(town: Town, told):
    case = a_routed_case(town)
    told(case, "wang@example.org", "+8613800001234")
    page = read(page_of(case))

    send(case, "tell", **{"tell-way": "sms"})

    assert "w***@example.org" in page
    assert "138****1234" in page
    assert Contact.objects.get().told_by == "sms"
    withdrawing.withdraw(case.reports.get(), at=NOON)
    assert {letter.channel for letter in told.letters(case, "withdrawn") if letter.contact_id} == {"sms"}


def test_who_wants_no_letter_gets_none(town: Town, told):
    case = a_routed_case(town)
    told(case, "wang@example.org")

    send(case, "tell", **{"tell-way": "none"})
    withdrawing.withdraw(case.reports.get(), at=NOON)

    assert [letter for letter in told.letters(case, "withdrawn") if letter.contact_id] == []


def test_a_way_without_an_address_is_refused(town: Town, told):
    case = a_routed_case(town)
    told(case, "wang@example.org")

    assert send(case, "tell", **{"tell-way": "sms"}).status_code == 422
    assert Contact.objects.get().told_by == ""


def test_the_reason_of_a_report_not_accepted_is_on_its_page_and_notes_of_staff_are_not(town: Town):
    declined, rated = a_routed_case(town, category=None), a_case(town, Status.CLOSED)
    closing.decline(declined, by=town.people["an"], at=NOON, note="This is private ground.")

    assert "This is private ground." in read(page_of(declined))
    assert "Filled." not in read(page_of(rated))  # the department's own note at its finish


@pytest.mark.parametrize("path", ["", "withdraw/"])
def test_private_pages_are_kept_from_caches_and_search_engines(town: Town, path: str):
    answer = Client().get(f"{page_of(a_routed_case(town))}{path}")

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_ratings_are_one_a_closing(town: Town):
    case = a_case(town, Status.CLOSED, at=chores.now())
    send(case, "rate", solved="yes", stars="5")

    assert send(case, "rate", solved="no", words="No.").status_code == 409
    assert Rating.objects.count() == 1
