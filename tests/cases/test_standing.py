"""Where a case stands, as a citizen reads it: four plain words, who has it, and by when."""

from datetime import timedelta

import pytest

from cases import standing
from cases.models import Status
from cases.standing import STATUSES, WHO_HAS_IT, Plain
from tests.builders import a_case, a_report
from tests.city import NOON, Town


def test_every_status_has_one_plain_word_and_a_sentence():
    told = [status for statuses in STATUSES.values() for status in statuses]

    assert sorted(told) == sorted(Status)
    assert WHO_HAS_IT.keys() == set(Status)


@pytest.mark.parametrize(
    ("status", "plain", "sentence"),
    [
        (Status.DISPATCHED, Plain.RECEIVED, "Roads Bureau has it and has not begun yet."),
        (Status.HANDLING, Plain.WORK, "Roads Bureau is working on it."),
        (Status.CHECKING, Plain.WORK, "Roads Bureau says that it is done. A grid officer checks it on the spot."),
        (Status.CLOSED, Plain.CLOSED, "It is closed."),
    ],
)
def test_it_says_who_has_it(town: Town, status: Status, plain: Plain, sentence: str):
    found = standing.standing(a_case(town, status), at=NOON)

    assert (found.plain, found.sentence) == (plain, sentence)


def test_a_report_that_nobody_has_yet_says_so(town: Town):
    found = standing.standing(a_report(town), at=NOON)

    assert found.plain == Plain.RECEIVED
    assert found.by_when == "By when is known as soon as a department has it."


def test_it_says_by_when_and_owns_up_to_being_late(town: Town):
    case = a_case(town, Status.HANDLING)

    in_time = standing.standing(case, at=NOON)
    late = standing.standing(case, at=NOON + timedelta(days=30))

    assert in_time.by_when.startswith("It is to be done by 22 Sep 2026")
    assert in_time.due
    assert in_time.due.state == "ok"
    assert late.by_when.startswith("It should have been done by")
    assert late.due
    assert late.due.state == "late"


def test_an_ended_case_has_no_time_to_keep(town: Town):
    assert standing.standing(a_case(town, Status.CLOSED), at=NOON).by_when == ""
