"""Tables emptied after a test with real transactions.

Django's flush makes every right and kind of content anew, under other ids, which takes seconds; the rows that the
migrations wrote are never changed by a test, and stay.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tests.photograph import tables_with_rows

OF_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations"}


MANY = 10_000  # dead rows that the next tests would have to read over


def empty_tables() -> None:
    """Take out all rows but those of the migrations."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, and so no foreign key
            taken_out = {table: _empty(cursor, table) for table in set(tables_with_rows()) - OF_MIGRATIONS}
        for table in (table for table, rows in taken_out.items() if rows > MANY):
            cursor.execute(f'VACUUM "{table}"')


def _empty(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
    return cursor.rowcount
