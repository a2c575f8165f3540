"""Time limits of the stages, and the ladders that a running clock climbs."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models.dictionary import LimitUnit, limit_in_words
from departments.roles import Role


class ClockKind(models.TextChoices):
    """What is timed; engine.md §1.2, domain.md §4b."""

    ACKNOWLEDGE = "acknowledge", _("First look")
    FILE = "file", _("Filing")
    DISPATCH = "dispatch", _("Dispatch")
    ACCEPT = "accept", _("Acceptance by the department")
    HANDLE = "handle", _("Handling")
    CHECK = "check", _("Check")
    ANSWER = "answer", _("Answer to the citizen")
    REPLY = "reply", _("Reply to the supervisor")
    CALL = "call", _("Call of the duty officer")


class StageLimit(models.Model):
    """How long a stage may take in this city; a kind without a row is not timed. Handling has its standards."""

    kind = models.CharField(max_length=16, choices=ClockKind, unique=True)
    # Four decimals: five minutes are 0.0833 hours.
    limit_value = models.DecimalField(max_digits=9, decimal_places=4)
    limit_unit = models.CharField(max_length=14, choices=LimitUnit)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(limit_value__gt=0), name="a_stage_limit_is_positive")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.limit_value} {self.limit_unit}"

    @property
    def limit(self) -> str:
        return limit_in_words(self.limit_value, self.limit_unit)


class Ladder(models.Model):
    """A version of whom a kind of clock climbs to, and when. A running clock keeps the version it began with."""

    code = models.SlugField()
    clock = models.CharField(max_length=16, choices=ClockKind)
    version = models.PositiveIntegerField(default=1)
    # True: at night and on days off a rung waits for the next working time; urgent cases never wait.
    quiet = models.BooleanField(default=False)
    # How long an acknowledgement holds the ladder; after it the next rung fires.
    hold_minutes = models.PositiveIntegerField(default=60)
    # The last rung again: how often at most, and how far apart. Then the clock stands on the board as stuck.
    repeats = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(5)])
    repeat_minutes = models.PositiveIntegerField(default=60)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="ladder_version_once"),
            models.UniqueConstraint(fields=["clock"], condition=Q(retired_at=None), name="one_ladder_a_clock"),
            models.CheckConstraint(condition=Q(repeats__lte=5), name="a_ladder_repeats_at_most_five_times"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Rung(models.Model):
    """One step of a ladder: `offset` hours from the due instant (before it: negative)."""

    class Unit(models.TextChoices):
        HOUR = "hour", _("hours round the clock")
        WORKING_HOUR = "working_hour", _("working hours")

    class Action(models.TextChoices):
        NOTIFY = "notify", _("Notify")
        RAISE = "raise", _("Raise the level")
        WATCH = "watch", _("Let the target watch the case")
        REASSIGN = "reassign", _("Give the work to the target")
        COORDINATE = "coordinate", _("Open a coordination part")

    # Whom a rung reaches: the holders of a role, or one of these two.
    ASSIGNEE, DUTY_OFFICER = "assignee", "duty_officer"

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs")
    position = models.PositiveSmallIntegerField()
    offset = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.HOUR)
    action = models.CharField(max_length=10, choices=Action, default=Action.NOTIFY)
    target = models.CharField(
        max_length=20, choices=[*Role.choices, (ASSIGNEE, _("Who has the work")), (DUTY_OFFICER, _("Duty officer"))]
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ladder", "position"], name="rung_once")]

    def __str__(self) -> str:
        return f"{self.ladder_id}:{self.position}"
