from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_calls_that_wait"),
    ]

    operations = [
        migrations.AddField(
            model_name="dutytrial",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="dutytrial",
            name="refused",
            field=models.JSONField(default=list),
        ),
    ]
