"""Finding a place by what people call it."""

from django.db.models import Q
from django.db.models.functions import Length

from grids.models import Place


def places_named(words: str, *, limit: int = 8) -> list[Place]:
    """Return the places whose name in either language holds `words`, the shortest name first; none for no words."""
    words = words.strip()
    if not words:
        return []
    named = Place.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words))
    return list(named.order_by(Length("name_zh"), "name_en", "id")[:limit])
