"""A person who may sign in no more: the work that is in their hands goes back to the queues of its departments."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cases import history
from cases.models import OPEN_LEG, FieldTask, Leg
from departments import config_log
from departments.access import grant_postings
from departments.models import User
from govgrid.lib import rows
from grids.city import city_day


def in_hands_of(person: User) -> QuerySet[Leg]:
    """Return the open parts of cases that are given to `person`."""
    return Leg.objects.filter(OPEN_LEG, assignee=person)


def tasks_of(person: User) -> QuerySet[FieldTask]:
    """Return the visits that are asked of `person` and not made yet."""
    return FieldTask.objects.filter(officer=person, done_at=None)


@transaction.atomic
def close_account(person: User, *, by: User, at: datetime) -> int:
    """Let `person` sign in no more and hand back what they have; return how many parts went back to queues."""
    held = User.objects.select_for_update().get(pk=person.pk)
    held.is_active = False
    held.save(update_fields=["is_active"])
    handed = _hand_back(held, by, at)
    grant_postings(on=city_day(at))
    told = {"is_active": False, "handed_back": handed}
    config_log.note("person", held.username, before={"is_active": True}, after=told, by=by, at=at)
    return handed


@transaction.atomic
def open_account(person: User, *, by: User, at: datetime) -> None:
    """Let `person` sign in again, with the postings that still hold."""
    held = User.objects.select_for_update().get(pk=person.pk)
    held.is_active = True
    held.save(update_fields=["is_active"])
    grant_postings(on=city_day(at))
    config_log.note("person", held.username, before={"is_active": False}, after={"is_active": True}, by=by, at=at)


def _hand_back(person: User, by: User, at: datetime) -> int:
    locked = in_hands_of(person).select_for_update(of=("self", "case"), no_key=True)
    found = list(locked.select_related("case").order_by("case", "id"))
    by_department: dict[int, list[Leg]] = defaultdict(list)
    for leg in found:
        by_department[leg.department_id].append(leg)
    for department_id, ours in by_department.items():
        rows.update(Leg, [{"id": leg.pk, "assignee_id": None, "claim_until": None} for leg in ours])
        told = {leg.case_id: {"to": str(person), "to_id": person.pk, "leg": leg.pk} for leg in ours}
        history.note_down(
            [leg.case for leg in ours], "hand_back", by=by, at=at, data=told, department_id=department_id
        )  # fmt: skip
    return len(found)
