"""Tables emptied after a test with real transactions.

Django's flush makes every right and kind of content anew, under other ids, which takes seconds; the rows that the
migrations wrote are never changed by a test, and stay.
"""

from django.db import connection, transaction

from tests.photograph import tables_with_rows

OF_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations"}


@transaction.atomic
def empty_tables() -> None:
    """Take out all rows but those of the migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger: no foreign key, no kept history
        for table in set(tables_with_rows()) - OF_MIGRATIONS:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
