"""The service account of a replay, with a key that lives as long as the run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from departments import api_keys
from departments.models import ApiKey, User

ACCOUNT = "replay"
# A quota is asked of every key; this one shall not slow the trial.
QUOTA_PER_MINUTE = 1_000_000
LOCK = 311_2011


class AlreadyRunning(Exception):
    """Two replays at once could send one row twice."""


@contextmanager
def own_key() -> Iterator[str]:
    """Yield a key of the account `replay`, which is made where it is missing; the key is revoked afterwards."""
    user = service_account(ACCOUNT)
    key = api_keys.issue(user, name="replay", quota_per_minute=QUOTA_PER_MINUTE)
    try:
        yield key
    finally:
        for kept in ApiKey.objects.filter(user=user, name="replay", revoked_at=None):
            api_keys.revoke(kept)


def service_account(username: str) -> User:
    """Return the account of a program, without a password; made where it is missing, and without any posting."""
    user, new = User.objects.get_or_create(username=username, defaults={"name_en": username})
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@contextmanager
def alone() -> Iterator[None]:
    """Hold the one place for a replay on this database. Raises AlreadyRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning("Another replay is at work on this platform; wait until it has ended.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
