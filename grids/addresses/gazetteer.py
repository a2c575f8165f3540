"""The gazetteer: places by what people call them, in either language, in letters or misspelt; and the nearest one.

Three questions, each wider than the one before: names that begin with the words, names that hold them, names like
them. The first reads indexes; a Chinese fragment, too short for one, reads the table.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.db import connection

from govgrid.lib.bilingual import Bilingual
from govgrid.lib.geo import Point
from grids.addresses.pinyin import letters_of

# PostgreSQL orders by degrees, which are shorter along a parallel: the nearest in metres is among the first of these.
AMONG = 40
# What stands before it is typed on a plain keyboard: Latin letters, their accents, digits.
CHINESE = "\u0300"

# So many beginnings are enough; then nothing is read for fragments.
ENOUGH = 8
# Of fewer Latin letters the index of fragments knows nothing: they find beginnings only.
FRAGMENT = 3

BEGINS = {
    "chinese": "name_zh ILIKE %(begins)s",
    "latin": """name_en ILIKE %(begins)s OR name_zh ILIKE %(begins)s OR pinyin LIKE %(spelt_begins)s
   OR initials LIKE %(spelt_begins)s""",
}
# What is read row by row is compared as it stands, byte by byte: ILIKE makes each name small first, at ten times the
# cost. English fragments come from their index.
HOLDS = {
    "chinese": "name_zh LIKE %(holds)s OR aliases LIKE %(holds)s OR id IN (SELECT id FROM grids_place WHERE {begins})",
    "latin": """pinyin LIKE %(spelt_holds)s OR name_zh LIKE %(holds)s OR aliases ILIKE %(holds)s
   OR id IN (SELECT id FROM grids_place WHERE name_en ILIKE %(holds)s)
   OR id IN (SELECT id FROM grids_place WHERE {begins})""",
}
IS = """lower(name_zh) = %(words)s OR lower(name_en) = %(words)s OR pinyin = %(letters)s
   OR %(words)s = ANY (string_to_array(lower(aliases), E'\n'))"""
COLUMNS = "kind, name_en, name_zh, lon, lat"

NAMED = f"""
SELECT {COLUMNS}, CASE WHEN {IS} THEN 0 WHEN {{begins}} THEN 1 ELSE 2 END AS rank FROM grids_place
 WHERE {{which}} ORDER BY rank, {{order}}, name_zh, name_en, id LIMIT %(limit)s
"""  # noqa: S608 - only our own constants are joined, here and below
# By distance in the index of trigrams: to weigh every name that is a little like the words takes seconds.
LIKE_THEM = f"""
SELECT {COLUMNS}, 3 FROM grids_place WHERE {{column}} %% %(words)s ORDER BY {{column}} <-> %(words)s, id LIMIT %(limit)s
"""  # noqa: S608
LIKE_BY = {"chinese": "name_zh", "latin": "name_en"}
NEAREST = f"SELECT {COLUMNS} FROM grids_place ORDER BY point(lon, lat) <-> point(%s, %s) LIMIT {AMONG}"  # noqa: S608
SHORTEST_FIRST = "length(coalesce(nullif(name_zh, ''), name_en))"
NEAR_FIRST = "power((lon - %(lon)s) * %(shrunk)s, 2) + power(lat - %(lat)s, 2)"


@dataclass(frozen=True)
class Named(Bilingual):
    """Something with a name and a point. `rank`: 0 called just so, 1 begins so, 2 holds the words, 3 is like them."""

    kind: str
    name_en: str
    name_zh: str
    point: Point
    rank: int = 0

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Words:
    """What somebody looks for: in small letters, and the same as typed on a plain keyboard ('' where it cannot be)."""

    plain: str
    letters: str

    @classmethod
    def of(cls, given: str) -> "Words":
        plain = " ".join(unicodedata.normalize("NFKC", given).casefold().split())
        return cls(plain, letters_of(plain) if max(plain, default="") < CHINESE else "")

    @property
    def script(self) -> str:
        return "latin" if self.letters else "chinese"

    @property
    def whole(self) -> bool:
        """Whether they may stand in the middle of a name: a Chinese character may, two Latin letters say too little."""
        return not self.letters or len(self.plain) >= FRAGMENT

    def rank(self, names: Sequence[str], pinyin: str, initials: str) -> int | None:
        """Return the rank of something with these names, as the statement above gives it; None: it is not meant."""
        low = [name.casefold() for name in names if name]
        if self.plain in low or (self.letters and self.letters == pinyin):
            return 0
        starts = any(name.startswith(self.plain) for name in low)
        if starts or (self.letters and (pinyin.startswith(self.letters) or initials.startswith(self.letters))):
            return 1
        holds = any(self.plain in name for name in low) or (self.letters and self.letters in pinyin)
        return 2 if holds and self.whole else None


def places_named(words: str, *, near: Point | None = None, limit: int = 8) -> list[Named]:
    """Return the places that `words` may mean, the best first; none for no words.

    Of places that fit equally well, those near the point stand first, or without one those with the shortest names.
    Only where no name holds the words are names returned that are like them: people misspell.
    """
    asked = Words.of(words)
    if not asked.plain:
        return []
    facts = {**_patterns(asked), "limit": limit, **_nearness(near)}
    begins, order = BEGINS[asked.script], NEAR_FIRST if near else SHORTEST_FIRST
    found = _read(NAMED.format(begins=begins, which=begins, order=order), facts)
    if len(found) >= min(limit, ENOUGH):
        return found
    holds = HOLDS[asked.script].format(begins=begins)
    found = _read(NAMED.format(begins=begins, which=holds, order=order), facts)
    return found or _read(LIKE_THEM.format(column=LIKE_BY[asked.script]), facts)


def place_near(point: Point) -> Named | None:
    """Return the place nearest to `point`, however far; None where the gazetteer is empty."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, list(point))
        found = [_named(row) for row in cursor.fetchall()]
    return min(found, key=lambda place: place.point.metres_to(point), default=None)


def _patterns(asked: Words) -> dict[str, str | None]:
    plain, letters = _literally(asked.plain), asked.letters
    return {
        "words": asked.plain,
        "letters": letters or None,
        "begins": f"{plain}%",
        "holds": f"%{plain}%" if asked.whole else f"{plain}%",
        "spelt_begins": f"{letters}%" if letters else None,
        "spelt_holds": f"%{letters}%" if asked.whole else f"{letters}%",
    }


def _literally(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _nearness(near: Point | None) -> dict[str, float]:
    return {"lon": near.lon, "lat": near.lat, "shrunk": cos(radians(near.lat))} if near else {}


def _read(statement: str, facts: dict[str, Any]) -> list[Named]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [_named(row[:-1], rank=row[-1]) for row in cursor.fetchall()]


def _named(row: Sequence, rank: int = 0) -> Named:
    kind, name_en, name_zh, lon, lat = row
    return Named(kind, name_en, name_zh, Point(lon, lat), rank)
