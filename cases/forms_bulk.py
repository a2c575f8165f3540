"""What a move for many cases must be told: words, a person, or nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.bulk_moves import BulkMove
from cases.forms_desk import note_field
from departments.access import scope_of
from departments.models import User


class BulkForm(forms.Form):
    """A move that is told nothing."""

    def said(self) -> dict[str, Any]:
        """Return what was said, as a run keeps it: plain values only."""
        return {}


class BulkNoteForm(BulkForm):
    note = note_field(_("Words"), required=True, hint=_("The same words for each case."))

    def said(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class BulkAssignForm(BulkForm):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), empty_label=_("Choose a person"),
        error_messages={"required": _("Choose a person.")},
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **named: Any) -> None:
        super().__init__(*args, **named)
        mine = scope_of(by).reach("assign_cases").department_ids
        staff = User.objects.filter(is_active=True, groups__rolegroup__department__in=mine)
        self.fields["to"].queryset = staff.distinct().order_by("pk")  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to"].pk}


def form_for(move: BulkMove, by: User, data: Any = None) -> BulkForm:
    """Return the form that asks what `move` must be told, bound to `data` where it was sent."""
    if move.asks == "to":
        return BulkAssignForm(data, by=by, auto_id="bulk_%s")
    if move.asks == "note":
        return BulkNoteForm(data, auto_id="bulk_%s")
    return BulkForm(data, auto_id="bulk_%s")
