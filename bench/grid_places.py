"""Searching 100,000 places by what people type, and naming points."""

from collections.abc import Callable
from datetime import date
from statistics import quantiles
from typing import Any

import numpy as np
from django.db import connection

from bench.big_grid import COLUMNS, ROWS, SIDE, SOUTH, WEST
from bench.figures import Figure
from bench.grid_locate import bare, spent
from govgrid.lib.geo import Point
from grids import addresses
from grids.addresses import gazetteer, pinyin
from grids.models import Place

ON = date(2026, 9, 16)
PLACES, ASKED = 100_000, 100
FIRST, SECOND = "春夏秋冬东西南北金银山水花草松竹梅兰云岭", "和平安康乐福寿喜光明阳丰华兴盛达通顺利源"
KINDS = (("路", "Road"), ("小学", "Primary School"), ("市场", "Market"), ("公园", "Park"), ("医院", "Hospital"))


def measure() -> list[Figure]:
    """Return p95 of a search by its beginning, by a fragment, in pinyin, misspelt, and of naming a point."""
    dice = np.random.default_rng(7)
    _fill(dice)
    some = list(Place.objects.order_by("id")[:: PLACES // ASKED])[:ASKED]
    near = [Point(place.lon + 0.0003, place.lat) for place in some]
    return [
        _searched("places by the beginning of a name", [place.name_zh[:3] for place in some]),
        _searched("places by a fragment of two characters", [place.name_zh[1:3] for place in some]),
        _searched("places by pinyin", [place.pinyin[:7] for place in some]),
        _searched("places by initials", [place.initials[:3] for place in some]),
        _searched("places misspelt", [f"{place.name_en[:4]}x{place.name_en[5:]}" for place in some]),
        _told(
            "search as the page asks, with areas and doubles", lambda n: addresses.search(some[n].name_zh[:3], on=ON)
        ),
        _named("nearest place of a point", near),
        _told("address of a point, with its areas", lambda n: addresses.nearest(near[n], on=ON)),
    ]


def _fill(dice: np.random.Generator) -> None:
    if Place.objects.exists():
        return
    lons = dice.uniform(WEST, WEST + COLUMNS * SIDE, PLACES)
    lats = dice.uniform(SOUTH, SOUTH + ROWS * SIDE, PLACES)
    Place.objects.bulk_create(
        (_place(n, float(lon), float(lat)) for n, (lon, lat) in enumerate(zip(lons, lats, strict=True))),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE grids_place")


def _place(n: int, lon: float, lat: float) -> Place:
    first, second, third = FIRST[n % 20], SECOND[n // 20 % 20], FIRST[n // 400 % 20]
    chinese, english = KINDS[n // 8000 % len(KINDS)]
    stem = first + second + (third if n % 3 else "")
    letters = pinyin.spelt(stem)
    return Place(
        name_zh=f"{stem}{chinese}{n % 97 + 1}号" if n % 2 else f"{stem}{chinese}", kind="poi", lon=lon, lat=lat,
        name_en=f"{letters.title()} {english} {n}", pinyin=letters + pinyin.spelt(chinese),
        initials=pinyin.initials(stem + chinese),
    )  # fmt: skip


def _searched(name: str, words: list[str]) -> Figure:
    return _told(name, lambda n: gazetteer.places_named(words[n], limit=24))


def _named(name: str, points: list[Point]) -> Figure:
    with bare() as line:
        floor = _p95(lambda n: line.execute(gazetteer.NEAREST, list(points[n])).fetchall())
    ours = _p95(lambda n: gazetteer.place_near(points[n]))
    return Figure(f"{name}: p95", "–", f"{ours:.1f} ms", f"{floor:.1f} ms", f"{ours / floor:.2f} ×")


def _told(name: str, ask: Callable[[int], Any]) -> Figure:
    return Figure(f"{name}: p95", "–", f"{_p95(ask):.1f} ms")


def _p95(ask: Callable[[int], Any]) -> float:
    ask(0)
    return quantiles([spent(lambda n=n: ask(n)) for n in range(ASKED)], n=20)[-1] * 1000
