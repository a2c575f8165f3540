"""Parts of pages that are drawn from plain values alone: the same values give the same part, so it is drawn once.

A list that follows draws fifty rows anew because one of them has moved; the other forty-nine are as they were.
"""

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language


class Drawer:
    """Draws templates from plain values, and keeps of them, in this process, the `kept` asked for last."""

    def __init__(self, kept: int) -> None:
        self._draw = lru_cache(kept)(_draw)

    def __call__(self, template: str, **values: Hashable) -> SafeString:
        """Return `template` drawn from `values`, in the language and the time zone of the page, and from nothing else.

        They are the whole key, so a value is plain or a frozen dataclass of plain values, and never a row of the
        database: that one equals itself however it has changed.
        """
        return self._draw(template, get_language(), get_current_timezone_name(), tuple(values.items()))

    def forget(self) -> None:
        """Draw everything anew."""
        self._draw.cache_clear()


def _draw(template: str, _language: str, _zone: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return SafeString(get_template(template).render(dict(values)))


# A row is about a kilobyte; a form with all that it offers about twenty, and somebody's own words are in its key.
drawn, drawn_form = Drawer(4096), Drawer(128)
