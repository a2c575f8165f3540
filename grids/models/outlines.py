"""The outlines of areas by date, the rings they are made of, and the editions that brought them."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from grids.fields import PolygonField
from grids.models.areas import Area, Level


class Edition(models.Model):
    """A change of the grid as a whole: who made it, how, and from which day it holds. Undone by another edition."""

    class Kind(models.TextChoices):
        PACK = "pack", _("City pack loaded")
        IMPORT = "import", _("File imported")
        GENERATE = "generate", _("Cells generated")
        EDIT = "edit", _("Edited on the map")
        UNDO = "undo", _("Undone")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    valid_from = models.DateField()
    made_at = models.DateTimeField()
    # Copied: what the person was called then. Empty: the platform's keeper, by a command.
    by_name = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    # Codes of the areas that it began, reshaped and ended, for people to read; the truth is in the outlines.
    began = models.JSONField(default=list)
    reshaped = models.JSONField(default=list)
    ended = models.JSONField(default=list)
    # When a worker had drawn its tiles for far zooms; None: still to be drawn.
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["number"], name="edition_to_publish", condition=models.Q(published_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.kind})"


# An outline that was replaced on its first day never held; it stays for an undo.
EVER_HELD = models.Q(valid_to=None) | models.Q(valid_to__gt=F("valid_from"))


class Boundary(models.Model):
    """The outline of an area from a day on: a polygon or multipolygon with holes, WGS 84, as WKB."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries")
    geometry = models.BinaryField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    begun_by = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="begun")
    ended_by = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="ended_outlines")

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "valid_from"],
                condition=EVER_HELD,
                name="one_boundary_a_day",
            )
        ]

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
        indexes = [
            # Over the box around a ring: `&&` of polygons works out where their edges meet, and at 1e8 microdegrees
            # misses that of a nearly upright one.
            GistIndex(F("level"), Func(F("ring"), function="box"), name="ring_box_by_level"),
            # Comparing the level's text on every page of the tree costs three times the search itself.
            GistIndex(Func(F("ring"), function="box"), name="ring_box_of_cell", condition=models.Q(level="cell")),
        ]

    def __str__(self) -> str:
        return f"ring of {self.area_id}"


class Tile(models.Model):
    """A drawn vector tile of an edition, gzipped; derived, and drawn again when it is missing."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    z = models.PositiveSmallIntegerField()
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "z", "x", "y"], name="tile_once")]

    def __str__(self) -> str:
        return f"{self.z}/{self.x}/{self.y} of {self.edition_id}"
