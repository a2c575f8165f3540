"""Who is posted where: postings and absences as administrators write them, with their rights and their log."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from departments import config_log
from departments.access import grant_postings
from departments.config_log import Action
from departments.models import Absence, Posting, User

POSTING = ("role", "department", "area", "deputy", "valid_from", "valid_to")
ABSENCE = ("begins_at", "ends_at", "deputy")


def not_over(on: date) -> Q:
    """Return the condition that a posting holds on `on` or begins later."""
    return Q(valid_to=None) | Q(valid_to__gt=on)


def postings_of(person: User, on: date) -> QuerySet[Posting]:
    """Return the postings of a person that hold or begin later."""
    found = Posting.objects.filter(not_over(on), user=person)
    return found.select_related("department", "area", "deputy").order_by("role", "pk")


@transaction.atomic
def post(posting: Posting, *, on: date, by: User, at: datetime) -> None:
    """Write a posting, or let one that has ended hold again; its rights follow at once."""
    same = {name: getattr(posting, name) for name in ("user", "role", "department", "area")}
    earlier = Posting.objects.filter(**same).first()
    if earlier is not None:
        posting.pk = earlier.pk
        posting._state.adding = False
    posting.save()
    grant_postings(on=on)
    after = config_log.facts_of(posting, POSTING)
    config_log.note("person", posting.user.username, before={}, after=after, by=by, at=at, action=Action.ADDED)


@transaction.atomic
def end_posting(posting: Posting, *, on: date, by: User, at: datetime) -> None:
    """End a posting on `on`; its rights go at once."""
    before = config_log.facts_of(posting, POSTING)
    posting.valid_to = on
    posting.save(update_fields=["valid_to"])
    grant_postings(on=on)
    # Which posting it was is told as what is no more: a person may have several.
    after = {"valid_to": on.isoformat()}
    config_log.note("person", posting.user.username, before=before, after=after, by=by, at=at, action=Action.ENDED)


@transaction.atomic
def be_away(absence: Absence, *, by: User, at: datetime) -> None:
    """Write that a person is away. Why is not written in the log."""
    absence.save()
    after = config_log.facts_of(absence, ABSENCE)
    config_log.note("person", absence.user.username, before={}, after=after, by=by, at=at, action=Action.ADDED)


@transaction.atomic
def be_back(absence: Absence, *, by: User, at: datetime) -> None:
    """Take an absence out."""
    before = config_log.facts_of(absence, ABSENCE)
    config_log.note("person", absence.user.username, before=before, after={}, by=by, at=at, action=Action.REMOVED)
    absence.delete()
