"""What supervisors send out of the platform: a link for a big screen, and their own morning summary."""

from django.conf import settings
from django.db import models

from departments.models import Department
from grids.models import Area

USER = settings.AUTH_USER_MODEL


class WallLink(models.Model):
    """A read-only link to a wall of numbers, opened without signing in until it ends or is taken back."""

    name = models.CharField(max_length=80)
    made_by = models.ForeignKey(USER, models.CASCADE, related_name="wall_links")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # What it shows: an area, or a department's cases; neither: the whole city.
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.name


class SummaryWish(models.Model):
    """Whether a person wants the morning summary; without a row: yes, on working days."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="summary_wish")
    wanted = models.BooleanField(default=True)
    on_days_off = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wanted}"


class MorningSummary(models.Model):
    """That a person's summary of a day has been written: once, whoever asks how often."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="summaries")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="summary_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}"
