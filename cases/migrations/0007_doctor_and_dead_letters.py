"""What the doctor found, and quick looks at what was given up."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_chained_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkup",
            fields=[
                ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("found", models.PositiveIntegerField()),
                ("breach", models.BooleanField()),
                ("examples", models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "dead")), fields=["created_at"], name="delivery_dead"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("dead_at__isnull", False), ("done_at", None)),
                fields=["dead_at"],
                name="notice_dead",
            ),
        ),
    ]
