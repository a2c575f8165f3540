"""Programs at the door: their keys, and how often anyone calls."""

from django.db import models
from django.db.models import F

from departments.models.people import User


class ApiKey(models.Model):
    """A program's key: only its digest is kept; it acts as its service account and within its own quota."""

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    quota_per_minute = models.PositiveIntegerField(default=600)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class CallCount(models.Model):
    """How often one address or key called in one minute; unlogged, so it costs no flush and may be lost."""

    caller = models.CharField(max_length=80)
    minute = models.BigIntegerField()
    calls = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="call_count_once")]
        indexes = [models.Index(F("minute"), name="call_count_minute")]

    def __str__(self) -> str:
        return f"{self.caller} {self.calls}"
