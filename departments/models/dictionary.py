"""The dictionary, what files and closes a kind of case, and the reasons people choose from."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from govgrid.lib.bilingual import Bilingual, in_language
from grids.models import Zone


class Category(Bilingual, models.Model):
    """An entry of the dictionary: a kind of component (部件) or of event (事件)."""

    class Kind(models.TextChoices):
        COMPONENT = "component", _("Component")
        EVENT = "event", _("Event")

    class Publish(models.TextChoices):
        AUTOMATIC = "automatic", _("When filed")
        BY_HAND = "by_hand", _("When a person publishes it")
        NEVER = "never", _("Never")

    code = models.CharField(max_length=12, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    icon = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    publish = models.CharField(max_length=10, choices=Publish, default=Publish.BY_HAND)
    public = models.BooleanField(default=True)
    urgent = models.BooleanField(default=False)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["code"]


class LimitUnit(models.TextChoices):
    """Units of a time limit; domain.md §4b."""

    URGENT_HOUR = "urgent_hour", _("hours round the clock")
    URGENT_DAY = "urgent_day", _("days round the clock")
    WORKING_HOUR = "working_hour", _("working hours")
    WORKING_DAY = "working_day", _("working days")
    CALENDAR_DAY = "calendar_day", _("calendar days")


def limit_in_words(value: Decimal, unit: str) -> str:
    """Return a time limit as people say it, "1 working day", in the reader's language; below an hour in minutes."""
    if value < 1 and unit in (LimitUnit.URGENT_HOUR, LimitUnit.WORKING_HOUR):
        return _minutes_in_words(round(value * 60), unit)
    one = 1 if value == 1 else 2
    words = {
        LimitUnit.URGENT_HOUR: ngettext("%(n)s hour round the clock", "%(n)s hours round the clock", one),
        LimitUnit.URGENT_DAY: ngettext("%(n)s day round the clock", "%(n)s days round the clock", one),
        LimitUnit.WORKING_HOUR: ngettext("%(n)s working hour", "%(n)s working hours", one),
        LimitUnit.WORKING_DAY: ngettext("%(n)s working day", "%(n)s working days", one),
        LimitUnit.CALENDAR_DAY: ngettext("%(n)s calendar day", "%(n)s calendar days", one),
    }
    return words[LimitUnit(unit)] % {"n": number_format(f"{value.normalize():f}")}


def _minutes_in_words(minutes: int, unit: str) -> str:
    if unit == LimitUnit.URGENT_HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return ngettext("%(n)s minute of working time", "%(n)s minutes of working time", minutes) % {"n": minutes}


class CloseKind(models.TextChoices):
    FIXED = "fixed", _("Repaired")
    MADE_SAFE = "made_safe", _("Made safe")
    PLAN = "plan", _("Dated plan")
    NOTIFIED = "notified", _("Owner notified")
    # Of a case only, never of a standard.
    SELF = "self", _("Put right by the officer")
    FORCED = "forced", _("Closed by decision")


class FilingStandard(models.Model):
    """When a kind of case is filed, how long it may take and what closes it; a case keeps the version it had."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="standards")
    condition_no = models.PositiveSmallIntegerField()
    condition_en = models.CharField(max_length=300)
    condition_zh = models.CharField(max_length=300)
    zone = models.CharField(max_length=8, choices=Zone, blank=True)
    limit_value = models.DecimalField(max_digits=7, decimal_places=2)
    limit_unit = models.CharField(max_length=14, choices=LimitUnit)
    closing_en = models.CharField(max_length=300, blank=True)
    closing_zh = models.CharField(max_length=300, blank=True)
    close_kind = models.CharField(max_length=10, choices=CloseKind, default=CloseKind.FIXED)
    # Filed without a person when the place and the duty are certain: at most one a category and zone.
    automatic = models.BooleanField(default=False)
    law = models.CharField(max_length=300, blank=True)
    capture_rule = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(limit_value__gt=0), name="a_limit_is_positive"),
            models.UniqueConstraint(fields=["category", "condition_no", "zone", "version"], name="standard_once"),
        ]

    def __str__(self) -> str:
        return self.condition

    @property
    def condition(self) -> str:
        return in_language(self.condition_en, self.condition_zh)

    @property
    def limit(self) -> str:
        return limit_in_words(self.limit_value, self.limit_unit)

    @property
    def closing(self) -> str:
        return in_language(self.closing_en, self.closing_zh)


class Reason(Bilingual, models.Model):
    """A reason that people choose from when a move asks for one; domain.md §4c."""

    class Kind(models.TextChoices):
        RETURN = "return", _("Return")
        DECLINE = "decline", _("Not accepted")
        EXTENSION = "extension", _("Extension")
        SUSPENSION = "suspension", _("Suspension")
        REWORK = "rework", _("Rework")

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="reason_once")]
