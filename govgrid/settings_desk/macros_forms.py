"""What the page of a macro asks for: its name, whose it is, and up to eight steps in their order."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.moves import MOVES
from cases.views.desk_steps import DESK_MOVES
from departments import macro_edits
from departments.config_log import mark_of
from departments.models import Category, Department, Macro, MacroStep, Reason, Template, User
from govgrid.settings_desk.forms import SettingForm

MOST_STEPS = 8
SPARE = 2
Action = MacroStep.Action
# What a step can say of a move's form: a move that asks for more is made by hand.
SAID = {"step", "note", "reason"}


def moves() -> dict[str, str]:
    """Return the moves that a macro can make, each with its name."""
    return {
        key: str(MOVES[key].label)
        for key, move in DESK_MOVES.items()
        if key in MOVES and {name for name, field in move.form.base_fields.items() if field.required} <= SAID
    }


class MacroForm(SettingForm):
    """Its name and whose it is; the mark is that of the steps as well."""

    class Meta:
        model = Macro
        fields = macro_edits.MACRO

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.initial["seen"] = mark_of(macro_edits.facts_of(self.instance))
        self.fields["department"].queryset = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.fields["department"].empty_label = gettext("Everybody")
        self.fields["category"].queryset = Category.objects.filter(valid_to=None)
        self.fields["category"].empty_label = gettext("Any")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("name_zh") and not said.get("name_en"):
            self.add_error("name_zh", gettext("Give it a name in one of the languages."))
        return said


class NewMacroForm(MacroForm):
    class Meta(MacroForm.Meta):
        fields = ("code", *MacroForm.Meta.fields)
        help_texts = {"code": _("Small letters, digits and hyphens, as on-our-way. It stays.")}
        error_messages = {"code": {"unique": _("This code is taken, perhaps by one that has ended.")}}


class StepForm(forms.Form):
    """One step; without an action there is none."""

    action = forms.ChoiceField(label=_("What it does"), choices=[("", "–"), *Action.choices], required=False)
    move = forms.ChoiceField(label=_("Which move"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    template = forms.ModelChoiceField(Template.objects.none(), label=_("Template"), required=False, empty_label="–")
    to = forms.CharField(
        label=_("To whom"), max_length=150, required=False,
        help_text=_("A name for signing in; empty: whoever uses the macro."),
    )  # fmt: skip

    def __init__(self, *args: Any, kept: dict[str, dict[str, Any]], **named: Any) -> None:
        super().__init__(*args, **named)
        # What the pack said of a move besides its reason: it stays as long as the macro makes that move.
        self.kept = kept
        others = {key: str(MOVES[key].label) for key in kept if key in MOVES}
        self.fields["move"].choices = [("", "–"), *{**others, **moves()}.items()]
        self.fields["reason"].choices = [("", "–"), *_reasons()]
        self.fields["template"].queryset = Template.objects.filter(valid_to=None) | Template.objects.filter(
            pk=self.initial.get("template")
        )
        self.fields["template"].label_from_instance = lambda one: one.name

    def has_changed(self) -> bool:
        return True  # a step that is sent as it stands is a step, and not an empty row

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        check = {Action.MOVE: self._move, Action.MESSAGE: self._message, Action.ASSIGN: self._assign}
        if said.get("action"):
            check[Action(said["action"])](said)
        return said

    def _move(self, said: dict[str, Any]) -> None:
        move = said.get("move")
        if not move:
            self.add_error("move", gettext("Choose the move."))
            return
        form = DESK_MOVES[move].form if move in DESK_MOVES else None
        kind, _colon, code = said.get("reason", "").partition(":")
        wanted = getattr(form, "kind", "")
        if code and kind != wanted:
            self.add_error("reason", gettext("This reason is not one of that move."))
        if not code and Reason.objects.filter(kind=wanted, valid_to=None).exists():
            self.add_error("reason", gettext("This move needs a reason."))
        if MOVES[move].note and not said.get("template"):
            self.add_error("template", gettext("This move needs words for its note."))

    def _message(self, said: dict[str, Any]) -> None:
        template = said.get("template")
        if not template or not template.audience:
            self.add_error("template", gettext("Choose words that somebody reads: a message goes to somebody."))

    def _assign(self, said: dict[str, Any]) -> None:
        person = said.get("to", "")
        if person not in ("", MacroStep.ME) and not User.objects.filter(username=person, is_active=True).exists():
            self.add_error("to", gettext("Nobody here has this user name."))

    def step(self) -> MacroStep:
        """Return the step that is said, without what another action would need."""
        said, action = self.cleaned_data, self.cleaned_data["action"]
        if action == Action.ASSIGN:
            return MacroStep(action=action, fields={"to": said["to"] or MacroStep.ME})
        if action == Action.MESSAGE:
            return MacroStep(action=action, template=said["template"])
        code = said["reason"].partition(":")[2]
        fields = {**self.kept.get(said["move"], {}), **({"reason": code} if code else {})}
        return MacroStep(action=action, move=said["move"], template=said["template"], fields=fields)


def _reasons() -> list[tuple[str, str]]:
    found = Reason.objects.filter(valid_to=None).order_by("kind", "position")
    return [(f"{one.kind}:{one.code}", f"{one.get_kind_display()}: {one.name}") for one in found]


class BaseSteps(forms.BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.steps():
            raise forms.ValidationError(gettext("A macro has one step at least."))

    def steps(self) -> list[MacroStep]:
        return [form.step() for form in self.forms if form.cleaned_data.get("action")]


StepForms = forms.formset_factory(StepForm, BaseSteps, extra=0, max_num=MOST_STEPS, validate_max=True)


def step_forms(data: Any, macro: Macro) -> BaseSteps:
    """Return the steps of a macro and some empty ones, or what was typed."""
    present = list(macro.steps.all()) if macro.pk else []
    kept = {step.move: _kept(step) for step in present if step.move}
    initial = [*map(_initial, present), *[{}] * min(SPARE, MOST_STEPS - len(present))]
    return StepForms(data, initial=initial, prefix="steps", form_kwargs={"kept": kept})


def _kept(step: MacroStep) -> dict[str, Any]:
    return {name: value for name, value in step.fields.items() if name != "reason"}


def _initial(step: MacroStep) -> dict[str, Any]:
    kind = getattr(DESK_MOVES[step.move].form, "kind", "") if step.move in DESK_MOVES else ""
    code, to = step.fields.get("reason", ""), step.fields.get("to", "")
    return {
        "action": step.action, "move": step.move, "template": step.template_id,
        "reason": f"{kind}:{code}" if code else "", "to": "" if to == MacroStep.ME else to,
    }  # fmt: skip
