"""Writing the land: areas with their paths, outlines dissolved upwards, the gazetteer, the drawn background."""

from datetime import date, datetime

import shapely
from django.db import connection
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from govgrid.packs.checking.land import DEPTH
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack, Row
from grids import editions, undoing
from grids.addresses import pinyin
from grids.boundaries import retire_outlines, write_outlines
from grids.coverage import dissolve
from grids.models import Area, City, DefaultPoint, Edition, MapShape, Place

# A path needs the id that inserting gives; until then it is the code, which is unique too.
PATHS = """
UPDATE grids_area child SET path = coalesce(parent.path, '/') || child.id || '/'
  FROM grids_area self LEFT JOIN grids_area parent ON parent.id = self.parent_id
 WHERE child.id = self.id AND child.level = %s
   AND child.path <> coalesce(parent.path, '/') || child.id || '/'
"""


class GridChangedHere(Refusal):
    """The grid was edited since the pack was loaded, and the pack now says something else about it."""

    code = "grid_changed_here"


def write_land(pack: Pack, *, on: date, at: datetime, land_wins: bool, changes: Changes) -> dict[str, int]:
    """Make areas and outlines what the pack says, as an edition; return the ids of its areas by code.

    A pack whose areas and outlines are those that were loaded last leaves the grid as it is, with whatever has been
    edited here since. Raises GridChangedHere where both have changed, unless `land_wins`; and whatever was asked for,
    where the grid changes on a later day.
    """
    present = City.objects.first()
    if present and pack.land_digest and present.land_digest == pack.land_digest:
        return dict(Area.objects.filter(code__in=pack.areas).values_list("code", "pk"))
    editions.hold()
    _refuse_what_is_to_come(on)
    edition, land = editions.begin(editions.Kind.PACK, on=on, at=at, note=pack.city["slug"]), Changes()
    ids = _write_areas(pack, on=on, edition=edition, changes=land)
    _write_boundaries(pack, ids, on=on, edition=edition, changes=land)
    if not land:
        edition.delete()  # written in other words, the grid is the same: as after manage.py export_areas --pack
    elif present and not land_wins:
        _refuse_if_edited(before=edition)
    for what, count in land.counts.items():
        changes.add(what, count)
    return ids


def _refuse_what_is_to_come(on: date) -> None:
    # An outline that ends later has its follower already: a third one from today would lie over both.
    coming = undoing.to_come(on)
    if coming is not None:
        raise GridChangedHere(
            _(
                "Edition %(number)s changes the grid from %(day)s, and the pack's areas.csv or boundaries.geojson "
                "have changed: undo it, or load the pack on or after that day."
            )
            % {"number": undoing.end_of_chain(coming).number, "day": coming.valid_from}
        )


def _refuse_if_edited(*, before: Edition) -> None:
    # What the pack would have changed is written by now, and is taken back by the refusal.
    past = Edition.objects.filter(number__lt=before.number)
    loaded = past.filter(kind=editions.Kind.PACK).order_by("number").last()
    since = undoing.in_effect_after(loaded.number if loaded else 0)
    if numbers := sorted(edition.number for edition in since if edition != before):
        raise GridChangedHere(
            _(
                "The grid was changed here after this pack was loaded (editions %(numbers)s), and the pack's areas.csv "
                "or boundaries.geojson have changed too. Bring the grid of today into the pack (manage.py "
                "export_areas --pack PATH), or let the pack's own win: manage.py load_city PATH --land."
            )
            % {"numbers": ", ".join(map(str, numbers))}
        )


def _write_areas(pack: Pack, *, on: date, edition: Edition, changes: Changes) -> dict[str, int]:
    """Return the ids of the pack's areas by code, all written; areas that are no more end at `on`."""
    ids: dict[str, int] = {}
    known = dict(Area.objects.values_list("code", "path"))
    for level in DEPTH:
        rows = [row for row in pack.rows("areas") if row["level"] == level]
        wanted = [_area(row, ids, known) for row in rows]
        found = bring_up_to_date(
            Area.objects.filter(code__in=[row["code"] for row in rows]), wanted, key=("code",), changes=changes
        )
        ids |= {code: area.pk for (code,), area in found.items()}
        with connection.cursor() as cursor:
            cursor.execute(PATHS, [level])
    gone = Area.objects.filter(valid_to=None).exclude(code__in=ids)
    edition.ended = list(gone.order_by("code").values_list("code", flat=True))
    gone_ids = list(gone.values_list("pk", flat=True))
    gone.update(valid_to=on)
    retire_outlines(gone_ids, on=on, edition=edition)
    changes.add("areas", len(gone_ids))
    edition.began = sorted(ids.keys() - known.keys())
    edition.save(update_fields=["began", "ended"])
    return ids


def _area(row: Row, ids: dict[str, int], known: dict[str, str]) -> dict[str, object]:
    return {
        "code": row["code"],
        "parent_id": ids.get(row["parent"]),
        "level": row["level"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "zone": row["zone"],
        "households": row["households"],
        "path": known.get(row["code"], row["code"]),
        "valid_from": row["valid_from"],
        "valid_to": None,
    }


def _write_boundaries(pack: Pack, ids: dict[str, int], *, on: date, edition: Edition, changes: Changes) -> None:
    shapes = with_parents(pack)
    changed = write_outlines({ids[code]: shape for code, shape in shapes.items()}, on=on, edition=edition)
    changes.add("boundaries", len(changed))
    retire_outlines([pk for code, pk in ids.items() if code not in shapes], on=on, edition=edition)
    reshaped = Area.objects.filter(pk__in=changed).exclude(code__in=edition.began)
    edition.reshaped = list(reshaped.order_by("code").values_list("code", flat=True))
    edition.save(update_fields=["reshaped"])


def with_parents(pack: Pack) -> dict[str, BaseGeometry]:
    """Return the outlines by code: those of the pack, and for others the union of all their children's."""
    shapes: dict[str, BaseGeometry] = {outline.code: outline.shape for outline in pack.outlines}
    children: dict[str, list[str]] = {}
    for row in pack.rows("areas"):
        children.setdefault(row["parent"], []).append(row["code"])
    for row in sorted(pack.rows("areas"), key=lambda row: -DEPTH[row["level"]]):
        parts = [shapes.get(code) for code in children.get(row["code"], [])]
        if row["code"] not in shapes and parts and None not in parts:
            shapes[row["code"]] = dissolve(parts)
    return {code: shapely.force_2d(shape) for code, shape in shapes.items()}


def write_places(pack: Pack, *, changes: Changes) -> None:
    """Make the gazetteer what the pack says, each name with its pinyin; a pack without aliases has none."""
    key = ("kind", "name_zh", "name_en", "lon", "lat")
    wanted = [_place(row, key) for row in pack.rows("places")]
    kept = bring_up_to_date(Place.objects.all(), wanted, key=key, changes=changes)
    gone = Place.objects.exclude(pk__in=[place.pk for place in kept.values()])
    changes.add("places", gone.delete()[0])


def _place(row: Row, key: tuple[str, ...]) -> dict[str, object]:
    chinese = row["name_zh"]
    letters = {"pinyin": pinyin.spelt(chinese)[:400], "initials": pinyin.initials(chinese)[:120]}
    return {**{name: row[name] for name in key}, "aliases": row.values.get("aliases", ""), **letters}


def write_default_points(pack: Pack, *, changes: Changes) -> None:
    """Make the points that are written when nobody knows the place those of the pack."""
    wanted = [row.values for row in pack.rows("default_points")]
    kept = bring_up_to_date(DefaultPoint.objects.all(), wanted, key=("lon", "lat"), changes=changes)
    gone = DefaultPoint.objects.exclude(pk__in=[point.pk for point in kept.values()])
    changes.add("default points", gone.delete()[0])


def write_drawings(pack: Pack, *, changes: Changes) -> None:
    """Replace the background where anything of it differs: nothing refers to its rows."""
    wanted = [
        MapShape(kind=one.kind, rank=one.rank, name_en=one.name_en, name_zh=one.name_zh, geometry=one.geometry)
        for one in pack.drawings
    ]
    if [_drawn(shape) for shape in wanted] != [_drawn(shape) for shape in MapShape.objects.order_by("id")]:
        MapShape.objects.all().delete()
        MapShape.objects.bulk_create(wanted, batch_size=200)
        changes.add("map shapes", len(wanted))


def _drawn(shape: MapShape) -> tuple[object, ...]:
    return shape.kind, shape.rank, shape.name_en, shape.name_zh, shape.geometry
