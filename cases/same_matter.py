"""The same matter once more: another telling becomes a report under a case that is open already."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import history, intake, notices
from cases.intake import Receipt, SenderKey, Telling
from cases.models import ENDED, Case, Contact, IdempotencyKey, Report
from cases.workflow import CannotMove
from departments.models import User


@transaction.atomic
def tell_again(case: Case, telling: Telling, *, by: User, at: datetime, key: SenderKey | None = None) -> Receipt:
    """Write `telling` as one more report of `case`, with a number of its own; its teller hears what becomes of it.

    The same `key` again answers with the report that is there. Raises CannotMove for a case that has ended, KeyReused.
    """
    Case.unscoped.select_for_update(no_key=True).get(pk=case.pk)
    if key and (before := intake.already_there(key)):
        return before
    case.refresh_from_db(fields=["status", "entries"], from_queryset=Case.unscoped.all())
    if case.status in ENDED:
        raise CannotMove(_("Case %(number)s has ended: send this call as a new report.") % {"number": case.number})
    report = _write(case, telling, by, at)
    if key:
        IdempotencyKey.objects.create(
            scope=key.scope, key=key.key, request_digest=key.digest, report=report, created_at=at
        )
    told = {"channel": str(telling.channel), "number": report.number}
    history.note_down([case], "tell_again", by=by, at=at, data={case.pk: told})
    if report.contact_id:
        notices.write([case], "told_again", at=at, data={case.pk: {"report": report.number}})
    return Receipt(report.number, case.pk, report.pk)


def _write(case: Case, telling: Telling, by: User, at: datetime) -> Report:
    sealed, point = telling.contact, telling.point
    contact = Contact.objects.create(**sealed.__dict__, created_at=at) if sealed else None
    raw_lon, raw_lat = telling.raw_point or (point or (None, None))
    return Report.objects.create(
        number=intake.next_number(at), case=case, channel=telling.channel, words=telling.words,
        category_id=telling.category_id, raw_lon=raw_lon, raw_lat=raw_lat, coord_system=telling.coord_system,
        accuracy_m=telling.accuracy_m, address=telling.address, area_id=telling.area_id, contact=contact, by=by, at=at,
    )  # fmt: skip
