"""Questions to the reporter, and the answers; both stay in the case's history."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices, workflow
from cases.models import Case, Question, Report
from cases.moves import REPORTER
from cases.workflow import CannotMove
from departments.models import User


@transaction.atomic
def ask(case: Case, *, by: User, at: datetime, words: str, report: Report | None = None) -> Question:
    """Ask the reporter (of `report`; else the first who told of it). Raises CannotMove, NoteMissing."""
    asked = report or case.reports.filter(withdrawn_at=None).order_by("id").first()
    if asked is None or asked.case_id != case.pk:
        raise CannotMove(_("This report does not belong to the case."))
    if asked.questions.filter(answered_at=None).exists():
        raise CannotMove(_("A question waits for the reporter's answer already."))
    workflow.move(case, "ask", by=by, at=at, note=words, data={"report": asked.number})
    question = Question.objects.create(case=case, report=asked, words=words, by=by, asked_at=at)
    notices.write([case], "asked", at=at, data={case.pk: {"question": question.pk}})
    return question


@transaction.atomic
def answer(report: Report, *, words: str, at: datetime) -> Question:
    """Keep the reporter's answer to the open question, and tell who asked. Raises CannotMove, NoteMissing."""
    question = report.questions.filter(answered_at=None).select_for_update().first()
    if question is None:
        raise CannotMove(_("No question waits for your answer (any more)."))
    case = report.case
    workflow.move(case, "answer", by=REPORTER, at=at, note=words, data={"question": question.pk})
    question.answer, question.answered_at = words, at
    question.save(update_fields=["answer", "answered_at"])
    notices.write([case], "answered", at=at, data={case.pk: {"question": question.pk}})
    return question
