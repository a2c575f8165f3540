"""What must never pass: each test plants one fault and runs the same command as `.ci/run`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
APPS = ("govgrid", "cases", "departments", "grids")
ENV = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}


@pytest.fixture
def copy(tmp_path):
    """A checkout with the apps and the rules, and with the environment of the real one."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", ".ci"):
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, tmp_path / name)
    for app in APPS:
        unneeded = shutil.ignore_patterns("__pycache__", "*.mo", "*.po", "seeds")
        shutil.copytree(CHECKOUT / app, tmp_path / app, ignore=unneeded)
    return tmp_path


def run(folder, *command, **env):
    done = subprocess.run(command, cwd=folder, env={**ENV, **env}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def make(folder, *arguments, **env):
    return run(folder, "make", "--no-print-directory", *arguments, **env)


def test_a_missing_lock_is_red(copy):
    (copy / "requirements.lock").unlink()

    code, said = make(copy, "test")

    assert code
    assert "requirements.lock is missing" in said


def test_absent_data_is_red(copy):
    code, said = make(copy, "-o", ".venv/.made", "test-data", GOVGRID_DATA=str(copy / "nowhere"))

    assert code
    assert "The real data is missing" in said


@pytest.mark.parametrize(("tests", "code"), [("", 5), ("def test_wrong(): assert False", 1)])
def test_an_empty_and_a_failing_run_are_red(copy, tests, code):
    (copy / "tests").mkdir()
    shutil.copy(CHECKOUT / "tests" / "servers.py", copy / "tests")
    (copy / "tests" / "test_planted.py").write_text(tests)
    done_already = [f"--assume-old={name}" for name in _checks_before_tests()]

    red, said = make(copy, *done_already, f"BIN={Path(sys.executable).parent}", "test")

    assert red
    assert f"Error {code}" in said


def _checks_before_tests():
    [line] = [line for line in (CHECKOUT / "Makefile").read_text().splitlines() if line.startswith("test:")]
    return [".venv/.made", *line.removeprefix("test:").partition("##")[0].split()]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("grids/city.py", "import cases.models"),
        ("cases/workflow.py", "import celery"),
        ("cases/models.py", "import cases.workflow"),
        ("govgrid/up/run.py", "import grids"),
    ],
)
def test_a_broken_contract_is_red(copy, module, line):
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")

    code, said = run(copy, str(Path(sys.executable).parent / "lint-imports"), "--no-cache")

    assert code
    assert "BROKEN" in said


def test_the_ci_run_stops_at_the_first_red_step():
    script = (CHECKOUT / ".ci" / "run").read_text()

    assert "set -euo pipefail" in script
    assert script.index("make test\n") < script.index("make test-data\n")
