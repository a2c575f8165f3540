"""What was changed in how the city is configured: appended to, never altered."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfigChange(models.Model):
    """One change of the configuration: who made it, when, and what stood there before and after; append-only."""

    class Action(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        ENDED = "ended", _("Ended")
        REMOVED = "removed", _("Removed")
        IMPORTED = "imported", _("Pack imported")

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # What kind of thing, as a page of the settings calls it, and which one: its code.
    subject = models.SlugField(max_length=20)
    key = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=8, choices=Action)
    # Only the fields that differ; None before: it was not there.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="config_change_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}: {self.action}"
