"""What is still to be told, and to whom it was."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.report import Contact

USER = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """The outbox: work left for a worker in the same transaction as what made it necessary."""

    class Topic(models.TextChoices):
        ROUTE = "route", _("Route")
        TELL = "tell", _("Tell")

    topic = models.CharField(max_length=8, choices=Topic)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", db_index=False)
    # What to tell: a key of cases.notices.LETTERS; empty for routing.
    kind = models.CharField(max_length=24, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    # Parked after too many tries; a person looks and replays.
    dead_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["topic", "available_at", "id"],
                name="notice_waiting",
                condition=Q(done_at=None, dead_at=None),
            ),
            models.Index(fields=["case"], name="notice_of_case"),
            models.Index(fields=["dead_at"], name="notice_dead", condition=Q(done_at=None, dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.case_id}"


class Delivery(models.Model):
    """One message to one recipient through one channel; the inbox of staff, and what mail and SMS would send."""

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        MAIL = "mail", _("E-mail")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        OFF = "off", _("Shown here only")  # the channel is not configured
        DEAD = "dead", _("Given up")

    # None for both: the letter with a code that proves an address, which is of no case.
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="deliveries")
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="inbox")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # The same as simple HTML, for mail that has it; '' for letters in words only.
    html = models.TextField(blank=True, db_default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "user", "contact", "channel"], nulls_distinct=False, name="delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["available_at", "id"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="delivery_dead", condition=Q(state="dead")),
            models.Index(F("user"), F("id").desc(), name="delivery_inbox", condition=Q(channel="inbox")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id}"
