"""Finding a place by what people call it."""

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import Q
from django.db.models.functions import Least, Length

from grids.models import Place

# Further than this from what was typed and a name is another name, not a slip of the finger.
FARTHEST_NAME = 0.6


def places_named(words: str, *, limit: int = 8) -> list[Place]:
    """Return places whose name, in either language, holds `words`, shortest first; else those that sound nearest.

    One character is a word in Chinese, so that is enough to search by; no words give no places.
    """
    words = " ".join(words.split())
    if not words:
        return []
    places = Place.objects.alias(length=Least(Length("name_zh"), Length("name_en")))
    held = places.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words)).order_by("length", "id")[:limit]
    return list(held) or _nearly_named(words, limit)


def _nearly_named(words: str, limit: int) -> list[Place]:
    nearness = Least(TrigramWordDistance(words, "name_zh"), TrigramWordDistance(words, "name_en"))
    return list(Place.objects.annotate(away=nearness).filter(away__lt=FARTHEST_NAME).order_by("away", "id")[:limit])
