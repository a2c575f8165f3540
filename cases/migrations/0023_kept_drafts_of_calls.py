"""A call that is being typed is a draft like any other, before there is a case."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_board_sums_by_statement")]

    operations = [
        migrations.AlterField(
            "draft",
            "case",
            models.ForeignKey(
                "cases.case",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                db_index=False,
            ),
        ),
        migrations.AlterField("draft", "composer", models.CharField(max_length=40)),
        migrations.RemoveConstraint("draft", "draft_once"),
        migrations.AddConstraint(
            "draft",
            models.UniqueConstraint(
                fields=["user", "case", "composer"],
                name="draft_once",
                nulls_distinct=False,
            ),
        ),
    ]
