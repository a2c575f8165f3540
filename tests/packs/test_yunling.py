"""The demo city: the same bytes each time, and nothing in it that a stranger would stumble over."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.core.management import call_command

from govgrid.packs.checking import rules
from govgrid.packs.faults import Findings
from govgrid.packs.making.yunling import make_yunling
from govgrid.packs.pack import Pack
from govgrid.packs.reading import read_pack
from grids.codes import continued, faults_of
from grids.generating.numbering import reading_order

YUNLING = settings.BASE_DIR / "cities" / "yunling"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(YUNLING, Findings())


def test_the_same_seed_writes_the_pack_that_is_kept(tmp_path: Path):
    make_yunling(tmp_path)

    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (YUNLING / made.name).read_bytes(), made.name


def test_another_seed_makes_another_sound_city(tmp_path: Path):
    call_command("make_city", "--seed", "11", "--out", str(tmp_path))

    assert (tmp_path / "areas.csv").read_bytes() != (YUNLING / "areas.csv").read_bytes()
    findings = Findings()
    from govgrid.packs.checking import check_pack

    check_pack(read_pack(tmp_path, findings), findings)
    assert findings.faults == []


def test_its_cells_tile_the_city_with_holes_and_enclaves_among_them(pack: Pack):
    shapes = [outline.shape for outline in pack.outlines]

    assert len(shapes) >= 2000
    assert shapely.coverage_is_valid(shapes)
    assert not shapely.coverage_union_all(shapes).interiors
    assert sum(shape.geom_type == "MultiPolygon" for shape in shapes) >= 5
    assert sum(bool(part.interiors) for shape in shapes for part in shapely.get_parts(shape)) >= 20


def test_names_are_unique_on_their_level_and_repeat_no_character(pack: Pack):
    by_level: dict[str, list] = {}
    for row in pack.rows("areas"):
        by_level.setdefault(row["level"], []).append(row)

    for rows in by_level.values():
        for language in ("name_en", "name_zh"):
            assert max(Counter(row[language] for row in rows).values()) == 1
    assert not [row for row in pack.rows("areas") if row["name_zh"][0] == row["name_zh"][1]]


def test_codes_follow_the_fifteen_digit_scheme_below_a_county_nobody_has(pack: Pack):
    widths = pack.city["code_widths"]

    assert widths == {"city": 4, "district": 6, "street": 9, "community": 12, "responsibility": 15, "cell": 15}
    assert [fault for row in pack.rows("areas") for fault in faults_of(row["code"], row["level"], widths=widths)] == []
    assert all(row["code"].startswith("9901") for row in pack.rows("areas"))
    assert all(row["code"].isdigit() for row in pack.rows("areas") if row["level"] != "responsibility")


def test_each_community_has_one_to_four_responsibility_grids_of_several_cells(pack: Pack):
    grids = Counter(row["parent"] for row in pack.rows("areas") if row["level"] == "responsibility")
    cells = Counter(row["parent"] for row in pack.rows("areas") if row["level"] == "cell")

    assert len(grids) == sum(row["level"] == "community" for row in pack.rows("areas"))
    assert set(grids.values()) == {1, 2, 3, 4}
    assert len(cells) == grids.total()
    assert min(cells.values()) >= 2


def test_a_responsibility_grid_is_one_piece_where_its_community_is(pack: Pack):
    shapes = {outline.code: outline.shape for outline in pack.outlines}
    below: dict[str, list] = {}
    for row in pack.rows("areas"):
        if row["level"] == "cell":
            below.setdefault(row["parent"], []).append(shapes[row["code"]])
            below.setdefault(continued(row["parent"]), []).append(shapes[row["code"]])

    scattered = {code for code, parts in below.items() if shapely.coverage_union_all(parts).geom_type != "Polygon"}
    assert {continued(code) for code in scattered} <= scattered


def test_most_responsibility_grids_have_an_officer_of_their_own_and_a_few_have_none(pack: Pack):
    grids = {row["code"] for row in pack.rows("areas") if row["level"] == "responsibility"}
    walked = {row["area"] for row in pack.rows("accounts") if row["role"] == "officer"} & grids

    assert 0 < len(grids - walked) < len(grids) / 8


def test_cells_are_numbered_from_left_to_right_in_rows_from_the_top():
    middles = {"d": (0, 0), "b": (30, 19), "a": (0, 20), "e": (31, 1), "c": (60, 22)}
    shapes = [shapely.box(x, y, x + 20, y + 15) for x, y in middles.values()]

    assert [list(middles)[number] for number in reading_order(shapes)] == ["a", "b", "c", "d", "e"]


def test_no_cell_of_a_community_lies_a_row_above_one_with_a_lower_number(pack: Pack):
    shapes = {outline.code: outline.shape for outline in pack.outlines}
    cells = [row for row in pack.rows("areas") if row["level"] == "cell"]
    for community in [row["code"] for row in pack.rows("areas") if row["level"] == "community"]:
        # Water is counted after the land, wherever it lies.
        land = [row["code"] for row in cells if row["code"].startswith(community) and row["households"]]
        side = max(shapes[code].area for code in land) ** 0.5
        lowest = float("inf")
        for code in sorted(land):
            assert shapes[code].centroid.y < lowest + side / 2, code
            lowest = min(lowest, shapes[code].centroid.y)


def test_every_category_has_one_automatic_standard_but_the_one_for_not_sure(pack: Pack):
    automatic = {row["category"] for row in pack.rows("standards") if row["automatic"]}

    assert {row["code"] for row in rules.minor_categories(pack)} - automatic == {"E0699"}


def test_the_stages_of_the_guide_are_timed(pack: Pack):
    timed = {row["kind"]: (str(row["limit_value"]), row["limit_unit"]) for row in pack.rows("stages")}

    assert timed["file"] == timed["dispatch"] == ("0.25", "urgent_hour")
    assert timed["check"] == ("0.5", "urgent_hour")
    assert timed["call"] == ("0.0833", "urgent_hour")
    assert timed["answer"] == ("7", "working_day")
    assert len(timed) == 8


def test_every_move_that_asks_for_a_reason_has_some_to_choose_from(pack: Pack):
    kinds = Counter(row["kind"] for row in pack.rows("reasons"))

    assert kinds == {"return": 6, "decline": 5, "extension": 5, "suspension": 4, "rework": 4}


def test_every_role_has_somebody_and_every_district_two_officers(pack: Pack):
    roles = Counter(row["role"] for row in pack.rows("accounts"))
    districts = {row["code"] for row in pack.rows("areas") if row["level"] == "district"}
    posts = Counter(
        row["area"] for row in pack.rows("accounts") if row["role"] == "officer" and row["area"] in districts
    )

    assert len(roles) == 9
    assert (len(posts), set(posts.values())) == (7, {2})


def test_make_up_workdays_are_those_announced():
    with (YUNLING / "calendar_days.csv").open(encoding="utf-8", newline="") as file:
        days = [row["day"] for row in csv.DictReader(file) if row["kind"] == "makeup"]

    assert [day for day in days if day.startswith("2026")] == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    assert not [day for day in days if day.startswith("2027")]


def test_the_pack_stays_small_enough_to_keep():
    assert sum(path.stat().st_size for path in YUNLING.iterdir()) < 6_000_000
    assert json.loads((YUNLING / "map.geojson").read_text())["features"]


def test_every_category_has_an_icon_that_pages_can_draw(pack: Pack):
    sprite = (settings.BASE_DIR / "static" / "vendor" / "icons" / "icons.svg").read_text(encoding="utf-8")

    assert [row["code"] for row in pack.rows("categories") if f'id="{row["icon"]}"' not in sprite] == []


def test_a_good_dozen_of_categories_ask_and_every_danger_says_whom_to_call(pack: Pack):
    asking = {row["category"] for row in pack.rows("questions")}
    hard = [row for row in pack.rows("stoppers") if row["hard"]]

    assert len(asking) >= 12
    assert {row["call"] for row in hard} == {"110", "119", "120"}
    assert all(row["name_en"] and row["name_zh"] for row in [*pack.rows("questions"), *pack.rows("stoppers")])
