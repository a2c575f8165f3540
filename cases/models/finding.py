"""What a case is found by: written by the workers, read by the search."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from cases.models.case import Case


class CaseText(models.Model):
    """The words of one case: of its reports, its place and its category; see cases.indexing."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="text")
    document = SearchVectorField(null=True)
    # Where it is, in both languages and plain letters: found by what only resembles it.
    place = models.TextField(blank=True)
    # Since when the words wait to be written (again); None: they are as the case is.
    asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["document"], name="case_text_words"),
            GinIndex(OpClass("place", "gin_trgm_ops"), name="case_text_place"),
            models.Index(fields=["asked_at"], name="case_text_waits", condition=Q(asked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"words of {self.case_id}"
