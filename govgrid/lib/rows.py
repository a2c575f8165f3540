"""Writing many rows in one statement: arrays in, `unnest` in the server. Table and column names come from models."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import JSONField
from psycopg import sql
from psycopg.types.json import Jsonb


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str] = ()) -> list[tuple]:
    """Insert `rows` (attribute names to values, the same names in each) and return the columns `keys` of each.

    The order of the answer is the order of the rows. Nothing is sent for no rows.
    """
    if not rows:
        return []
    names = list(rows[0])
    statement = sql.SQL("INSERT INTO {table} ({columns}) SELECT * FROM {values}{answer}").format(
        table=_table(model),
        columns=_columns(model, names),
        values=_unnest(model, names),
        answer=_answer(model, keys),
    )
    return _run(statement, _arrays(model, names, rows), bool(keys))


def update(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    match: Sequence[str] = ("id",),
    plus: Mapping[str, int] | None = None,
    keys: Sequence[str] = ("id",),
) -> list[tuple]:
    """Set the other names of each row where the names in `match` are equal; add `plus`; return `keys` of those hit.

    Matching on more than the id is a compare-and-swap: a row that has changed meanwhile is not hit.
    """
    if not rows:
        return []
    names = list(rows[0])
    settings = [sql.SQL("{0} = v.{0}").format(_column(model, name)) for name in names if name not in match] + [
        sql.SQL("{0} = t.{0} + {1}").format(_column(model, name), sql.Literal(step))
        for name, step in (plus or {}).items()
    ]
    statement = sql.SQL("UPDATE {table} t SET {settings} FROM {values} AS v({columns}) WHERE {match}{answer}").format(
        table=_table(model),
        settings=sql.SQL(", ").join(settings),
        values=_unnest(model, names),
        columns=_columns(model, names),
        match=sql.SQL(" AND ").join(sql.SQL("t.{0} = v.{0}").format(_column(model, name)) for name in match),
        answer=_answer(model, keys, "t."),
    )
    return _run(statement, _arrays(model, names, rows), bool(keys))


def _run(statement: sql.Composed, values: list[list[Any]], answers: bool) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection), values)
        return cursor.fetchall() if answers else []


def _field(model: type[models.Model], name: str) -> models.Field:
    return model._meta.get_field(name)  # type: ignore[return-value]


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    return sql.Identifier(str(_field(model, name).column))


def _columns(model: type[models.Model], names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(_column(model, name) for name in names)


def _answer(model: type[models.Model], keys: Sequence[str], prefix: str = "") -> sql.Composable:
    if not keys:
        return sql.SQL("")
    columns = [sql.Composed([sql.SQL(prefix), _column(model, key)]) for key in keys]
    return sql.Composed([sql.SQL(" RETURNING "), sql.SQL(", ").join(columns)])


def _unnest(model: type[models.Model], names: Sequence[str]) -> sql.Composed:
    arrays = (f"%s::{_kind(_field(model, name))}[]" for name in names)
    return sql.SQL("unnest({})").format(sql.SQL(", ".join(arrays)))


def _kind(field: models.Field) -> str:
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(kind)


def _arrays(model: type[models.Model], names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    def column(name: str) -> list[Any]:
        values = [row[name] for row in rows]
        if isinstance(_field(model, name), JSONField):
            return [None if value is None else Jsonb(value) for value in values]
        return values

    return [column(name) for name in names]
