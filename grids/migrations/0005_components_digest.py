from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0004_rings_by_box"),
    ]

    operations = [
        migrations.AddField(
            model_name="city",
            name="components_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
