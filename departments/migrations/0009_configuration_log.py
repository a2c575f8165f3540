"""The log of configuration changes, to which rows are only appended."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION departments_changes_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The log of configuration changes is only appended to.'; END $$;
CREATE TRIGGER changes_are_kept BEFORE UPDATE OR DELETE ON departments_configchange
    FOR EACH ROW EXECUTE FUNCTION departments_changes_are_kept();
"""
LET_GO = """
DROP TRIGGER changes_are_kept ON departments_configchange;
DROP FUNCTION departments_changes_are_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0008_templates_and_macros"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfigChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("subject", models.SlugField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=80)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("changed", "Changed"),
                            ("ended", "Ended"),
                            ("removed", "Removed"),
                            ("imported", "Pack imported"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("after", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "-id"], name="config_change_of_subject")],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
