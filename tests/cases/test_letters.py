"""A notice becomes letters for the right people, in their language, once."""

from datetime import timedelta
from typing import Any

import pytest

from cases import closing, contacts, handling, letters, notices, returning, verification
from cases.models import Case, Delivery, Notice, Status
from departments.access import grant_postings
from departments.models import Posting, User
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import NOON

WORDS = "My neighbour Zhao broke the road."


@pytest.fixture(autouse=True)
def _ways_out(settings):
    settings.EMAIL_HOST, settings.SMS_URL, settings.PUBLIC_URL = "mail.example", "http://sms.example/", "https://c.ex"


def of_wang(phone: str = "+8613800138000", email: str = "", language: str = "en") -> contacts.SealedContact:
    return contacts.seal("Wang", phone, email, language)


def told(kind: str, channel: str = "inbox") -> set[str]:
    """Write what waits; return who has a letter of `kind` by `channel`, "reporter" for reporters."""
    while letters.write_waiting(at=NOON + timedelta(days=9)):
        pass
    found = Delivery.objects.filter(notice__kind=kind, channel=channel).select_related("user")
    return {delivery.user.username if delivery.user else "reporter" for delivery in found}


def a_letter(kind: str, **which: Any) -> Delivery:
    return Delivery.objects.filter(notice__kind=kind, **which).earliest("id")


def write(case: Case, kind: str, **data: Any) -> None:
    Notice.objects.all().delete()
    notices.write([case], kind, at=NOON, data={case.pk: data})


def test_a_dispatched_case_reaches_head_and_handlers_in_inbox_and_mail(town):
    a_routed_case(town, words=WORDS)

    assert told("dispatched") == told("dispatched", "mail") == {"he", "li", "lu"}
    inbox, mail = a_letter("dispatched", channel="inbox"), a_letter("dispatched", channel="mail")
    assert (inbox.state, inbox.sent_at is not None, mail.state) == ("sent", True, "waiting")
    assert inbox.subject.endswith(": Road damage")
    assert "Roads Bureau answers for this case (West Street · West Community)" in inbox.body
    assert "2026-09-22 12:00" in inbox.body  # five working days with a make-up Sunday, in the town's own time
    assert f"https://c.ex/desk/cases/{inbox.case.number}/" in inbox.body


def test_co_handlers_are_told_of_their_own_department(town):
    a_routed_case(town, category="lamp")

    assert told("dispatched") == {"deng", "he", "li", "lu"}
    assert "Lamp Company answers" in a_letter("dispatched", user=town.people["deng"]).body
    assert "Roads Bureau answers" in a_letter("dispatched", user=town.people["li"]).body


def test_nothing_of_a_report_nor_its_reporter_is_in_a_letter_to_staff(town):
    case = a_case(town, Status.CLOSED, words=WORDS, contact=of_wang(), address="Zhao's gate")
    closing.reopen(case, by=town.people["an"], at=NOON, note="Wang called again.")

    assert told("reopened") == {"an", "ding", "duan"}
    for letter in Delivery.objects.filter(user__isnull=False):
        assert not any(secret in f"{letter.subject} {letter.body}" for secret in ("Zhao", "Wang", "1380013"))


def test_each_reads_in_a_language_of_their_own(town):
    User.objects.filter(username="li").update(language="zh-hans")
    a_routed_case(town)

    told("dispatched")

    assert "道路破损" in a_letter("dispatched", user=town.people["li"]).subject
    assert "Road damage" in a_letter("dispatched", user=town.people["lu"]).subject


def test_a_reporter_is_told_by_mail_else_by_sms_with_a_private_link(town):
    case = a_case(town, Status.HANDLING, contact=of_wang())
    assert told("accepted", "sms") == {"reporter"}
    sms = a_letter("accepted", channel="sms")
    assert sms.body == f"{sms.subject} https://c.ex/track/{case.number}:{sms.body.rpartition(':')[2]}"

    a_case(town, Status.HANDLING, contact=of_wang(email="w@example.org"))
    assert told("accepted", "mail") == {"reporter"}
    assert a_letter("accepted", channel="mail").contact is not None


def test_who_left_no_address_is_told_by_the_page_only(town):
    a_case(town, Status.CLOSED, contact=contacts.seal("Wang", "", "", "en"))
    a_case(town, Status.CLOSED)

    assert told("closed", "mail") | told("closed", "sms") == set()
    assert not Notice.objects.filter(topic="tell", done_at=None).exists()


def test_a_co_handlers_acceptance_is_no_news_to_the_reporter(town):
    case = a_routed_case(town, category="lamp", contact=of_wang())
    handling.accept(case, by=town.people["deng"], at=NOON)
    handling.accept(fresh(case), by=town.people["li"], at=NOON + HOUR)

    told("accepted")

    assert Delivery.objects.filter(notice__kind="accepted").count() == 1


def test_the_reporter_of_a_declined_case_reads_the_reason(town):
    case = a_routed_case(town, category=None, contact=of_wang(email="w@example.org"))
    closing.decline(case, by=town.people["an"], at=NOON, note="Private ground: ask the owner's office.")

    told("declined")

    assert "Private ground: ask the owner's office." in a_letter("declined").body


def test_closing_asks_the_reporter_and_checking_the_shift_leader(town):
    a_case(town, Status.CLOSED, contact=of_wang(email="w@example.org"))

    assert told("closed", "mail") == {"reporter"}
    assert "solved" in a_letter("closed").subject
    assert told("checked") == {"shi"}


def test_the_officer_who_is_asked_is_told_and_the_acceptors_only_when_there_is_none(town):
    case = a_case(town, Status.CHECKING)
    assert told("check") == {case.tasks.get().officer.username}
    assert told("handled") == set()

    Posting.objects.filter(role="officer").delete()
    grant_postings(on=NOON.date())
    a_case(town, Status.HANDLED)
    assert told("handled") == {"an"}


def test_a_returned_case_goes_back_to_the_dispatchers_and_rework_to_who_has_it(town):
    returned = a_routed_case(town)
    returning.return_case(returned, by=town.people["li"], at=NOON, note="Not ours.")
    assert told("returned") == {"ding", "duan"}

    reworked = a_case(town, Status.CHECKING)
    verification.rework(reworked, by=reworked.tasks.get().officer, at=NOON, note="Still open.")
    assert told("rework") == {"li"}


@pytest.mark.parametrize(("target", "people"), [("department_head", {"he"}), ("supervisor", {"west_su"})])
def test_a_late_case_climbs_to_the_rungs_target(town, target, people):
    case = a_routed_case(town)
    leg = case.legs.get()
    write(case, "late", target=target, leg=leg.pk, due_at=(NOON - HOUR).isoformat())

    assert told("late") == people
    assert "is late" in a_letter("late").subject
    assert "had until 2026-09-16 11:00" in a_letter("late").body


def test_a_rung_before_the_due_instant_is_a_warning(town):
    case = a_routed_case(town)
    write(case, "late", target="department_head", leg=case.legs.get().pk, due_at=(NOON + HOUR).isoformat())

    told("late")

    assert "is due soon" in a_letter("late").subject


def test_a_department_without_people_falls_back_to_the_dispatchers(town):
    Posting.objects.filter(department=town.departments["roads"]).delete()
    grant_postings(on=NOON.date())
    a_routed_case(town)

    assert told("dispatched") == {"ding", "duan"}


def test_a_department_without_people_falls_back_to_the_catch_all_desk_first(town):
    Posting.objects.filter(department=town.departments["roads"]).delete()
    Posting.objects.create(user=town.people["passer"], role="handler", department=town.departments["centre"])
    grant_postings(on=NOON.date())
    a_routed_case(town)

    assert told("dispatched") == {"passer"}


def test_with_nobody_at_all_a_notice_waits_longer_and_longer_and_is_parked(town):
    case = a_routed_case(town)
    Posting.objects.all().delete()
    grant_postings(on=NOON.date())
    write(case, "returned")

    at, waits = NOON, []
    while letters.write_waiting(at=at):
        notice = Notice.objects.get()
        waits.append((notice.available_at - at).total_seconds())
        at = notice.available_at

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert notice.dead_at is not None
    assert "nobody is posted as dispatcher" in notice.error


def test_a_bad_notice_does_not_hold_up_the_others(town):
    case = a_routed_case(town)
    notices.write([case], "no_such_letter", at=NOON)

    assert told("dispatched") == {"he", "li", "lu"}
    bad = Notice.objects.get(kind="no_such_letter")
    assert (bad.done_at, bad.error) == (None, "UnknownLetter: no_such_letter")


def test_a_notice_written_again_gives_nobody_a_second_letter(town):
    a_routed_case(town)
    told("dispatched")
    before = Delivery.objects.count()
    Notice.objects.filter(kind="dispatched").update(done_at=None)

    told("dispatched")

    assert Delivery.objects.count() == before


def test_without_ways_out_letters_are_shown_here_only(town, settings):
    settings.EMAIL_HOST = settings.SMS_URL = ""
    a_case(town, Status.CLOSED, contact=of_wang())

    told("closed")

    outward = Delivery.objects.exclude(channel="inbox")
    assert set(outward.values_list("state", flat=True)) == {"off"}
    assert letters.send_waiting(at=NOON + timedelta(days=9)) == 0


def test_every_kind_that_the_steps_write_has_its_letter(town):
    """One case through every turn; none of its notices is unknown."""
    case = a_case(town, Status.CHECKING, contact=of_wang(email="w@example.org"))
    verification.rework(case, by=case.tasks.get().officer, at=NOON, note="Open.")
    handling.finish(fresh(case), by=town.people["li"], at=NOON, note="Filled.")
    told("rework")

    assert not Notice.objects.filter(topic="tell").exclude(error="").exists()


def test_a_batch_of_letters_costs_the_same_queries_however_many_cases(town, django_assert_max_num_queries):
    for _ in range(12):
        a_routed_case(town, contact=of_wang())

    with django_assert_max_num_queries(16):
        assert letters.write_waiting(at=NOON) >= 12
