"""Whether two photos show the same: a picture used again for another case is told to staff, and refused to nobody.

A difference hash: the picture is shrunk to nine by eight greys, and each of 64 bits says whether it grows darker to the
right. Compressing, shrinking or writing a line of words into a picture changes a bit or two; another picture, thirty.
"""

from collections.abc import Iterable
from itertools import combinations

from PIL import Image

from cases.models import Attachment

COLUMNS, ROWS = 8, 8
BITS = COLUMNS * ROWS
# A bare wall or a night sky is like every other: fewer bits than this say nothing.
TELLING_BITS = 6
# Up to so many bits apart is the same picture; 2,081 numbers are then looked up in the index.
FLIPS = [sum(1 << bit for bit in bits) for n in (0, 1, 2) for bits in combinations(range(BITS), n)]


def likeness_of(picture: Image.Image) -> int | None:
    """Return the 64 bits of a picture as a signed number; None where it is too plain to be told from others."""
    grey = picture.convert("L").resize((COLUMNS + 1, ROWS), Image.Resampling.BOX)
    at = grey.load()
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            bits = bits << 1 | (at[column, row] > at[column + 1, row])  # type: ignore[index,operator]
    plain = not TELLING_BITS <= bits.bit_count() <= BITS - TELLING_BITS
    return None if plain else _signed(bits)


def earlier_alike(likenesses: Iterable[int | None]) -> dict[int | None, int]:
    """Return by likeness the id of the earliest photo kept that shows the same; those without one are left out."""
    asked = {likeness: _near(likeness) for likeness in likenesses if likeness is not None}
    if not asked:
        return {}
    wanted = set().union(*asked.values())
    kept = list(Attachment.objects.filter(likeness__in=wanted).order_by("-pk").values_list("likeness", "pk"))
    return {mine: pk for near_by, pk in kept for mine, near in asked.items() if near_by in near}


def _near(likeness: int) -> set[int]:
    bits = likeness % (1 << BITS)
    return {_signed(bits ^ flip) for flip in FLIPS}


def _signed(bits: int) -> int:
    """Return the number as PostgreSQL's bigint holds it."""
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits
