"""Finding a place by what people call it."""

from collections.abc import Sequence
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest, Length

from govgrid.lib.geo import Point
from grids.locate import locate_many
from grids.models import Area, Level, Place


def places_named(words: str, *, limit: int = 8) -> list[Place]:
    """Return the places whose name in either language holds `words`, the shortest name first; none for no words.

    Where no name holds them, the names most like them are returned: people misspell.
    """
    words = words.strip()
    if not words:
        return []
    named = Place.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words))
    found = list(named.order_by(Length("name_zh"), "name_en", "id")[:limit])
    return found or _nearly_named(words)[:limit]


def _nearly_named(words: str) -> list[Place]:
    alike = Place.objects.filter(Q(name_zh__trigram_similar=words) | Q(name_en__trigram_similar=words))
    likeness = Greatest(TrigramSimilarity("name_zh", words), TrigramSimilarity("name_en", words))
    return list(alike.order_by(likeness.desc(), "id"))


def streets_of(places: Sequence[Place], *, on: date) -> list[str]:
    """Return the sub-district that holds each place on day `on`, in the reader's language; '' for none.

    A long road is several places of one name; this tells them apart.
    """
    cells = locate_many([Point(place.lon, place.lat) for place in places], on=on)
    paths = [[int(part) for part in cell.path.strip("/").split("/")] if cell else [] for cell in cells]
    streets = Area.objects.filter(level=Level.STREET).in_bulk({pk for path in paths for pk in path})
    return [next((streets[pk].name for pk in path if pk in streets), "") for path in paths]
