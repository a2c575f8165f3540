"""Writing the dictionary, the versions of filing standards, and a new duty set where the duties changed."""

from datetime import date, datetime

from django.db.models import Q
from django.db.models.functions import Greatest

from cases.models import Case
from departments import duties, duty_sets
from departments.models import Category, DutySet, FilingStandard, Reason, StageLimit
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
    _end(ended, on)
    FilingStandard.objects.bulk_create(new, batch_size=500)
    changes.add("filing standards", len(new) + len(ended))


def _end(standards: list[FilingStandard], on: date) -> None:
    """End them on `on`, and with each the version that holds until a planned one begins, which then never does."""
    keys = {_key(row) for row in standards}
    until_later = [row.pk for row in FilingStandard.objects.filter(valid_to__gt=on) if _key(row) in keys]
    newest = Q(pk__in=[row.pk for row in standards], valid_to=None)
    FilingStandard.objects.filter(newest | Q(pk__in=until_later)).update(valid_to=Greatest("valid_from", on))


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
    adopt: bool,
    changes: Changes,
) -> None:
    """Make a duty set of the pack's duty list where it differs from the adopted one; see duty_sets.

    The set is adopted at once in a city without an adopted set or without cases, and where `adopt` asks for it; else
    it is a draft, and `changes` says what to do with it.
    """
    digest, adopted = duty_sets.digest(_rules(pack)), duties.adopted_set()
    if adopted and duty_sets.digest_of(adopted) == digest:
        return
    waiting = DutySet.objects.filter(state__in=[DutySet.State.DRAFT, DutySet.State.TRIED])
    found = next((one for one in waiting.order_by("-version") if duty_sets.digest_of(one) == digest), None)
    if found is None:
        rows = [duty_columns(row, categories, areas, departments) for row in pack.rows("duties")]
        found = duty_sets.draft(rows, by=None, at=at, note=f"{pack.city['slug']}/duties.csv")
        changes.add("duties", len(rows))
    if adopt or adopted is None or not Case.unscoped.exists():
        duty_sets.adopt_untried(found, by=None, at=at)
        changes.add("duty sets adopted", 1)
    else:
        changes.to_do.append(_to_do(found, adopted))


def duty_columns(
    row: Row, categories: dict[str, int], areas: dict[str, int], departments: dict[str, int]
) -> dict[str, object]:
    """Return the columns of Duty that a line of duties.csv says; ids are by code."""
    names = ("code", "hours", "part", "priority", "reason_en", "reason_zh", "valid_from", "valid_to")
    return {
        "category_id": categories.get(row["category"]),
        "area_id": areas.get(row["area"]),
        "department_id": departments[row["department"]],
        **{name: row[name] for name in names},
    }


def _rules(pack: Pack) -> list[tuple[object, ...]]:
    names = [column.name for column in SHEETS["duties"].columns]
    return [tuple(row[name] for name in names) for row in pack.rows("duties")]


def _to_do(found: DutySet, adopted: DutySet) -> str:
    gone = adopted.duties.filter(Q(department__valid_to__isnull=False) | Q(area__valid_to__isnull=False)).count()
    told = f" {gone} duties of set {adopted.version} name a department or area that has ended." if gone else ""
    return (
        f"The duty list has changed. It is set {found.version}, {found.get_state_display().lower()}; cases go on by set"
        f" {adopted.version}.{told} Try it, then adopt it: manage.py try_duties {found.version} --days 30, then"
        f" manage.py adopt_duties {found.version}; or on /desk/duties/{found.version}/."
    )
