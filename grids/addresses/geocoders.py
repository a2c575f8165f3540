"""The geocoder that a city plugs in by setting; without one, or while it is away, nobody answers here.

GOVGRID_GEOCODER is empty, `tianditu`, or the dotted path of a class with `search(words, near, limit)` and
`nearest(point)`, which answer in WGS 84. What people look for and the key are never logged.
"""

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from govgrid.lib.breaker import Breaker
from govgrid.lib.geo import Point
from govgrid.lib.remembered import remembered
from grids.addresses.gazetteer import Named

log = logging.getLogger(__name__)
T = TypeVar("T")

BUILT_IN = {"tianditu": "grids.addresses.tianditu.Tianditu"}
FAILURES, REST_S = 3, 60.0


class Geocoder(Protocol):
    """Whoever turns words into places and a point into the nearest one. May raise anything: then it is not asked."""

    def search(self, words: str, *, near: Point | None, limit: int) -> list[Named]: ...

    def nearest(self, point: Point) -> Named | None: ...


class Plugged:
    """The geocoder of the setting behind its breaker."""

    def __init__(self, geocoder: Geocoder) -> None:
        self.geocoder = geocoder
        self._breaker = Breaker(failures=FAILURES, rest_s=REST_S)

    def ask(self, question: Callable[[Geocoder], T], otherwise: T) -> T:
        """Return the answer, or `otherwise` while the geocoder is away."""
        if not self._breaker.may_ask():
            return otherwise
        try:
            answer = question(self.geocoder)
        except Exception as fault:  # whatever a city has plugged in: its own gazetteer answers then
            self._breaker.note(answered=False)
            # The kind of fault alone: its words may hold the address that was asked, with key and question.
            log.warning("the geocoder did not answer: %s", type(fault).__name__)
            return otherwise
        self._breaker.note(answered=True)
        return answer


@remembered(seconds=3600)
def plugged() -> Plugged | None:
    """Return the geocoder of this city's setting; None where none is set."""
    name = settings.GEOCODER
    return Plugged(import_string(BUILT_IN.get(name, name))()) if name else None


def search(words: str, *, near: Point | None, limit: int) -> list[Named]:
    """Return what the plugged geocoder finds; [] where there is none, it is away, or it knows nothing."""
    asked = plugged() if words.strip() else None
    return asked.ask(lambda geocoder: geocoder.search(words, near=near, limit=limit), []) if asked else []


def nearest(point: Point) -> Named | None:
    """Return the place that the plugged geocoder names; None where it names none."""
    asked = plugged()
    return asked.ask(lambda geocoder: geocoder.nearest(point), None) if asked else None
