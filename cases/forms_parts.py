"""What is asked for around a part shown by link: by the department that gives it, and of the outsider who has it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import PhotosField, note_field


class GiveForm(forms.Form):
    """To whom, what is to be done, and until when."""

    party = forms.CharField(
        label=_("For whom"), max_length=120, help_text=_("The company or association that gets the link."),
        error_messages={"required": _("Say for whom the link is.")},
    )  # fmt: skip
    task = forms.CharField(
        label=_("What they are to do"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read these words. Write nothing about the reporter."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("The link ends after"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Name a day."), "invalid": _("Name a day.")},
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """Return what was said; `until` is the end of that day in the city's time."""
        until = timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))
        return {**self.cleaned_data, "until": until}


class WordsForm(forms.Form):
    words = note_field(_("Your words"), required=True)


class QuestionForm(forms.Form):
    words = note_field(_("Your question to the department"), required=True)


class DoneForm(forms.Form):
    """The outsider's word on the result: what was done, and photos that show it."""

    words = note_field(_("What you did"), required=True)
    shown = PhotosField(
        label=_("Photos of the result"), most=settings.PHOTOS_PER_REPORT,
        error_messages={"required": _("Add a photo that shows the result.")},
    )  # fmt: skip
