"""The sheet of components: checked with the rest of a pack, loaded into cells, and left alone where nothing changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from departments.models import Component, Department
from govgrid.packs.loading import load_pack, sound_pack
from govgrid.packs.making.components import make_components
from tests.packs.tiny import FILES, faults_of, write_tiny

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)
HEADER = (
    "code,category,name_en,name_zh,authority,owner,keeper,lon,lat,accuracy_m,address,state,source,surveyed_on,"
    "changed_on,note"
)
LAMP = "9902010137000001,C0137,,,centre,centre,roads,102.705,25.005,0.5,Well Road 1,damaged,census,2026-03-01,,"
KINDS = """C01,,component,Utilities,公用设施,bulb,test,1,automatic,1,0
C0137,C01,component,Street light,路灯,bulb,test,1,automatic,1,0
"""
STANDARD = "C0137,1,Out,不亮,,2,working_day,Lit,亮,fixed,1,,,2024-01-01,test,1\n"


def write(folder: Path, lamp: str = LAMP) -> None:
    """Write the tiny pack with one lamp, and with the kind that it is of."""
    write_tiny(folder)
    for name, text in (
        ("categories.csv", FILES["categories.csv"] + KINDS),
        ("standards.csv", FILES["standards.csv"] + STANDARD),
        ("components.csv", f"{HEADER}\n{lamp}\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")


def test_a_pack_brings_its_components_each_in_its_cell(tmp_path: Path) -> None:
    write(tmp_path)

    changes = load_pack(sound_pack(tmp_path)[0], at=NOON)

    lamp = Component.objects.get()
    assert changes.counts["components"] == 1
    assert (lamp.cell.code, lamp.keeper.code, lamp.state) == ("990201001001001", "roads", "damaged")


def test_loading_it_again_changes_nothing_and_a_change_only_what_it_says(tmp_path: Path) -> None:
    write(tmp_path)
    load_pack(sound_pack(tmp_path)[0], at=NOON)

    assert load_pack(sound_pack(tmp_path)[0], at=NOON).counts["components"] == 0

    write(tmp_path, LAMP.replace("damaged", "intact"))
    assert load_pack(sound_pack(tmp_path)[0], at=NOON).counts["components"] == 1
    assert Component.objects.get().state == "intact"


def test_a_census_taken_since_stays_until_the_sheet_itself_has_changed(tmp_path: Path) -> None:
    write(tmp_path)
    load_pack(sound_pack(tmp_path)[0], at=NOON)
    Component.objects.update(valid_to=NOON.date(), keeper=Department.objects.get(code="centre"))

    places = (tmp_path / "places.csv").read_text(encoding="utf-8")
    (tmp_path / "places.csv").write_text(places.replace("Well Market", "New Market"), encoding="utf-8")
    load_pack(sound_pack(tmp_path)[0], at=NOON)
    lamp = Component.objects.get()
    assert (lamp.valid_to, lamp.keeper.code) == (NOON.date(), "centre")

    write(tmp_path, LAMP.replace("damaged", "intact"))
    load_pack(sound_pack(tmp_path)[0], at=NOON)
    lamp.refresh_from_db()
    assert (lamp.valid_to, lamp.keeper.code) == (None, "roads")


def test_a_pack_without_the_sheet_leaves_a_census_as_it_is(tmp_path: Path) -> None:
    write(tmp_path)
    load_pack(sound_pack(tmp_path)[0], at=NOON)
    (tmp_path / "components.csv").unlink()

    load_pack(sound_pack(tmp_path)[0], at=NOON)

    assert Component.objects.get().valid_to is None

    Component.objects.update(valid_to=NOON.date())
    write(tmp_path)
    load_pack(sound_pack(tmp_path)[0], at=NOON)
    assert Component.objects.get().valid_to == NOON.date()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("C0137,,,", "C0999,,,", "category 'C0999' is no category"),
        ("C0137,,,", "C01,,,", "C01 is no kind of component"),
        ("centre,roads", "centre,nobody", "keeper 'nobody' is no department"),
        ("102.705", "103.705", "stands outside of every outline"),
        ("damaged", "bent", "state: 'bent' is not one of"),
        (",0.5,", ",far,", "accuracy_m: 'far' is no number of metres"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    write(tmp_path, LAMP.replace(old, new))

    (said,) = faults_of(tmp_path)

    assert said.startswith("components.csv:2: ")
    assert words in said


def test_the_same_dice_make_the_components_of_the_demo_city_again(tmp_path: Path) -> None:
    kept = settings.BASE_DIR / "cities" / "yunling"
    for name in ("city.toml", "boundaries.geojson", "map.geojson"):
        (tmp_path / name).write_bytes((kept / name).read_bytes())

    count = make_components(tmp_path, seed=7)

    assert 2_000 < count < 4_000
    assert (tmp_path / "components.csv").read_bytes() == (kept / "components.csv").read_bytes()
