"""Reading settings from the environment; a bad value stops the start with a sentence that names it."""

import os
from collections.abc import Iterable
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return variable `name`; an empty one counts as not given. Raises ImproperlyConfigured if it is needed."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment and start again.")
    return default


def flag(name: str, default: bool) -> bool:
    """Return `name` read as yes/no. Raises ImproperlyConfigured for anything but 1/0, true/false, yes/no."""
    value = text(name, "1" if default else "0").lower()
    if value not in {"1", "true", "yes", "0", "false", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    """Return `name` as a whole number from `low` to `high`. Raises ImproperlyConfigured otherwise."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number from {low} to {high}.")
    return int(value)


def one_of(name: str, choices: Iterable[str], default: str) -> str:
    """Return `name`, which must be one of `choices`. Raises ImproperlyConfigured otherwise."""
    value, known = text(name, default), tuple(choices)
    if value not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}: choose one of {', '.join(known)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of `name`."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def postgres(name: str) -> dict[str, str]:
    """Return Django's database settings for the address in `name`, as in postgresql://user:word@host:5432/city.

    A Unix socket is written as postgresql:///city?host=/path. Raises ImproperlyConfigured for any other form;
    the message never repeats the address, which may hold a password.
    """
    url = urlparse(text(name))
    query = dict(part.partition("=")[::2] for part in url.query.split("&") if part)
    database = unquote(url.path.lstrip("/"))
    try:
        port = str(url.port or query.get("port", ""))
    except ValueError:
        port = "?"
    if url.scheme not in {"postgres", "postgresql"} or not database or port == "?":
        raise ImproperlyConfigured(f"{name} is no address of a database: write postgresql://user:word@host:5432/city.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(url.username or query.get("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or unquote(query.get("host", "")),
        "PORT": port,
    }
