"""A photograph of rows: built once in a process, and set down again at one stroke in each test that wants them."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection, transaction
from psycopg import sql

T = TypeVar("T")


@dataclass(frozen=True)
class Photograph(Generic[T]):
    """What `build` returned, and the statements that write every row which it wrote."""

    objects: T
    statements: str


_taken: dict[Callable[[], object], Photograph] = {}


def photographed(build: Callable[[], T]) -> T:
    """Return what `build` returns, its rows in the database; it runs once, and afterwards its photograph is set down.

    `build` must write into tables that are empty, whatever they hold before. It may itself begin with a photograph.
    """
    if taken := _taken.get(build):
        _set_down(taken.statements)
    else:
        _taken[build] = taken = _photograph(build)
    return copy.deepcopy(taken.objects)


def _photograph(build: Callable[[], T]) -> Photograph[T]:
    before = tables_with_rows()
    objects = build()
    written = [_writing(table) for table in tables_with_rows() if table not in before]
    return Photograph(copy.deepcopy(objects), ";".join(written))


def tables_with_rows() -> list[str]:
    """Return the tables that are not empty."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)  # noqa: S608
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


COLUMNS = """
SELECT array_agg(column_name::text) FROM information_schema.columns
 WHERE table_schema = current_schema AND table_name = %s AND is_generated = 'NEVER'
"""
ROWS = "SELECT coalesce(json_agg(one), '[]')::text FROM {table} one"
WRITING = "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, {rows})"


def _writing(table: str) -> str:
    name = sql.Identifier(table)
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        columns = sql.SQL(", ").join(map(sql.Identifier, cursor.fetchone()[0]))
        cursor.execute(sql.SQL(ROWS).format(table=name))
        [rows] = cursor.fetchone()
        return sql.SQL(WRITING).format(table=name, columns=columns, rows=sql.Literal(rows)).as_string(cursor.connection)


@transaction.atomic
def _set_down(statements: str) -> None:
    with connection.cursor() as cursor:
        # These rows were whole when the photograph was taken: no trigger looks at them again, and no foreign key.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statements)
        cursor.execute("SET LOCAL session_replication_role = origin")
