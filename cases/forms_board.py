"""What a board asks for with each thing that a supervisor does to the ticked cases."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import signposts
from cases.forms_desk import note_field
from cases.forms_moves import SuperviseForm
from cases.models import SummaryWish
from cases.moves import MOVES
from departments.access import Scope
from departments.models import Department


class UrgeWords(forms.Form):
    note = note_field(_("Words to who has the case"), required=True)


class SuperviseWords(forms.Form):
    supervision = forms.ChoiceField(label=_("Why"), choices=list(SuperviseForm.KINDS.items()))
    level = forms.TypedChoiceField(label=_("Level"), choices=[(n, str(n)) for n in (1, 2, 3)], coerce=int)
    hours = forms.FloatField(label=_("Reply within (working hours)"), min_value=0.5, max_value=240, initial=8)
    note = note_field(_("Reason"), required=True)


class ReassignWords(forms.Form):
    to = forms.TypedChoiceField(
        label=_("New host department"), coerce=lambda said: Department.objects.get(pk=said),
        error_messages={"required": _("Choose a department.")},
    )  # fmt: skip
    note = note_field(_("Reason"), required=True)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].choices = [("", _("Choose a department")), *departments_at_work()]  # type: ignore[attr-defined]


def departments_at_work() -> tuple[tuple[int, str], ...]:
    """Return the departments that a case can be given to."""
    return tuple((one.pk, one.name) for one in signposts.departments().values() if one.valid_to is None)


class CoordinateWords(forms.Form):
    note = note_field(_("What is to be brought together"), required=True)


class AcknowledgeWords(forms.Form):
    """“I see to it” asks for nothing."""


# In the order in which a board offers them: the form, an icon, and what the button says.
ACTS: dict[str, tuple[type[forms.Form], str, Promise]] = {
    "acknowledge": (AcknowledgeWords, "hand-stop", _("I see to it")),
    "urge": (UrgeWords, "speakerphone", _("Urge")),
    "supervise": (SuperviseWords, "eye", _("Supervise with a reply due")),
    "reassign": (ReassignWords, "arrow-forward-up", _("Give it to another department")),
    "coordinate": (CoordinateWords, "messages", _("Open coordination")),
}


def acts_of(scope: Scope) -> list[str]:
    """Return what a person of this scope may do from a board: by the table of moves; an alarm is anyone's to take."""
    return [
        act
        for act in ACTS
        if act == "acknowledge" or any(isinstance(who, str) and who in scope for who in MOVES[act].who)
    ]


@dataclass(frozen=True)
class Act:
    """A thing to do, as a board offers it before anything is typed; its form offers `departments`."""

    name: str
    departments: tuple[tuple[int, str], ...]

    def form(self) -> forms.Form:
        return ACTS[self.name][0](prefix=self.name, auto_id=f"{self.name}_%s")

    @property
    def icon(self) -> str:
        return ACTS[self.name][1]

    @property
    def label(self) -> Promise:
        return ACTS[self.name][2]


class WallLinkForm(forms.Form):
    name = forms.CharField(
        label=_("Where the screen hangs"), max_length=80, error_messages={"required": _("Give the screen a name.")}
    )
    until = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the screen"), choices=settings.LANGUAGES)

    def said(self) -> dict[str, Any]:
        """Return what was said; `until` is the end of that day in the city's time."""
        until = timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))
        return {**self.cleaned_data, "until": until}


class SummaryForm(forms.Form):
    NEVER, WORKING, ALWAYS = "never", "working", "always"
    comes = forms.ChoiceField(
        label=_("When it comes by mail"), widget=forms.RadioSelect,
        choices=[(WORKING, _("On working days")), (ALWAYS, _("Every day")), (NEVER, _("Never"))],
    )  # fmt: skip

    @classmethod
    def of(cls, wish: SummaryWish) -> "SummaryForm":
        """Return the form as the person has chosen before."""
        every = cls.ALWAYS if wish.on_days_off else cls.WORKING
        return cls(initial={"comes": every if wish.wanted else cls.NEVER})

    def chosen(self) -> dict[str, bool]:
        comes = self.cleaned_data["comes"]
        return {"wanted": comes != self.NEVER, "on_days_off": comes == self.ALWAYS}
