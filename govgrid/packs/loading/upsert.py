"""Making rows of a table what a pack says: insert what is new, change what differs, touch nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass
class Changes:
    """How many rows of what kind were made, changed or retired; all zero when a pack is loaded again."""

    counts: dict[str, int] = field(default_factory=dict)
    # What whoever loads must still do.
    to_do: list[str] = field(default_factory=list)

    def add(self, what: str, count: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + count

    def __bool__(self) -> bool:
        return any(self.counts.values())


def bring_up_to_date(
    rows: QuerySet[M], wanted: Sequence[Mapping[str, Any]], *, key: Sequence[str], changes: Changes
) -> dict[tuple[Any, ...], M]:
    """Insert or change `rows` until each of `wanted` (field names to values, the same in each) stands there.

    `key` names the fields that make a row the same one. Returns the wanted rows by key; others are left alone.
    """
    model = rows.model
    present = {tuple(getattr(row, name) for name in key): row for row in rows}
    new, changed, found = [], [], {}
    for values in wanted:
        at = tuple(values[name] for name in key)
        row = present.get(at)
        if row is None:
            new.append(model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
        if row is not None:
            found[at] = row
    model._default_manager.bulk_create(new, batch_size=1000)
    if changed:
        model._default_manager.bulk_update(changed, [name for name in wanted[0] if name not in key], batch_size=500)
    found |= {tuple(getattr(row, name) for name in key): row for row in new}
    changes.add(str(model._meta.verbose_name_plural), len(new) + len(changed))
    return found
