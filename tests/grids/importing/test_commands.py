"""Import and export by command, and the grid of today brought back into its pack."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from govgrid.packs.land_of_today import NotOfToday, write_land_of_today
from govgrid.packs.loading import load_pack, sound_pack
from grids import editions, undoing
from grids.city import city_day
from grids.models import Area, Boundary, Edition
from tests.city import NOON, Town
from tests.grids.importing.files import cells, square, write_cells
from tests.packs.tiny import write_tiny

ON = NOON.date()


def run(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def wider(town: Town, tmp_path: Path) -> Path:
    """The four cells, cell 1 with a pond."""
    return write_cells(tmp_path / "pond.gpkg", {**cells(town), town.cells[1].code: _with_pond(square(0, 0))})


def _with_pond(shape):
    return shape.difference(square(0.4, 0.4, 0.2, 0.2))


def test_a_dry_run_says_what_would_change_and_writes_nothing(wider: Path) -> None:
    told = run("import_areas", wider, "--level", "cell", "--dry-run")

    assert "4 features in EPSG:4326 WGS 84: 0 begin, 1 are reshaped, 0 end, 3 stay as they are" in told
    assert "warning: The outlines leave 1 holes" in told
    assert (told.strip().endswith("Nothing was written."), Edition.objects.count()) == (True, 0)


def test_a_file_is_imported(wider: Path, town: Town) -> None:
    told = run("import_areas", wider, "--level", "cell", "--on", "2026-10-01")

    assert "Edition 1 holds from 2026-10-01." in told
    edition = Edition.objects.get()
    assert (edition.kind, edition.note, edition.reshaped) == ("import", "pond.gpkg", [town.cells[1].code])


def test_a_file_with_a_fault_fails(town: Town, tmp_path: Path) -> None:
    path = write_cells(tmp_path / "a.gpkg", {**cells(town), town.cells[1].code: square(0, 0, 1.5, 1)})

    with pytest.raises(CommandError, match=r"\d faults; nothing was written\."):
        run("import_areas", path, "--level", "cell")
    assert Edition.objects.count() == 0


def test_a_file_that_is_not_there_is_said(town: Town) -> None:
    with pytest.raises(CommandError, match=r"There is no file nowhere\.gpkg"):
        run("import_areas", "nowhere.gpkg", "--level", "cell")


def test_areas_are_exported_and_imported_again(town: Town, tmp_path: Path) -> None:
    assert "4 areas are written" in run("export_areas", tmp_path / "a.gpkg", "--level", "cell")

    assert "4 stay as they are" in run("import_areas", tmp_path / "a.gpkg", "--level", "cell")
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("words", [[], ["a.gpkg", "--pack", "b"]])
def test_an_export_goes_to_one_place(town: Town, words: list[str]) -> None:
    with pytest.raises(CommandError, match="Give a file, or --pack"):
        run("export_areas", *words)


@pytest.fixture
def tiny(db: None, tmp_path: Path) -> Path:
    """A city loaded from its pack and edited here since: its west cell has a pond."""
    write_tiny(tmp_path / "pack")
    load_pack(sound_pack(tmp_path / "pack")[0], at=timezone.now())
    cell = Area.objects.get(code="990201001001001")
    change = editions.Change(reshape={cell.pk: _with_pond(square(0, 0))})
    editions.adopt(change, kind=editions.Kind.EDIT, on=Boundary.objects.first().valid_from, at=timezone.now())
    return tmp_path / "pack"


def test_the_grid_of_today_in_its_pack_changes_nothing_when_it_is_loaded(tiny: Path) -> None:
    rows = Boundary.objects.order_by("pk").values_list("pk", "valid_from", "valid_to", "ended_by")
    before = list(rows)

    run("export_areas", "--pack", tiny)
    changes = load_pack(sound_pack(tiny)[0], at=timezone.now())

    assert {what for what, count in changes.counts.items() if count} <= {"cities"}
    assert list(rows.all()) == before
    assert [edition.kind for edition in Edition.objects.order_by("number")] == ["pack", "edit"]


def test_a_pack_that_was_not_brought_up_to_date_is_still_refused(tiny: Path) -> None:
    text = (tiny / "areas.csv").read_text(encoding="utf-8")
    (tiny / "areas.csv").write_text(text.replace("Well 2", "Well Two"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"manage\.py export_areas --pack PATH"):
        run("load_city", tiny)
    assert Area.objects.get(code="990201001001002").name_en == "Well 2"


def said_otherwise(pack: Path, name: str = "Well 2") -> Path:
    """Let the pack call one of its cells something else."""
    text = (pack / "areas.csv").read_text(encoding="utf-8")
    (pack / "areas.csv").write_text(text.replace(name, f"{name} anew"), encoding="utf-8")
    return pack


def outlines() -> list[tuple[object, ...]]:
    return list(Boundary.objects.order_by("pk").values_list("pk", "valid_from", "valid_to", "ended_by"))


def east_cell_changed(*, on: date) -> Edition:
    cell = Area.objects.get(code="990201001001002")
    change = editions.Change(reshape={cell.pk: _with_pond(square(1, 0))})
    return editions.adopt(change, kind=editions.Kind.EDIT, on=on, at=timezone.now())


@pytest.fixture
def planned(tiny: Path) -> Path:
    """The east cell changes today, and again in a month; the pack says something else meanwhile."""
    today = city_day(timezone.now())
    east_cell_changed(on=today)
    cell = Area.objects.get(code="990201001001002")
    editions.adopt(
        editions.Change(reshape={cell.pk: square(1, 0)}),
        kind=editions.Kind.EDIT, on=today + timedelta(days=30), at=timezone.now(),
    )  # fmt: skip
    return said_otherwise(tiny)


@pytest.mark.parametrize("words", [[], ["--land"]])
def test_over_a_change_of_a_later_day_no_pack_is_loaded(planned: Path, words: list[str]) -> None:
    day, before = city_day(timezone.now()) + timedelta(days=30), outlines()

    with pytest.raises(CommandError, match=f"Edition 4 changes the grid from {day}"):
        run("load_city", planned, *words)
    assert outlines() == before


def test_once_the_later_change_is_undone_the_pack_wins_if_it_is_let(planned: Path) -> None:
    undoing.undo(Edition.objects.get(number=4), on=city_day(timezone.now()), at=timezone.now())

    run("load_city", planned, "--land")

    cell = Area.objects.get(code="990201001001002")
    assert cell.name_en == "Well 2 anew"
    assert Boundary.objects.get(area=cell, valid_to=None).begun_by.kind == editions.Kind.PACK


def test_an_undoing_of_a_later_day_is_to_come_and_what_never_holds_is_not(tiny: Path) -> None:
    today = city_day(timezone.now())
    later = today + timedelta(days=30)
    edit = Edition.objects.get(number=2)
    undone = undoing.undo(edit, on=later, at=timezone.now())
    assert undoing.to_come(today) == undone

    undoing.undo(undone, on=today, at=timezone.now())
    assert undoing.to_come(today) is None

    again = east_cell_changed(on=later)
    undoing.undo(again, on=later + timedelta(days=10), at=timezone.now())
    assert undoing.to_come(today) == again


def test_an_edit_that_was_undone_and_holds_again_is_not_lost_to_a_changed_pack(tiny: Path) -> None:
    today = city_day(timezone.now())
    edit = Edition.objects.get(number=2)
    undoing.undo(undoing.undo(edit, on=today, at=timezone.now()), on=today, at=timezone.now())

    with pytest.raises(CommandError, match=r"\(editions 2\)"):
        run("load_city", said_otherwise(tiny))
    assert Boundary.objects.filter(begun_by=edit, valid_to=None).exists()


def test_what_was_undone_stands_in_no_packs_way(tiny: Path) -> None:
    undoing.undo(Edition.objects.get(number=2), on=city_day(timezone.now()), at=timezone.now())

    run("load_city", said_otherwise(tiny))

    assert Area.objects.get(code="990201001001002").name_en == "Well 2 anew"


def test_undoing_what_the_last_pack_was_loaded_with_is_an_edit_too(tiny: Path) -> None:
    run("export_areas", "--pack", tiny)
    run("load_city", said_otherwise(tiny), "--land")
    undoing.undo(Edition.objects.get(number=2), on=city_day(timezone.now()), at=timezone.now())

    with pytest.raises(CommandError, match=r"\(editions 4\)"):
        run("load_city", said_otherwise(tiny, "Well 1"))


def test_an_edit_that_is_undone_from_a_later_day_is_no_grid_of_today(tiny: Path) -> None:
    today = city_day(timezone.now())
    undoing.undo(Edition.objects.get(number=2), on=today + timedelta(days=3), at=timezone.now())

    with pytest.raises(NotOfToday, match="Edition 3 holds from"):
        write_land_of_today(tiny, on=today)


def test_a_grid_that_changes_tomorrow_is_not_brought_into_a_pack_today(tiny: Path) -> None:
    today = city_day(timezone.now())
    cell = Area.objects.get(code="990201001001002")
    change = editions.Change(reshape={cell.pk: _with_pond(square(1, 0))})
    editions.adopt(change, kind=editions.Kind.EDIT, on=today + timedelta(days=3), at=timezone.now())

    with pytest.raises(NotOfToday, match="Edition 3 holds from"):
        write_land_of_today(tiny, on=today)
