"""Who: people, departments and what each answers for, by when, and whom a late case climbs to."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from departments.roles import Role
from govgrid.lib.abilities import PERMISSIONS
from govgrid.lib.bilingual import Bilingual, in_language
from grids.models import Area, Zone


class WorkCalendar(Bilingual, models.Model):
    """When an office works: windows for each weekday, in its own time zone; days that differ are CalendarDays."""

    code = models.SlugField(unique=True)
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=50)
    # Seven lists, Monday first, of ["08:00", "12:00"] pairs.
    windows = models.JSONField(default=list)
    always_open = models.BooleanField(default=False)
    # The last day whose holidays are known; a clock that would run past it is refused, not guessed.
    covered_to = models.DateField(null=True, blank=True)


class CalendarDay(Bilingual, models.Model):
    """A day that differs from its weekday: a holiday (no windows), a make-up workday (调休), a special day."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        MAKEUP = "makeup", _("Make-up workday")
        SPECIAL = "special", _("Special day")

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days")
    day = models.DateField()
    windows = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name_en = models.CharField(max_length=100, blank=True)
    name_zh = models.CharField(max_length=100, blank=True)
    verified = models.BooleanField(default=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]


class Department(Bilingual, models.Model):
    """A body that answers for cases: a bureau, a street office, a utility, an enterprise, a social organisation."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("Grid centre")
        BUREAU = "bureau", _("Bureau")
        STREET_OFFICE = "street_office", _("Street office")
        UTILITY = "utility", _("Utility")
        ENTERPRISE = "enterprise", _("Enterprise")
        SOCIAL = "social", _("Social organisation")

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


class DepartmentGroupPermission(GroupObjectPermissionBase):
    """What a role group may do with the cases of a department."""

    content_object = models.ForeignKey(Department, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object")]


class DepartmentUserPermission(UserObjectPermissionBase):
    """Never granted: rights come from postings through groups; guardian wants both sides to exist."""

    content_object = models.ForeignKey(Department, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [("user", "permission", "content_object")]


class AreaGroupPermission(GroupObjectPermissionBase):
    """What a role group may do with the cases of an area and all below it."""

    content_object = models.ForeignKey(Area, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object")]


class AreaUserPermission(UserObjectPermissionBase):
    """Never granted: see DepartmentUserPermission."""

    content_object = models.ForeignKey(Area, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [("user", "permission", "content_object")]


class RoleGroup(models.Model):
    """The guardian group of one role in one department or area."""

    group = models.OneToOneField(Group, models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True)
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "department", "area"], nulls_distinct=False, name="role_group_once")
        ]

    def __str__(self) -> str:
        return self.group.name


class Category(Bilingual, models.Model):
    """An entry of the dictionary: a kind of component (部件) or of event (事件)."""

    class Kind(models.TextChoices):
        COMPONENT = "component", _("Component")
        EVENT = "event", _("Event")

    class Publish(models.TextChoices):
        AUTOMATIC = "automatic", _("When filed")
        BY_HAND = "by_hand", _("When a person publishes it")
        NEVER = "never", _("Never")

    code = models.CharField(max_length=12, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    icon = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    publish = models.CharField(max_length=10, choices=Publish, default=Publish.BY_HAND)
    public = models.BooleanField(default=True)
    urgent = models.BooleanField(default=False)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["code"]


class LimitUnit(models.TextChoices):
    """Units of a time limit; domain.md §4b."""

    URGENT_HOUR = "urgent_hour", _("hours round the clock")
    URGENT_DAY = "urgent_day", _("days round the clock")
    WORKING_HOUR = "working_hour", _("working hours")
    WORKING_DAY = "working_day", _("working days")
    CALENDAR_DAY = "calendar_day", _("calendar days")


class CloseKind(models.TextChoices):
    FIXED = "fixed", _("Repaired")
    MADE_SAFE = "made_safe", _("Made safe")
    PLAN = "plan", _("Dated plan")
    NOTIFIED = "notified", _("Owner notified")


class FilingStandard(models.Model):
    """When a kind of case is filed, how long it may take and what closes it; a case keeps the version it had."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="standards")
    condition_no = models.PositiveSmallIntegerField()
    condition_en = models.CharField(max_length=300)
    condition_zh = models.CharField(max_length=300)
    zone = models.CharField(max_length=8, choices=Zone, blank=True)
    limit_value = models.DecimalField(max_digits=7, decimal_places=2)
    limit_unit = models.CharField(max_length=14, choices=LimitUnit)
    closing_en = models.CharField(max_length=300, blank=True)
    closing_zh = models.CharField(max_length=300, blank=True)
    close_kind = models.CharField(max_length=10, choices=CloseKind, default=CloseKind.FIXED)
    # Filed without a person when the place and the duty are certain: at most one a category and zone.
    automatic = models.BooleanField(default=False)
    law = models.CharField(max_length=300, blank=True)
    capture_rule = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(limit_value__gt=0), name="a_limit_is_positive"),
            models.UniqueConstraint(fields=["category", "condition_no", "zone", "version"], name="standard_once"),
        ]

    def __str__(self) -> str:
        return self.condition

    @property
    def condition(self) -> str:
        return in_language(self.condition_en, self.condition_zh)

    @property
    def closing(self) -> str:
        return in_language(self.closing_en, self.closing_zh)


class DutySet(models.Model):
    """A version of the whole duty list (权责清单); exactly one is adopted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")
        RETIRED = "retired", _("Retired")

    version = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    adopted_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="adopted"), name="one_adopted_duty_set")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.state})"


class Part(models.TextChoices):
    HOST = "host", _("Host")
    CO_HANDLER = "co", _("Co-handler")


class Duty(models.Model):
    """A department answers for a subtree of the dictionary in a subtree of the city, at some hours."""

    class Hours(models.TextChoices):
        ANY = "any", _("At any hour")
        WORKING = "working", _("In working time")
        OUTSIDE = "outside", _("Outside working time")

    duty_set = models.ForeignKey(DutySet, models.CASCADE, related_name="duties")
    code = models.CharField(max_length=24)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    hours = models.CharField(max_length=8, choices=Hours, default=Hours.ANY)
    department = models.ForeignKey(Department, models.PROTECT, related_name="duties")
    part = models.CharField(max_length=4, choices=Part, default=Part.HOST)
    priority = models.SmallIntegerField(default=0)
    reason_en = models.CharField(max_length=300, blank=True)
    reason_zh = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [models.UniqueConstraint(fields=["duty_set", "code"], name="duty_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def reason(self) -> str:
        return in_language(self.reason_en, self.reason_zh)


class Ladder(models.Model):
    """Whom a running clock climbs to, and when."""

    code = models.SlugField(unique=True)
    clock = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.code


class Rung(models.Model):
    """One step of a ladder: `offset` hours from the due instant (before it: negative)."""

    class Unit(models.TextChoices):
        HOUR = "hour", _("hours round the clock")
        WORKING_HOUR = "working_hour", _("working hours")

    class Action(models.TextChoices):
        NOTIFY = "notify", _("Notify")
        RAISE = "raise", _("Raise the level")

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs")
    position = models.PositiveSmallIntegerField()
    offset = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.HOUR)
    action = models.CharField(max_length=8, choices=Action, default=Action.NOTIFY)
    target = models.CharField(max_length=20, choices=Role)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ladder", "position"], name="rung_once")]

    def __str__(self) -> str:
        return f"{self.ladder_id}:{self.position}"


class ApiKey(models.Model):
    """A program's key: only its digest is kept; it acts as its service account and within its own quota."""

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    quota_per_minute = models.PositiveIntegerField(default=600)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class CallCount(models.Model):
    """How often one address or key called in one minute; unlogged, so it costs no flush and may be lost."""

    caller = models.CharField(max_length=80)
    minute = models.BigIntegerField()
    calls = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="call_count_once")]
        indexes = [models.Index(F("minute"), name="call_count_minute")]

    def __str__(self) -> str:
        return f"{self.caller} {self.calls}"
