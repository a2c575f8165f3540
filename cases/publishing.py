"""What the public sees of a case: nothing, until its category's rule or a person publishes it.

The public words are a copy of their own, apart from the report's: hiding and redacting change the copy only, and
each change is an entry of the case's history.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases import history, permits
from cases.models import Attachment, Case
from cases.scoped import ScopedQuerySet
from departments.models import Category, Department, User
from govgrid.lib import redaction
from govgrid.lib.refusals import Refusal


class CannotPublish(Refusal):
    """The category, the state of the case or the words do not allow it; `facts` may name what was found and where."""

    code = "cannot_publish"


class UnfitWords(CannotPublish):
    code = "unfit_words"
    status = 422


@dataclass(frozen=True)
class Step:
    """One thing that the public may know of a case's path."""

    at: datetime
    sentence: str


def when_filed(case: Case, category: Category, *, at: datetime) -> dict[str, Any]:
    """Return the columns public_words and published_at of a case being filed, by its category's rule.

    What is published already stays as it is. Not automatic: no words and None.
    """
    if case.published_at is not None:
        return {"public_words": case.public_words, "published_at": case.published_at}
    if category.publish != Category.Publish.AUTOMATIC:
        return {"public_words": "", "published_at": None}
    return {"public_words": redaction.redact(case.words), "published_at": at}


def public_cases() -> ScopedQuerySet:
    """Return the published cases: the scope of everybody."""
    return Case.objects.within(Q(published_at__isnull=False))


def public_photos(case: Case) -> QuerySet[Attachment]:
    """Return the photos of `case` that everybody may see; none while the case itself is private."""
    return case.attachments.filter(public=True, case__published_at__isnull=False).order_by("id")
