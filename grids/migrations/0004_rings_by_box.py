from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models
from django.db.models import F, Func


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0003_grids_in_full"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="ring", name="ring_by_level"),
        migrations.AddIndex(
            model_name="ring",
            index=GistIndex(F("level"), Func(F("ring"), function="box"), name="ring_box_by_level"),
        ),
        migrations.AddIndex(
            model_name="ring",
            index=GistIndex(Func(F("ring"), function="box"), condition=models.Q(level="cell"), name="ring_box_of_cell"),
        ),
    ]
