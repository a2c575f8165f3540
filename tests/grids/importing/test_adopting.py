"""A file is adopted whole, as one edition that can be undone, or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import shapely

from grids import undoing
from grids.editions import GridChanged
from grids.importing.adopting import FileHasFaults, adopt
from grids.importing.comparing import Plan
from grids.locate import cell_at
from grids.models import Area, Boundary, Edition, Ring
from tests.city import NOON, Town, middle_of
from tests.grids.importing.files import cells, square, write, write_cells

Planned = Callable
ON = NOON.date()


@pytest.fixture
def quarters(town: Town, tmp_path: Path) -> Path:
    """Cell 1 halved, its north a new cell; the neighbour in the east gets the corner at which they now meet."""
    codes = [town.cells[1].code, town.cells[3].code, town.cells[2].code, "990101001001003"]
    east = shapely.Polygon([(102.71, 25), (102.72, 25), (102.72, 25.01), (102.71, 25.01), (102.71, 25.005)])
    shapes = [square(0, 0, 1, 0.5), square(0, 1), east, square(0, 0.5, 1, 0.5)]
    parents = ["990101001001", "990101001001", "990102001001", "990101001001"]
    columns = {"code": codes, "parent": parents, "name_zh": ["", "山后", "", "新格"]}
    return write(tmp_path / "west.gpkg", shapes, columns)


@pytest.fixture
def plan(planned: Planned, quarters: Path) -> Plan:
    return planned(quarters)


def test_a_plan_writes_nothing(plan: Plan) -> None:
    assert (plan.report.begin, plan.report.reshape, plan.report.unchanged, plan.report.rename) == (1, 2, 1, 1)
    assert (Edition.objects.count(), Boundary.objects.count(), Ring.objects.count(), Area.objects.count()) == (
        0, 5, 5, 11,
    )  # fmt: skip


def test_an_adopted_file_is_one_edition(plan: Plan, town: Town, noon: datetime) -> None:
    edition = adopt(plan, at=noon, by_name="Adam", note="west.gpkg")

    assert (edition.kind, edition.by_name, edition.note) == ("import", "Adam", "west.gpkg")
    assert (edition.began, edition.reshaped, edition.ended) == (
        ["990101001001003"], ["990101001001001", "990102001001001"], [],
    )  # fmt: skip

    begun = Area.objects.get(code="990101001001003")
    assert (begun.parent, begun.name_zh, begun.name_en, begun.valid_from) == (
        town.areas["west community"], "新格", "新格", ON,
    )  # fmt: skip
    assert cell_at(middle_of(1)._replace(lat=25.0075), on=ON).code == "990101001001003"
    assert cell_at(middle_of(1)._replace(lat=25.0075), on=ON - timedelta(days=1)).code == "990101001001001"


def test_names_that_the_file_gives_hold_and_others_stay(plan: Plan, town: Town, noon: datetime) -> None:
    adopt(plan, at=noon)

    named = dict(Area.objects.filter(level="cell").values_list("code", "name_zh"))
    assert (named["990101001001002"], named["990101001001001"]) == ("山后", "网格")


def test_an_adopted_file_is_undone(plan: Plan, noon: datetime) -> None:
    before = {n: cell_at(middle_of(n)._replace(lat=middle_of(n).lat + 0.002), on=ON) for n in range(1, 5)}
    edition = adopt(plan, at=noon)

    undoing.undo(edition, on=ON, at=noon)

    assert {n: cell_at(middle_of(n)._replace(lat=middle_of(n).lat + 0.002), on=ON) for n in range(1, 5)} == before
    assert not Area.objects.filter(code="990101001001003", valid_to=None).exists()


def test_a_file_with_faults_is_not_adopted(town: Town, tmp_path: Path, planned: Planned, noon: datetime) -> None:
    bad = planned(write_cells(tmp_path / "a.gpkg", {**cells(town), "990101001001001": square(0, 0, 1.5, 1)}))

    with pytest.raises(FileHasFaults, match="Nothing was written"):
        adopt(bad, at=noon)
    assert Edition.objects.count() == 0


def test_a_plan_that_another_edition_has_overtaken_is_refused(
    plan: Plan, planned: Planned, quarters: Path, noon: datetime
) -> None:
    adopt(planned(quarters), at=noon)

    with pytest.raises(GridChanged, match="Look at it again"):
        adopt(Plan(plan.wish, plan.report, rename=plan.rename, edition=plan.edition), at=noon)
    assert Edition.objects.count() == 1


def test_a_file_that_gives_names_only_is_an_edition_too(
    town: Town, tmp_path: Path, planned: Planned, noon: datetime
) -> None:
    columns = {"code": list(cells(town)), "name_en": ["One", "Two", "Three", "Four"]}
    plan = planned(write(tmp_path / "a.gpkg", list(cells(town).values()), columns))

    edition = adopt(plan, at=noon)

    assert (edition.began, edition.reshaped, edition.ended) == ([], [], [])
    assert Area.objects.get(pk=town.cells[1].pk).name_en == "One"


def test_a_code_that_ended_is_not_used_again(town: Town, tmp_path: Path, planned: Planned, noon: datetime) -> None:
    adopt(planned(write_cells(tmp_path / "a.gpkg", {"990101001001001": square(0, 0)}), complete=True), at=noon)

    report = planned(write_cells(tmp_path / "b.gpkg", cells(town))).report

    assert {one.kind for one in report.faults} >= {"code_ended"}
    assert [one.feature for one in report.faults if one.kind == "code_ended"] == [2, 3, 4]
