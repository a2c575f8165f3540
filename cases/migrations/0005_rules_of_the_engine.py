"""What Django's schema cannot say: rungs fire once, pauses never overlap; clocks that run already go on."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

RESUMED = "UPDATE cases_clock SET resumed_at = started_at WHERE state = 'running' AND resumed_at IS NULL"

# The key is clock:generation:rung:repeat; entries written before there were keys have none.
RUNG_ONCE = """
CREATE UNIQUE INDEX rung_fired_once ON cases_historyentry ((data ->> 'key')) WHERE action = 'escalate'
"""

APART = """
ALTER TABLE cases_clockpause ADD CONSTRAINT pauses_do_not_overlap
    EXCLUDE USING gist (clock_id WITH =, tstzrange(begins_at, ends_at) WITH &&)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_engine_in_full")]
    operations = [
        migrations.RunSQL(RESUMED, migrations.RunSQL.noop),
        migrations.RunSQL(RUNG_ONCE, "DROP INDEX rung_fired_once"),
        BtreeGistExtension(),
        migrations.RunSQL(APART, "ALTER TABLE cases_clockpause DROP CONSTRAINT pauses_do_not_overlap"),
    ]
