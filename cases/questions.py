"""Several small questions to the database in one round trip: a board asks many, and the way there costs more."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import connection

ROWS = "(SELECT coalesce(json_agg(row_to_json(one)), '[]')::text FROM ({sql}) one)"

Rows = list[dict[str, Any]]


def ask(questions: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Rows]:
    """Return the rows of each question (SQL, parameters by name) under its name; dates and instants come as text."""
    parts = ", ".join(ROWS.format(sql=sql) for sql in questions.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", dict(given))
        return {name: orjson.loads(found) for name, found in zip(questions, cursor.fetchone(), strict=True)}
