"""A department's part in a case: queues, clocks and access hang here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Department, Duty, Part

USER = settings.AUTH_USER_MODEL


class LegState(models.TextChoices):
    SENT = "sent", _("Waiting to be accepted")
    HANDLING = "handling", _("Being handled")
    SUSPENDED = "suspended", _("Suspended")
    RETURNED = "returned", _("Returned")
    FINISHED = "finished", _("Finished")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_LEG = Q(state__in=[LegState.SENT, LegState.HANDLING, LegState.SUSPENDED])


class Leg(models.Model):
    """One department's part in a case. Queues, clocks and access hang here."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="legs")
    department = models.ForeignKey(Department, models.PROTECT, related_name="legs")
    part = models.CharField(max_length=4, choices=Part, default=Part.HOST)
    mandatory = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=LegState, default=LegState.SENT)
    assignee = models.ForeignKey(USER, models.PROTECT, null=True, related_name="legs")
    # Taken work goes back to the department's queue at this instant unless its assignee acts before; None: it stays.
    claim_until = models.DateTimeField(null=True)
    # The part of the street office or host that called for this one (吹哨, 联办).
    called_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="called", db_index=False)
    # The dispatch desk has decided a dispute: this part cannot be given back.
    final = models.BooleanField(default=False)
    extensions = models.PositiveSmallIntegerField(default=0)
    suspensions = models.PositiveSmallIntegerField(default=0)
    suspended_until = models.DateTimeField(null=True)
    outcome = models.TextField(max_length=2000, blank=True)
    # An appeal was granted: left out of the department's figures; that it was late stays visible.
    excused = models.BooleanField(default=False)
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
            models.Index(fields=["claim_until"], name="leg_claimed", condition=OPEN_LEG & Q(claim_until__isnull=False)),
            models.Index(fields=["suspended_until"], name="leg_suspended", condition=Q(state="suspended")),
            models.Index(
                fields=["department", "sent_at", "id"], name="leg_unassigned", condition=OPEN_LEG & Q(assignee=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} in {self.case_id}"
