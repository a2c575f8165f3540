"""What happens: one case, its reports, its legs in departments, its clocks and its history."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.scoped import ScopedManager
from departments.models import (
    Category,
    CloseKind,
    Department,
    Duty,
    FilingStandard,
    Ladder,
    Part,
    WorkCalendar,
)
from grids.models import Area

USER = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """Where a case stands; design.md §3."""

    REPORTED = "reported", _("Reported")
    DECLINED = "declined", _("Not accepted")
    CANCELLED = "cancelled", _("Cancelled")
    FILED = "filed", _("Filed")
    DISPATCHED = "dispatched", _("Dispatched")
    HANDLING = "handling", _("Being handled")
    HANDLED = "handled", _("Handled")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    CLOSED = "closed", _("Closed")


ENDED = (Status.DECLINED, Status.CANCELLED, Status.CLOSED)


class Channel(models.TextChoices):
    WEB = "web", _("Public form")
    API = "api", _("Program")
    OFFICER = "officer", _("Grid officer")
    PHONE = "phone", _("Hotline")


class Contact(models.Model):
    """A reporter's name and ways to reach them, encrypted and apart from the case; see cases.contacts."""

    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    email_sealed = models.BinaryField(null=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Case(models.Model):
    """The matter itself: one shared record for every department. Only cases.workflow writes its status."""

    number = models.CharField(max_length=24, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.REPORTED)
    # Moves made; a page sends the step it showed, and a move on an older step is refused.
    step = models.PositiveIntegerField(default=1)
    # History entries written; more than `step`, for rungs and notes are entries but no moves.
    entries = models.PositiveIntegerField(default=1)

    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="cases")
    standard = models.ForeignKey(FilingStandard, models.PROTECT, null=True, related_name="cases")
    cell = models.ForeignKey(Area, models.PROTECT, null=True, related_name="cases")
    # The cell's path (or a larger area's, where no point is known): scope and boards read it.
    area_path = models.CharField(max_length=120, db_collation="C", blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=4000)
    urgent = models.BooleanField(default=False)
    host = models.ForeignKey(Department, models.PROTECT, null=True, related_name="hosted_cases")
    handled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    close_kind = models.CharField(max_length=10, choices=CloseKind, blank=True)
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
            models.Index(F("published_at").desc(), name="case_public", condition=Q(published_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class Report(models.Model):
    """One telling of a matter: who, when, through which channel, in which words."""

    number = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=8, choices=Channel)
    words = models.TextField(max_length=4000)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    # Exactly as sent, beside the system it was sent in; the case keeps WGS 84.
    raw_lon = models.FloatField(null=True)
    raw_lat = models.FloatField(null=True)
    coord_system = models.CharField(max_length=8, default="wgs84")
    accuracy_m = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="reports")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # When the teller says it was; the platform's own instant is `at`.
    claimed_at = models.DateTimeField(null=True)
    # The teller's own number for it, where a program sends one.
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="report_of_case"),
            models.Index(fields=["reference"], name="report_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.number


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


class HistoryEntry(models.Model):
    """Something that happened to a case; numbered within it, written with it, never changed (a trigger refuses)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="history")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=24)
    status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # Copied: what people were called then. Empty: the platform itself, or the reporter.
    by_name = models.CharField(max_length=100, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    note = models.TextField(max_length=4000, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="entry_number_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number} {self.action}"

    @property
    def who(self) -> str:
        """The person's name in the reader's language, else the name as it was written then; '' for nobody."""
        return str(self.by) if self.by else self.by_name


class Notice(models.Model):
    """The outbox: work left for a worker in the same transaction as what made it necessary."""

    class Topic(models.TextChoices):
        ROUTE = "route", _("Route")
        TELL = "tell", _("Tell")

    topic = models.CharField(max_length=8, choices=Topic)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
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

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="inbox")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel)
    subject = models.CharField(max_length=200)
    body = models.TextField()
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
            models.Index(F("user"), F("id").desc(), name="delivery_inbox", condition=Q(channel="inbox")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id}"


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


class Attachment(models.Model):
    """A photo of a case: re-encoded on arrival, with nothing of its file left but the picture."""

    class Stage(models.TextChoices):
        REPORT = "report", _("Reported")
        AFTER = "after", _("After handling")
        CHECK = "check", _("At the check")

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="attachments")
    stage = models.CharField(max_length=8, choices=Stage)
    file = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.stage} {self.case_id}"


class Rating(models.Model):
    """What a reporter says of the result: the public judges."""

    class Solved(models.TextChoices):
        YES = "yes", _("Solved")
        PARTLY = "partly", _("Partly solved")
        NO = "no", _("Not solved")

    report = models.ForeignKey(Report, models.PROTECT, related_name="ratings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    solved = models.CharField(max_length=6, choices=Solved)
    stars = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="stars_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.solved} {self.case_id}"


class CaseShare(models.Model):
    """One case shown to one person until an instant."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="shares")
    user = models.ForeignKey(USER, models.CASCADE, related_name="shared_cases")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.user_id}"


class IdempotencyKey(models.Model):
    """A sender's own key for a report: the same key twice is the same report."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class BoardDelta(models.Model):
    """+1 or -1 cases of a department at a status, appended with each move: counting never locks a shared row."""

    department = models.ForeignKey(Department, models.CASCADE, null=True, db_constraint=False, related_name="+")
    # The district, so that a supervisor's board counts his own area only.
    district = models.ForeignKey(Area, models.CASCADE, null=True, db_constraint=False, related_name="+")
    status = models.CharField(max_length=12, choices=Status)
    cases = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.status} {self.cases:+}"


class BoardCount(models.Model):
    """The folded sum of BoardDelta rows; a board reads this plus the deltas not folded yet."""

    department = models.ForeignKey(Department, models.CASCADE, null=True, db_constraint=False, related_name="+")
    district = models.ForeignKey(Area, models.CASCADE, null=True, db_constraint=False, related_name="+")
    status = models.CharField(max_length=12, choices=Status)
    cases = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "district", "status"], nulls_distinct=False, name="board_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.cases}"


class ContactReading(models.Model):
    """Who read a reporter's name or phone, when and why."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="readings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by_id} read {self.contact_id}"


class Heartbeat(models.Model):
    """When a worker or the ticker was last seen at work."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
