import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0003_grids_in_full"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ring",
            index=django.contrib.postgres.indexes.GistIndex(
                condition=models.Q(("level", "cell")), fields=["ring"], name="ring_of_cell"
            ),
        ),
    ]
