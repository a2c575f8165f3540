"""Drawing the tiles of far zooms once an edition holds, and forgetting those of editions that no map asks for.

A batch is one zoom of one edition, so that a worker is soon free again and a dead one costs one zoom. Far tiles show
whole districts: their outlines are simplified together, so that neighbours keep their common border.
"""

from datetime import date, datetime, timedelta

import numpy as np
import shapely
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from govgrid.lib.boxes import Box, TileAt, tiles_over
from grids import editions
from grids.city import NoCity, city_day
from grids.models import Boundary, Edition, Tile, in_force
from grids.tiles import KEPT_BELOW, WIDER, pack
from grids.tiles.drawing import MARGIN
from grids.tiles.in_view import Outline, level_at

FARTHEST = 7
# Pages that are still open ask for the tiles of the edition before.
KEPT_FOR = timedelta(days=7)
# Of the width of a tile: less than what an eye sees of a border.
FINEST = 1 / 800


def publish_waiting(*, at: datetime) -> int:
    """Draw one zoom of the edition that waits longest; return the zooms drawn, 0 when nothing waits or another does it.

    An edition whose day is still to come waits for it, and one that has been followed by another is passed over.
    """
    try:
        today = city_day(at)
    except NoCity:
        return 0
    with transaction.atomic():
        edition = _to_draw(today).select_for_update(skip_locked=True).order_by("number").first()
        if edition is None:
            return 0
        if edition == editions.drawn_on(today):
            _draw_next_zoom(edition, at)
        else:
            _pass_over(edition, today, at)
        return 1


def waits(*, at: datetime, since: timedelta = timedelta(0)) -> bool:
    """Return whether an edition that holds and was made `since` ago is still to be drawn; reads a partial index."""
    try:
        return _to_draw(city_day(at)).filter(made_at__lte=at - since).exists()
    except NoCity:
        return False


def forget_old(*, at: datetime) -> int:
    """Delete the tiles of editions that had been followed by another a week ago; return how many."""
    then = editions.drawn_on(city_day(at) - KEPT_FOR)
    if then is None:
        return 0
    before = Q(edition__valid_from__lt=then.valid_from)
    same_day = Q(edition__valid_from=then.valid_from, edition__number__lt=then.number)
    return Tile.objects.filter(before | same_day).delete()[0]


def _to_draw(today: date) -> QuerySet[Edition]:
    return Edition.objects.filter(published_at=None, valid_from__lte=today)


def _draw_next_zoom(edition: Edition, at: datetime) -> None:
    drawn = Tile.objects.filter(edition=edition).aggregate(last=Max("z"))["last"]
    z = FARTHEST if drawn is None else drawn + 1
    if z < KEPT_BELOW:
        Tile.objects.bulk_create(_tiles(edition, z), ignore_conflicts=True)
    if z >= KEPT_BELOW - 1:
        _mark(edition, at)


def _pass_over(edition: Edition, today: date, at: datetime) -> None:
    """Draw nothing for an edition that is not the one in force; what it changed in the past is drawn again there."""
    _mark(edition, at)
    current = editions.drawn_on(today)
    if current and current.published_at and current.published_at < edition.made_at:
        Tile.objects.filter(edition=current).delete()
        Edition.objects.filter(pk=current.pk).update(published_at=None)


def _mark(edition: Edition, at: datetime) -> None:
    edition.published_at = at
    edition.save(update_fields=["published_at"])


def _tiles(edition: Edition, z: int) -> list[Tile]:
    level = level_at(z)
    areas = _simplified(level, edition.valid_from, z)
    above = _simplified(WIDER[level], edition.valid_from, z) if level in WIDER else []
    near, near_above = shapely.STRtree(_shapes(areas)), shapely.STRtree(_shapes(above))
    found = []
    for tile in tiles_over(_extent(areas), z) if areas else ():
        frame = shapely.box(*tile.box(MARGIN))
        here, above_here = _pick(areas, near.query(frame)), _pick(above, near_above.query(frame))
        if here or above_here:
            found.append(Tile(edition=edition, **tile._asdict(), data=pack(tile, level, here, above_here)))
    return found or [_blank(edition, z)]


def _blank(edition: Edition, z: int) -> Tile:
    """An empty tile where a level has no outlines, so that the next batch goes on with the next zoom."""
    return Tile(edition=edition, z=z, x=0, y=0, data=pack(TileAt(z, 0, 0), level_at(z), [], []))


def _simplified(level: str, on: date, z: int) -> list[Outline]:
    """Return the outlines of a level on a day, with no more detail than zoom `z` shows."""
    rows = Boundary.objects.filter(in_force(on), area__level=level).order_by("area")
    facts = list(rows.values_list("area", "area__code", "area__level", "area__name_en", "area__name_zh", "geometry"))
    if not facts:
        return []
    shapes = shapely.from_wkb([bytes(row[-1]) for row in facts])
    if shapely.coverage_is_valid(shapes):
        shapes = shapely.coverage_simplify(shapes, 360 / 2**z * FINEST)
    return [Outline(*row[:-1], wkb) for row, wkb in zip(facts, shapely.to_wkb(shapes), strict=True)]


def _shapes(areas: list[Outline]) -> np.ndarray:
    return shapely.from_wkb(np.array([area.wkb for area in areas], dtype=object))


def _extent(areas: list[Outline]) -> Box:
    return Box(*map(float, shapely.total_bounds(_shapes(areas))))


def _pick(areas: list[Outline], numbers: np.ndarray) -> list[Outline]:
    return [areas[n] for n in sorted(numbers.tolist())]
