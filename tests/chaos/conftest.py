"""One platform of real processes for the whole suite, with the smallest city: each test leaves it whole."""

from collections.abc import Iterator

import pytest

from tests.chaos.hurting import Hurt
from tests.chaos.posting import Ledger
from tests.packs import tiny
from tests.running.starting import a_home, starter

# Limits count around the clock, so that hours may be taken off the stored instants; two rungs come at once.
SPOILT = {
    "standards.csv": ("5,working_day", "3,urgent_hour"),
    "ladders.csv": (
        "handling,handle,2,8,working_hour,raise,supervisor",
        "handling,handle,2,0.01,hour,notify,department_head\n"
        "handling,handle,3,2,hour,raise,supervisor\n"
        "handling,handle,4,8,hour,watch,supervisor",
    ),
    "accounts.csv": (
        "tiny-supervisor,Su,苏,supervisor,,9902,",
        "tiny-supervisor,Su,苏,supervisor,,9902,su@tiny.example\n"
        "tiny-handler,Li,李,handler,roads,,\n"
        "tiny-acceptor,An,安,acceptor,,9902,\n"
        "tiny-dispatcher,Ding,丁,dispatcher,,9902,",
    ),
}


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hurt]:
    pack = tiny.write_tiny(tmp_path_factory.mktemp("pack") / "tiny", spoil=SPOILT)
    with a_home() as home, starter(home) as start:
        yield Hurt(start(GOVGRID_CITY=str(pack), GOVGRID_LOG="WARNING"))


@pytest.fixture(scope="session")
def bearer(started: Hurt) -> str:
    return started.key_of("chaos")


@pytest.fixture(scope="session")
def ledger(started: Hurt, bearer: str) -> Ledger:
    """Whatever was posted by any test: it is accounted for after each."""
    return Ledger(started.platform.port, bearer)


@pytest.fixture(scope="module")
def examined(started: Hurt) -> Iterator[Hurt]:
    """The platform; after all that a file has done to it the doctor must find nothing."""
    yield started
    said = started.doctor()
    assert said.startswith("0:"), said
    assert "no breach" in said, said


@pytest.fixture
def city(examined: Hurt) -> Iterator[Hurt]:
    """The platform; programs that a test starts beside it end with the test."""
    yield examined
    examined.end_what_was_started()
