"""The router decides what is certain, leaves to people what is not, and loses nothing to a bad case."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import contacts, notices, publishing, routing
from cases.models import Case, Notice, Status
from departments.models import Department, WorkCalendar
from grids.models import Area
from tests.builders import MINUTE, a_report, a_routed_case, fresh
from tests.city import Town


@pytest.mark.parametrize(
    ("report", "status", "waits_for"),
    [
        ({"category": None}, Status.REPORTED, "category"),
        ({"category": "noise"}, Status.FILED, "duty"),
        ({"category": "litter"}, Status.FILED, "rivals"),
    ],
)
def test_what_is_uncertain_waits_with_the_reason(town: Town, report: dict, status: Status, waits_for: str) -> None:
    case = a_routed_case(town, **report)

    assert (case.status, case.suggestion["waits_for"]) == (status, waits_for)
    assert case.routed_at is not None
    assert not case.legs.exists()


def test_an_address_without_a_point_waits_to_be_placed_and_keeps_the_suggestion(town: Town) -> None:
    west = town.areas["west street"]
    case = a_routed_case(town, cell=None, area_id=west.pk, area_path=west.path, address="12 Lake Road")

    assert (case.status, case.suggestion["waits_for"]) == (Status.REPORTED, "place")
    assert case.suggestion["to"][0]["rule"] == "D1"
    assert case.area_path == west.path


def test_a_tie_names_both_departments(town: Town) -> None:
    case = a_routed_case(town, category="litter")

    named = [case.suggestion["to"][0], *case.suggestion["rivals"]]
    assert {Department.objects.get(pk=sending["department_id"]).code for sending in named} == {"clean", "bright"}


def test_without_a_duty_the_catch_all_desk_is_suggested(town: Town) -> None:
    case = a_routed_case(town, category="noise")

    assert case.suggestion["to"][0]["department_id"] == town.departments["centre"].pk


def test_a_batch_of_thirty_costs_as_many_queries_as_a_batch_of_three(town: Town, noon: datetime) -> None:
    _queries_to_route(town, noon, 1)  # what is remembered is read here

    assert _queries_to_route(town, noon, 30) == _queries_to_route(town, noon, 3) <= 32


def _queries_to_route(town: Town, at: datetime, cases: int) -> int:
    for _ in range(cases):
        a_report(town)
    with CaptureQueriesContext(connection) as queries:
        assert routing.route_waiting(at=at) == cases
    return len(queries)


def test_one_bad_case_does_not_hold_up_the_others(town: Town, noon: datetime, monkeypatch) -> None:
    cases = [a_report(town) for _ in range(7)]
    _let_one_case_fail(monkeypatch, cases[4])

    routing.route_waiting(at=noon)

    statuses = [fresh(case).status for case in cases]
    assert statuses == [Status.DISPATCHED] * 4 + [Status.REPORTED] + [Status.DISPATCHED] * 2
    assert "no such luck" in cases[4].notices.get(topic="route").error


def test_a_case_that_fails_five_times_is_parked_for_a_person(town: Town, noon: datetime, monkeypatch) -> None:
    case = a_report(town)
    _let_one_case_fail(monkeypatch, case)

    for turn in range(7):
        routing.route_waiting(at=noon + turn * MINUTE)

    notice = Notice.objects.get(case=case, topic="route")
    assert notice.attempts == 5
    assert notice.dead_at == noon + 4 * MINUTE


def _let_one_case_fail(monkeypatch, bad: Case) -> None:
    """A fault in the middle of the work on one case, as a bug of ours would be."""
    real = publishing.when_filed

    def when_filed(case: Case, *args, **named):
        if case.pk == bad.pk:
            raise ValueError("no such luck")
        return real(case, *args, **named)

    monkeypatch.setattr(publishing, "when_filed", when_filed)


def test_a_routed_case_is_not_routed_again(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)

    assert routing.route_waiting(at=noon + timedelta(hours=1)) == 0
    assert fresh(case).entries == 3


def test_a_case_keeps_the_cell_it_was_filed_in(town: Town) -> None:
    case = a_routed_case(town, cell=3)

    assert case.cell == town.cells[3]
    assert Area.objects.get(pk=case.cell.path_ids()[1]) == town.areas["west"]


def test_a_reporter_who_can_be_reached_is_confirmed_once(town: Town, noon: datetime) -> None:
    contact = contacts.seal("Wang", "", "wang@example.org", "en")
    case = a_routed_case(town, contact=contact)
    a_routed_case(town)
    notices.ask_to_route([case], at=noon)

    routing.route_waiting(at=noon)

    assert [notice.case for notice in Notice.objects.filter(kind="received")] == [case]


def test_a_calendar_that_ends_too_soon_leaves_the_case_to_a_person_with_the_reason(town: Town, noon: datetime) -> None:
    WorkCalendar.objects.update(covered_to=noon.date() + timedelta(days=2))

    case = a_routed_case(town)

    assert (case.status, case.suggestion["waits_for"]) == (Status.FILED, "calendar")
    assert case.notices.get(topic="route").attempts == 0
