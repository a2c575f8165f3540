"""The form of one row of the configuration: it knows what the person read, and keeps what was typed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import BLANK_CHOICE_DASH, Model
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from departments.config_edits import seen_mark
from departments.config_log import Overtaken
from govgrid.settings_desk.words import COLUMNS, UNITS, value_words


class SettingForm(forms.ModelForm):
    """A ModelForm with the mark of what was read; after Overtaken it says what stands now beside what was typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # The columns that are marked, where they are others than those of the form.
    marked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.initial["seen"] = seen_mark(self.instance, self.columns)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = f"{value.normalize():f}"  # 2, not 2.0000
        # What differs: the name of the field, what was typed, and what stands in the table now.
        self.stands_now: list[tuple[str, str, str]] = []
        for name, field in self.fields.items():
            if name in COLUMNS:
                field.label = COLUMNS[name]
            if isinstance(field, forms.ChoiceField):
                _name_choices(field)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.marked or tuple(self._meta.fields)

    def compare(self, row: Model) -> None:
        """Show what stands in the table now where it differs from what was typed, and let the next save be over it."""
        for name in self._meta.fields:
            if name in self.fields and getattr(row, name) != self.cleaned_data.get(name):
                self.stand_now(self.fields[name].label, shown(self.instance, name), shown(row, name))
        if "valid_to" not in self.fields and getattr(row, "valid_to", None):
            self.stand_now(COLUMNS["valid_to"], value_words(None), shown(row, "valid_to"))
        self.data = MultiValueDict(self.data)
        self.data[self.add_prefix("seen")] = seen_mark(row, self.columns)

    def stand_now(self, label: object, mine: str, theirs: str) -> None:
        """Show that `mine` was typed for what is called `label`, and that `theirs` stands there now."""
        if mine != theirs:
            self.stands_now.append((str(label), mine, theirs))


def _name_choices(field: forms.ChoiceField) -> None:
    """Let a list of choices say what it waits for, in place of a row of dashes."""
    dashes, none = BLANK_CHOICE_DASH[0][1], gettext("– choose –") if field.required else gettext("– none –")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes:
            field.empty_label = none
        return
    field.choices = [(value, none if label == dashes else UNITS.get(value, label)) for value, label in field.choices]


def shown(row: Model, name: str) -> str:
    """Return a column of a row as people read it."""
    words = getattr(row, f"get_{name}_display", None)
    return str(words()) if words else value_words(getattr(row, name))


def is_overtaken(form: forms.BaseForm) -> bool:
    """Return whether the form was refused because somebody else was first."""
    return isinstance(getattr(form, "refusal", None), Overtaken)


def compare_if_overtaken(form: SettingForm) -> None:
    """After a refusal because somebody was first: read the row anew and show both."""
    if is_overtaken(form) and form.instance.pk:
        form.compare(type(form.instance)._default_manager.get(pk=form.instance.pk))
