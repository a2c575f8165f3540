"""What citizens say later: what they add to their report, how they want to be told, what they look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import PhotosField
from cases.models import ToldBy

ADDED_AT_ONCE = 5


class AddForm(forms.Form):
    """Words or photos that go to the case."""

    words = forms.CharField(
        label=_("What do you want to add?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False, most=ADDED_AT_ONCE)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("words", "").strip() or said.get("photos") or self.errors):
            self.add_error("words", _("Write a few words, or choose a photo."))
        return said


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=_("Why?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps the city to know: it was put right meanwhile, or it was a mistake."),
    )  # fmt: skip


class ToldByForm(forms.Form):
    """How to be told; only the ways that the reporter left an address for are offered."""

    way = forms.ChoiceField(
        label=_("How shall we tell you?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we tell you.")},
    )  # fmt: skip

    def __init__(self, *args: Any, ways: list[tuple[ToldBy, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
