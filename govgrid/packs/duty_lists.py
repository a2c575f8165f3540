"""A duty list by itself: read and checked as in a pack, against the city that is loaded, and written as a draft.

It is here, and not beside departments.duty_sets, because the sheets, values and checks of packs are here, and an app
may not import them: whoever sends duties.csv by a page or a command is told the same faults as `load_city` tells.
"""

import csv
import io
from datetime import datetime

from django.utils.translation import gettext as _

from departments import duty_sets
from departments.models import Category, Department, DutySet, User
from govgrid.packs.checking import rules, words
from govgrid.packs.columns import SHEETS
from govgrid.packs.faults import Findings, PackRefused
from govgrid.packs.loading.rules import duty_columns
from govgrid.packs.pack import Pack, Row
from govgrid.packs.reading import decoded, sheet_rows
from grids.models import Area

FILE = "duties.csv"


def draft_from_file(
    data: bytes, *, by: User | None, at: datetime, note: str = "", file: str = FILE
) -> tuple[DutySet, Findings]:
    """Make a draft of a CSV file with the columns of duties.csv; return it with the warnings.

    Raises PackRefused with every fault and its line, or NoCatchAll; then nothing is written.
    """
    findings = Findings()
    pack = _city_around(data, file, findings)
    words.check_lengths(pack, "duties", findings)
    rules.check_duties(pack, findings, whole=_("this city"))
    if not pack.rows("duties") and not findings.faults:
        findings.fault(file, 1, _("This file names no duty."))
    if findings.faults:
        raise PackRefused(findings)
    ids = (_ids(Category), _ids(Area), _ids(Department))
    wanted = [duty_columns(row, *ids) for row in pack.rows("duties")]
    return duty_sets.draft(wanted, by=by, at=at, note=note), findings


def as_file(duty_set: DutySet) -> str:
    """Return a set as duties.csv, to be changed and sent again."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in SHEETS["duties"].columns])
    writer.writerows(duty_sets.rules_of(duty_set))
    return text.getvalue()


def _city_around(data: bytes, file: str, findings: Findings) -> Pack:
    """Return the loaded city as a pack whose duty list is the file."""
    pack, sheet = Pack(), SHEETS["duties"]
    pack.sheets = {
        "areas": _standing(Area, "areas", "level"),
        "categories": _standing(Category, "categories", "kind"),
        "departments": _standing(Department, "departments", "kind"),
    }
    text = decoded(file, data, findings)
    if text is not None:
        pack.sheets["duties"] = list(sheet_rows(file, text, sheet, findings, pack.unread["duties"]))
    return pack


def _standing(table: type[Area | Category | Department], sheet: str, kind: str) -> list[Row]:
    """Return what a new list may name, by code; it comes from no file, so its line is 0."""
    found = table._default_manager.filter(valid_to=None).order_by("pk").values_list("code", "parent__code", kind)
    return [Row(f"{sheet}.csv", 0, {"code": code, "parent": above or "", kind: what}) for code, above, what in found]


def _ids(table: type[Area | Category | Department]) -> dict[str, int]:
    return dict(table._default_manager.values_list("code", "pk"))
