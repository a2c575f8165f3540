"""Sums by day, for boards. Triggers of cases and parts append to them with every change (migration 0013); folded later.

A row that is not folded yet is +1 or -1 of one case; a folded row is their sum. Readers add up both, so the sums equal
a recount at every moment, and counting never locks a row that another move needs.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.models import Department
from grids.models import Area


class CaseDay(models.Model):
    """Cases by the city's day, for a district; None: no district is known yet."""

    class Kind(models.TextChoices):
        CAME = "came", _("Came in")  # reported that day
        ENDED = "ended", pgettext_lazy("a case", "Ended")  # ended that day, and not opened again since
        OPEN = "open", _("Open")  # reported that day, and still open

    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    district = models.ForeignKey(Area, models.CASCADE, null=True, db_constraint=False, related_name="+", db_index=False)
    cases = models.IntegerField()
    folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "district"], condition=Q(folded=True), nulls_distinct=False, name="case_day_once"
            )
        ]
        indexes = [models.Index(fields=["id"], name="case_day_to_fold", condition=Q(folded=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.day} {self.cases:+}"


class PartDay(models.Model):
    """What departments have finished, by the city's day: a case counts once for a department, by its newest part."""

    day = models.DateField()
    department = models.ForeignKey(Department, models.CASCADE, db_constraint=False, related_name="+", db_index=False)
    district = models.ForeignKey(Area, models.CASCADE, null=True, db_constraint=False, related_name="+", db_index=False)
    # Whole days from sending to finishing, at most LONGEST: enough for a median.
    took = models.PositiveSmallIntegerField()
    finished = models.IntegerField()
    # Of them later than due, unless an appeal was granted; suspended once or more; and in a case opened again since.
    late = models.IntegerField()
    paused = models.IntegerField()
    reopened = models.IntegerField()
    folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "department", "district", "took"], condition=Q(folded=True), nulls_distinct=False,
                name="part_day_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["id"], name="part_day_to_fold", condition=Q(folded=False))]

    def __str__(self) -> str:
        return f"{self.department_id} {self.day} {self.finished:+}"
