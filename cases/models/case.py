"""The case itself, its history, and whom it is shown to."""

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.scoped import ScopedManager
from departments.models import Category, CloseKind, Component, Department, FilingStandard
from grids.models import Area

USER = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """Where a case stands; design.md §3."""

    REPORTED = "reported", _("Reported")
    VERIFYING = "verifying", _("Being verified")
    DECLINED = "declined", _("Not accepted")
    MERGED = "merged", _("Merged")
    CANCELLED = "cancelled", _("Cancelled")
    FILED = "filed", _("Filed")
    DISPATCHED = "dispatched", _("Dispatched")
    HANDLING = "handling", _("Being handled")
    SUSPENDED = "suspended", _("Suspended")
    HANDLED = "handled", _("Handled")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    CLOSED = "closed", _("Closed")


ENDED = (Status.DECLINED, Status.MERGED, Status.CANCELLED, Status.CLOSED)


class Review(models.TextChoices):
    ASKED = "asked", _("To be reviewed")
    PASSED = "passed", _("Review passed")
    FAILED = "failed", _("Review failed")


class Case(models.Model):
    """The matter itself: one shared record for every department. Only cases.workflow writes its status."""

    number = models.CharField(max_length=24, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.REPORTED)
    # Moves made; a page sends the step it showed, and a move on an older step is refused.
    step = models.PositiveIntegerField(default=1)
    # History entries written; more than `step`, for rungs and notes are entries but no moves.
    entries = models.PositiveIntegerField(default=1)

    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="cases")
    standard = models.ForeignKey(FilingStandard, models.PROTECT, null=True, related_name="cases", db_index=False)
    cell = models.ForeignKey(Area, models.PROTECT, null=True, related_name="cases")
    # The cell's path (or a larger area's, where no point is known): scope and boards read it.
    area_path = models.CharField(max_length=120, db_collation="C", blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    # How the point led to the cell: a word of grids.locate.How; '' where no point was looked at.
    located = models.CharField(max_length=14, blank=True, db_default="")
    address = models.CharField(max_length=200, blank=True)
    component = models.ForeignKey(Component, models.PROTECT, null=True, related_name="cases", db_index=False)
    words = models.TextField(max_length=4000)
    urgent = models.BooleanField(default=False)
    host = models.ForeignKey(Department, models.PROTECT, null=True, related_name="hosted_cases")
    handled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    close_kind = models.CharField(max_length=10, choices=CloseKind, blank=True)
    # The case that this one's reports were moved under; see cases.merging.
    master = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    # Given back twice: the dispatch desk decides once and for all who has it.
    disputed = models.BooleanField(default=False)
    # Whether another person is to look at a self-handled case; see cases.self_handling.
    review = models.CharField(max_length=8, choices=Review, blank=True)
    # What the router found and would do, with its reasons; kept whether or not it acted.
    suggestion = models.JSONField(null=True)

    reported_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopens = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)

    # What the public reads; empty until its category's rule or a person publishes it.
    public_words = models.TextField(max_length=4000, blank=True)
    published_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        indexes = [
            models.Index(F("status"), F("id").desc(), name="case_by_status"),
            models.Index(F("area_path"), F("id").desc(), name="case_by_area"),
            models.Index(fields=["cell", "reported_at"], name="case_by_cell"),
            models.Index(fields=["master"], name="case_merged", condition=Q(master__isnull=False)),
            models.Index(fields=["component"], name="case_of_component", condition=Q(component__isnull=False)),
            GistIndex(Func(F("lon"), F("lat"), function="point"), name="case_by_point", condition=Q(lon__isnull=False)),
            models.Index(fields=["id"], name="case_to_review", condition=Q(review="asked")),
            models.Index(F("published_at").desc(), name="case_public", condition=Q(published_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What pages and lists call the case, in the reader's language: its category."""
        return self.category.name if self.category else gettext("Not sorted yet")


class HistoryEntry(models.Model):
    """Something that happened to a case; numbered within it, written with it, never changed (a trigger refuses)."""

    # The constraint below finds the entries of a case; who did what is asked of one case at a time.
    case = models.ForeignKey(Case, models.PROTECT, related_name="history", db_index=False)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=24)
    status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    # Copied: what people were called then. Empty: the platform itself, or the reporter.
    by_name = models.CharField(max_length=100, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(max_length=4000, blank=True)
    data = models.JSONField(default=dict)
    # SHA-256 over this entry and the hash of the one before; a trigger writes it (migration 0006).
    hash = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="entry_number_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.action}"

    @property
    def who(self) -> str:
        """The person's name in the reader's language, else the name as it was written then; '' for nobody."""
        return str(self.by) if self.by else self.by_name


class ChainAnchor(models.Model):
    """A digest over the entries of a day and the anchor before it: whoever forges the past must forge this as well."""

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    # The newest entry it covers; the first it covers follows the anchor before.
    up_to = models.BigIntegerField()
    entries = models.PositiveIntegerField(default=0)
    # None: taken, and waiting until whatever was being written then has ended; see cases.chains.
    digest = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"anchor of {self.day}"


class CaseShare(models.Model):
    """One case shown to one person until an instant."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="shares")
    user = models.ForeignKey(USER, models.CASCADE, related_name="shared_cases")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.user_id}"


class Link(models.Model):
    """Two cases that belong together, though each is a matter of its own."""

    class Kind(models.TextChoices):
        FOLLOWS = "follows", _("Follows")
        CAUSED_BY = "caused_by", _("Caused by")

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="a_case_is_not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class Follower(models.Model):
    """Who wants to hear of a case: a person who works here (also by a rung of a ladder), or a citizen by `contact`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="followers")
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="followed")
    # A citizen is told of the public steps only.
    contact = models.ForeignKey("cases.Contact", models.CASCADE, null=True, related_name="follows")
    since = models.DateTimeField()
    # Carried over by a merge from this case; taken back when it is undone.
    carried_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="follower_once"),
            models.UniqueConstraint(fields=["case", "contact"], name="citizen_follows_once"),
            models.CheckConstraint(condition=Q(user=None) ^ Q(contact=None), name="a_follower_is_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or 'a citizen'} follows {self.case_id}"
