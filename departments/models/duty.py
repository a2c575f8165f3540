"""The duty list (权责清单): who answers for what, where and when, as a set with versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models.dictionary import Category
from departments.models.people import Department
from govgrid.lib.bilingual import in_language
from grids.models import Area


class DutySet(models.Model):
    """A version of the whole duty list (权责清单): drafted, tried on past cases, adopted. One is adopted at a time."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TRIED = "tried", _("Tried")
        ADOPTED = "adopted", _("Adopted")
        RETIRED = "retired", _("Retired")

    version = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Of the rules as they stand: what was tried is what may be adopted.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="adopted"), name="one_adopted_duty_set")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.state})"


class Part(models.TextChoices):
    HOST = "host", _("Host")
    CO_HANDLER = "co", _("Co-handler")


class Duty(models.Model):
    """A department answers for a subtree of the dictionary in a subtree of the city, at some hours."""

    class Hours(models.TextChoices):
        ANY = "any", _("At any hour")
        WORKING = "working", _("In working time")
        OUTSIDE = "outside", _("Outside working time")

    duty_set = models.ForeignKey(DutySet, models.CASCADE, related_name="duties")
    code = models.CharField(max_length=24)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    hours = models.CharField(max_length=8, choices=Hours, default=Hours.ANY)
    department = models.ForeignKey(Department, models.PROTECT, related_name="duties")
    part = models.CharField(max_length=4, choices=Part, default=Part.HOST)
    priority = models.SmallIntegerField(default=0)
    reason_en = models.CharField(max_length=300, blank=True)
    reason_zh = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [models.UniqueConstraint(fields=["duty_set", "code"], name="duty_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def reason(self) -> str:
        return in_language(self.reason_en, self.reason_zh)
