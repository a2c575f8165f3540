"""When offices work: calendars, and the days on which they differ."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from govgrid.lib.bilingual import Bilingual


class WorkCalendar(Bilingual, models.Model):
    """When an office works: windows for each weekday, in its own time zone; days that differ are CalendarDays."""

    code = models.SlugField(unique=True)
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=50)
    # Seven lists, Monday first, of ["08:00", "12:00"] pairs.
    windows = models.JSONField(default=list)
    always_open = models.BooleanField(default=False)
    # The last day whose holidays are known; a clock that would run past it is refused, not guessed.
    covered_to = models.DateField(null=True, blank=True)
    # Counted up by each edit; running clocks are then recomputed.
    version = models.PositiveIntegerField(default=1)
    # Of the newest edit of its hours; None by whom: a pack was loaded.
    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )


class CalendarDay(Bilingual, models.Model):
    """A day that differs from its weekday: a holiday (no windows), a make-up workday (调休), a special day."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        MAKEUP = "makeup", _("Make-up workday")
        SPECIAL = "special", _("Special day")

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days")
    day = models.DateField()
    windows = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name_en = models.CharField(max_length=100, blank=True)
    name_zh = models.CharField(max_length=100, blank=True)
    verified = models.BooleanField(default=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]
