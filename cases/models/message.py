"""What staff write about a case, and what they have not sent yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from departments.models import Audience, Department

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """Words of a member of staff for one audience. What goes out and what stays inside are two columns.

    A door to citizens reads `said_outside` and nothing else: there a word meant for colleagues is not to be had, even
    where somebody forgets to ask for the audience.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages", db_index=False)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.OWN)
    # On whose behalf it is written, and whose people read it where the audience is their own; None: the grid centre.
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", db_index=False)
    said_outside = models.TextField(max_length=2000, blank=True)
    said_inside = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    # The message that this one answers; of the same audience.
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies", db_index=False)
    # Colleagues named by @ who may read it; being named grants nothing.
    mentioned: models.ManyToManyField = models.ManyToManyField(USER, related_name="mentioned_in")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="message_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience=Audience.CITIZEN, said_inside="") & ~Q(said_outside="")
                | ~Q(audience=Audience.CITIZEN) & Q(said_outside="") & ~Q(said_inside=""),
                name="inside_words_stay_inside",
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.case_id}"

    @property
    def words(self) -> str:
        """The words for colleagues at their desk; nothing that goes out reads this."""
        return self.said_outside or self.said_inside


class Draft(models.Model):
    """What a person has typed and not sent, of one form of one case or of a call; sealed, for it may name people."""

    # None: a call that is being typed has no case yet.
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(USER, models.CASCADE, related_name="drafts", db_index=False)
    # "citizen", "departments", "own", the name of a move, or "call-" with the key of the call's form.
    composer = models.CharField(max_length=40)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "case", "composer"], name="draft_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return f"{self.composer} {self.case_id}"
