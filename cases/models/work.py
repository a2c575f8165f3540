"""What is being done: a department's part, its clocks, and visits of officers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Department, Duty, Ladder, Part, WorkCalendar

USER = settings.AUTH_USER_MODEL


class LegState(models.TextChoices):
    SENT = "sent", _("Waiting to be accepted")
    HANDLING = "handling", _("Being handled")
    RETURNED = "returned", _("Returned")
    FINISHED = "finished", _("Finished")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_LEG = Q(state__in=[LegState.SENT, LegState.HANDLING])


class Leg(models.Model):
    """One department's part in a case. Queues, clocks and access hang here."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="legs")
    department = models.ForeignKey(Department, models.PROTECT, related_name="legs")
    part = models.CharField(max_length=4, choices=Part, default=Part.HOST)
    mandatory = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=LegState, default=LegState.SENT)
    assignee = models.ForeignKey(USER, models.PROTECT, null=True, related_name="legs")
    area_path = models.CharField(max_length=120, db_collation="C", blank=True)
    # A copy of its running clock's, so that a queue is one index range, soonest first.
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # The duty that named this department, and the reason in words; no duty: a person chose.
    duty = models.ForeignKey(Duty, models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "department"], condition=OPEN_LEG, name="one_open_leg_a_department"
            ),
            models.UniqueConstraint(fields=["case"], condition=OPEN_LEG & Q(part=Part.HOST), name="one_open_host"),
        ]
        indexes = [
            models.Index(fields=["department", "due_at", "id"], name="leg_queue", condition=OPEN_LEG),
            models.Index(fields=["assignee", "due_at", "id"], name="leg_mine", condition=OPEN_LEG),
            models.Index(fields=["due_at"], name="leg_due", condition=OPEN_LEG),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} in {self.case_id}"


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    MET = "met", _("Met")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class Clock(models.Model):
    """A time limit at work on a leg: its budget, what is used, when it is due and when it next fires."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="clocks")
    kind = models.CharField(max_length=16, default="handle")
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="+")
    # True: the budget counts around the clock; False: in the calendar's working time.
    around_the_clock = models.BooleanField(default=False)
    budget_seconds = models.PositiveIntegerField()
    consumed_seconds = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ladder = models.ForeignKey(Ladder, models.PROTECT, null=True, related_name="+")
    generation = models.PositiveSmallIntegerField(default=1)
    next_rung = models.PositiveSmallIntegerField(default=1)
    # When the sweep must look at it next; None: no rung is left.
    next_fire_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_fire_at", "id"], name="clock_next_fire", condition=Q(state="running")),
            models.Index(fields=["case"], name="clock_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["leg", "kind"], condition=Q(state="running"), name="one_running_clock_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class FieldTask(models.Model):
    """A visit asked of an officer: a check (核查) of what was done."""

    class Kind(models.TextChoices):
        CHECK = "check", _("Check")

    class Result(models.TextChoices):
        PASSED = "passed", _("Solved")
        FAILED = "failed", _("Not solved")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHECK)
    officer = models.ForeignKey(USER, models.PROTECT, related_name="tasks")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, choices=Result, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(done_at=None), name="one_open_task_a_kind")
        ]
        indexes = [models.Index(fields=["officer", "due_at"], name="task_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"
