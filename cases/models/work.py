"""What is asked of people: visits, decisions, and scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.leg import Leg
from departments.models import Reason

USER = settings.AUTH_USER_MODEL


class FieldTask(models.Model):
    """A visit asked of an officer: a look at what was reported (核实), or a check of what was done (核查)."""

    class Kind(models.TextChoices):
        VERIFY = "verify", _("Verify")
        CHECK = "check", _("Check")

    class Result(models.TextChoices):
        TRUE = "true", _("As reported")
        FALSE = "false", _("Not as reported")
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


class Request(models.Model):
    """Something asked about a case that another person decides: more time, a pause, a way out, a reply."""

    class Kind(models.TextChoices):
        FILING = "filing", _("Filing")
        RETURN = "return", _("Return of a part")
        EXTENSION = "extension", _("Extension")
        SUSPENSION = "suspension", _("Suspension")
        CANCEL = "cancel", _("Cancellation")
        FORCED_CLOSE = "forced_close", _("Forced close")
        APPEAL = "appeal", _("Appeal")
        SUPERVISION = "supervision", _("Supervision")

    class Decision(models.TextChoices):
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        REPLIED = "replied", _("Replied")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(max_length=12, choices=Kind)
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="requests")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, related_name="+")
    note = models.TextField(max_length=2000)
    # What is asked for: a suspension's end, a filing's standard, a supervision's kind and level.
    data = models.JSONField(default=dict)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    # The head of the department (or, for an appeal, the dispatch desk) has passed it on.
    endorsed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    endorsed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "leg", "kind"], condition=Q(decision=""), nulls_distinct=False,
                name="one_open_request_a_kind",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["kind", "at"], name="request_open", condition=Q(decision="")),
            models.Index(fields=["leg"], name="request_of_leg"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class Score(models.Model):
    """What a department's part in a closed case is worth, given by somebody who had no part in it (双考核)."""

    leg = models.OneToOneField(Leg, models.PROTECT, related_name="score")
    points = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__lte=100), name="points_to_a_hundred")]

    def __str__(self) -> str:
        return f"{self.points} for {self.leg_id}"
