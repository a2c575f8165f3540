"""The page of calendar edits: for administrators, and without JavaScript."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Recount
from departments.models import WorkCalendar
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]


def a_job(town: Town, **more: object) -> Recount:
    office = WorkCalendar.objects.get(code="office")
    return Recount.objects.create(
        calendar=office, asked_at=NOON, **{"version": 2, "asked_by": town.people["adam"], **more}
    )


def test_an_administrator_sees_what_an_edit_moved(town: Town, signed_in: SignedIn) -> None:
    a_job(town, looked_at=412, moved=37, reached=900, done_at=NOON)

    page = signed_in("adam").get("/desk/recounts/").content.decode()

    assert all(word in page for word in ("Office", "412", "37", "Adam", "Computed"))


def test_a_job_that_the_calendar_was_too_short_for_says_why(town: Town, signed_in: SignedIn) -> None:
    a_job(town, done_at=NOON, error="The working calendar ends on 2026-12-31.")

    page = signed_in("adam").get("/desk/recounts/").content.decode()

    assert "Some time limits could not be computed." in page
    assert "The working calendar ends on 2026-12-31." in page


def test_nobody_else_sees_it(town: Town, signed_in: SignedIn) -> None:
    a_job(town)

    assert {name: signed_in(name).get("/desk/recounts/").status_code for name in ("li", "su", "passer")} == {
        "li": 404, "su": 404, "passer": 404,
    }  # fmt: skip
    assert Client().get("/desk/recounts/").status_code == 302


def test_many_edits_cost_no_more_questions_than_one(
    town: Town, signed_in: SignedIn, django_assert_num_queries: Callable
) -> None:
    adam = signed_in("adam")
    adam.get("/desk/recounts/")
    a_job(town)
    with CaptureQueriesContext(connection) as few:
        adam.get("/desk/recounts/")
    for version in range(3, 9):
        a_job(town, version=version)
    with django_assert_num_queries(len(few)):
        adam.get("/desk/recounts/")
