"""What a desk asks for with the moves beside the ordinary path: requests and decisions, joint work, corrections."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import merging, preverification
from cases.forms_desk import DispatchForm, DoneForm, MoveForm, PhotosField, PlaceForm, ReasonForm, note_field
from cases.models import OPEN_LEG, Case, Leg, LegState, Rating, Report
from cases.urging import SUPERVISIONS
from departments.models import Department, FilingStandard, Reason, User
from departments.reasons import reasons_in_force
from departments.standards import standards_on


class ReasonedForm(ReasonForm):
    """Words, and a reason from the city's list where it keeps one for `kind`."""

    kind: Reason.Kind

    def set_up(self) -> None:
        offered = reasons_in_force().get(self.kind)
        if offered:
            allowed = Reason.objects.filter(kind=self.kind, valid_to=None)
            chosen = forms.ModelChoiceField(allowed, label=_("Reason"), empty_label=_("Choose a reason"))
            self.fields = {"reason": chosen, **self.fields}
            self.show("reason", [("", chosen.empty_label), *((reason.pk, str(reason)) for reason in offered)])
            if str(self.fields["note"].label) == str(chosen.label):
                self.fields["note"].label = _("In your words")


class ReturnForm(ReasonedForm):
    kind = Reason.Kind.RETURN
    shown = PhotosField(label=_("Evidence"), required=False)


class ReworkForm(ReasonedForm):
    kind = Reason.Kind.REWORK
    note = note_field(_("What is not solved"), required=True)
    shown = PhotosField(label=_("Photos on the spot"), required=False)


class DeclineForm(ReasonedForm):
    kind = Reason.Kind.DECLINE
    note = note_field(_("Answer to the reporter"), required=True, hint=_("The reporter reads these words."))


class ExtensionForm(ReasonedForm):
    kind = Reason.Kind.EXTENSION


class SuspensionForm(ReasonedForm):
    kind = Reason.Kind.SUSPENSION
    until = forms.DateField(label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}))

    def said(self) -> dict[str, Any]:
        """Return what was said; `until` is the end of that day in the city's time."""
        until = timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))
        return {**self.cleaned_data, "until": until}


class SendVerifyForm(MoveForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None)

    def set_up(self) -> None:
        self.offer("to", User.objects.filter(pk__in=[officer.pk for officer in preverification.officers(self.case)]))


class VerifyForm(MoveForm):
    true = forms.TypedChoiceField(
        label=_("What do you see?"), choices=[("1", _("It is as reported")), ("0", _("It is not as reported"))],
        coerce=lambda chosen: chosen == "1", widget=forms.RadioSelect,
    )  # fmt: skip
    note = note_field(_("What you see"), required=False)
    shown = PhotosField(label=_("Photos on the spot"), required=False)


class MergeForm(MoveForm):
    into = forms.CharField(label=_("Number of the other case"), max_length=24)
    note = note_field(_("Note"), required=False)

    def set_up(self) -> None:
        """Name the open cases that are likely the same matter; the nearest is filled in."""
        found = merging.likely_duplicates(self.case)[:3]
        if found:
            near = ", ".join(gettext("%(number)s (%(metres)d m away)") % _named(*pair) for pair in found)
            self.fields["into"].help_text = gettext("Likely the same matter: %(cases)s") % {"cases": near}
            self.fields["into"].initial = found[0][0].number


def _named(case: Case, metres: float) -> dict[str, Any]:
    return {"number": case.number, "metres": round(metres)}


class SelfHandleForm(DoneForm):
    shown = PhotosField(label=_("Photos afterwards"), required=True)


class CorrectForm(PlaceForm):
    standard = forms.ModelChoiceField(
        FilingStandard.objects.none(), label=_("Standard of the other category"), required=False
    )
    note = note_field(_("Reason"), required=True)

    def set_up(self) -> None:
        super().set_up()
        picked = self.data.get("category", "")
        chosen = picked if picked.isdecimal() else self.case.category_id
        self.offer("standard", standards_on(timezone.localdate()).filter(category=chosen).order_by("condition_no"))


class StandardForm(ReasonForm):
    standard = forms.ModelChoiceField(FilingStandard.objects.none(), label=_("Standard"), empty_label=None)

    def set_up(self) -> None:
        found = standards_on(timezone.localdate()).filter(category=self.case.category)
        self.offer("standard", found.exclude(pk=self.case.standard_id or 0).order_by("condition_no", "zone"))


class ArbitrateForm(DispatchForm):
    note = note_field(_("Why this department has it"), required=True)


class JoinForm(ReasonForm):
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments"), widget=forms.CheckboxSelectMultiple
    )

    def set_up(self) -> None:
        there = self.case.legs.filter(OPEN_LEG).values("department")
        self.offer(
            "departments", Department.objects.filter(valid_to=None).exclude(pk__in=there).order_by("kind", "code")
        )


class ReassignForm(ReasonForm):
    to = forms.ModelChoiceField(
        Department.objects.none(), label=_("Host department"), empty_label=_("Choose a department"),
        error_messages={"required": _("Choose a department.")},
    )  # fmt: skip

    def set_up(self) -> None:
        there = self.case.legs.filter(OPEN_LEG).values("department")
        self.offer("to", Department.objects.filter(valid_to=None).exclude(pk__in=there).order_by("kind", "code"))


class QuestionForm(MoveForm):
    note = note_field(_("Your question"), required=True, hint=_("The reporter reads these words."))


class SuperviseForm(ReasonForm):
    KINDS = dict(zip(SUPERVISIONS, (_("It is overdue"), _("A leader's order"), _("A key case")), strict=True))
    supervision = forms.ChoiceField(label=_("Why"), choices=list(KINDS.items()))
    level = forms.TypedChoiceField(label=_("Level"), choices=[(n, str(n)) for n in (1, 2, 3)], coerce=int)
    hours = forms.FloatField(label=_("Reply within (working hours)"), min_value=0.5, max_value=240, initial=8)


class ScoreForm(MoveForm):
    leg = forms.ModelChoiceField(Leg.objects.none(), label=_("Department"), empty_label=None)
    points = forms.IntegerField(label=_("Points (0 to 100)"), min_value=0, max_value=100)
    note = note_field(_("Note"), required=False)

    def set_up(self) -> None:
        unscored = self.case.legs.filter(state=LegState.FINISHED, score=None).select_related("department")
        self.offer("leg", unscored)
        self.show("leg", [(leg.pk, leg.department.name) for leg in unscored])


class CallBackForm(MoveForm):
    # 满意, 基本满意, 不满意, 未评价: domain.md §4a.
    SATISFIED: Any = [
        ("5", _("Satisfied")),
        ("3", _("Fairly satisfied")),
        ("1", _("Not satisfied")),
        ("", _("Not said")),
    ]
    report = forms.ModelChoiceField(Report.objects.none(), label=_("Report"), empty_label=None)
    solved = forms.ChoiceField(label=_("Solved?"), choices=Rating.Solved.choices)
    stars = forms.TypedChoiceField(
        label=_("Satisfied?"), choices=SATISFIED, coerce=int, empty_value=None, required=False
    )
    note = note_field(_("In the reporter's words"), required=False)

    def set_up(self) -> None:
        self.offer("report", self.case.reports.order_by("id"))
