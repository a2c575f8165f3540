"""A reporter takes a report back: alone and untouched it ends its case, else it only leaves."""

from datetime import timedelta

import pytest

from cases import asking, correction, merging, recipients, withdrawing
from cases.models import LIVE_CLOCK, OPEN_LEG, Case, Channel, HistoryEntry, Report, Status
from cases.workflow import CannotMove, NotAllowed
from tests.builders import HOUR, a_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town

UNTOUCHED = [Status.REPORTED, Status.DISPATCHED]
BEGUN = [Status.HANDLING, Status.CHECKING, Status.CHECKED]


def actions(case: Case) -> list[str]:
    return list(HistoryEntry.objects.filter(case=case.pk).values_list("action", flat=True))


@pytest.mark.parametrize("status", UNTOUCHED)
def test_an_only_report_takes_its_untouched_case_along(town: Town, status: Status):
    case = a_case(town, status)

    withdrawing.withdraw(case.reports.get(), at=NOON + HOUR, note="It was put right.")

    ended = fresh(case)
    assert (ended.status, ended.closed_at) == (Status.CANCELLED, NOON + HOUR)
    assert not ended.clocks.filter(LIVE_CLOCK).exists()
    assert not ended.legs.filter(OPEN_LEG).exists()
    entry = ended.history.latest("number")
    assert (entry.action, entry.note, entry.by, entry.data["reporter"]) == ("withdraw", "It was put right.", None, True)


@pytest.mark.parametrize("status", BEGUN)
def test_a_case_that_somebody_has_worked_on_goes_on_without_the_report(town: Town, status: Status):
    case = a_case(town, status)

    withdrawing.withdraw(case.reports.get(), at=NOON + HOUR)

    assert fresh(case).status == status
    assert actions(case)[-1] == "leave"
    assert case.reports.get().withdrawn_at == NOON + HOUR


def test_a_case_given_back_after_work_had_begun_goes_on_too(town: Town):
    case = a_case(town, Status.HANDLING)
    correction.correct(case, by=town.people["an"], at=NOON, note="Other kind.", category=town.categories["litter"])

    withdrawing.withdraw(case.reports.get(), at=NOON + HOUR)

    assert fresh(case).status != Status.CANCELLED


def test_of_two_reporters_the_first_leaves_and_the_second_takes_the_case_along(town: Town):
    case, other = a_routed_case(town), a_routed_case(town)
    merging.merge(other, into=fresh(case), by=town.people["an"], at=NOON)
    first, second = Report.objects.filter(case=case).order_by("id")

    withdrawing.withdraw(first, at=NOON + HOUR)
    still = fresh(case).status
    withdrawing.withdraw(second, at=NOON + HOUR)

    assert still == Status.DISPATCHED
    assert fresh(case).status == Status.CANCELLED


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
def test_nothing_is_withdrawn_from_a_case_that_has_ended(town: Town, status: Status):
    case = a_case(town, Status.CLOSED if status == Status.CLOSED else Status.DISPATCHED)
    report = case.reports.get()
    if status == Status.CANCELLED:
        withdrawing.withdraw(report, at=NOON)

    with pytest.raises(CannotMove):
        withdrawing.withdraw(Report.objects.get(pk=report.pk), at=NOON + HOUR)

    assert actions(case).count("withdraw") == (status == Status.CANCELLED)


def test_an_officers_report_is_not_cancelled_by_its_link(town: Town):
    case = a_report(town, channel=Channel.OFFICER)

    with pytest.raises(NotAllowed):
        withdrawing.withdraw(case.reports.get(), at=NOON)

    assert fresh(case).status == Status.REPORTED


def test_who_withdrew_and_who_had_it_are_told_and_nobody_else_ever_again(town: Town, told):
    case = a_routed_case(town)
    report = told(case, "wang@example.org")
    withdrawing.withdraw(report, at=NOON + HOUR)

    letters = told.letters(case, "withdrawn")

    assert {letter.user and letter.user.username for letter in letters} == {None, "he", "li", "lu"}
    assert recipients.matters([case.pk])[case.pk].told == []


def test_a_question_goes_to_a_reporter_who_is_still_there(town: Town):
    case, other = a_routed_case(town), a_routed_case(town)
    merging.merge(other, into=fresh(case), by=town.people["an"], at=NOON)
    first, second = Report.objects.filter(case=case).order_by("id")
    withdrawing.withdraw(first, at=NOON)

    question = asking.ask(fresh(case), by=town.people["an"], at=NOON, words="Where exactly?")

    assert question.report == second


def test_a_second_press_says_that_it_is_withdrawn_already(town: Town):
    report = a_case(town, Status.HANDLING).reports.get()
    withdrawing.withdraw(report, at=NOON)

    with pytest.raises(CannotMove, match="withdrawn"):
        withdrawing.withdraw(report, at=NOON + timedelta(seconds=1))
