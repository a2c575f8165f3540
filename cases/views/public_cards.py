"""Published cases as cards, for every public page that lists some."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cases.models import Case
from cases.standing import LOOKS, plain_of
from cases.whereabouts import area_names

# So much of the words is read at a glance.
GLANCE = 140


def cards(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Return what `public/_cards.html` shows of each case: place by community, status in a plain word."""
    found = list(cases)
    areas = area_names(found)
    return [
        {
            "case": case,
            "day": date_format(timezone.localtime(case.reported_at), "DATE_FORMAT"),
            "area": areas.get(case.pk, ""),
            "url": reverse("public-case", args=[case.number]),
            "plain": plain_of(case.status).label,
            "looks": LOOKS[plain_of(case.status)],
            "words": case.public_words[:GLANCE].rstrip() + ("…" if len(case.public_words) > GLANCE else ""),
        }
        for case in found
    ]
