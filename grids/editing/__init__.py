"""Editing the cells of a community: split, merge, move a shared edge, draw; each returns a checked change.

Only adopt() writes. Cells keep their parent. A split or merged cell ends, and new ones
begin with the next codes below the community; a moved edge keeps the codes. A corner that an edit makes on a border
is made in the neighbour too, also in one of another community, so that borders stay the same on both sides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from govgrid.lib.refusals import Refusal
from grids import codes, editions
from grids.coverage import GAP_DEGREES, dissolve, square_metres
from grids.dissolving import with_grids_anew
from grids.editing import cutting, tiling
from grids.editing.ground import Ground, ground_of, need_unchanged
from grids.editions import Change, NewArea, NothingChanges
from grids.models import Area, Edition, Level
from grids.nodes import bring_together, corners_of, knit

Shapes = Mapping[str, BaseGeometry]


class CannotMerge(Refusal):
    code = "cannot_merge"
    status = 422


class CannotDraw(Refusal):
    code = "cannot_draw"
    status = 422


@transaction.atomic
def adopt(
    code: str,
    make: Callable[[Ground], Change],
    *,
    base: int,
    on: date,
    at: datetime,
    by_name: str = "",
    note: str = "",
) -> Edition:
    """Make what `make` draws on the community with `code` an edition that holds from `on`.

    `base` is the number of the edition that the drawing was made on. The ground is read behind the lock: nobody
    changes the grid between the check and the writing. Raises GridChanged, what `make` and editions.adopt() raise.
    """
    editions.hold()
    ground = ground_of(code)
    need_unchanged(ground, base)
    return editions.adopt(make(ground), kind=editions.Kind.EDIT, on=on, at=at, by_name=by_name, note=note)


def split(ground: Ground, code: str, line: BaseGeometry) -> Change:
    """Cut a cell along `line` (WGS 84) into new cells; households and population are shared by area.

    Raises NoSuchCell, cutting.NotCut, codes.NoCodeLeft, tiling.DoesNotTile.
    """
    old = ground.cell(code)
    pieces = cutting.cut(code, ground.shapes[code], line)
    numbers = codes.next_codes(ground.community.code, Level.CELL, len(pieces))
    areas = [piece.area for piece in pieces]
    households, people = shared(old.households, areas), shared(old.population, areas)
    new = [
        _cell(ground, number, like=old, households=households[n], population=people[n])
        for n, number in enumerate(numbers)
    ]
    return _change(ground, dict(zip(numbers, pieces, strict=True)), new, ended=[code])


def merge(ground: Ground, chosen: Sequence[str]) -> Change:
    """Make one new cell of two or more that touch; households and population add up.

    Raises NoSuchCell, CannotMerge, codes.NoCodeLeft, tiling.DoesNotTile.
    """
    old = [ground.cell(code) for code in dict.fromkeys(chosen)]
    _need_mergeable(old)
    outline = dissolve([ground.shapes[area.code] for area in old])
    _need_one_piece(ground, old)
    (number,) = codes.next_codes(ground.community.code, Level.CELL, 1)
    new = _cell(
        ground, number, like=old[0],
        households=_sum(area.households for area in old), population=_sum(area.population for area in old),
    )  # fmt: skip
    return _change(ground, {number: outline}, [new], ended=[area.code for area in old])


def move(ground: Ground, outlines: Shapes) -> Change:
    """Give cells the `outlines` that a person has drawn, by code: all whose shared edge was moved.

    Raises NoSuchCell, NothingChanges, tiling.DoesNotTile.
    """
    for code in outlines:
        ground.cell(code)
    drawn = bring_together(outlines, ground.all_shapes.values())
    changed = {code: shape for code, shape in drawn.items() if not shape.equals(ground.shapes[code])}
    if not changed:
        raise NothingChanges(_("No edge has been moved yet."))
    return _change(ground, changed, [], ended=[])


def draw(ground: Ground, outline: BaseGeometry, *, parent: Area | None = None) -> Change:
    """Begin a new cell in land that no cell covers: what of `outline` lies in the community and in no cell.

    `parent` is a responsibility grid of the community; None: that of the nearest cell. Raises CannotDraw,
    codes.NoCodeLeft, tiling.DoesNotTile.
    """
    free = _free_part(ground, outline)
    above = parent or _nearest_parent(ground, free)
    (number,) = codes.next_codes(ground.community.code, Level.CELL, 1)
    new = _cell(ground, number, like=Area(parent=above, zone=ground.community.zone))
    return _change(ground, {number: free}, [new], ended=[], drawn=number)


def shared(whole: int | None, areas: Sequence[float]) -> list[int | None]:
    """Return `whole` shared out by area in whole numbers that add up to it; None is not known and stays so."""
    if whole is None:
        return [None] * len(areas)
    exact = [whole * area / sum(areas) for area in areas]
    parts = [int(part) for part in exact]
    most_cut = sorted(range(len(areas)), key=lambda n: parts[n] - exact[n])
    for n in most_cut[: whole - sum(parts)]:
        parts[n] += 1
    return list(parts)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _need_mergeable(old: Sequence[Area]) -> None:
    if len(old) < 2:
        raise CannotMerge(_("Choose at least two cells to merge."))
    other = next((area for area in old if area.parent_id != old[0].parent_id), None)
    if other is not None:
        raise CannotMerge(
            _("Cells %(a)s and %(b)s belong to different responsibility grids, so they cannot become one.")
            % {"a": old[0].code, "b": other.code}
        )


def _need_one_piece(ground: Ground, old: Sequence[Area]) -> None:
    """Raise CannotMerge unless every cell can be reached from the first over shared edges."""
    reached, left = [old[0].code], [area.code for area in old[1:]]
    while left:
        land = [ground.shapes[code] for code in reached]
        near = [code for code in left if any(_share_an_edge(ground.shapes[code], shape) for shape in land)]
        if not near:
            raise CannotMerge(
                _("Cells %(a)s and %(b)s do not touch. Choose cells that share an edge.")
                % {"a": old[0].code, "b": left[0]}
            )
        reached += near
        left = [code for code in left if code not in near]


def _share_an_edge(a: BaseGeometry, b: BaseGeometry) -> bool:
    return a.boundary.intersection(b.boundary).length > 0


def _free_part(ground: Ground, outline: BaseGeometry) -> BaseGeometry:
    if ground.outline is None:
        raise CannotDraw(
            _("%(community)s has no outline of its own, so it is not known which land without a cell is its own.")
            % {"community": ground.community.name}
        )
    if not outline.is_valid or outline.is_empty:
        raise CannotDraw(_("The drawn outline crosses itself or is empty."))
    corners = shapely.multipoints(corners_of([ground.outline, *ground.all_shapes.values()]))
    taken = shapely.union_all(list(ground.all_shapes.values()))
    free = shapely.snap(outline, corners, GAP_DEGREES).intersection(ground.outline).difference(taken)
    return _one_large(ground, free)


def _one_large(ground: Ground, free: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(free) if square_metres(part) >= cutting.SMALLEST_SQUARE_METRES]
    if not parts:
        raise CannotDraw(
            _("Nothing of this outline is free: it lies in cells, or outside %(community)s.")
            % {"community": ground.community.name}
        )
    if len(parts) > 1:
        raise CannotDraw(
            _("The free land in this outline falls into %(count)s pieces. Draw a cell for each.")
            % {"count": len(parts)}
        )
    return parts[0]


def _nearest_parent(ground: Ground, free: BaseGeometry) -> Area:
    if not ground.grids or not ground.shapes:
        return ground.community
    nearest = min(ground.shapes, key=lambda code: ground.shapes[code].distance(free))
    return ground.grids.get(ground.cells[nearest].parent_id or 0, ground.community)


def _cell(
    ground: Ground, code: str, *, like: Area, households: int | None = None, population: int | None = None
) -> NewArea:
    """Return a new cell with the parent and zone of `like`."""
    number = int(code.removeprefix(ground.community.code))
    return NewArea(
        code, Level.CELL, parent_id=like.parent_id, zone=like.zone,
        name_en=f"{ground.community.name_en} {number:02}", name_zh=f"{ground.community.name_zh}{number:02}网格",
        households=households, population=population,
    )  # fmt: skip


def _change(
    ground: Ground, changed: Shapes, new: Sequence[NewArea], *, ended: Sequence[str], drawn: str = ""
) -> Change:
    """Return the change with every border the same on both sides, the tiling checked, and what lies above anew."""
    kept = {code: shape for code, shape in ground.all_shapes.items() if code not in ended}
    around = {code: shape for code, shape in kept.items() if code not in changed}
    after = dict(sorted(knit(around, changed).items()))
    tiling.need_tiling(ground, after, drawn=drawn)
    begun = [replace(area, shape=after[area.code]) for area in new]
    reshaped = {
        ground.ids[code]: after[code] for code in kept if code in changed or after[code] is not kept[code]
    }  # fmt: skip
    return with_grids_anew(Change(begin=begun, reshape=reshaped, end=[ground.ids[code] for code in ended]))
