"""Writing the templates and macros of a pack, in the order of its files."""

from collections import defaultdict
from datetime import date
from typing import Any

from departments.models import Macro, MacroStep, Template
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack, Row

Ids = dict[str, int]
STEP = ("position", "action", "move", "fields")


def write_templates(pack: Pack, categories: Ids, departments: Ids, *, on: date, changes: Changes) -> None:
    """Write the templates; one that is no more ends at `on`. A pack without any says nothing of them, and they stay."""
    if not pack.rows("templates"):
        return
    names = ("code", "audience", "move", "name_en", "name_zh", "words_en", "words_zh")
    wanted = [
        {**{name: row[name] for name in names}, **_whose(row, position, categories, departments)}
        for position, row in enumerate(pack.rows("templates"), start=1)
    ]
    bring_up_to_date(Template.objects.all(), wanted, key=("code",), changes=changes)
    gone = Template.objects.filter(valid_to=None).exclude(code__in=[row["code"] for row in wanted])
    changes.add("templates", gone.update(valid_to=on))


def write_macros(pack: Pack, categories: Ids, departments: Ids, *, on: date, changes: Changes) -> None:
    """Write the macros and their actions; one that is no more ends at `on`. As with templates, none says nothing."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in pack.rows("macros"):
        lines[row["macro"]].append(row)
    if not lines:
        return
    wanted = [
        {"code": code, **{name: rows[0][name] for name in ("name_en", "name_zh")},
         **_whose(rows[0], position, categories, departments)}
        for position, (code, rows) in enumerate(lines.items(), start=1)
    ]  # fmt: skip
    found = bring_up_to_date(Macro.objects.all(), wanted, key=("code",), changes=changes)
    _write_steps({found[(code,)].pk: rows for code, rows in lines.items()}, changes)
    gone = Macro.objects.filter(valid_to=None).exclude(code__in=list(lines))
    changes.add("macros", gone.update(valid_to=on))


def _whose(row: Row, position: int, categories: Ids, departments: Ids) -> dict[str, Any]:
    return {
        "department_id": departments.get(row["department"]),
        "category_id": categories.get(row["category"]),
        "position": position,
        "valid_to": None,
    }


def _write_steps(lines: dict[int, list[Row]], changes: Changes) -> None:
    """Make the actions of each macro anew where they differ: nothing else refers to them."""
    templates = dict(Template.objects.values_list("code", "pk"))
    written: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for step in MacroStep.objects.filter(macro__in=lines).order_by("macro", "position"):
        written[step.macro_id].append(_said(step, step.template_id))
    for macro_id, rows in lines.items():
        wanted = [_said(row, templates.get(row["template"])) for row in sorted(rows, key=lambda row: row["position"])]
        if wanted != written[macro_id]:
            MacroStep.objects.filter(macro=macro_id).delete()
            MacroStep.objects.bulk_create(MacroStep(macro_id=macro_id, **said) for said in wanted)
            changes.add("actions of macros", len(wanted))


def _said(step: MacroStep | Row, template_id: int | None) -> dict[str, Any]:
    read = step.__getitem__ if isinstance(step, Row) else lambda name: getattr(step, name)
    return {**{name: read(name) for name in STEP}, "template_id": template_id}
