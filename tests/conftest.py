"""Fixed noon, the town, and clients signed in as one of its people."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser, expect, sync_playwright
from xdist.remote import Producer

from bench import visitors
from departments import duties
from govgrid.lib import remembered
from tests import emptied, migrated
from tests.city import NOON, PASSWORD, Town, build_town
from tests.processes import PlatformScheduling

PATIENCE_MS = 15_000  # with a page, on a machine that also does something else


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PlatformScheduling:
    return PlatformScheduling(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each process has a copy of a database that was migrated once."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly() -> Iterator[None]:
    """A test with real transactions leaves the tables as the migrations did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: emptied.empty_tables())
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process keeps for a while belongs to one test's database only."""
    remembered.forget_all()
    duties.forget()
    translation.deactivate()  # a test before this one may have left a reader's language
    yield
    remembered.forget_all()
    duties.forget()


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def town(db: None) -> Town:
    return build_town()


@pytest.fixture
def signed_in(town: Town) -> Callable[[str], Client]:
    """`signed_in("li")` is a browser in which Li is signed in."""

    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(town.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def session_over(town: Town) -> Callable[[str], Client]:
    """`session_over("li")` is a browser in which Li's session has just ended, with its pages still open."""

    def client_of(name: str) -> Client:
        client = Client()
        client.post("/accounts/login/", {"username": name, "password": PASSWORD})
        del client.cookies["sessionid"]
        return client

    return client_of


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process: Playwright bears no second one beside it."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as player:
        browser = visitors.launch(player)
        yield browser
        browser.close()
