import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_one_shift_at_once")]
    operations = [
        migrations.AddField(
            model_name="workcalendar",
            name="edited_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workcalendar",
            name="edited_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="stagelimit",
            name="limit_value",
            field=models.DecimalField(decimal_places=4, max_digits=9),
        ),
    ]
