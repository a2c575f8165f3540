"""What Django's schema cannot say: numbers, append-only history, and tables that are swept often."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE cases_number AS bigint"

APPEND_ONLY = """
CREATE FUNCTION cases_history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: entry % of case % stays as it is', OLD.number, OLD.case_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_is_final BEFORE UPDATE OR DELETE ON cases_historyentry
    FOR EACH ROW EXECUTE FUNCTION cases_history_is_final();
"""

# Claimed rows leave dead entries at the low end of these indexes; an early vacuum keeps the sweeps short.
SWEPT = """
ALTER TABLE cases_notice SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE cases_boarddelta SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE cases_clock SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE cases_case SET (fillfactor = 80);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]
    operations = [
        migrations.RunSQL(NUMBERS, "DROP SEQUENCE cases_number"),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER history_is_final ON cases_historyentry; DROP FUNCTION cases_history_is_final()",
        ),
        migrations.RunSQL(SWEPT, migrations.RunSQL.noop),
    ]
