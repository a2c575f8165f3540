"""Writing the dictionary, the versions of filing standards, and a new duty set where the duties changed."""

import hashlib
from datetime import date, datetime

from departments.models import Category, Duty, DutySet, FilingStandard, Reason, StageLimit
from govgrid.packs.columns import SHEETS
from govgrid.packs.loading.upsert import Changes, bring_up_to_date
from govgrid.packs.pack import Pack, Row

STANDARD_KEY = ("category_id", "condition_no", "zone")


def write_categories(pack: Pack, *, on: date, changes: Changes) -> dict[str, int]:
    """Return the ids of the pack's categories by code; those that are no more end at `on`."""
    names = ("code", "kind", "name_en", "name_zh", "icon", "source", "verified", "publish", "public", "urgent")
    ids: dict[str, int] = {}
    for major in (True, False):
        rows = [row for row in pack.rows("categories") if (row["parent"] == "") is major]
        wanted = [
            {**{name: row[name] for name in names}, "parent_id": ids.get(row["parent"]), "valid_to": None}
            for row in rows
        ]
        found = bring_up_to_date(Category.objects.all(), wanted, key=("code",), changes=changes)
        ids |= {code: category.pk for (code,), category in found.items()}
    gone = Category.objects.filter(valid_to=None).exclude(code__in=ids).update(valid_to=on)
    changes.add("categories", gone)
    return ids


def write_standards(pack: Pack, categories: dict[str, int], *, on: date, changes: Changes) -> None:
    """Add a version of each standard that changed; a case keeps the version under which it was filed."""
    latest = {_key(row): row for row in FilingStandard.objects.order_by("version")}
    new, ended, kept = [], [], set()
    for row in pack.rows("standards"):
        wanted = _standard(row, categories)
        old = latest.get(_key(wanted))
        kept.add(_key(wanted))
        if old is not None and old.valid_to is None and _same(old, wanted):
            continue
        version = 1 if old is None else old.version + 1
        if old is not None:
            ended.append(old)
            wanted.valid_from = max(wanted.valid_from, on)
        wanted.version = version
        new.append(wanted)
    ended += [row for key, row in latest.items() if key not in kept and row.valid_to is None]
    FilingStandard.objects.filter(pk__in=[row.pk for row in ended], valid_to=None).update(valid_to=on)
    FilingStandard.objects.bulk_create(new, batch_size=500)
    changes.add("filing standards", len(new) + len(ended))


def _key(row: FilingStandard) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in STANDARD_KEY)


def _standard(row: Row, categories: dict[str, int]) -> FilingStandard:
    values = {name: row[name] for name in _standard_columns()}
    return FilingStandard(category_id=categories[row["category"]], **values)


def _standard_columns() -> list[str]:
    return [column.name for column in SHEETS["standards"].columns if column.name != "category"]


def _same(old: FilingStandard, wanted: FilingStandard) -> bool:
    # The first day of a later version is the day it was loaded, not the one in the pack.
    return all(
        getattr(old, name) == getattr(wanted, name)
        for name in _standard_columns()
        if name != "valid_from" or old.version == 1
    )


def write_stages(pack: Pack, *, changes: Changes) -> None:
    """Make the time limits of the stages what the pack says: one it does not name is not timed.

    A pack without any says nothing of them, and they stay.
    """
    if not pack.rows("stages"):
        return
    names = ("kind", "limit_value", "limit_unit")
    wanted = [{name: row[name] for name in names} for row in pack.rows("stages")]
    bring_up_to_date(StageLimit.objects.all(), wanted, key=("kind",), changes=changes)
    gone, _by_table = StageLimit.objects.exclude(kind__in=[row["kind"] for row in wanted]).delete()
    changes.add("stage limits", gone)


def write_reasons(pack: Pack, *, on: date, changes: Changes) -> None:
    """Write the reasons in the order of the file; one that is no more ends at `on`, for moves refer to it.

    A pack without any says nothing of them, and they stay.
    """
    if not pack.rows("reasons"):
        return
    names = ("kind", "code", "name_en", "name_zh")
    wanted = [
        {**{name: row[name] for name in names}, "position": position, "valid_to": None}
        for position, row in enumerate(pack.rows("reasons"), start=1)
    ]
    found = bring_up_to_date(Reason.objects.all(), wanted, key=("kind", "code"), changes=changes)
    kept = [reason.pk for reason in found.values()]
    gone = Reason.objects.filter(valid_to=None).exclude(pk__in=kept).update(valid_to=on)
    changes.add("reasons", gone)


def write_duties(
    pack: Pack,
    categories: dict[str, int],
    areas: dict[str, int],
    departments: dict[str, int],
    *,
    at: datetime,
    changes: Changes,
) -> None:
    """Adopt a new duty set if the duty list differs from the one adopted; the old one stays as it was."""
    digest = _digest(pack)
    adopted = DutySet.objects.filter(state=DutySet.State.ADOPTED).first()
    if adopted and adopted.digest == digest:
        return
    DutySet.objects.filter(state=DutySet.State.ADOPTED).update(state=DutySet.State.RETIRED)
    newest = DutySet.objects.order_by("-version").first()
    adopted = DutySet.objects.create(
        version=newest.version + 1 if newest else 1, state=DutySet.State.ADOPTED, adopted_at=at, digest=digest
    )
    names = ("code", "hours", "part", "priority", "reason_en", "reason_zh", "valid_from", "valid_to")
    rows = [
        Duty(
            duty_set=adopted,
            category_id=categories.get(row["category"]),
            area_id=areas.get(row["area"]),
            department_id=departments[row["department"]],
            **{name: row[name] for name in names},
        )
        for row in pack.rows("duties")
    ]
    Duty.objects.bulk_create(rows, batch_size=1000)
    changes.add("duties", len(rows))


def _digest(pack: Pack) -> str:
    text = "\n".join(repr(list(row.values.items())) for row in pack.rows("duties"))
    return hashlib.sha256(text.encode()).hexdigest()
