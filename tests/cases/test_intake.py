"""A report is one case at once, whole or not at all, and the same key twice is the same report."""

from datetime import datetime

import pytest

from cases import intake
from cases.intake import KeyReused, NoPlace, OutsideCity, SenderKey
from cases.models import Case, HistoryEntry, IdempotencyKey, Notice, Report
from tests.builders import a_telling
from tests.city import OUTSIDE, Town

KEY = SenderKey(scope="test", key="42", digest="what was sent")


def test_one_statement_writes_the_whole_report(town: Town, noon: datetime, django_assert_num_queries) -> None:
    intake.report(a_telling(town), by=None, at=noon)  # the city is remembered from here on

    with django_assert_num_queries(2):  # is it inside the city; write
        receipt = intake.report(a_telling(town), by=None, at=noon)

    case = Case.unscoped.get(number=receipt.number)
    assert case.reports.get().number == case.number
    assert case.history.get().action == "report"
    assert Notice.objects.filter(case=case).count() == 1


def test_the_same_key_again_answers_with_the_same_number(town: Town, noon: datetime) -> None:
    first = intake.report(a_telling(town), by=None, at=noon, key=KEY)

    again = intake.report(a_telling(town), by=None, at=noon, key=KEY)

    assert (again.number, again.repeated) == (first.number, True)
    assert Report.objects.count() == Case.unscoped.count() == 1


def test_the_same_key_for_another_report_is_refused(town: Town, noon: datetime) -> None:
    intake.report(a_telling(town), by=None, at=noon, key=KEY)

    with pytest.raises(KeyReused):
        intake.report(a_telling(town), by=None, at=noon, key=SenderKey("test", "42", "something else"))


def test_one_key_in_two_scopes_is_two_reports(town: Town, noon: datetime) -> None:
    intake.report(a_telling(town), by=None, at=noon, key=KEY)
    intake.report(a_telling(town), by=None, at=noon, key=SenderKey("another", "42", "what was sent"))

    assert IdempotencyKey.objects.count() == Case.unscoped.count() == 2


@pytest.mark.parametrize(
    ("place", "refusal"),
    [
        ({"point": OUTSIDE}, OutsideCity),
        ({"point": None}, NoPlace),
        ({"point": None, "address": "12 Lake Road"}, NoPlace),
        ({"point": None, "address": " ", "area_id": 1}, NoPlace),
    ],
)
def test_a_place_that_cannot_be_used_is_refused_and_nothing_is_stored(
    town: Town, noon: datetime, place: dict, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        intake.report(a_telling(town, **place), by=None, at=noon)

    assert not Case.unscoped.exists()
    assert not HistoryEntry.objects.exists()


def test_numbers_carry_the_day_of_the_city_not_of_the_server(town: Town, noon: datetime) -> None:
    just_after_midnight_there = noon.replace(hour=16, minute=1)

    receipt = intake.report(a_telling(town), by=None, at=just_after_midnight_there)

    assert receipt.number.startswith("TT260917-")
