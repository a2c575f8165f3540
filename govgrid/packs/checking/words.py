"""Names: in one language at least, and no longer than their column in the database."""

from django.db.models import Model
from django.utils.translation import gettext as _

from departments.models import (
    CalendarDay,
    Category,
    CategoryQuestion,
    Component,
    Department,
    Duty,
    FilingStandard,
    Reason,
    Stopper,
    Template,
    User,
    WorkCalendar,
)
from govgrid.packs.columns import SHEETS
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack
from grids.models import Area, DefaultPoint, Place

TABLES: dict[str, type[Model]] = {
    "areas": Area,
    "places": Place,
    "default_points": DefaultPoint,
    "calendars": WorkCalendar,
    "calendar_days": CalendarDay,
    "departments": Department,
    "categories": Category,
    "standards": FilingStandard,
    "duties": Duty,
    "reasons": Reason,
    "questions": CategoryQuestion,
    "stoppers": Stopper,
    "templates": Template,
    "components": Component,
    "accounts": User,
}
# Of these, one language is enough: pages show the other where one is missing.
NAMED = {
    sheet: "condition" if sheet == "standards" else "name"
    for sheet in TABLES
    if sheet not in ("duties", "calendar_days", "components")
}


def check(pack: Pack, findings: Findings) -> None:
    for sheet in TABLES:
        check_lengths(pack, sheet, findings)
        for row in pack.rows(sheet):
            word = NAMED.get(sheet)
            if word and not row[f"{word}_en"] and not row[f"{word}_zh"]:
                findings.fault(
                    row.file,
                    row.line,
                    _("%(word)s_en and %(word)s_zh are both empty; write one or both.") % {"word": word},
                )


def check_lengths(pack: Pack, sheet: str, findings: Findings) -> None:
    """Find the texts of one sheet that are longer than their column in the database."""
    limits = _limits(sheet, TABLES[sheet])
    for row in pack.rows(sheet):
        for name, limit in limits.items():
            if len(str(row[name])) > limit:
                sentence = _("%(name)s is longer than %(limit)s letters.") % {"name": name, "limit": limit}
                findings.fault(row.file, row.line, sentence)


def _limits(sheet: str, table: type[Model]) -> dict[str, int]:
    """Return the most letters of each text column that is kept as it is written."""
    fields = {field.name: getattr(field, "max_length", None) for field in table._meta.get_fields()}
    texts = [column.name for column in SHEETS[sheet].columns if not column.added]
    return {name: limit for name in texts if (limit := fields.get(name))}
