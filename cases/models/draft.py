"""Reports that are being told."""

from django.db import models


class ReportDraft(models.Model):
    """What somebody has told so far, sealed like a contact: it holds words, a place and ways to reach a person.

    `name` is the digest of a token that only their browser has. Gone once it is sent, or a day after its last touch.
    """

    name = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"
