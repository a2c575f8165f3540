"""Calls of duty officers that nobody has answered yet are found without reading the other clocks."""

from django.db import migrations, models
from django.db.models import Q

OPEN_CALL = Q(state__in=["running", "paused"]) & Q(kind="call")


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_doctor_and_dead_letters")]
    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["started_at"], name="clock_call", condition=OPEN_CALL),
        )
    ]
