import os
import signal
import socket
import time
from contextlib import suppress

import pytest


def test_ctrl_c_leaves_no_child_and_the_next_start_finds_all_as_it_was(start, home):
    first = start()
    secrets = home / "secrets.json"
    before = secrets.read_text()
    assert secrets.stat().st_mode & 0o077 == 0

    assert first.end(signal.SIGINT) == 0

    assert first.children() == []
    assert not (home / "env.json").exists()
    # As after a crash, when another program has got the server's process number meanwhile.
    (home / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}/postgres\n")
    assert start().ask("/healthz") == {"status": "ok"}
    assert secrets.read_text() == before


def test_a_kill_of_the_parent_blocks_no_later_start(start):
    first = start()
    first.end(signal.SIGKILL)

    second = start(PORT=str(first.port))

    assert second.ask("/healthz") == {"status": "ok"}
    second.end()
    assert second.children() == []


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


def test_a_broker_that_is_away_stops_no_start(start):
    platform = start(REDIS_URL="redis://127.0.0.1:1/0")

    assert "broker" in platform.ask("/readyz")["degraded"]


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
