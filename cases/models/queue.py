"""What people keep of their queues: saved views, and what was done to many cases at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Department

USER = settings.AUTH_USER_MODEL


class SavedView(models.Model):
    """A queue's filters and grouping under a name: its owner's own, or shared with a department.

    It names what is asked, never what is seen: whoever opens it gets the parts that are theirs to see.
    """

    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    grouping = models.CharField(max_length=10, blank=True)
    owner = models.ForeignKey(USER, models.CASCADE, related_name="saved_views")
    # None: only its owner's.
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    # Shown as a tab of the queue; the others wait in the list of views.
    pinned = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name


class BulkRun(models.Model):
    """One move asked for many cases at once: drafted, begun, and at work until every row has its result."""

    by = models.ForeignKey(USER, models.CASCADE, related_name="+")
    move = models.CharField(max_length=16)
    # What the move was told beside the case: note, to (a person's id).
    said = models.JSONField(default=dict)
    # In which reasons are written: a worker has no reader of its own.
    language = models.CharField(max_length=10, blank=True)
    # The address of the list it was asked from, to lead back there.
    origin = models.CharField(max_length=1000, blank=True)
    drafted_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # The run that this one takes back.
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        indexes = [
            models.Index(
                fields=["started_at"], name="bulk_at_work", condition=Q(started_at__isnull=False, done_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"


class BulkRow(models.Model):
    """One case of a run, with its result; written in the transaction that moves the case, or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Still waiting")
        DONE = "done", _("Carried out")
        REFUSED = "refused", _("Not carried out")
        OVERTAKEN = "overtaken", _("Overtaken")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    # The case as the person saw it; a case that has moved on since is not touched.
    step = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    # Why it was refused, in the words of whoever asked.
    reason = models.CharField(max_length=300, blank=True)
    # What taking it back needs: the step after the move, and who had the part before.
    step_after = models.PositiveIntegerField(null=True)
    had_it = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"
