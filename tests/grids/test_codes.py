"""Codes: the structures of the field, what is wrong with one, and the next free ones."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from govgrid.lib.remembered import forget_all
from grids import codes
from grids.models import Area, City, Level
from tests.city import Town

FIFTEEN = {"city": 4, "district": 6, "street": 9, "community": 12, "responsibility": 15, "cell": 15}
FOURTEEN = FIFTEEN | {"cell": 14}
SIXTEEN = {"district": 6, "street": 10, "community": 13, "cell": 16}
# CJ/T 349: up to six characters for what lies in the area, then region, street, community and the grid's number.
TWENTY = {"object": 6, "district": 12, "street": 15, "community": 18, "cell": 20}


@pytest.mark.parametrize(
    ("widths", "words", "sound"),
    [
        (FIFTEEN, "6 county + 3 sub-district + 3 community + 3 sequence", "990101001001001"),
        (FOURTEEN, "6 county + 3 sub-district + 3 community + 2 sequence", "99010100100101"),
        (SIXTEEN, "6 county + 4 sub-district + 3 community + 3 sequence", "9901010001001001"),
        (TWENTY, "6 object + 6 county + 3 sub-district + 3 community + 2 sequence", "A1020399010100160100"),
    ],
)  # fmt: skip
def test_each_structure_of_the_standards_is_a_matter_of_widths(widths: dict[str, int], words: str, sound: str) -> None:
    assert codes.structure(Level.CELL, widths) == words
    assert codes.faults_of(sound, Level.CELL, sound[: widths["community"]], widths=widths) == []
    assert words in codes.faults_of(sound[:-1], Level.CELL, widths=widths)[0]


@pytest.mark.parametrize(
    ("code", "level", "parent", "sentence"),
    [
        (
            "99010100100101", Level.CELL, "990101001001",
            "99010100100101 has 14 characters; the code of a cell has 15: "
            "6 county + 3 sub-district + 3 community + 3 sequence.",
        ),
        (
            "990101001002001", Level.CELL, "990101001001",
            "990101001002001 does not begin with the code of its parent, 990101001001.",
        ),
        (
            "990101001002001", Level.CELL, "990101001001R02",
            "990101001002001 does not begin with the code of its parent, 990101001001.",
        ),
        (
            "99010100100100A", Level.CELL, "990101001001",
            "99010100100100A ends in 00A; expected were 3 digits.",
        ),
        (
            "990101001001001", Level.RESPONSIBILITY, "990101001001",
            "990101001001001 ends in 001; expected was R and 2 digits.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_code_is_told_what_was_expected(code: str, level: Level, parent: str, sentence: str) -> None:
    assert codes.faults_of(code, level, parent, widths=FIFTEEN) == [sentence]


def test_a_level_without_a_width_has_no_rule() -> None:
    assert codes.faults_of("anything", Level.CELL, "elsewhere", widths={"district": 6}) == []


@pytest.fixture
def coded(town: Town) -> Town:
    City.objects.update(code_widths=FIFTEEN)
    forget_all()
    return town


def test_the_next_codes_go_on_after_all_that_ever_were(coded: Town, noon) -> None:
    community = coded.cells[1].parent
    used = sorted(area.code for area in community.children.all())
    Area.objects.filter(parent=community).update(valid_to=noon.date())

    found = codes.next_codes(community.code, Level.CELL, 2)

    last = int(used[-1][-3:])
    assert found == [f"{community.code}{last + 1:03}", f"{community.code}{last + 2:03}"]


def test_cells_of_a_responsibility_grid_go_on_from_the_code_of_the_community(coded: Town) -> None:
    community = coded.cells[1].parent
    [grid] = codes.next_codes(community.code, Level.RESPONSIBILITY, 1)

    assert grid == f"{community.code}R01"
    assert codes.next_codes(grid, Level.CELL, 1) == codes.next_codes(community.code, Level.CELL, 1)


def test_a_community_that_has_used_all_numbers_gets_no_more(coded: Town) -> None:
    with pytest.raises(codes.NoCodeLeft, match="only 997 more codes are left, and 998 are needed"):
        codes.next_codes(coded.cells[1].parent.code, Level.CELL, 998)


def test_a_code_is_explained_by_the_areas_that_it_names(coded: Town) -> None:
    cell = coded.cells[1]
    told = StringIO()

    call_command("explain_code", cell.code, stdout=told)

    names = [cell.parent.parent.parent.name, cell.parent.parent.name, cell.parent.name, cell.name]
    assert [segment.area.name for segment in codes.explain(cell.code)] == names
    assert all(name in told.getvalue() for name in names)


def test_a_code_that_is_like_none_is_told_the_lengths_there_are(coded: Town) -> None:
    with pytest.raises(CommandError, match="12345 has 5 characters; in this city the code of a city has 4"):
        call_command("explain_code", "12345")
