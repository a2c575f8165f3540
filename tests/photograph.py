"""A photograph of rows: built once in a process, and set down again by COPY in each test that wants them."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Photograph(Generic[T]):
    """What `build` returned, and every row that it wrote, by table."""

    objects: T
    rows: dict[str, bytes]


_taken: dict[Callable[[], object], Photograph] = {}


def photographed(build: Callable[[], T]) -> T:
    """Return what `build` returns, its rows in the database; it runs once, and afterwards its photograph is set down.

    `build` must write into tables that are empty, whatever they hold before.
    """
    if taken := _taken.get(build):
        _set_down(taken.rows)
    else:
        _taken[build] = taken = _photograph(build)
    return copy.deepcopy(taken.objects)


def _photograph(build: Callable[[], T]) -> Photograph[T]:
    before = tables_with_rows()
    objects = build()
    rows = {table: _rows_of(table) for table in tables_with_rows() if table not in before}
    return Photograph(copy.deepcopy(objects), rows)


def tables_with_rows() -> list[str]:
    """Return the tables that are not empty."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)  # noqa: S608
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def _rows_of(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copying:
        return b"".join(bytes(part) for part in copying)


@transaction.atomic  # rows refer to each other across tables, and are compared at the end
def _set_down(rows: dict[str, bytes]) -> None:
    with connection.cursor() as cursor:
        for table, text in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copying:
                copying.write(text)
