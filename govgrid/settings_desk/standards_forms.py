"""What the pages of the filing standards ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Category, CloseKind, Department, FilingStandard
from departments.standards import COLUMNS
from govgrid.settings_desk.forms import SettingForm

KINDS = [(one.value, one.label) for one in CloseKind if one not in (CloseKind.SELF, CloseKind.FORCED)]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StandardForm(SettingForm):
    """A standard, and from which day it holds like this."""

    valid_from = forms.DateField(label=_("Holds from"), widget=day_input())

    class Meta:
        model = FilingStandard
        fields = COLUMNS
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("condition_en", "condition_zh", "closing_en", "closing_zh")
        }
        error_messages = {
            "limit_value": {"required": _("Say how long the department has."), "invalid": _("Write a number.")}
        }

    def __init__(self, *args: Any, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today = today
        self.fields["close_kind"].choices = KINDS
        self.fields["limit_value"].min_value = 0
        self.fields["valid_from"].initial = today
        self.initial["valid_from"] = today
        self.fields["valid_from"].widget.attrs["min"] = today.isoformat()
        for name in ("condition_en", "condition_zh"):
            self.fields[name].required = False

    def clean_limit_value(self) -> Any:
        value = self.cleaned_data["limit_value"]
        if not 0 < value <= 9999:
            raise forms.ValidationError(gettext("The time limit must be more than nothing and at most 9,999."))
        return value

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(gettext("A day that has passed keeps what it had. Choose today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("condition_en") and not said.get("condition_zh"):
            self.add_error("condition_zh", gettext("Say in one of the languages when a case is filed by it."))
        return said

    def values(self) -> dict[str, Any]:
        """Return the columns of the new version."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class NewStandardForm(StandardForm):
    category = forms.ModelChoiceField(
        Category.objects.filter(parent__isnull=False, valid_to=None), label=_("Category"),
        error_messages={"required": _("Choose what kind of case it files.")},
    )  # fmt: skip

    class Meta(StandardForm.Meta):
        fields = ("category", "condition_no", "zone", *COLUMNS)


class ExampleForm(forms.Form):
    """An example case by which a limit is tried: when it begins, and with whom."""

    begins = forms.DateTimeField(
        label=_("A case that begins"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Write day and time, as 2026-09-16T09:00.")},
        required=False,
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("and is handled by"), empty_label=None, to_field_name="code", required=False
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        open_ones = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.fields["department"].queryset = open_ones
        self.fields["begins"].initial = timezone.localtime


class EndForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Nothing is filed by it from today on."),
        error_messages={"required": _("Tick this box if it is to end.")},
    )
