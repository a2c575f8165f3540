"""What the desks keep beside the cases: calls that were promised, and links that show one part to an outsider."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.leg import Leg
from cases.models.report import Attachment, Report

USER = settings.AUTH_USER_MODEL


class RingBack(models.Model):
    """A reporter to be rung up: it was promised on the phone, or nobody answered when the result was asked for."""

    class Why(models.TextChoices):
        PROMISED = "promised", _("Promised on the phone")
        RESULT = "result", _("Asked for the result")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        GIVEN_UP = "given_up", _("Given up")

    report = models.ForeignKey(Report, models.PROTECT, related_name="ring_backs")
    why = models.CharField(max_length=8, choices=Why)
    # When it was promised for, or when to try again.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "why"], condition=Q(outcome=""), name="one_open_ring_back")
        ]
        indexes = [models.Index(fields=["due_at"], name="ring_back_due", condition=Q(outcome=""))]

    def __str__(self) -> str:
        return f"{self.why} of {self.report_id}"


class PartShare(models.Model):
    """A link for somebody without an account, who sees one department's part of one case and nothing else."""

    leg = models.ForeignKey(Leg, models.PROTECT, related_name="shares")
    # Who it was made for, in the department's words: a company, an association.
    party = models.CharField(max_length=120)
    task = models.TextField(max_length=1000, blank=True)
    # SHA-256 of the link's secret: whoever reads the table cannot open it.
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    # Said to be done; taken back when the department is not content.
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.party} for {self.leg_id}"


class PartShareOpening(models.Model):
    """That a link was opened; an opening changes nothing, so programs that look into letters do no harm."""

    share = models.ForeignKey(PartShare, models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.share_id} at {self.at}"


class PartShareWord(models.Model):
    """What was said over a link: by the outsider (`by` of None) or by the department."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        DONE = "done", _("Said to be done")
        BACK = "back", _("Sent back")

    share = models.ForeignKey(PartShare, models.CASCADE, related_name="words")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=2000)
    photos = models.ManyToManyField(Attachment, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} over {self.share_id}"
