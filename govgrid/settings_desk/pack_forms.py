"""What the pages of the pack ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from govgrid.grids_desk.forms_import import MapFileField


class SendPackForm(forms.Form):
    file = MapFileField(
        label=_("City pack (zip file)"),
        help_text=_("The zip of a pack's files. Nothing is written before you have read what would change."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Choose the zip file of a pack.")},
    )


class LoadPackForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput)
    land_wins = forms.BooleanField(
        label=_("If the grid was edited here as well, the grid of the pack wins"), required=False
    )
    sure = forms.BooleanField(
        label=_("I have read what would change."),
        error_messages={"required": _("Read what would change and tick this box.")},
    )
