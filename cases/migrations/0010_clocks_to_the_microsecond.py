from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_what_a_trial_left_out"),
        ("departments", "0005_calendar_edits"),
    ]
    operations = [
        migrations.AddField(
            model_name="clock",
            name="consumed_micros",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="recount",
            constraint=models.UniqueConstraint(fields=("calendar", "version"), name="recount_once"),
        ),
    ]
