"""Platforms as fixtures; how one is started is in `starting`."""

import pytest

from tests.running.starting import PATIENCE, a_home, starter


@pytest.fixture
def home():
    with a_home() as path:
        yield path


@pytest.fixture
def start(home):
    with starter(home) as start:
        yield start


@pytest.fixture(scope="module")
def running():
    """A platform that a whole file of tests looks at and leaves as it is."""
    with a_home() as home, starter(home) as start:
        yield start()


@pytest.fixture
def refusal(start):
    """Return the one sentence that a start is refused with, and hold it to exit code 1."""

    def refusal(*arguments, **settings):
        one = start(*arguments, wait=False, **settings)
        said = one.process.communicate(timeout=PATIENCE)[0].strip()
        assert one.process.returncode == 1, said
        assert said.startswith("govgrid: "), said
        assert "\n" not in said
        return said

    return refusal
