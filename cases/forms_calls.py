"""What is written down when the hotline rings somebody up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import note_field


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need the number?"), max_length=300,
        error_messages={"required": _("Say why you need the number; the reason is kept.")},
    )  # fmt: skip


class NotReachedForm(forms.Form):
    again_at = forms.DateTimeField(
        label=_("Try again at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": _("Say when to try again."), "invalid": _("Say when to try again.")},
    )  # fmt: skip


class KeptForm(forms.Form):
    note = note_field(_("What was said"), required=True)
