"""A phone may send a thing again whose answer it never heard: under one key it is done once.

Reports keep their key in the one statement that writes them (cases.intake); all else claims it here, first.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.intake import KeyReused, SenderKey
from cases.models import IdempotencyKey

# Of two that come at once the second waits here until the first has committed, or is rolled back.
CLAIM = """
INSERT INTO cases_idempotencykey (scope, key, request_digest, created_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


def is_first(key: SenderKey, *, at: datetime) -> bool:
    """Return whether nothing was done under `key` yet, and keep it with the caller's transaction.

    A refusal rolls the key back with the rest, so that the sender may mend the thing and send it again. Raises
    KeyReused where the key came with something else before.
    """
    if not transaction.get_connection().in_atomic_block:
        raise AssertionError("a key is claimed in the transaction of what it is for")
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key.scope, key.key, key.digest, at])
        if cursor.fetchone():
            return True
    kept = IdempotencyKey.objects.get(scope=key.scope, key=key.key)
    if kept.request_digest != key.digest:
        raise KeyReused(_("This Idempotency-Key was used for something else. Use a new key for each thing."))
    return False
