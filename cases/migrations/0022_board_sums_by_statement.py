"""Sums by day are told once a statement: routing moves a hundred cases in one, and paid for each of them.

Measured with 100 cases a statement: 0.1 ms a case before, 0.007 ms now; a report that comes in alone 0.02 ms.
"""

from importlib import import_module

from django.db import migrations

AS_BEFORE = import_module("cases.migrations.0020_board_in_full").CASE_DAYS

DROP_OLD = """
DROP TRIGGER case_day_begins ON cases_case; DROP TRIGGER case_day_changes ON cases_case;
DROP FUNCTION cases_case_day, cases_tell_day;
"""
# Reports come in one by one: for them a row is cheaper than a statement.
BEGINS = """
CREATE FUNCTION cases_day_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended boolean := cases_has_ended(NEW.status);
    district bigint := cases_district(NEW.area_path);
BEGIN
    INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
    VALUES ('came', cases_city_day(NEW.reported_at), district, 1, false);
    IF NOT ended THEN
        INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
        VALUES ('open', cases_city_day(NEW.reported_at), district, 1, false);
    ELSIF NEW.closed_at IS NOT NULL THEN
        INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
        VALUES ('ended', cases_city_day(NEW.closed_at), district, 1, false);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_day_begins AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_day_begins();
"""
# What was told of the cases before is taken back, what is true now is told, and what is the same cancels out.
CHANGES = """
CREATE FUNCTION cases_days_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
    SELECT told.kind, (told.at AT TIME ZONE city.zone)::date, told.district, sum(told.cases), false
      FROM cases_old o JOIN cases_new n USING (id)
           CROSS JOIN (SELECT coalesce((SELECT time_zone FROM grids_city LIMIT 1), 'UTC') AS zone) city
           CROSS JOIN LATERAL (VALUES
               ('came', o.reported_at, cases_district(o.area_path), -1),
               ('came', n.reported_at, cases_district(n.area_path), 1),
               ('open', CASE WHEN NOT cases_has_ended(o.status) THEN o.reported_at END,
                cases_district(o.area_path), -1),
               ('open', CASE WHEN NOT cases_has_ended(n.status) THEN n.reported_at END,
                cases_district(n.area_path), 1),
               ('ended', CASE WHEN cases_has_ended(o.status) THEN o.closed_at END, cases_district(o.area_path), -1),
               ('ended', CASE WHEN cases_has_ended(n.status) THEN n.closed_at END, cases_district(n.area_path), 1)
           ) AS told(kind, at, district, cases)
     WHERE (cases_has_ended(o.status) <> cases_has_ended(n.status) OR o.area_path <> n.area_path)
       AND told.at IS NOT NULL
     GROUP BY 1, 2, 3 HAVING sum(told.cases) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER case_day_changes AFTER UPDATE ON cases_case
    REFERENCING OLD TABLE AS cases_old NEW TABLE AS cases_new
    FOR EACH STATEMENT EXECUTE FUNCTION cases_days_change();
"""
DROP_NEW = """
DROP TRIGGER case_day_begins ON cases_case; DROP TRIGGER case_day_changes ON cases_case;
DROP FUNCTION cases_day_begins, cases_days_change;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_patrols_and_claims")]

    operations = [migrations.RunSQL(DROP_OLD + BEGINS + CHANGES, DROP_NEW + AS_BEFORE)]
