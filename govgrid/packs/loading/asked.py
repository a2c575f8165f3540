"""Writing what reports are asked, and what stops them. Nothing refers here: answers keep their questions."""

from typing import Any

from django.db.models import Model

from departments.models import CategoryQuestion, Stopper
from govgrid.packs.columns import SHEETS
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack


def write_questions(pack: Pack, categories: dict[str, int], *, changes: Changes) -> None:
    """Make the questions what the pack says, in the order of the file; a pack without any leaves them as they are."""
    _follow(pack, "questions", CategoryQuestion, categories, ("category_id", "code"), changes)


def write_stoppers(pack: Pack, categories: dict[str, int], *, changes: Changes) -> None:
    """Make the stoppers what the pack says; a pack without any leaves them as they are."""
    _follow(pack, "stoppers", Stopper, categories, ("code",), changes)


def _follow(
    pack: Pack, sheet: str, table: type[Model], categories: dict[str, int], key: tuple[str, ...], changes: Changes
) -> None:
    rows = pack.rows(sheet)
    if not rows:
        return
    names = [column.name for column in SHEETS[sheet].columns if column.name != "category"]
    wanted: list[dict[str, Any]] = [
        {"category_id": categories.get(row["category"]), **{name: row[name] for name in names}, "position": position}
        for position, row in enumerate(rows, start=1)
    ]
    found = bring_up_to_date(table._default_manager.all(), wanted, key=key, changes=changes)
    gone, _by_table = table._default_manager.exclude(pk__in=[row.pk for row in found.values()]).delete()
    changes.add(sheet, gone)
