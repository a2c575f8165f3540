"""The page of an edition: what it changed, and the way back."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import chores
from grids.models import Edition
from tests.builders import a_routed_case, fresh
from tests.city import Town
from tests.grids_desk.test_editing import CODE, ONE, PAGE, asked, today

SignedIn = Callable[[str], Client]


@pytest.fixture
def split(signed_in: SignedIn) -> Edition:
    """The first cell is split from today."""
    signed_in("adam").post(f"{PAGE}adopt/", asked(on=today().isoformat()))
    return Edition.objects.get()


def kinds(page: object) -> list[tuple[str, str]]:
    return [(one["properties"]["kind"], one["properties"]["code"]) for one in page.context["land"]["features"]]


def test_an_edition_shows_before_and_after(split: Edition, signed_in: SignedIn) -> None:
    page = signed_in("su").get("/desk/grids/editions/1/")

    assert {("before", ONE), ("after", f"{CODE}003"), ("after", f"{CODE}004")} <= set(kinds(page))
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main")[0]


def test_an_edition_is_undone_by_another(town: Town, split: Edition, signed_in: SignedIn) -> None:
    case = a_routed_case(town, at=chores.now())
    in_cell = case.cell

    answer = signed_in("adam").post("/desk/grids/editions/1/undo/", {"sure": "on", "note": "Too early"}, follow=True)

    made = Edition.objects.get(number=2)
    assert (made.undoes, made.note, made.by_name) == (split, "Too early", "Adam")
    assert answer.redirect_chain[-1][0] == "/desk/grids/editions/2/"
    assert b"Edition 1 is undone by edition 2" in answer.content
    assert ("after", ONE) in kinds(answer)
    assert fresh(case).cell == in_cell


def test_an_undone_edition_still_shows_before_and_after(split: Edition, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    adam.post("/desk/grids/editions/1/undo/", {"sure": "on"})

    page = adam.get("/desk/grids/editions/1/")

    assert {("before", ONE), ("after", f"{CODE}003"), ("after", f"{CODE}004")} <= set(kinds(page))
    assert "Edition 1 has been undone already, by edition 2." in page.content.decode()


def test_undoing_asks_for_confirmation(split: Edition, signed_in: SignedIn) -> None:
    answer = signed_in("adam").post("/desk/grids/editions/1/undo/", {})

    assert answer.status_code == 422
    assert b"Compare the two and tick this box" in answer.content
    assert Edition.objects.count() == 1


def test_an_edition_that_is_built_upon_names_the_later_one(split: Edition, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    adam.post(f"{PAGE}adopt/", asked(tool="merge", cells=[f"{CODE}003", f"{CODE}004"], points=""))

    page = adam.get("/desk/grids/editions/1/")
    refused = adam.post("/desk/grids/editions/1/undo/", {"sure": "on"})

    assert "changed again by edition 2. Undo that edition first." in page.content.decode()
    assert (refused.status_code, Edition.objects.count()) == (409, 2)


@pytest.mark.parametrize(("name", "reads", "undoes"), [("su", 200, 403), ("li", 404, 404), ("wu", 404, 404)])
def test_who_reads_and_who_undoes(split: Edition, signed_in: SignedIn, name: str, reads: int, undoes: int) -> None:
    client = signed_in(name)

    assert client.get("/desk/grids/editions/1/").status_code == reads
    assert client.post("/desk/grids/editions/1/undo/", {"sure": "on"}).status_code == undoes


def test_an_edition_that_is_not_there_is_a_404(signed_in: SignedIn) -> None:
    assert signed_in("adam").get("/desk/grids/editions/9/").status_code == 404


def test_the_grid_page_leads_to_editions_and_tools(split: Edition, signed_in: SignedIn) -> None:
    page = signed_in("adam").get("/desk/grids/").content.decode()

    for address in ("/desk/grids/editions/1/", "/desk/grids/edit/", "/desk/grids/cover/"):
        assert f'href="{address}"' in page
