"""What people call the places of the city, and what the map is drawn on."""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Func

from govgrid.lib.bilingual import Bilingual


class Place(Bilingual, models.Model):
    """An entry of the gazetteer: a road, a landmark, a school … at a point (WGS 84 degrees)."""

    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)
    lon = models.FloatField()
    lat = models.FloatField()
    # What people also call it, one a line.
    aliases = models.TextField(max_length=500, blank=True)
    # The Chinese name in letters, without tones or spaces ("renminlu"), and its initials ("rml").
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name_zh", "name_en", "lon", "lat"], name="place_once")]
        indexes = [
            GistIndex(fields=["name_zh"], name="place_zh_trigrams", opclasses=["gist_trgm_ops"]),
            GistIndex(fields=["name_en"], name="place_en_trigrams", opclasses=["gist_trgm_ops"]),
            models.Index(OpClass("pinyin", "text_pattern_ops"), name="place_by_pinyin"),
            models.Index(OpClass("initials", "text_pattern_ops"), name="place_by_initials"),
            GistIndex(Func(F("lon"), F("lat"), function="point"), name="place_by_point"),
        ]


class DefaultPoint(Bilingual, models.Model):
    """A point that a system or a desk writes when nobody knows the place, as a city hall's door (WGS 84 degrees)."""

    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lon", "lat"], name="default_point_once")]


class MapShape(Bilingual, models.Model):
    """A piece of the drawn background: water, a park, a road. `rank` 0 is the most important."""

    kind = models.CharField(max_length=12)
    rank = models.PositiveSmallIntegerField(default=0)
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    geometry = models.JSONField()

    class Meta:
        ordering = ["kind", "-rank", "id"]
