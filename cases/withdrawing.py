"""Withdrawing a report: its case is cancelled with it while nobody has worked on it; else only the report leaves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import ending, history, notices, workflow
from cases.models import ENDED, OPEN_LEG, Case, Channel, Report
from cases.moves import MOVES, REPORTER
from cases.workflow import CannotMove, NotAllowed


def takes_the_case_along(report: Report, case: Case) -> bool:
    """Return whether `case` ends with this report: nobody has worked on it yet, and nobody else reported it."""
    untouched = case.status in MOVES["withdraw"].sources and case.accepted_at is None
    return untouched and not case.reports.filter(withdrawn_at=None).exclude(pk=report.pk).exists()


def need_there(report: Report) -> None:
    """Refuse whatever else a reporter would do with a report that they have withdrawn. Raises CannotMove."""
    if report.withdrawn_at:
        raise CannotMove(_("You have withdrawn this report."))


@transaction.atomic
def withdraw(report: Report, *, at: datetime, note: str = "") -> Case:
    """Take back a report, as its reporter; return its case, which is cancelled if it ends with the report.

    Raises CannotMove for a case that has ended or a report withdrawn before, NotAllowed for an officer's own report:
    who works here asks to cancel, and another person decides (两轴分离).
    """
    # Locked: of two reporters who leave at once the second is the last one.
    case = Case.unscoped.select_for_update().get(pk=report.case_id)
    report.refresh_from_db(fields=["withdrawn_at"])
    _check(report, case)
    if takes_the_case_along(report, case):
        had = list(case.legs.filter(OPEN_LEG).values_list("department_id", flat=True))
        workflow.move(case, "withdraw", by=REPORTER, at=at, note=note, data={"report": report.number})
        ending.wrap_up(case, at=at)
    else:
        had = []
        left = {"number": report.number}
        history.note_down([case], "leave", by=None, at=at, reporter=True, note=note, data={case.pk: left})
    report.withdrawn_at = at
    report.save(update_fields=["withdrawn_at"])
    notices.write([case], "withdrawn", at=at, data={case.pk: {"report": report.number, "departments": had}})
    return case


def _check(report: Report, case: Case) -> None:
    if report.withdrawn_at:
        raise CannotMove(_("You have withdrawn this report already."))
    if case.status in ENDED:
        raise CannotMove(_("This case has ended; there is nothing left to withdraw."))
    if report.channel == Channel.OFFICER:
        raise NotAllowed(_("An officer's report is not withdrawn by its link. Propose to cancel the case at its desk."))
