"""Components (部件): the things of the city that have a place, an owner and somebody who keeps them."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from departments.models.dictionary import Category
from departments.models.people import Department
from govgrid.lib.bilingual import Bilingual
from grids.models import Area


class Component(Bilingual, models.Model):
    """One manhole cover, lamp, tree …: a row of the census, by the attribute table of domain.md §2; never deleted."""

    class State(models.TextChoices):
        INTACT = "intact", _("Intact")
        DAMAGED = "damaged", _("Damaged")
        LOST = "lost", _("Lost")
        SCRAPPED = "scrapped", _("Scrapped")

    class Source(models.TextChoices):
        SURVEY = "survey", _("Surveyed")
        MANUAL = "manual", _("Reported by hand")
        CENSUS = "census", _("Census")

    code = models.CharField(max_length=24, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="components")
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    # 主管部门, 权属单位, 养护单位: who supervises it, whose it is, who keeps it in order.
    authority = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="owned_components")
    keeper = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="kept_components")
    cell = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="components")
    # WGS 84 degrees; `accuracy_m` is that of the survey's class: A 0.5, B 1, C 10.
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.INTACT)
    source = models.CharField(max_length=8, choices=Source, default=Source.CENSUS)
    surveyed_on = models.DateField(null=True, blank=True)
    changed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            GistIndex(Func(F("lon"), F("lat"), function="point"), name="component_by_point"),
            models.Index(fields=["cell", "code"], name="component_of_cell"),
        ]

    @property
    def name(self) -> str:
        """Return its own name, or what it is, in the reader's language."""
        return super().name or self.category.name

    @property
    def label(self) -> str:
        """Return what tells it from its neighbours: its own name, or what it is with the last digits of its code."""
        return super().name or f"{self.category.name} {self.code[-4:]}"
