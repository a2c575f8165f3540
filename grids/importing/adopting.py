"""Adopting a plan: one edition for the whole file, or nothing."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from govgrid.lib import rows
from govgrid.lib.refusals import Refusal
from grids import editions
from grids.importing.comparing import Plan
from grids.models import Area, Edition


class FileHasFaults(Refusal):
    code = "import_has_faults"
    status = 422


@transaction.atomic
def adopt(plan: Plan, *, at: datetime, by_name: str = "", note: str = "") -> Edition:
    """Write what `plan` says as an edition that holds from its day; names that the file gives hold at once.

    Raises FileHasFaults, GridChanged, and what editions.adopt() raises.
    """
    if plan.report.faults:
        raise FileHasFaults(_("The file has faults. Nothing was written."))
    editions.need_newest(plan.edition)
    make = editions.adopt if plan.change or not plan.rename else _rename_only
    edition = make(
        plan.change, kind=editions.Kind.IMPORT, on=plan.wish.on, at=at, by_name=by_name[:100], note=note[:300]
    )
    rows.update(Area, [{"id": pk, "name_zh": zh, "name_en": en} for pk, (zh, en) in plan.rename.items()], keys=())
    _tell_the_planner()
    return edition


def _rename_only(_change: editions.Change, **about: object) -> Edition:
    # An edition all the same: maps are drawn anew for each.
    return editions.begin(**about)  # type: ignore[arg-type]


def _tell_the_planner() -> None:
    # It would think the grid as small as it was until autovacuum comes by.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grids_area, grids_boundary, grids_ring")
