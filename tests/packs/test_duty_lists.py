"""duties.csv by itself: the same checks as in a pack, against the city that is loaded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from departments import duty_sets
from departments.duties import NoCatchAll, adopted_set
from departments.models import Department, DutySet
from govgrid.packs.duty_lists import as_file, draft_from_file
from govgrid.packs.faults import PackRefused
from govgrid.packs.loading import load_pack, sound_pack
from tests.packs.tiny import FILES, write_tiny

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 16, 4, tzinfo=UTC)
SOUND = FILES["duties.csv"]


@pytest.fixture(autouse=True)
def _tiny(db: None, tmp_path: Path) -> None:
    load_pack(sound_pack(write_tiny(tmp_path))[0], at=NOON)


def faults_of(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(PackRefused) as refused:
        draft_from_file(data, by=None, at=NOON)
    return [str(fault) for fault in refused.value.findings.faults]


def test_a_sound_list_becomes_a_draft(tmp_path: Path) -> None:
    made, _findings = draft_from_file(SOUND.replace("host,0", "host,5").encode(), by=None, at=NOON, note="Autumn")

    assert (made.version, made.state, made.note, made.duties.count()) == (2, "draft", "Autumn", 2)
    assert made.duties.get(code="D1").priority == 5
    assert DutySet.objects.get(state="adopted").version == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("D1,E01,", "D1,E99,", "duties.csv:2: category 'E99' is no category of this city."),
        ("D1,E01,,", "D1,E01,7,", "duties.csv:2: area '7' is no area of this city."),
        ("roads,host", "police,host", "duties.csv:2: department 'police' is no department of this city."),
        ("any,roads", "night,roads", "duties.csv:2: hours: 'night' is not one of any, working, outside."),
        ("host,0", "host,high", "duties.csv:2: priority: 'high' is no whole number from -1000 to 1000."),
        ("D2,", "D1,", "duties.csv:3: code D1 stands already in line 2."),
        ("D1,", f"{'D' * 25},", "duties.csv:2: code is longer than 24 letters."),
        ("priority,", "", "duties.csv:1: The column priority is missing"),
        ("市政局负责,,", "市政局负责,2026-02-01,2026-01-01", "duties.csv:2: valid_to must come after valid_from."),
    ],
)
def test_every_fault_is_named_with_its_line_and_nothing_is_written(old: str, new: str, expected: str) -> None:
    assert old in SOUND

    assert any(expected in fault for fault in faults_of(SOUND.replace(old, new, 1)))
    assert DutySet.objects.count() == 1


def test_a_list_in_another_encoding_and_an_empty_one_are_refused() -> None:
    assert "This is not UTF-8" in faults_of(SOUND.encode("gb18030"))[0]
    assert "This file names no duty" in faults_of(SOUND.splitlines()[0])[0]


def test_what_has_ended_may_not_be_named_in_a_new_list() -> None:
    Department.objects.filter(code="roads").update(valid_to=NOON.date())

    assert "department 'roads' is no department of this city." in faults_of(SOUND)[0]


def test_warnings_come_with_the_draft() -> None:
    _made, findings = draft_from_file("\n".join(SOUND.splitlines()[:2]).encode(), by=None, at=NOON)
    assert findings.warnings == []  # E01 covers both kinds

    only_one = SOUND.splitlines()[0] + "\nD1,E0113,,any,roads,host,0,,,,\n"
    _made, findings = draft_from_file(only_one.encode(), by=None, at=NOON)
    assert [warning.sentence for warning in findings.warnings] == [
        "No duty names a host for E0112 in 2 cells; they wait at the catch-all desk."
    ]


def test_a_city_without_a_catch_all_desk_takes_no_list() -> None:
    Department.objects.update(catch_all=False)

    with pytest.raises(NoCatchAll):
        draft_from_file(SOUND.encode(), by=None, at=NOON)
    assert DutySet.objects.count() == 1


def test_a_set_written_as_a_file_is_the_same_set() -> None:
    adopted = adopted_set()
    assert adopted

    text = as_file(adopted)
    made, _findings = draft_from_file(text.encode(), by=None, at=NOON)

    assert text == SOUND
    assert duty_sets.digest_of(made) == duty_sets.digest_of(adopted)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_faults_are_told_in_either_language(language: str) -> None:
    with translation.override(language):
        assert faults_of(SOUND.replace("D1,E01,", "D1,E99,"))[0].startswith("duties.csv:2: ")
