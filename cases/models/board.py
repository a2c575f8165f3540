"""Counts for boards, and signs of life."""

from django.db import models

from cases.models.case import Status
from departments.models import Department
from grids.models import Area


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


class Heartbeat(models.Model):
    """When a worker or the ticker was last seen at work."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CityFigures(models.Model):
    """The city's own figures as everybody reads them, counted at `at`; the newest row is shown, see cases.figures."""

    at = models.DateTimeField(unique=True)
    counted = models.JSONField()

    def __str__(self) -> str:
        return f"figures of {self.at:%Y-%m-%d %H:%M}"


class Checkup(models.Model):
    """What the doctor found at the last look; one row a check, see cases.doctor."""

    code = models.CharField(max_length=8, primary_key=True)
    at = models.DateTimeField()
    found = models.PositiveIntegerField()
    breach = models.BooleanField()
    # Numbers of up to five cases.
    examples = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.code}: {self.found}"
