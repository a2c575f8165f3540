"""Editing a macro: its name, whose it is and its steps, all at once and only over what the person read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from departments import config_log
from departments.config_log import Action
from departments.models import Macro, MacroStep, User

MACRO = ("name_en", "name_zh", "department", "category", "position")
STEP = ("action", "move", "template", "fields")


def facts_of(macro: Macro) -> dict[str, Any]:
    """Return what the log keeps of a macro: its columns, and each step as one line; {} for one that is not there."""
    if not macro.pk:
        return {}
    steps = [line_of(step) for step in macro.steps.select_related("template")]
    return {**config_log.facts_of(macro, MACRO), "steps": steps}


def line_of(step: MacroStep) -> str:
    """Return a step as a line: what it does, with which move, words and fields."""
    said = [f"{name}={value}" for name, value in sorted(step.fields.items())]
    return " ".join([step.action, step.move, step.template.code if step.template else "", *said]).replace("  ", " ")


@transaction.atomic
def save(macro: Macro, steps: Sequence[MacroStep], *, seen: str, by: User, at: datetime) -> None:
    """Write `macro` with just these `steps`, in order; it is new, or was read under `seen`. Raises Overtaken."""
    before = facts_of(Macro.objects.select_for_update().get(pk=macro.pk)) if macro.pk else {}
    if macro.pk:
        config_log.need_unchanged(seen, before)
    macro.save(update_fields=MACRO if macro.pk else None)
    macro.steps.all().delete()
    for position, step in enumerate(steps, start=1):
        step.macro, step.position = macro, position
    MacroStep.objects.bulk_create(steps)
    config_log.note("macro", macro.code, before=before, after=facts_of(macro), by=by, at=at)


@transaction.atomic
def end(macro: Macro, *, on: date, by: User, at: datetime) -> None:
    """Offer a macro no more from `on`."""
    if not Macro.objects.filter(pk=macro.pk, valid_to=None).update(valid_to=on):
        return
    after = {"valid_to": on.isoformat()}
    config_log.note("macro", macro.code, before={"valid_to": None}, after=after, by=by, at=at, action=Action.ENDED)
