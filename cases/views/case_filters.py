"""The filters of "All cases" in words: chips that can be taken away, and sentences about values that fit nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases import narrowing
from cases.narrowing import Ground, Narrowing

# What a queue is narrowed by as well, where it asks about the case and not about a department's part.
MORE = ("reported_from", "reported_to", "urgent")
Choices = Mapping[str, Iterable[tuple[Any, Any]]]


def more(request: HttpRequest, at: datetime) -> Narrowing:
    """Return what the address asks beyond the list's own filters: days of reporting, urgent."""
    return narrowing.read(request.GET, Ground(request.user, at), keys=MORE, prefix="")


def faults(wish: Mapping[str, str], choices: Choices) -> list[str]:
    """Return a sentence for each chosen value that the list does not offer; category takes a minor's code too."""
    offered = {key: {str(value) for value, _label in some} for key, some in choices.items()}
    offered["category"] |= set(narrowing.dictionary().by_code)
    return [
        _("This list offers no “%(value)s”.") % {"value": wish[key][:60]}
        for key, values in offered.items()
        if wish.get(key) and wish[key] not in values
    ]


def chips(
    request: HttpRequest,
    wish: Mapping[str, str],
    choices: Choices,
    narrowed: Iterable[Mapping[str, Any]],
    by: Narrowing,
) -> list[dict[str, str]]:
    """Return each filter in words with the address of the list without it."""
    said = {key: str(dict(some).get(wish[key], "")) for key, some in choices.items() if wish.get(key)}
    said |= {"q": _("“%(words)s”") % {"words": wish["q"][:100]}} if wish["q"] else {}
    said |= {one["name"]: one["label"] for one in narrowed if one["label"]}
    said |= {chip.key: chip.words for chip in by.chips}
    return [{"words": words, "url": _without(request, key)} for key, words in said.items() if words]


def _without(request: HttpRequest, key: str) -> str:
    query = request.GET.copy()
    for name in (key, "after", "before"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}"
