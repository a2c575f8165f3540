"""What people tell, show and judge, and how to reach them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Category, Component
from grids.models import Area

USER = settings.AUTH_USER_MODEL


class ToldBy(models.TextChoices):
    MAIL = "mail", _("By e-mail")
    SMS = "sms", _("By text message")
    NONE = "none", _("Not at all: I read my page")


class Contact(models.Model):
    """A reporter's name and ways to reach them, encrypted and apart from the case; see cases.contacts."""

    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    email_sealed = models.BinaryField(null=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    email_digest = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    # How they chose to be told; '' is by mail, else by SMS.
    told_by = models.CharField(max_length=4, choices=ToldBy, blank=True, db_default="")
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactReading(models.Model):
    """Who read a reporter's name or phone, when and why."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="readings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by_id} read {self.contact_id}"


class OwnReading(models.Model):
    """Somebody proved that an address is theirs, and read, took away or had forgotten what is kept under it.

    The log outlives what was forgotten; the address itself is in none of its rows.
    """

    class What(models.TextChoices):
        READ = "read", _("Read")
        DOWNLOADED = "downloaded", _("Downloaded")
        FORGOTTEN = "forgotten", _("Forgotten")

    digest = models.CharField(max_length=64, db_index=True)
    what = models.CharField(max_length=10, choices=What)
    # Reports and follows that the address led to.
    found = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class Channel(models.TextChoices):
    WEB = "web", _("Public form")
    API = "api", _("Program")
    OFFICER = "officer", _("Grid officer")
    PHONE = "phone", _("Hotline")


class Report(models.Model):
    """One telling of a matter: who, when, through which channel, in which words."""

    number = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    # The case it began, where a merge has moved it under another one.
    moved_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="moved_reports")
    channel = models.CharField(max_length=8, choices=Channel)
    words = models.TextField(max_length=4000)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    # The very thing that the teller pointed at, where they picked one.
    component = models.ForeignKey(Component, models.PROTECT, null=True, related_name="+", db_index=False)
    # What the category asked, as it was asked, and the answers by their type; see cases.answers.
    answers = models.JSONField(default=list, db_default=[])
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
    # Its reporter took it back: it leads nobody to the case any more, and gets no letter.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="report_of_case"),
            models.Index(fields=["reference"], name="report_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.number


class IdempotencyKey(models.Model):
    """A sender's own key for a report, or for something done to a case or a patrol: the same key twice is done once."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64)
    # What came of it, where that was a report; the rest answers as it stands now.
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"


class Attachment(models.Model):
    """A photo of a case: re-encoded on arrival, with nothing of its file left but the picture."""

    class Stage(models.TextChoices):
        REPORT = "report", _("Reported")
        VERIFY = "verify", _("When verified")
        BEFORE = "before", _("Before handling")
        EVIDENCE = "evidence", _("Evidence")
        AFTER = "after", _("After handling")
        CHECK = "check", _("At the check")

    class Source(models.TextChoices):
        CAMERA = "camera", _("Camera of the app")
        GALLERY = "gallery", _("From the gallery")
        UNKNOWN = "unknown", _("Source not known")

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
    # What the phone says of the picture; nobody can prove it, so pages say it as a claim.
    source = models.CharField(max_length=8, choices=Source, default=Source.UNKNOWN)
    taken_at = models.DateTimeField(null=True)
    taken_lon = models.FloatField(null=True)
    taken_lat = models.FloatField(null=True)
    taken_accuracy_m = models.FloatField(null=True)
    # What is seen in it, in 64 bits (cases.likeness); None: too plain to tell from others.
    likeness = models.BigIntegerField(null=True)
    # The earliest photo that was there before and shows the same.
    looks_like = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["likeness"], name="attachment_likeness", condition=Q(likeness__isnull=False)),
        ]

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
    # Who called the reporter back; None: the reporter rated on the page.
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="stars_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.solved} {self.case_id}"


class Question(models.Model):
    """Something a department or desk wants to know from a reporter, and the answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
    report = models.ForeignKey(Report, models.PROTECT, related_name="questions")
    words = models.TextField(max_length=1000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["report"], name="question_of_report")]

    def __str__(self) -> str:
        return f"question of {self.case_id}"
