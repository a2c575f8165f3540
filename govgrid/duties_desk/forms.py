"""What the pages of the duty list ask for."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LARGEST = 5 * 2**20
FAULTS_SHOWN = 50


class SheetField(forms.FileField):
    """A CSV file of at most LARGEST bytes."""

    def clean(self, data: UploadedFile | None, initial: object = None) -> UploadedFile | None:
        found = super().clean(data, initial)
        if found and found.size > LARGEST:
            raise forms.ValidationError(
                gettext("This file is larger than %(limit)s.") % {"limit": filesizeformat(LARGEST)}
            )
        return found


class ListForm(forms.Form):
    file = SheetField(
        label=_("Duty list (duties.csv)"),
        help_text=_("The columns are those of duties.csv in a city pack. Take the adopted list, change it, send it."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    note = forms.CharField(label=_("What changes and why"), max_length=300, required=False)

    def add_faults(self, faults: list[tuple[int, str]]) -> None:
        """Say each fault with its line at the file; beyond FAULTS_SHOWN only how many there are."""
        for line, sentence in faults[:FAULTS_SHOWN]:
            self.add_error("file", gettext("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence})
        if (more := len(faults) - FAULTS_SHOWN) > 0:
            self.add_error("file", gettext("And %(more)s more faults.") % {"more": more})


class TryForm(forms.Form):
    days = forms.IntegerField(
        label=_("Cases of the last days"), min_value=1, max_value=3660, initial=30,
        help_text=_("Each case is asked as of the instant when it was sent."),
    )  # fmt: skip
    cases = SheetField(
        label=_("Or cases in a file"),
        required=False,
        help_text=_("CSV with the columns category, at, lon and lat or area, and reference."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class AdoptForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I have read what would go elsewhere."),
        error_messages={"required": _("Read the result of the trial and tick this box.")},
    )
