"""The servers of a test run, loaded before Django's settings: they come from `make test`, which starts real ones.

Each xdist worker takes a Valkey database of its own, as pytest-django gives it a PostgreSQL database of its own.
"""

import os

import pytest

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    pytest.exit(
        "No servers to test against. Use `make test`, or for some of the tests: "
        "python -m govgrid.up exec -- pytest tests/cases",
        returncode=4,
    )

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER.startswith("gw"):
    address, _, _database = os.environ["REDIS_URL"].partition("?db=")
    os.environ["REDIS_URL"] = f"{address}?db={int(WORKER[2:]) + 1}"

# Playwright keeps an event loop in the thread of the tests, and Django would take every query there for an
# asynchronous one. The product itself has no asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
