"""Counting calls must cost no flush: the table is unlogged, and a crash may empty it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE departments_callcount SET UNLOGGED", "ALTER TABLE departments_callcount SET LOGGED"
        )
    ]
