"""What reports are asked by their category, and the dangers that stop them, kept in memory."""

from dataclasses import dataclass

from departments.dictionary import dictionary
from departments.models import CategoryQuestion, Stopper
from govgrid.lib.remembered import remembered


@dataclass(frozen=True)
class Asked:
    """Every question by the id of its category, and every stopper, in the order of the pack."""

    questions: dict[int, list[CategoryQuestion]]
    stoppers: list[Stopper]


def questions_of(category_id: int | None) -> list[CategoryQuestion]:
    """Return what a report of this category is asked: first what its major class asks. None: not sorted, nothing."""
    if category_id is None:
        return []
    return [question for pk in dictionary().path(category_id) for question in _asked().questions.get(pk, [])]


def stoppers_of(category_id: int | None) -> list[Stopper]:
    """Return the stoppers that can concern a matter of this category: those of any, and its own and its class's."""
    concerned = {None, *(dictionary().path(category_id) if category_id else ())}
    return [stopper for stopper in _asked().stoppers if stopper.category_id in concerned]


@remembered(seconds=30)
def _asked() -> Asked:
    questions: dict[int, list[CategoryQuestion]] = {}
    for question in CategoryQuestion.objects.all():
        questions.setdefault(question.category_id, []).append(question)
    return Asked(questions, list(Stopper.objects.all()))
