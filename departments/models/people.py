"""Bodies and people: departments, accounts, postings, who is on duty and who is away."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from departments.models.calendar import WorkCalendar
from departments.roles import Role
from govgrid.lib.abilities import PERMISSIONS
from govgrid.lib.bilingual import Bilingual, in_language
from grids.models import Area


class Department(Bilingual, models.Model):
    """A body that answers for cases: a bureau, a street office, a utility, an enterprise, a social organisation."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("Grid centre")
        BUREAU = "bureau", _("Bureau")
        STREET_OFFICE = "street_office", _("Street office")
        UTILITY = "utility", _("Utility")
        ENTERPRISE = "enterprise", _("Enterprise")
        SOCIAL = "social", _("Social organisation")

    class Assignment(models.TextChoices):
        PULL = "pull", _("People take work")
        PUSH = "push", _("Work is given to who is on shift")

    code = models.SlugField(unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=16, choices=Kind)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="departments")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="departments")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # The desk to which a case goes when no duty names anyone: exactly one department in the city.
    catch_all = models.BooleanField(default=False)
    assignment = models.CharField(max_length=4, choices=Assignment, default=Assignment.PULL)
    # Pushing stops at so many open parts a person; None: no cap.
    cap_per_person = models.PositiveSmallIntegerField(null=True, blank=True)
    # Work taken and not touched for so many working hours goes back to the queue; None: it stays.
    claim_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        permissions = PERMISSIONS
        constraints = [
            models.UniqueConstraint(fields=["catch_all"], condition=Q(catch_all=True), name="one_catch_all_desk")
        ]


class User(AbstractUser):
    """A person with an account, or the service account of a program."""

    name_en = models.CharField(max_length=100, blank=True)
    name_zh = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh) or self.get_full_name() or self.username

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """A person's role in a department or an area, from a day to a day; the only source of rights."""

    user = models.ForeignKey(User, models.CASCADE, related_name="postings")
    role = models.CharField(max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="postings")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="postings")
    # Who stands in while this person is away, unless the absence names another.
    deputy = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None, area__isnull=False) | Q(department__isnull=False, area=None),
                name="posting_in_a_department_or_an_area",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department", "area"], nulls_distinct=False, name="posting_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.department or self.area}"


class Absence(models.Model):
    """A person is away from an instant to an instant; a deputy named here comes before the posting's own."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="an_absence_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="absence_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} away"


class Shift(models.Model):
    """A person is on duty for a department or an area; a duty officer answers for emergencies of that time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="shifts")
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="shifts")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    duty_officer = models.BooleanField(default=False)
    # The place in the call list of duty officers: 1 is called first.
    call_order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="a_shift_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(department=None, area__isnull=False) | Q(department__isnull=False, area=None),
                name="shift_in_a_department_or_an_area",
            ),
            ExclusionConstraint(
                name="one_shift_at_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (Func("begins_at", "ends_at", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This person is on another shift during that time. Change or remove it first."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "ends_at"], name="shift_of_department"),
            models.Index(fields=["area", "ends_at"], name="shift_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on duty"
