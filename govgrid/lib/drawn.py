"""Parts of pages that are drawn from plain values alone: the same values give the same part, so it is drawn once.

A list that follows draws fifty rows anew because one of them has moved; the other forty-nine are as they were.
"""

from datetime import datetime
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

# So many parts are kept in a process, those asked for last; at about a kilobyte each.
KEPT = 4096

Plain = str | int | bool | datetime | tuple | None


def drawn(template: str, **values: Plain) -> SafeString:
    """Return `template` drawn from `values`, in the language and the time zone of the page, and from nothing else.

    They are the whole key, so a value is plain or a frozen dataclass of plain values, and never a row of the database:
    that one equals itself however it has changed.
    """
    return _draw(template, get_language(), get_current_timezone_name(), tuple(values.items()))


@lru_cache(KEPT)
def _draw(template: str, _language: str, _zone: str, values: tuple[tuple[str, Plain], ...]) -> SafeString:
    return SafeString(get_template(template).render(dict(values)))


def forget() -> None:
    """Draw everything anew."""
    _draw.cache_clear()
