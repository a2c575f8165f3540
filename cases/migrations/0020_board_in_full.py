"""Sums by day kept in step by triggers, links for walls, and the morning summary."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The city's day of an instant, and the district of a path ("/1/2/3/": the second id); NULL where only the city is known.
WORDS = """
CREATE FUNCTION cases_city_day(at timestamptz) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (at AT TIME ZONE coalesce((SELECT time_zone FROM grids_city LIMIT 1), 'UTC'))::date
$$;
CREATE FUNCTION cases_district(path text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(split_part(path, '/', 3), '')::bigint
$$;
CREATE FUNCTION cases_has_ended(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('declined', 'merged', 'cancelled', 'closed')
$$;
CREATE FUNCTION cases_late_part(leg cases_leg) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(leg.finished_at > leg.due_at, false) AND NOT leg.excused
$$;
"""

# A case came in on one day, and is open, or ended on another one.
CASE_DAYS = """
CREATE FUNCTION cases_tell_day(one cases_case, plus integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
    SELECT told.kind, told.day, cases_district(one.area_path), plus, false
      FROM (VALUES ('came', cases_city_day(one.reported_at)),
                   (CASE WHEN cases_has_ended(one.status) THEN 'ended' ELSE 'open' END,
                    cases_city_day(CASE WHEN cases_has_ended(one.status) THEN one.closed_at
                                        ELSE one.reported_at END))) AS told(kind, day)
     WHERE told.day IS NOT NULL
$$;
CREATE FUNCTION cases_case_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM cases_tell_day(OLD, -1);
    END IF;
    PERFORM cases_tell_day(NEW, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER case_day_begins AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_case_day();
CREATE TRIGGER case_day_changes AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (cases_has_ended(OLD.status) <> cases_has_ended(NEW.status) OR OLD.area_path <> NEW.area_path)
    EXECUTE FUNCTION cases_case_day();
"""

# The newest finished part of a department in a case counts; the one before it counts again when that is taken back.
PART_DAYS = """
CREATE FUNCTION cases_tell_part(leg cases_leg, plus integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_partday (day, department_id, district_id, took, finished, late, paused, reopened, folded)
    SELECT cases_city_day(leg.finished_at), leg.department_id, cases_district(leg.area_path),
           least(365, extract(epoch FROM leg.finished_at - leg.sent_at)::bigint / 86400), plus,
           plus * cases_late_part(leg)::integer, plus * (leg.suspensions > 0)::integer,
           plus * (SELECT reopens > 0 FROM cases_case WHERE id = leg.case_id)::integer, false
     WHERE leg.finished_at IS NOT NULL
$$;
CREATE FUNCTION cases_reopened_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_partday (day, department_id, district_id, took, finished, late, paused, reopened, folded)
    SELECT cases_city_day(l.finished_at), l.department_id, cases_district(l.area_path),
           least(365, extract(epoch FROM l.finished_at - l.sent_at)::bigint / 86400), 0, 0, 0, 1, false
      FROM (SELECT DISTINCT ON (department_id) * FROM cases_leg
             WHERE case_id = NEW.id AND state = 'finished' ORDER BY department_id, id DESC) l
     WHERE l.finished_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER part_day_reopened AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.reopens = 0 AND NEW.reopens > 0) EXECUTE FUNCTION cases_reopened_parts();
CREATE FUNCTION cases_part_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before cases_leg;
BEGIN
    IF EXISTS (SELECT FROM cases_leg WHERE case_id = NEW.case_id AND department_id = NEW.department_id
                                       AND state = 'finished' AND id > NEW.id) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO before FROM cases_leg
     WHERE case_id = NEW.case_id AND department_id = NEW.department_id AND state = 'finished' AND id < NEW.id
     ORDER BY id DESC LIMIT 1;
    IF OLD.state = 'finished' THEN
        PERFORM cases_tell_part(OLD, -1);
    ELSIF before.id IS NOT NULL THEN
        PERFORM cases_tell_part(before, -1);
    END IF;
    IF NEW.state = 'finished' THEN
        PERFORM cases_tell_part(NEW, 1);
    ELSIF before.id IS NOT NULL THEN
        PERFORM cases_tell_part(before, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER part_day_changes AFTER UPDATE ON cases_leg FOR EACH ROW
    WHEN ((OLD.state = 'finished') <> (NEW.state = 'finished')
          OR NEW.state = 'finished' AND (OLD.excused, OLD.area_path) IS DISTINCT FROM (NEW.excused, NEW.area_path))
    EXECUTE FUNCTION cases_part_day();
"""

# What is there already; also after rows were copied in past the triggers (bench.fill).
COUNT_ALL = """
CREATE PROCEDURE cases_count_days() LANGUAGE sql AS $$
    DELETE FROM cases_caseday;
    DELETE FROM cases_partday;
    INSERT INTO cases_caseday (kind, day, district_id, cases, folded)
    SELECT told.kind, told.day, cases_district(c.area_path), count(*), true
      FROM cases_case c CROSS JOIN LATERAL (VALUES
           ('came', cases_city_day(c.reported_at)),
           ('ended', CASE WHEN cases_has_ended(c.status) THEN cases_city_day(c.closed_at) END),
           ('open', CASE WHEN NOT cases_has_ended(c.status) THEN cases_city_day(c.reported_at) END)) AS told(kind, day)
     WHERE told.day IS NOT NULL GROUP BY 1, 2, 3;
    INSERT INTO cases_partday (day, department_id, district_id, took, finished, late, paused, reopened, folded)
    SELECT cases_city_day(l.finished_at), l.department_id, cases_district(l.area_path),
           least(365, extract(epoch FROM l.finished_at - l.sent_at)::bigint / 86400), count(*),
           count(*) FILTER (WHERE coalesce(l.finished_at > l.due_at, false) AND NOT l.excused), count(*) FILTER (WHERE l.suspensions > 0),
           count(*) FILTER (WHERE (SELECT reopens > 0 FROM cases_case WHERE id = l.case_id)), true
      FROM (SELECT DISTINCT ON (case_id, department_id) * FROM cases_leg
             WHERE state = 'finished' ORDER BY case_id, department_id, id DESC) l
     WHERE l.finished_at IS NOT NULL GROUP BY 1, 2, 3, 4;
$$;
CALL cases_count_days();
"""
UNDO = """
DROP PROCEDURE cases_count_days;
DROP TRIGGER case_day_begins ON cases_case; DROP TRIGGER case_day_changes ON cases_case;
DROP TRIGGER part_day_changes ON cases_leg; DROP TRIGGER part_day_reopened ON cases_case;
DROP FUNCTION cases_reopened_parts, cases_case_day, cases_tell_day, cases_part_day, cases_tell_part;
DROP FUNCTION cases_late_part, cases_has_ended, cases_district, cases_city_day;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_desks"),
        ("departments", "0006_grids_in_full"),
        ("grids", "0005_components_digest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("came", "Came in"), ("ended", "Ended"), ("open", "Open")], max_length=5),
                ),
                ("day", models.DateField()),
                ("cases", models.IntegerField()),
                ("folded", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="MorningSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PartDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("took", models.PositiveSmallIntegerField()),
                ("finished", models.IntegerField()),
                ("late", models.IntegerField()),
                ("paused", models.IntegerField()),
                ("reopened", models.IntegerField()),
                ("folded", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SummaryWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted", models.BooleanField(default=True)),
                ("on_days_off", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="WallLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("language", models.CharField(max_length=10)),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="html",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("next_rung__gt", 1), ("state", "running")), fields=["case"], name="clock_rang"
            ),
        ),
        migrations.AddField(
            model_name="caseday",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="grids.area",
            ),
        ),
        migrations.AddField(
            model_name="morningsummary",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="summaries", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="partday",
            name="department",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="departments.department",
            ),
        ),
        migrations.AddField(
            model_name="partday",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="grids.area",
            ),
        ),
        migrations.AddField(
            model_name="summarywish",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="summary_wish", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="walllink",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="grids.area"
            ),
        ),
        migrations.AddField(
            model_name="walllink",
            name="department",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="departments.department"
            ),
        ),
        migrations.AddField(
            model_name="walllink",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="wall_links", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="caseday",
            index=models.Index(condition=models.Q(("folded", False)), fields=["id"], name="case_day_to_fold"),
        ),
        migrations.AddConstraint(
            model_name="caseday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", True)),
                fields=("kind", "day", "district"),
                name="case_day_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="morningsummary",
            constraint=models.UniqueConstraint(fields=("user", "day"), name="summary_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="partday",
            index=models.Index(condition=models.Q(("folded", False)), fields=["id"], name="part_day_to_fold"),
        ),
        migrations.AddConstraint(
            model_name="partday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folded", True)),
                fields=("day", "department", "district", "took"),
                name="part_day_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(WORDS + CASE_DAYS + PART_DAYS + COUNT_ALL, UNDO),
    ]
