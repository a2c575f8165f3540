"""The places in a template's words: {number}, {place}, {due} … Checked when the words are saved, filled when used."""

import re
from collections.abc import Mapping
from string import Formatter

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What may stand in braces, and what a person reads beside the field where the words are written.
PLACES: dict[str, Promise] = {
    "number": _("number of the case"),
    "place": _("address, or area, of the case"),
    "category": _("category of the case"),
    "status": _("status of the case"),
    "due": _("when the department's part is due"),
    "department": _("department of the writer"),
    "name": _("name of the writer"),
}


def fault_in(words: str) -> str:
    """Return what is wrong with the places of `words`, a sentence in the reader's language; '' for nothing."""
    try:
        named = [field for _text, field, _spec, _conversion in Formatter().parse(words) if field is not None]
    except ValueError:
        return gettext("A brace is left open; write a place as {number}.")
    unknown = [name for name in named if name not in PLACES]
    if not unknown:
        return ""
    known = ", ".join(f"{{{name}}}" for name in PLACES)
    return gettext("%(given)s is no known place; these are: %(known)s.") % {
        "given": f"{{{unknown[0]}}}", "known": known,
    }  # fmt: skip


def fill(words: str, facts: Mapping[str, str]) -> str:
    """Return `words` with their places filled; a fact that is not known reads as a dash, and nothing is ever raised."""
    return re.sub(r"\{(\w+)\}", lambda place: facts.get(place[1]) or "–" if place[1] in PLACES else place[0], words)
