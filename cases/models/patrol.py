"""Where officers were on patrol, for as long as the city keeps it: their rounds and the check-ins made on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grids.models import Area

USER = settings.AUTH_USER_MODEL


class Patrol(models.Model):
    """A round that an officer began on duty; it ends by hand, or with the shift."""

    officer = models.ForeignKey(USER, models.CASCADE, related_name="patrols")
    begun_at = models.DateTimeField()
    # The end of the shift in which it began: later than this it is over, whatever the phone says.
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "until"], condition=Q(ended_at=None), name="one_patrol_at_once"),
            models.CheckConstraint(condition=Q(until__gt=F("begun_at")), name="a_patrol_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["begun_at"], name="patrol_begun")]

    def __str__(self) -> str:
        return f"patrol of {self.officer_id}"


class CheckIn(models.Model):
    """An officer says “here I am”: a point with its accuracy, or a cell chosen by hand. Nothing is kept in between."""

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="check_ins")
    officer = models.ForeignKey(USER, models.CASCADE, related_name="check_ins")
    cell = models.ForeignKey(Area, models.PROTECT, null=True, related_name="check_ins")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    # As the phone says, where that can be; `at` is when the platform heard of it.
    claimed_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cell__isnull=False) | Q(lon__isnull=False, lat__isnull=False), name="a_check_in_has_a_place"
            )
        ]
        indexes = [models.Index(fields=["cell", "claimed_at"], name="check_in_of_cell")]

    def __str__(self) -> str:
        return f"check-in of {self.officer_id}"
