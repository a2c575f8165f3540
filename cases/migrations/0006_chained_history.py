"""The history as a chain: each entry carries a digest of itself and of the entry before it in the same case."""

from django.db import migrations, models

# One text says what an entry tells; the trigger and the verification both read it here. A JSON array leaves no doubt
# where one value ends and the next begins; the instant is in microseconds, for dates are written as a session likes.
DIGEST = """
CREATE FUNCTION cases_history_text(entry cases_historyentry) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT json_build_array(entry.id, entry.case_id, entry.number, entry.action, entry.status,
        (extract(epoch FROM entry.at) * 1000000)::bigint, entry.by_id, entry.by_name, entry.department_id, entry.note,
        entry.data)::text
$$;
CREATE FUNCTION cases_history_digest(before bytea, entry cases_historyentry) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(coalesce(before, sha256(convert_to('case ' || entry.case_id, 'UTF8')))
        || convert_to(cases_history_text(entry), 'UTF8'))
$$;
"""

# What is there already is chained in its order; a hole in old numbers is left for verify_history to name.
CHAIN_THE_PAST = """
ALTER TABLE cases_historyentry DISABLE TRIGGER history_is_final;
DO $$
DECLARE
    entry cases_historyentry;
    last_case bigint;
    before bytea;
BEGIN
    FOR entry IN SELECT * FROM cases_historyentry ORDER BY case_id, number LOOP
        IF entry.case_id IS DISTINCT FROM last_case THEN
            before := NULL;
            last_case := entry.case_id;
        END IF;
        before := cases_history_digest(before, entry);
        UPDATE cases_historyentry SET hash = before WHERE id = entry.id;
    END LOOP;
END $$;
ALTER TABLE cases_historyentry ENABLE TRIGGER history_is_final;
"""

# Volatile on purpose: only so does it see the entries that the same statement has written before this one.
CHAIN = """
CREATE FUNCTION cases_history_is_chained() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    before bytea;
BEGIN
    IF NEW.number <> 1 THEN
        SELECT hash INTO before FROM cases_historyentry WHERE case_id = NEW.case_id AND number = NEW.number - 1;
        IF before IS NULL THEN
            RAISE EXCEPTION 'entry % of case % has no entry before it', NEW.number, NEW.case_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    NEW.hash := cases_history_digest(before, NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER history_is_chained BEFORE INSERT ON cases_historyentry
    FOR EACH ROW EXECUTE FUNCTION cases_history_is_chained();

CREATE FUNCTION cases_history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: it is not emptied' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_is_kept BEFORE TRUNCATE ON cases_historyentry
    FOR EACH STATEMENT EXECUTE FUNCTION cases_history_is_kept();
"""

UNCHAIN = """
DROP TRIGGER history_is_kept ON cases_historyentry;
DROP FUNCTION cases_history_is_kept();
DROP TRIGGER history_is_chained ON cases_historyentry;
DROP FUNCTION cases_history_is_chained();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_rules_of_the_engine")]
    operations = [
        migrations.RunSQL(
            DIGEST,
            "DROP FUNCTION cases_history_digest(bytea, cases_historyentry);"
            "DROP FUNCTION cases_history_text(cases_historyentry)",
        ),
        migrations.RunSQL(CHAIN_THE_PAST, migrations.RunSQL.noop),
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.CreateModel(
            name="ChainAnchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("taken_at", models.DateTimeField()),
                ("up_to", models.BigIntegerField()),
                ("entries", models.PositiveIntegerField(default=0)),
                ("digest", models.BinaryField(null=True)),
            ],
        ),
    ]
