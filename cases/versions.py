"""What a list that follows was drawn from: one word that changes whenever anything in the city's cases has."""

from django.db import connection

# A transaction that began earlier may commit later: its entries appear below the newest number, within this many.
LOOK_BACK = 1000


def newest() -> str:
    """Return the word for the city's cases as they stand; one look-up, in the index of the history.

    Every move writes history, so a list drawn under the same word shows the same cases. It changes with each
    minute of the database's clock as well: what is due, and since when something waits, is told in minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now())::bigint / 60, coalesce(max(id), 0), coalesce(sum(id), 0)::bigint,"
            # A message is no entry where its readers are not all who see the case.
            " (SELECT coalesce(max(id), 0) FROM cases_message)"
            " FROM (SELECT id FROM cases_historyentry ORDER BY id DESC LIMIT %s) AS newest",
            [LOOK_BACK],
        )
        return "-".join(f"{number:x}" for number in cursor.fetchone())
