"""Writing many rows of our own tables at once, by PostgreSQL's COPY in its binary form."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql

# The types as which values are sent; PostgreSQL reads a native polygon from the bytes of grids.boundaries.rings_of.
KINDS = {"PolygonField": "bytea", "BinaryField": "bytea", "DateField": "date"}


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert `rows`, each with the values of the fields `names` in their order; nothing has a default here."""
    fields = [model._meta.get_field(name) for name in names]
    columns = sql.SQL(", ").join(sql.Identifier(str(getattr(field, "column"))) for field in fields)  # noqa: B009
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(model._meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_kind(field) for field in fields])
        for row in rows:
            copy.write_row(row)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Return `count` fresh ids: what refers to a row can then be made before the row is written."""
    statement = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.db_table, count])
        return [pk for (pk,) in cursor.fetchall()]


def _kind(field: object) -> str:
    named = KINDS.get(type(field).__name__)
    return named or str(field.rel_db_type(connection)).split("(")[0].replace("bigint", "int8")  # type: ignore[attr-defined]
