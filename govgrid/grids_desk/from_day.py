"""The day from which a change of the grid or of its cover holds: today or a later one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class FromDay(forms.Form):
    """A form that declares a date field `on`; `today` is the city's own."""

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today
        self.fields["on"].widget.attrs["min"] = today.isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.today:
            raise forms.ValidationError(_("A day that has passed keeps what it had. Choose today or later."))
        return day
