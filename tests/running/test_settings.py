"""Production settings fail closed: each test starts a fresh Python, since settings are read once."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "GOVGRID_MODE": "production",
    "GOVGRID_SECRET_KEY": "k" * 60,
    "GOVGRID_CONTACT_KEYS": "c" * 44,
    "GOVGRID_HOSTS": "city.example",
    "GOVGRID_PUBLIC_URL": "https://city.example",
    "DATABASE_URL": "postgresql://city:word@db:5432/city",
    "REDIS_URL": "redis://broker:6379/0",
}


def start(**changes):
    """Import the settings with `changes` to a good environment; None removes a variable. Return the last line."""
    wanted = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", "import govgrid.settings"],
        env={"PATH": os.environ["PATH"], **wanted},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_good_settings_start():
    assert start() == ""


@pytest.mark.parametrize("name", [name for name in GOOD if name != "GOVGRID_MODE"])
def test_each_of_these_is_needed_in_production(name):
    assert f"{name} is not set" in start(**{name: None})


def test_a_forgotten_mode_means_production():
    assert "GOVGRID_HOSTS is not set" in start(GOVGRID_MODE=None, GOVGRID_HOSTS=None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("GOVGRID_SECRET_KEY", "short", "too short"),
        ("GOVGRID_PUBLIC_URL", "http://city.example", "must begin with https://"),
        ("GOVGRID_MODE", "prod", "choose one of production, demo, test"),
        ("GOVGRID_BEHIND_PROXY", "perhaps", "write 1 or 0"),
        ("GOVGRID_SMTP_PORT", "twenty", "write a whole number"),
        ("GOVGRID_SMTP_PORT", "²", "write a whole number"),
        ("DATABASE_URL", "mysql://a:secret@b/c", "is no address of a database"),
        ("DATABASE_URL", "postgresql://a:secret@b:port/c", "is no address of a database"),
        ("GOVGRID_LOG", "loud", "choose one of"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence(name, value, sentence):
    said = start(**{name: value})

    assert name in said
    assert sentence in said
    assert "secret@" not in said


def test_a_command_says_only_the_sentence():
    env = {"PATH": os.environ["PATH"], **GOOD, "GOVGRID_PUBLIC_URL": "http://city.example"}
    command = [sys.executable, "manage.py", "check"]

    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "manage.py: GOVGRID_PUBLIC_URL must begin with https:// in production.\n"
