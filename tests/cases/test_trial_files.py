"""Cases in a file: each line is tried, or refused by its number and the reason."""

from datetime import UTC, datetime

import pytest

from cases import trial_files, trials
from cases.trial_files import BadFile, FileOfCases
from cases.trials import NotTriable
from departments import duty_sets
from departments.models import DutySet
from tests.city import OUTSIDE, Town, middle_of

HEAD = "category,lon,lat,area,at,reference\n"


def read(text: str, at: datetime) -> FileOfCases:
    return trial_files.read_cases(text.encode(), at=at)


def a_line(town: Town, cell: int = 1, *, category: str = "E0113", at: str = "2026-09-16T12:00", name: str = "") -> str:
    point = middle_of(cell)
    return f"{category},{point.lon},{point.lat},,{at},{name}\n"


def test_a_line_is_a_case_with_the_areas_around_its_point(town: Town, noon: datetime) -> None:
    found = read(HEAD + a_line(town, 2, name="A-1"), noon)

    [case] = found.cases
    assert found.refused == []
    assert case.area_ids == tuple(town.cells[2].path_ids())
    assert (case.reference, case.at, case.case_id) == ("A-1", noon, None)


def test_an_area_may_stand_for_a_point(town: Town, noon: datetime) -> None:
    [case] = read("category,area,at\nE0113,990102,2026-09-16T04:00Z\n", noon).cases

    assert case.area_ids == tuple(town.areas["east"].path_ids())
    assert (case.reference, case.at) == ("#2", datetime(2026, 9, 16, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "fault", "says"),
    [
        ("E9999,102.705,25.005,,2026-09-16,x", "category", "“E9999” is no category"),
        (",102.705,25.005,,2026-09-16,x", "category", "is no category"),
        (f"E0113,{OUTSIDE.lon},{OUTSIDE.lat},,2026-09-16,x", "outside", "No cell holds the point 102.8, 25.0"),
        ("E0113,east,25.005,,2026-09-16,x", "point", "is no point"),
        ("E0113,nan,25.005,,2026-09-16,x", "point", "is no point"),
        ("E0113,102.7,,,2026-09-16,x", "point", "is no point"),
        ("E0113,,,99,16 September,x", "when", "“16 September” is no time"),
        ("E0113,,,99,0001-01-01,x", "when", "is no time"),
        ("E0113,,,12345,2026-09-16,x", "area", "“12345” is no area"),
        ("E0113,,,,2026-09-16,x", "nowhere", "give lon and lat, or area"),
        ("E0113", "nowhere", "give lon and lat, or area"),
    ],
)
def test_a_line_that_cannot_be_asked_about_is_refused_by_number_and_reason(
    town: Town, noon: datetime, line: str, fault: str, says: str
) -> None:
    found = read(HEAD + a_line(town) + line + "\n" + a_line(town, 2), noon)

    assert len(found.cases) == 2
    [(number, reason, given)] = found.refused
    assert (number, reason) == (3, fault)
    assert says in trial_files.sentence(reason, given)


@pytest.mark.parametrize("text", ["category,lon,lat\n", "category,at\n", "category,lon,at\n", ""])
def test_a_file_without_its_columns_is_refused_whole(town: Town, noon: datetime, text: str) -> None:
    with pytest.raises(BadFile, match=r"The column .* is missing"):
        read(text, noon)


def test_a_file_in_another_encoding_is_refused_whole(town: Town, noon: datetime) -> None:
    with pytest.raises(BadFile, match="UTF-8"):
        trial_files.read_cases("类别".encode("gb18030"), at=noon)


def test_a_set_is_tried_on_a_file_and_keeps_its_refused_lines(town: Town, noon: datetime) -> None:
    draft = duty_sets.draft_copy(DutySet.objects.get(), by=None, at=noon)
    draft.duties.filter(code="D1").update(department=town.departments["clean"])
    given = read(HEAD + a_line(town, name="A-1") + a_line(town, category="X") + a_line(town, category="C0137"), noon)

    trial = trials.try_on_file(draft, given, name="last_year.csv", by=None, at=noon)

    trial.refresh_from_db()
    assert (trial.scope, trial.cases, trial.elsewhere, trial.left_out) == ("last_year.csv", 2, 1, 1)
    assert trial.refused == [[3, "category", "X"]]
    [row] = trial.rows.all()
    assert (row.reference, row.case_id, row.new_department) == ("A-1", None, town.departments["clean"])


def test_a_file_of_refused_lines_only_proves_nothing(town: Town, noon: datetime) -> None:
    draft = duty_sets.draft_copy(DutySet.objects.get(), by=None, at=noon)

    with pytest.raises(NotTriable, match="at least one sound line"):
        trials.try_on_file(draft, read(HEAD + a_line(town, category="X"), noon), name="x.csv", by=None, at=noon)
