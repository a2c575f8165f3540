"""What citizens say later: what they add to their report, how they want to be told, what they look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.contacts import check_phone
from cases.forms_desk import TOO_LONG, PhotosField
from cases.models import Delivery, ToldBy
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal

ADDED_AT_ONCE = 5


class AddForm(forms.Form):
    """Words or photos that go to the case."""

    words = forms.CharField(
        label=_("What do you want to add?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"max_length": TOO_LONG},
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
        error_messages={"max_length": TOO_LONG},
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


class AroundForm(forms.Form):
    """A place to look around: the reader's own position, or words for a street or a landmark."""

    place = forms.CharField(
        label=_("Street or landmark"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "street-address"}),
    )  # fmt: skip
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and self.point() is None and not said.get("place", "").strip():
            self.add_error("place", _("Write a street or a landmark."))
        return said

    def point(self) -> Point | None:
        """Return the position in WGS 84; None where none was given."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return Point(lon, lat) if lon is not None and lat is not None else None


class AddressForm(forms.Form):
    """A mail address or a phone number, to which a code is sent."""

    address = forms.CharField(
        label=_("Your e-mail or phone"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write your e-mail address or phone number.")},
    )  # fmt: skip

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if self.channel() == Delivery.Channel.SMS:
            try:
                check_phone(address)
            except Refusal as refusal:
                raise forms.ValidationError(
                    gettext("Write an e-mail address like name@example.org, or a phone number with its area code.")
                ) from refusal
        return address

    def channel(self) -> str:
        """Return through what a code reaches the address: whatever has an @ is a mail address."""
        return Delivery.Channel.MAIL if "@" in self.cleaned_data["address"] else Delivery.Channel.SMS


class CodeForm(forms.Form):
    """The six digits of the letter, with what they answer to."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    # The address as it may be shown, so that the page can say again where the code went.
    sent_to = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    code = forms.CharField(
        label=_("Code"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}),
        error_messages={"required": _("Write the six digits that we sent you.")},
    )  # fmt: skip
