"""Where: the one tree of areas, its outlines by date, and what people call the places in it."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from govgrid.lib.abilities import PERMISSIONS
from govgrid.lib.bilingual import Bilingual
from grids.fields import PolygonField


class City(Bilingual, models.Model):
    """The city that this home serves: exactly one row."""

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
    pack_digest = models.CharField(max_length=64, blank=True)
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


class Boundary(models.Model):
    """The outline of an area from a day on: a polygon or multipolygon with holes, WGS 84, as WKB."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries")
    geometry = models.BinaryField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [models.UniqueConstraint(fields=["area", "valid_from"], name="one_boundary_a_day")]

    def __str__(self) -> str:
        return f"{self.area_id} from {self.valid_from}"


class Ring(models.Model):
    """One ring of a boundary, outer or inner alike; derived, and the only table that a search for a cell reads."""

    boundary = models.ForeignKey(Boundary, models.CASCADE)
    area = models.ForeignKey(Area, models.CASCADE)
    level = models.CharField(max_length=16, choices=Level)
    ring = PolygonField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [GistIndex(fields=["level", "ring"], name="ring_by_level")]

    def __str__(self) -> str:
        return f"ring of {self.area_id}"


class Place(Bilingual, models.Model):
    """An entry of the gazetteer: a road, a landmark, a school … at a point (WGS 84 degrees)."""

    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name_zh", "name_en", "lon", "lat"], name="place_once")]
        indexes = [
            GistIndex(fields=["name_zh"], name="place_zh_trigrams", opclasses=["gist_trgm_ops"]),
            GistIndex(fields=["name_en"], name="place_en_trigrams", opclasses=["gist_trgm_ops"]),
        ]


class MapShape(Bilingual, models.Model):
    """A piece of the drawn background: water, a park, a road. `rank` 0 is the most important."""

    kind = models.CharField(max_length=12)
    rank = models.PositiveSmallIntegerField(default=0)
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    geometry = models.JSONField()

    class Meta:
        ordering = ["kind", "-rank", "id"]
