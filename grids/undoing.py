"""Undoing an edition by another: its areas become again what they were before it.

Only the top of the heap is undone: what a later edition has built on it must be undone first. Two editions that
undo each other count as nothing, so that a chain can be taken back step by step, and an undo can be undone.
"""

from collections.abc import Iterator
from datetime import date, datetime

import numpy as np
import shapely
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from grids import boundaries, editions
from grids.among import among_codes
from grids.coverage import OVERLAP_SQUARE_METRES, square_metres
from grids.editions import BuiltUpon
from grids.models import Area, Boundary, Edition

Kind = Edition.Kind


@transaction.atomic
def undo(edition: Edition, *, on: date, at: datetime, by_name: str = "", note: str = "") -> Edition:
    """Make the areas of an edition what they were before it, from `on` or from its own day if that is still to come.

    Raises BuiltUpon where a later edition in effect has changed one of its areas or taken their land, where areas
    above or below would be left alone, and where it has been undone already.
    """
    undoing = editions.begin(Kind.UNDO, on=max(on, edition.valid_from), at=at, by_name=by_name, note=note)
    need_undoable(edition)
    editions.need_nothing_later(_ids_of(edition), undoing.valid_from)
    undoing.undoes = edition
    undoing.save(update_fields=["undoes"])
    began = Area.objects.filter(code__in=among_codes(edition.began))
    boundaries.retire_outlines(list(began.values_list("pk", flat=True)), on=undoing.valid_from, edition=undoing)
    began.update(valid_to=undoing.valid_from)
    Area.objects.filter(code__in=among_codes(edition.ended)).update(valid_to=None)
    _bring_back(edition, undoing)
    _need_free_land(edition)
    editions.name_areas(undoing, began=edition.ended, reshaped=edition.reshaped, ended=edition.began)
    return undoing


def _bring_back(edition: Edition, undoing: Edition) -> None:
    """Let the outlines that `edition` ended hold again: as if nothing had been, where its day is the undoing's own."""
    before = Boundary.objects.filter(ended_by=edition)
    reshaped = before.filter(area__code__in=among_codes(edition.reshaped))
    if edition.valid_from < undoing.valid_from:
        boundaries.write_outlines(boundaries.shapes_of(before), on=undoing.valid_from, edition=undoing)
        return
    boundaries.retire_outlines(list(reshaped.values_list("area", flat=True)), on=undoing.valid_from, edition=undoing)
    boundaries.reopen_outlines(before)


def need_undoable(edition: Edition) -> None:
    """Raise BuiltUpon, with the edition to undo first, unless `edition` is the last in effect on all its areas."""
    last = end_of_chain(edition)
    if last != edition:
        raise BuiltUpon(_undone_words(edition, last))
    if edition.kind == Kind.PACK:
        raise BuiltUpon(_("A city pack is not undone here: load the pack as it was."))
    touched = _touched_by(edition)
    for later in in_effect_after(edition.number):
        if shared := touched & _touched_by(later):
            raise BuiltUpon(
                _("%(area)s was changed again by edition %(number)s. Undo that edition first.")
                % {"area": min(shared), "number": end_of_chain(later).number}
            )
    _need_no_orphans(edition)


def end_of_chain(edition: Edition) -> Edition:
    """Return the edition that undoes the one that undoes … this one; itself where nothing has undone it."""
    by = Edition.objects.filter(undoes=edition).first()
    return edition if by is None else end_of_chain(by)


def in_effect(edition: Edition) -> bool:
    """Return whether what the edition changed holds: never undone, or its undoing has been undone."""
    by = Edition.objects.filter(undoes=edition).first()
    return by is None or not in_effect(by)


def to_come(on: date) -> Edition | None:
    """Return the edition of the nearest day after `on` that changes the grid on that day; None: it stays as it is.

    An edition that was undone from its own first day changes nothing, and neither does that undoing.
    """
    later = Edition.objects.filter(valid_from__gt=on).select_related("undoes").order_by("valid_from", "number")
    return next((edition for edition in later if _has_its_day(edition)), None)


def _has_its_day(edition: Edition) -> bool:
    if edition.undoes is not None and edition.undoes.valid_from == edition.valid_from:
        return False  # the one that it undoes is looked at itself
    by = Edition.objects.filter(undoes=edition).first()
    return by is None or by.valid_from > edition.valid_from or not in_effect(by)


def _undone_words(edition: Edition, last: Edition) -> str:
    facts = {"number": edition.number, "by": last.number}
    if in_effect(edition):
        return _("Edition %(number)s holds again by edition %(by)s. Undo that edition.") % facts
    return _("Edition %(number)s has been undone already, by edition %(by)s.") % facts


def in_effect_after(number: int) -> Iterator[Edition]:
    """Yield editions after the one of `number` that still say something, the last first.

    Pairs of them that undo each other are left out, and an undoing of one up to `number` says something.
    """
    rows = {row.pk: row for row in Edition.objects.filter(number__gt=number).order_by("-number")}
    silent: set[int] = set()
    for pk, row in rows.items():
        if pk in silent:
            continue
        if row.undoes_id in rows:
            silent.add(row.undoes_id)
            continue
        yield row


def _touched_by(edition: Edition) -> set[str]:
    return {*edition.began, *edition.reshaped, *edition.ended}


def _ids_of(edition: Edition) -> list[int]:
    return list(Area.objects.filter(code__in=among_codes(_touched_by(edition))).values_list("pk", flat=True))


def _need_no_orphans(edition: Edition) -> None:
    """Raise BuiltUpon where an area in force would be left below one that ends."""
    child = Area.objects.filter(parent__code__in=edition.began, valid_to=None).exclude(code__in=edition.began)
    if (left := child.order_by("code").first()) is not None:
        raise BuiltUpon(
            _("%(child)s lies below an area that edition %(number)s began. End it first.")
            % {"child": left.code, "number": edition.number}
        )
    parent = Area.objects.filter(children__code__in=edition.ended, valid_to__isnull=False)
    if (gone := parent.exclude(code__in=edition.ended).order_by("code").first()) is not None:
        raise BuiltUpon(
            _("%(parent)s, to which areas of edition %(number)s belong, has ended since.")
            % {"parent": gone.code, "number": edition.number}
        )


def _need_free_land(edition: Edition) -> None:
    """Raise BuiltUpon where land that comes back has been given to another area of the same level since."""
    back = _outlines(Q(area__code__in=among_codes([*edition.ended, *edition.reshaped])))
    levels = {row.area.level for row, _shape in back}
    others = _outlines(Q(area__level__in=levels) & ~Q(area__code__in=among_codes(_touched_by(edition))))
    if not back or not others:
        return
    tree = STRtree(np.array([shape for _row, shape in others], dtype=object))
    for row, shape in back:
        for near in sorted(tree.query(shape, predicate="intersects")):
            other, its_shape = others[near]
            overlap = square_metres(shape.intersection(its_shape))
            if other.area.level == row.area.level and overlap > OVERLAP_SQUARE_METRES:
                raise BuiltUpon(
                    _("Land of %(area)s belongs to %(other)s since edition %(number)s. Undo that edition first.")
                    % {"area": row.area.code, "other": other.area.code, "number": _number(other)}
                )


def _outlines(which: Q) -> list[tuple[Boundary, BaseGeometry]]:
    rows = Boundary.objects.filter(which, valid_to=None).select_related("area", "begun_by")
    return [(row, shapely.from_wkb(bytes(row.geometry))) for row in rows]


def _number(row: Boundary) -> int | str:
    return row.begun_by.number if row.begun_by else "?"
