"""Where: the city and the one tree of its areas."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from govgrid.lib.abilities import PERMISSIONS
from govgrid.lib.bilingual import Bilingual


class City(Bilingual, models.Model):
    """The city that this home serves: exactly one row."""

    class Confirm(models.TextChoices):
        NONE = "none", _("No confirmation")
        MAIL = "mail", _("Code by e-mail")
        SMS = "sms", _("Code by SMS")
        EITHER = "either", _("Code by e-mail or SMS")

    id = models.SmallIntegerField(primary_key=True, default=1)
    slug = models.SlugField()
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)
    number_prefix = models.CharField(max_length=4)
    time_zone = models.CharField(max_length=50)
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    demo = models.BooleanField(default=False)
    # Later than this a closed case is not reopened; the reporter's new case is linked to it.
    reopen_days = models.PositiveSmallIntegerField(default=30)
    # True: acceptors propose filing and a shift leader approves (立案审批); False: one step, for small centres.
    filing_needs_approval = models.BooleanField(default=False)
    # Of a hundred self-handled cases (自处置), how many another person reviews.
    review_percent = models.PositiveSmallIntegerField(default=10)
    # A point this close to the border of a cell, and in none, is taken to be in it; 0: only points inside.
    tolerance_m = models.PositiveSmallIntegerField(default=30)
    # By which way a reporter proves an address before a report is written; the public pages ask, other doors do not.
    confirm_reports = models.CharField(max_length=8, choices=Confirm, default=Confirm.NONE)
    # From which hour of the city's day supervisors are sent their morning summary.
    summary_hour = models.PositiveSmallIntegerField(default=8)
    # So many days patrols and check-ins of officers are kept, and then deleted.
    patrol_days = models.PositiveSmallIntegerField(default=90)
    # How many characters the code of an area of each level has; see grids.codes. A level that is left out has no rule.
    code_widths = models.JSONField(default=dict, blank=True)
    pack_digest = models.CharField(max_length=64, blank=True)
    # Of the pack's areas and outlines alone: while they are the same, loading it again leaves the grid as it is.
    land_digest = models.CharField(max_length=64, blank=True)
    # Of the pack's components.csv: while it is the same, a census taken since stays as it is.
    components_digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "cities"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_city_per_home")]


class Level(models.TextChoices):
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Sub-district")
    COMMUNITY = "community", _("Community")
    RESPONSIBILITY = "responsibility", _("Responsibility grid")
    CELL = "cell", _("Cell")


class Zone(models.TextChoices):
    CORE = "core", _("Core zone")
    GENERAL = "general", _("General zone")
    SUBURB = "suburb", _("Suburb")


class Area(Bilingual, models.Model):
    """A node of the tree city → district → street → community → responsibility grid → cell; never deleted."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.CharField(max_length=16, choices=Level)
    code = models.CharField(max_length=24, unique=True)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    zone = models.CharField(max_length=8, choices=Zone, default=Zone.GENERAL)
    households = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    # "/1/15/203/": ids from the root to this area, so that a subtree is one range of an index.
    path = models.CharField(max_length=120, db_collation="C", unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        permissions = PERMISSIONS
        indexes = [models.Index(fields=["level", "code"]), models.Index(fields=["parent", "code"])]

    def path_ids(self) -> list[int]:
        """Return the ids from the city down to this area, itself included."""
        return [int(part) for part in self.path.strip("/").split("/")]


def subtree(path: str, field: str = "path") -> Q:
    """Return the condition that `field` lies at or below the area whose path is `path`: one index range."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})


def in_force(on: date, prefix: str = "") -> Q:
    """Return the condition that a row with `valid_from` and `valid_to` (the first day it no longer holds) holds `on`.

    `prefix` leads to the row from another table, as "area__".
    """
    ends = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on})
    return Q(**{f"{prefix}valid_from__lte": on}) & ends
