"""Editions: every change of the grid is one, from a day on; grids.undoing takes it back while nothing is built on it.

An import, generated cells and an edit on the map all end here, in one transaction. Outlines are never changed in
place: the old one ends on the day on which the new one begins, and a case keeps the cell it was filed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids import boundaries
from grids.among import among_codes, among_ids
from grids.copying import copy_rows, next_ids
from grids.models import EVER_HELD, Area, Boundary, Edition, Zone

Kind = Edition.Kind
AREA = (
    "id", "parent", "level", "code", "name_en", "name_zh", "zone", "households", "population", "path", "valid_from",
)  # fmt: skip


class BuiltUpon(Refusal):
    """A later edition has changed the same areas: undo that one first."""

    code = "edition_built_upon"


class GridChanged(Refusal):
    """Somebody changed the grid after it was looked at."""

    code = "grid_changed"


class CodeTaken(Refusal):
    code = "area_code_taken"


class NothingChanges(Refusal):
    code = "nothing_changes"


@dataclass(frozen=True)
class NewArea:
    """An area that begins: below the area with the id `parent_id`, or below another new one of the code `parent_code`.

    `shape` is its outline in WGS 84 degrees; None: it has none.
    """

    code: str
    level: str
    parent_id: int | None = None
    parent_code: str = ""
    name_en: str = ""
    name_zh: str = ""
    zone: str = Zone.GENERAL
    households: int | None = None
    population: int | None = None
    shape: BaseGeometry | None = None


@dataclass(frozen=True)
class Change:
    """What an edition does: areas that begin, outlines that change by the id of their area, areas that end by id."""

    begin: Sequence[NewArea] = ()
    reshape: Mapping[int, BaseGeometry] = field(default_factory=dict)
    end: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.begin or self.reshape or self.end)


def newest() -> Edition | None:
    """Return the edition made last, whether or not its day has come; None before the first city pack."""
    return Edition.objects.order_by("number").last()


def newest_number() -> int:
    """Return the number of the edition made last, which a page that is opened now is made on; 0 before the first."""
    edition = newest()
    return edition.number if edition else 0


def need_newest(number: int) -> None:
    """Hold the grid, and see that no edition came after `number`. Raises GridChanged."""
    hold()
    if newest_number() != number:
        raise GridChanged(_("The grid has changed since you looked. Look at it again, then adopt."))


def drawn_on(on: date) -> Edition | None:
    """Return the edition by which maps of day `on` are drawn; None before the first city pack.

    It is the one of the latest day that has come, and of two of one day the one made last: an edition may be made
    for a later day than one that follows it.
    """
    return Edition.objects.filter(valid_from__lte=on).order_by("valid_from", "number").last()


def hold() -> None:
    """Let nobody else change the grid until this transaction ends; who checks before writing holds it first."""
    with connection.cursor() as cursor:
        # One at a time: two changes of one border must not both find it as it was.
        cursor.execute("LOCK TABLE grids_edition IN SHARE ROW EXCLUSIVE MODE")


def begin(kind: Edition.Kind, *, on: date, at: datetime, by_name: str = "", note: str = "") -> Edition:
    """Write a new edition that has changed nothing yet; whoever changes the grid does it in this transaction."""
    hold()
    number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    return Edition.objects.create(kind=kind, number=number, valid_from=on, made_at=at, by_name=by_name, note=note)


@transaction.atomic
def adopt(change: Change, *, kind: Edition.Kind, on: date, at: datetime, by_name: str = "", note: str = "") -> Edition:
    """Write a change whose shapes have been checked (see grids.boundaries) as an edition that holds from `on`.

    Raises NothingChanges, CodeTaken, and BuiltUpon where one of the areas has an outline that begins later than `on`.
    """
    if not change:
        raise NothingChanges(_("This changes nothing: the grid is as it was."))
    edition = begin(kind, on=on, at=at, by_name=by_name, note=note)
    touched = [*change.reshape, *change.end]
    need_nothing_later(touched, on)
    begun = _begin_areas(change.begin, on)
    shapes = {pk: shape for pk, shape in begun.values() if shape is not None}
    Area.objects.filter(pk__in=among_ids(change.end)).update(valid_to=on)
    boundaries.retire_outlines(change.end, on=on, edition=edition)
    boundaries.write_outlines({**change.reshape, **shapes}, on=on, edition=edition)
    name_areas(edition, began=begun, reshaped=_codes(change.reshape), ended=_codes(change.end))
    return edition


def need_nothing_later(area_ids: Sequence[int], on: date) -> None:
    """Raise BuiltUpon where one of the areas changes on a day after `on`."""
    later = Boundary.objects.filter(EVER_HELD, Q(valid_from__gt=on) | Q(valid_to__gt=on), area__in=among_ids(area_ids))
    found = min(later.select_related("area", "begun_by", "ended_by"), key=lambda row: row.pk, default=None)
    if found is None:
        return
    edition = found.begun_by if found.valid_from > on else found.ended_by
    raise BuiltUpon(
        _("%(area)s already changes on a later day, by edition %(number)s. Undo that edition first, or choose its day.")
        % {"area": found.area.code, "number": edition.number if edition else "?"}
    )


def _begin_areas(new: Sequence[NewArea], on: date) -> dict[str, tuple[int, BaseGeometry | None]]:
    """Insert the areas, parents first; return id and shape by code."""
    # All of them and not the first: for one row the planner would walk the whole table, code by code.
    found = Area.objects.filter(code__in=among_codes(area.code for area in new)).values_list("code", flat=True)
    if (taken := min(found, default=None)) is not None:
        raise CodeTaken(
            _("The code %(code)s is taken: an area keeps its code for ever, even when it has ended.") % {"code": taken}
        )
    parents = among_ids({area.parent_id for area in new})
    paths = dict(Area.objects.filter(pk__in=parents).values_list("pk", "path"))
    done: dict[str, tuple[int, BaseGeometry | None]] = {}
    for layer in _layers(new):
        # The path holds the id, so ids are drawn before the rows are written: no second pass over them.
        ids = next_ids(Area, len(layer))
        rows = []
        for pk, area in zip(ids, layer, strict=True):
            parent_id = area.parent_id if area.parent_id is not None else _parent_of(area, done)
            above = paths[parent_id] if parent_id is not None else "/"
            paths[pk] = f"{above}{pk}/"
            rows.append(_row(area, pk, parent_id, paths[pk], on))
            done[area.code] = pk, area.shape
        copy_rows(Area, AREA, rows)
    return done


def _parent_of(area: NewArea, done: Mapping[str, tuple[int, BaseGeometry | None]]) -> int | None:
    return done[area.parent_code][0] if area.parent_code else None


def _layers(new: Sequence[NewArea]) -> Iterable[list[NewArea]]:
    """Yield the areas from the top: what lies below another new one comes after it."""
    left, above = list(new), {""}
    while left:
        layer = [area for area in left if area.parent_code in above]
        if not layer:
            raise ValueError(f"{left[0].code} lies below {left[0].parent_code}, which is not among the new areas")
        yield layer
        above |= {area.code for area in layer}
        left = [area for area in left if area.code not in above]


def _row(area: NewArea, pk: int, parent_id: int | None, path: str, on: date) -> tuple[object, ...]:
    """Return the values of the columns AREA."""
    return (
        pk, parent_id, str(area.level), area.code, area.name_en, area.name_zh, str(area.zone), area.households,
        area.population, path, on,
    )  # fmt: skip


def _codes(area_ids: Iterable[int]) -> list[str]:
    return list(Area.objects.filter(pk__in=among_ids(area_ids)).values_list("code", flat=True))


def name_areas(edition: Edition, *, began: Iterable[str], reshaped: Iterable[str], ended: Iterable[str]) -> None:
    """Write down by their codes, for people to read, which areas an edition began, reshaped and ended."""
    edition.began, edition.reshaped, edition.ended = sorted(began), sorted(reshaped), sorted(ended)
    edition.save(update_fields=["began", "reshaped", "ended"])
