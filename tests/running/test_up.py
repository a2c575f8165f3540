import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest


def test_it_answers_and_ctrl_c_leaves_no_child(start):
    platform = start()
    assert platform.ask("/healthz") == {"status": "ok"}
    assert "broker" not in platform.ask("/readyz")["degraded"]

    assert platform.end(signal.SIGINT) == 0

    assert platform.children() == []
    assert not (platform.home / "env.json").exists()


def test_a_second_start_on_the_same_home_is_refused(start, refusal):
    platform = start()

    said = refusal(home=platform.home)

    assert f"already runs from {platform.home}" in said
    assert f"http://localhost:{platform.port}" in said


def test_a_kill_of_the_parent_blocks_no_later_start(start):
    first = start()
    first.end(signal.SIGKILL)

    second = start(PORT=str(first.port))

    assert second.ask("/healthz") == {"status": "ok"}
    second.end()
    assert second.children() == []


def test_a_process_number_used_again_blocks_no_start(start, home):
    start().end()
    (home / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}/postgres\n")

    assert start().ask("/healthz") == {"status": "ok"}


def test_ctrl_c_in_the_middle_of_a_start_leaves_no_child(start):
    platform = start(wait=False)
    assert _in_time((platform.home / "children.json").exists)

    platform.end(signal.SIGINT)

    assert platform.children() == []


def test_a_child_that_dies_is_started_again(start):
    platform = start()
    postgres = int((platform.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    os.kill(postgres, signal.SIGKILL)

    assert any("PostgreSQL ended" in line for line in platform.process.stdout)
    assert _in_time(lambda: platform.ask("/readyz")["status"] != "down")


def _in_time(works, seconds=30):
    """Return whether `works()` comes true in time; a platform on its way back may refuse or not answer yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError):
            if works():
                return True
        time.sleep(0.1)
    return False


def test_a_command_beside_it_speaks_to_the_same_database(start):
    platform = start()

    said = platform.manage(
        "shell", "-v", "0", "-c", "from django.db import connection as c; print(c.get_connection_params())"
    )

    assert str(platform.home) in said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "0"}, "write a whole number"),
        ({"DATABASE_URL": "mysql://somewhere"}, "is no address of a database"),
        ({"DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:1/x"}, "cannot be used"),
    ],
)
def test_a_wrong_setting_is_one_sentence(refusal, settings, sentence):
    said = refusal(**settings)

    assert sentence in said
    assert "s3cret" not in said


def test_a_taken_port_is_one_sentence(refusal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        said = refusal(PORT=str(taken.getsockname()[1]))

    assert "make run PORT=" in said


@pytest.mark.parametrize("name", ["home", "home/below"])
def test_a_home_that_cannot_be_written_is_one_sentence(refusal, home, name):
    home.write_text("a file stands where the folder should be")

    said = refusal(home=home.parent / name)

    assert "choose another folder with GOVGRID_HOME" in said


def test_secrets_are_made_once_and_are_for_the_owner_alone(start, home):
    start().end()
    before = (home / "secrets.json").read_text()

    start().end()

    assert (home / "secrets.json").read_text() == before
    assert Path(home / "secrets.json").stat().st_mode & 0o077 == 0
