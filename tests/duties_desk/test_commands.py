"""The same by commands: draft, try, adopt."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases import chores
from departments.duties import adopted_set
from departments.models import DutySet
from govgrid.packs.duty_lists import as_file
from tests.builders import a_routed_case
from tests.city import Town


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def sheet(town: Town, tmp_path: Path) -> Path:
    """A list in which road damage goes to the lamp company."""
    path = tmp_path / "autumn.csv"
    text = as_file(DutySet.objects.get())
    path.write_text(text.replace("D1,E0113,,any,roads", "D1,E0113,,any,lamps"), encoding="utf-8")
    return path


def test_a_list_is_drafted_tried_and_adopted(town: Town, sheet: Path) -> None:
    case = a_routed_case(town, at=chores.now())

    assert "Set 2 is a draft of 5 duties. Now: manage.py try_duties 2" in run("draft_duties", str(sheet))
    told = run("try_duties", "2", "--days", "7")
    assert "Of 1 cases 1 would go elsewhere by set 2 than by set 1; 0 were left out" in told
    assert "roads → lamps (host): 1" in told
    assert f"{case.number}  D1 → D1" in told
    run("adopt_duties", "2", "--by", "adam")

    assert (adopted_set().version, adopted_set().adopted_by, adopted_set().note) == (
        2, town.people["adam"], "autumn.csv",
    )  # fmt: skip


def test_an_untried_set_is_not_adopted_by_command(town: Town, sheet: Path) -> None:
    run("draft_duties", str(sheet))

    with pytest.raises(CommandError, match="has not been tried"):
        run("adopt_duties", "2")


def test_a_list_with_faults_is_said_with_its_lines(town: Town, sheet: Path) -> None:
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("lamps", "nobody"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"autumn\.csv:2: department 'nobody' is no department of this city\."):
        run("draft_duties", str(sheet))
    assert DutySet.objects.count() == 1


def test_a_trial_on_a_file_says_each_refused_line(town: Town, sheet: Path, tmp_path: Path) -> None:
    run("draft_duties", str(sheet))
    cases = tmp_path / "cases.csv"
    cases.write_text("category,area,at\nE0113,990101,2026-09-16\nE0113,12,2026-09-16\n")

    told = run("try_duties", "2", "--cases", str(cases))

    assert "cases.csv:3: “12” is no area of this city." in told
    assert "Of 1 cases 1 would go elsewhere by set 2 than by set 1; 1 were left out" in told
    assert "  #2  D1 → D1" in told


def test_a_copy_of_an_older_set_is_a_draft(town: Town) -> None:
    run("draft_duties", "--copy", "1")

    assert DutySet.objects.get(version=2).note == "as set 1"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["try_duties", "9"], "There is no duty set 9"),
        (["try_duties", "1"], "Set 1 is adopted already"),
        (["try_duties", "1", "--days", "0"], "--days must be from 1 to 3660"),
        (["try_duties", "1", "--cases", "nowhere.csv"], "There is no file nowhere.csv"),
        (["adopt_duties", "1"], "Set 1 is adopted already"),
        (["adopt_duties", "1", "--by", "nobody"], "There is no account nobody"),
        (["draft_duties", "nowhere.csv"], "There is no file nowhere.csv"),
        (["draft_duties", "--copy", "9"], "There is no duty set 9"),
    ],
)
def test_a_mistaken_command_says_what_is_wrong(town: Town, words: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*words)
