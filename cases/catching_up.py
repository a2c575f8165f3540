"""After a standstill: the supervisors hear once that no time limit was watched, and how many alarms come at once."""

from datetime import datetime

from cases import escalation, notices
from cases.models import Case, Clock, ClockState


def tell_of_standstill(*, since: datetime, at: datetime) -> int:
    """Leave one notice if alarms are overdue after nobody swept since `since`; return how many alarms are."""
    overdue = Clock.objects.filter(state=ClockState.RUNNING, next_fire_at__lt=at - escalation.BEHIND)
    found = overdue.count()
    if found and at - since > escalation.BEHIND:
        oldest = Case.unscoped.only("pk").get(pk=overdue.earliest("next_fire_at", "id").case_id)
        notices.write([oldest], "catch_up", at=at, data={oldest.pk: {"cases": found, "since": since.isoformat()}})
    return found
