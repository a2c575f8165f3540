"""Editing a community on its page, without scripts: checked, previewed, adopted, refused, by the right people only."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import shapely
from django.http import HttpResponse
from django.test import Client

from cases import chores
from cases.models import Status
from departments import duties
from departments.models import Duty, DutySet, Posting
from departments.roles import Role
from grids import editions
from grids.city import city_day
from grids.editing.ground import ground_of
from grids.locate import cell_at
from grids.models import Area, Boundary, Edition, Level
from tests.builders import a_case, a_routed_case, fresh
from tests.city import SIDE, SINCE, SOUTH, WEST, Town, middle_of

SignedIn = Callable[[str], Client]
CODE = "990101001001"
ONE, THREE = f"{CODE}001", f"{CODE}002"
PAGE = f"/desk/grids/edit/{CODE}/"
ACROSS = f"{WEST - 0.001}, {SOUTH + 0.3 * SIDE}\n{WEST + 1.1 * SIDE}, {SOUTH + 0.3 * SIDE}"


def today() -> date:
    return city_day(chores.now())


def asked(**more: Any) -> dict[str, Any]:
    """A split of the first cell, three tenths from below, from tomorrow."""
    newest = editions.newest()
    return {
        "tool": "split", "cells": [ONE], "points": ACROSS, "outlines": "", "note": "A new road",
        "on": (today() + timedelta(days=1)).isoformat(), "base": newest.number if newest else 0, **more,
    }  # fmt: skip


def facts(answer: HttpResponse) -> tuple[int, int, int]:
    preview = answer.context["preview"]
    return preview.cases, preview.another_department, preview.another_officer


@pytest.mark.parametrize("name", ["li", "an", "ding", "wu", "passer"])
def test_the_editor_is_not_there_for_others(signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)

    for path in ("edit/", f"edit/{CODE}/", "cover/", "cover/land.json"):
        assert client.get(f"/desk/grids/{path}").status_code == 404
    for path in ("check/", "adopt/"):
        assert client.post(f"{PAGE}{path}", asked()).status_code == 404


def test_a_supervisor_reads_the_cells_and_changes_nothing(signed_in: SignedIn) -> None:
    su = signed_in("su")

    page = su.get(PAGE)
    assert page.status_code == 200
    assert ONE.encode() in page.content
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main")[0]
    assert [su.post(f"{PAGE}{path}", asked()).status_code for path in ("check/", "adopt/")] == [403, 403]
    assert not Edition.objects.exists()


def test_a_community_is_found_by_name_and_by_code(signed_in: SignedIn) -> None:
    adam = signed_in("adam")

    for words in ("west comm", "990101", "West"):
        assert [row.code for row in adam.get("/desk/grids/edit/", {"q": words}).context["found"]] == [CODE]
    assert len(adam.get("/desk/grids/edit/").context["found"]) == 2
    assert b"No community found" in adam.get("/desk/grids/edit/", {"q": "nowhere"}).content
    assert adam.get("/desk/grids/edit/123/").status_code == 404


def test_a_check_says_what_begins_and_writes_nothing(signed_in: SignedIn) -> None:
    answer = signed_in("adam").post(f"{PAGE}check/", asked())

    assert answer.status_code == 200
    assert f"{CODE}003" in answer.content.decode()
    assert b"tile without overlap or gap" in answer.content
    assert b"Cases keep the cell in which they were filed" in answer.content
    assert not Edition.objects.exists()


def test_the_part_for_htmx_is_the_check_alone(signed_in: SignedIn) -> None:
    answer = signed_in("adam").post(f"{PAGE}check/", asked(), headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<section class="card" id="grid-check"')


def test_an_adopted_split_holds_from_its_day_and_cases_keep_their_cell(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town, at=chores.now())

    answer = signed_in("adam").post(f"{PAGE}adopt/", asked())

    edition = Edition.objects.get()
    assert (edition.began, edition.ended, edition.by_name, edition.note) == (
        [f"{CODE}003", f"{CODE}004"], [ONE], "Adam", "A new road",
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/grids/editions/{edition.number}/")
    assert cell_at(middle_of(1), on=today()).code == ONE
    assert cell_at(middle_of(1), on=today() + timedelta(days=1)).code in edition.began
    assert fresh(case).cell.code == ONE


def test_merging_needs_no_map(signed_in: SignedIn) -> None:
    signed_in("adam").post(f"{PAGE}adopt/", asked(tool="merge", cells=[ONE, THREE], points=""))

    assert Edition.objects.get().ended == [ONE, THREE]


def test_an_edge_is_moved_by_the_outlines_that_the_map_sends(signed_in: SignedIn) -> None:
    up = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 1.2 * SIDE)
    rest = shapely.box(WEST, SOUTH + 1.2 * SIDE, WEST + SIDE, SOUTH + 2 * SIDE)
    outlines = f'{{"{ONE}": {shapely.to_geojson(up)}, "{THREE}": {shapely.to_geojson(rest)}}}'

    signed_in("adam").post(f"{PAGE}adopt/", asked(tool="move", cells=[], points="", outlines=outlines))

    # The cell of the east that touches the new corner gets it too.
    assert Edition.objects.get().reshaped == [ONE, THREE, "990102001001002"]


def test_an_overlap_is_said_with_both_cells_and_the_drawing_is_kept(signed_in: SignedIn) -> None:
    wide = shapely.to_geojson(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 1.2 * SIDE))

    answer = signed_in("adam").post(f"{PAGE}check/", asked(tool="move", outlines=f'{{"{ONE}": {wide}}}'))

    assert answer.status_code == 422
    assert f"Cells {ONE} and {THREE} overlap by " in answer.content.decode()
    assert answer.context["form"]["outlines"].value() == f'{{"{ONE}": {wide}}}'
    assert [one["properties"]["kind"] for one in answer.context["draft"]["features"]] == ["fault"]


def test_a_drawn_cell_lies_in_free_land_of_the_community(town: Town, signed_in: SignedIn) -> None:
    outline = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 3 * SIDE)
    Boundary.objects.create(area=town.areas["west community"], geometry=shapely.to_wkb(outline), valid_from=SINCE)
    corners = "\n".join(f"{WEST + x * SIDE}, {SOUTH + y * SIDE}" for x, y in ((0, 2), (1, 2), (1, 3), (0, 3)))

    signed_in("adam").post(f"{PAGE}adopt/", asked(tool="draw", cells=[], points=corners))

    assert Edition.objects.get().began == [f"{CODE}003"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"cells": []}, "Choose the one cell"),
        ({"cells": [ONE, THREE]}, "Choose the one cell"),
        ({"points": "102.7, 25.0"}, "at least two points"),
        ({"points": "here; there"}, "“here” is no point"),
        ({"points": "999, 25; 1, 2"}, "is no point"),
        ({"points": "102.7 25.0;;102.8 91"}, "is no point"),
        ({"tool": "draw", "points": ACROSS}, "at least three corners"),
        ({"tool": "merge", "cells": [ONE]}, "at least two cells"),
        ({"tool": "move", "outlines": "{"}, "could not be read"),
        ({"tool": "move", "outlines": '{"x": {"type": "Point", "coordinates": [1, 2]}}'}, "could not be read"),
        ({"tool": "move", "outlines": '{"x": 5}'}, "could not be read"),
        ({"tool": "move", "outlines": ""}, "No edge has been moved"),
        ({"cells": ["990102001001001"]}, "is no cell of this community any more"),
        ({"on": "2020-01-01"}, "keeps what it had"),
        ({"points": "102.9, 25.0\n102.91, 25.0"}, "does not cross cell"),
    ],
)
@pytest.mark.parametrize("door", ["check/", "adopt/"])
def test_what_is_wrong_is_said_at_the_form(signed_in: SignedIn, door: str, wish: dict[str, Any], sentence: str) -> None:
    answer = signed_in("adam").post(f"{PAGE}{door}", asked(**wish))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Edition.objects.exists()


def test_an_edit_on_an_older_edition_is_refused_and_kept(signed_in: SignedIn) -> None:
    adam, wish = signed_in("adam"), asked()
    adam.post(f"{PAGE}adopt/", asked(tool="merge", cells=[ONE, THREE], points=""))
    late = asked(cells=[f"{CODE}003"], base=wish["base"])

    answer = adam.post(f"{PAGE}adopt/", late)

    assert answer.status_code == 422
    assert "Edition 1 has changed West Community after you opened this page" in answer.content.decode()
    assert answer.context["form"]["points"].value() == ACROSS
    assert Edition.objects.count() == 1


def test_a_change_before_a_planned_one_is_refused_with_its_number(signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    adam.post(f"{PAGE}adopt/", asked(on=(today() + timedelta(days=9)).isoformat()))

    higher = ACROSS.replace(str(SOUTH + 0.3 * SIDE), str(SOUTH + 0.6 * SIDE))
    answer = adam.post(f"{PAGE}adopt/", asked(cells=[f"{CODE}004"], points=higher))

    assert answer.status_code == 422
    assert "already changes on a later day, by edition 1" in answer.content.decode()


def test_the_preview_counts_open_cases_in_land_that_changes(town: Town, signed_in: SignedIn) -> None:
    for cell in (1, 1, 2, 3):
        a_routed_case(town, cell=cell, at=chores.now())

    assert facts(signed_in("adam").post(f"{PAGE}check/", asked())) == (2, 0, 0)


def test_the_preview_counts_another_department_where_a_duty_names_the_cell(town: Town, signed_in: SignedIn) -> None:
    a_routed_case(town, cell=1, at=chores.now())
    Duty.objects.create(
        duty_set=DutySet.objects.get(), code="D9", category=town.categories["road"], area=town.cells[1],
        department=town.departments["lamps"], part="host", reason_en="This cell", reason_zh="此格",
    )  # fmt: skip
    duties.forget()

    assert facts(signed_in("adam").post(f"{PAGE}check/", asked())) == (1, 1, 0)


def test_the_preview_counts_another_officer_where_one_is_posted_to_the_cell(town: Town, signed_in: SignedIn) -> None:
    a_routed_case(town, cell=1, at=chores.now())
    Posting.objects.create(user=town.people["wen"], role=Role.OFFICER, area=town.cells[1])

    assert facts(signed_in("adam").post(f"{PAGE}check/", asked())) == (1, 0, 1)


def test_a_moved_edge_counts_only_the_cases_between_the_old_and_the_new(town: Town, signed_in: SignedIn) -> None:
    a_routed_case(town, cell=1, at=chores.now())
    a_routed_case(town, cell=3, at=chores.now())
    up = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 1.7 * SIDE)
    rest = shapely.box(WEST, SOUTH + 1.7 * SIDE, WEST + SIDE, SOUTH + 2 * SIDE)
    outlines = f'{{"{ONE}": {shapely.to_geojson(up)}, "{THREE}": {shapely.to_geojson(rest)}}}'

    answer = signed_in("adam").post(f"{PAGE}check/", asked(tool="move", cells=[], points="", outlines=outlines))

    assert facts(answer) == (1, 0, 0)


def test_closed_cases_are_not_counted(town: Town, signed_in: SignedIn) -> None:
    a_case(town, Status.CLOSED, at=chores.now())

    assert facts(signed_in("adam").post(f"{PAGE}check/", asked())) == (0, 0, 0)


def test_a_drawn_cell_is_given_to_the_chosen_responsibility_grid(town: Town, signed_in: SignedIn) -> None:
    west = town.areas["west community"]
    grid = Area.objects.create(
        parent=west, level=Level.RESPONSIBILITY, code=f"{CODE}A", name_en="Grid A", name_zh="甲格",
        path="/a/", valid_from=SINCE,
    )  # fmt: skip
    Area.objects.filter(pk=grid.pk).update(path=f"{west.path}{grid.pk}/")
    outline = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 3 * SIDE)
    Boundary.objects.create(area=west, geometry=shapely.to_wkb(outline), valid_from=SINCE)
    corners = "\n".join(f"{WEST + x * SIDE}, {SOUTH + y * SIDE}" for x, y in ((0, 2), (1, 2), (1, 3), (0, 3)))

    signed_in("adam").post(f"{PAGE}adopt/", asked(tool="draw", cells=[], points=corners, parent=str(grid.pk)))

    assert ground_of(CODE).cells[f"{CODE}003"].parent_id == grid.pk
