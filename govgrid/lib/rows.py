"""Writing many rows in one statement: one JSON document in, `json_to_recordset` in the server.

Table, column names and types come from the models. One document is parsed faster by the server than a dozen arrays
are escaped here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, models
from psycopg import sql


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str] = ()) -> list[tuple]:
    """Insert `rows` (attribute names to values, the same names in each) and return the columns `keys` of each.

    The order of the answer is the order of the rows. Nothing is sent for no rows.
    """
    if not rows:
        return []
    names = list(rows[0])
    statement = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {values}{answer}").format(
        table=_table(model),
        columns=_list(_column(model, name) for name in names),
        values=_values(model, names),
        answer=_answer(model, keys),
    )
    return _run(statement, rows, bool(keys))


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
    statement = sql.SQL("UPDATE {table} t SET {settings} FROM {values} WHERE {match}{answer}").format(
        table=_table(model),
        settings=_list(settings),
        values=_values(model, names),
        match=sql.SQL(" AND ").join(sql.SQL("t.{0} = v.{0}").format(_column(model, name)) for name in match),
        answer=_answer(model, keys, "t."),
    )
    return _run(statement, rows, bool(keys))


def upsert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, key: str) -> list[bool]:
    """Insert each row whose unique `key` is new, and change the others where they differ.

    Returns one value for each row that was written, True where it is new; a row that stands there already costs a
    look and no write.
    """
    if not rows:
        return []
    names = list(rows[0])
    columns = [_column(model, name) for name in names]
    others = [_column(model, name) for name in names if name != key]
    statement = sql.SQL(
        "INSERT INTO {table} AS t ({columns}) SELECT {columns} FROM {values} ON CONFLICT ({key}) DO UPDATE"
        " SET {settings} WHERE ({standing}) IS DISTINCT FROM ({coming}) RETURNING t.xmax = 0"
    ).format(
        table=_table(model), columns=_list(columns), values=_values(model, names), key=_column(model, key),
        settings=_list(sql.SQL("{0} = excluded.{0}").format(column) for column in others),
        standing=_list(sql.SQL("t.{}").format(column) for column in others),
        coming=_list(sql.SQL("excluded.{}").format(column) for column in others),
    )  # fmt: skip
    return [new for (new,) in _run(statement, rows, answers=True)]


def _run(statement: sql.Composed, rows: Sequence[Mapping[str, Any]], answers: bool) -> list[tuple]:
    document = orjson.dumps(rows, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS, default=str)
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection), [document.decode()])
        return cursor.fetchall() if answers else []


def _field(model: type[models.Model], name: str) -> models.Field:
    return model._meta.get_field(name)  # type: ignore[return-value]


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    return sql.Identifier(str(_field(model, name).column))


def _list(parts: Any) -> sql.Composed:
    return sql.SQL(", ").join(parts)


def _answer(model: type[models.Model], keys: Sequence[str], prefix: str = "") -> sql.Composable:
    if not keys:
        return sql.SQL("")
    columns = [sql.Composed([sql.SQL(prefix), _column(model, key)]) for key in keys]
    return sql.Composed([sql.SQL(" RETURNING "), _list(columns)])


def _values(model: type[models.Model], names: Sequence[str]) -> sql.Composed:
    columns = (sql.SQL("{} " + _kind(_field(model, name))).format(_column(model, name)) for name in names)
    # The document's keys are the rows' names, which are the columns' own.
    return sql.SQL("json_to_recordset(%s::json) AS v({})").format(_list(columns))


def _kind(field: models.Field) -> str:
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(kind)
