"""A duty set tried on cases of the past, before anyone adopts it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Department, DutySet

USER = settings.AUTH_USER_MODEL


class DutyTrial(models.Model):
    """One trial: which rules (by digest) were asked about which cases, and how many would go elsewhere."""

    duty_set = models.ForeignKey(DutySet, models.CASCADE, related_name="trials")
    against = models.ForeignKey(DutySet, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    # "days:30" for the last 30 days, else the name of the file that was tried.
    scope = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    cases = models.PositiveIntegerField(default=0)
    elsewhere = models.PositiveIntegerField(default=0)
    # Cases that no duty could be asked about: without a category or a place, and the refused lines of a file.
    left_out = models.PositiveIntegerField(default=0)
    # Of a file's refused lines the first thousand: [line, key of trial_files.FAULTS, what stood there].
    refused = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"trial of {self.duty_set_id}"


class TrialRow(models.Model):
    """A case that would go elsewhere: to whom it goes by the adopted rules, to whom by the new ones, and why."""

    class Change(models.TextChoices):
        HOST = "host", _("Another host")
        PARTS = "parts", _("Other co-handlers")
        DESK = "desk", _("To a desk")

    trial = models.ForeignKey(DutyTrial, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    # The row's own name where cases come from a file.
    reference = models.CharField(max_length=80, blank=True)
    change = models.CharField(max_length=6, choices=Change)
    old_department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    new_department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    # Empty: it waits at the dispatch desk, because no duty or several name a host.
    old_rule = models.CharField(max_length=24, blank=True)
    new_rule = models.CharField(max_length=24, blank=True)
    # Codes only, so that it reads the same in every language: co-handlers "+ roads", rivals "D4 = D5".
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["trial", "old_department", "new_department", "id"], name="trial_row")]

    def __str__(self) -> str:
        return f"{self.case_id or self.reference}: {self.old_department_id} → {self.new_department_id}"
