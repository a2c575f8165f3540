"""Time limits at work, their pauses, and the job of computing them anew."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.leg import Leg
from departments.models import ClockKind, Ladder, WorkCalendar

USER = settings.AUTH_USER_MODEL


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


LIVE_CLOCK = Q(state__in=[ClockState.RUNNING, ClockState.PAUSED])


class Clock(models.Model):
    """A time limit at work on a case or a leg: its budget, what is used, when it is due and when it next fires.

    While it runs, `due_at` is `resumed_at` plus the working time left (budget less consumed), in its calendar.
    """

    # Of the indexes that foreign keys bring only those stay that a question uses: clocks are written by the thousand.
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", db_index=False)
    # None: the clock is the case's own, toward the citizen or a desk.
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind, default=ClockKind.HANDLE)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="+", db_index=False)
    # True: the budget counts around the clock; False: in the calendar's working time.
    around_the_clock = models.BooleanField(default=False)
    budget_seconds = models.PositiveIntegerField()
    # Banked up to the last pause, change or end; what has run since `resumed_at` comes on top.
    consumed_seconds = models.PositiveIntegerField(default=0)
    # What is used beyond the whole seconds, in millionths: many pauses neither lose nor gain a second.
    consumed_micros = models.PositiveIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField()
    # When it last began to run; None while it is paused.
    resumed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ladder = models.ForeignKey(Ladder, models.PROTECT, null=True, related_name="+", db_index=False)
    # Counted up by each change of the limit: rungs of another generation are other rungs.
    generation = models.PositiveSmallIntegerField(default=1)
    next_rung = models.PositiveSmallIntegerField(default=1)
    # How often the last rung was fired again.
    repeated = models.PositiveSmallIntegerField(default=0)
    # When the sweep must look at it next; None: no rung is left.
    next_fire_at = models.DateTimeField(null=True)
    # Somebody has said "I see to it": until then the ladder holds still.
    acknowledged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    held_until = models.DateTimeField(null=True)
    # All rungs and repeats have fired and it still runs: on the board of stuck escalations.
    stuck_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_fire_at", "id"], name="clock_next_fire", condition=Q(state="running")),
            models.Index(fields=["case"], name="clock_of_case"),
            models.Index(fields=["calendar", "id"], name="clock_by_calendar", condition=Q(state="running")),
            # Calls that nobody has answered: few among all the clocks of a city, and asked for by every desk.
            models.Index(fields=["started_at"], name="clock_call", condition=LIVE_CLOCK & Q(kind="call")),
            # Ladders that have fired and still run: what a board waits to see acknowledged.
            models.Index(fields=["case"], name="clock_rang", condition=Q(state="running", next_rung__gt=1)),
            models.Index(fields=["stuck_at"], name="clock_stuck", condition=Q(state="running", stuck_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "leg", "kind"], condition=LIVE_CLOCK, nulls_distinct=False, name="one_live_clock_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class ClockPause(models.Model):
    """A clock stood still from `begins_at` to `ends_at` (None: it still does); pauses of a clock never overlap."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_pause_has_a_reason"),
            models.UniqueConstraint(fields=["clock"], condition=Q(ends_at=None), name="one_open_pause_a_clock"),
        ]

    def __str__(self) -> str:
        return f"pause of {self.clock_id}"


class Recount(models.Model):
    """The job of computing running clocks anew after a calendar was edited; done in batches by a worker."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="recounts")
    version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    # The last clock looked at: the next batch begins after it.
    reached = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="recount_waiting", condition=Q(done_at=None))]
        constraints = [models.UniqueConstraint(fields=["calendar", "version"], name="recount_once")]

    def __str__(self) -> str:
        return f"recount of {self.calendar_id} at {self.version}"
