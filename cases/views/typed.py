"""What a person typed into the form of a request, told from what the page wrote into it by itself."""

import re

from django.http import HttpRequest

Fields = dict[str, list[str]]

# Fields that a page fills by itself: of use where the form is sent again, and nothing that anybody reads.
BY_THE_PAGE = {
    "about", "accuracy", "back", "base", "certain", "coord_system", "foreseen", "from", "into", "key", "ladder", "lat",
    "link", "lon", "mark", "origin", "outlines", "picked", "report", "sent_to", "seen", "step", "token", "version",
}  # fmt: skip
LETTER = re.compile(r"[^\W\d_]")


def fields_of(request: HttpRequest) -> Fields:
    """Return all fields of the form that was sent, without its token and without any password."""
    given = dict(request.POST.lists())
    return {name: values for name, values in given.items() if name != "csrfmiddlewaretoken" and "password" not in name}


def words_in(fields: Fields) -> list[str]:
    """Return what of a form's fields is words: not a number, not a tick, nothing that the page wrote itself."""
    named = (values for name, values in fields.items() if name not in BY_THE_PAGE)
    return [value for values in named for value in values if len(value) > 1 and LETTER.search(value)]


def typed_in(request: HttpRequest) -> list[str]:
    """Return the words of the form that this request sent; none where it only asked for a page."""
    return words_in(fields_of(request)) if request.method == "POST" else []
