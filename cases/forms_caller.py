"""What an agent types while on the phone: the caller, the place, the matter, and what was promised."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases.callers import Call
from cases.contacts import check_phone, seal
from cases.forms_desk import SystemField, describe_by_search
from cases.intake import SenderKey, Telling, digest_of
from cases.models import Case, Channel
from departments.dictionary import dictionary
from departments.models import FilingStandard
from departments.standards import standards_on
from govgrid.lib.coordinates import to_wgs84
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.addresses import search
from grids.models import Area, Level, in_force


class PlaceRadios(forms.RadioSelect):
    """Places found: choosing one moves the pin of the map."""

    def create_option(self, name: str, value: Any, *args: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **named)
        lon, _comma, lat = str(value).partition(",")
        option["attrs"] |= {"data-place-option": True, "data-lon": lon, "data-lat": lat}
        return option


class CallForm(forms.Form):
    """One call. The phone comes first: what is known of it is shown while the caller still speaks."""

    phone = forms.CharField(
        label=_("Phone of the caller"), required=False, max_length=40,
        widget=forms.TextInput(attrs={
            "type": "tel", "autocomplete": "off", "autofocus": True, "data-key": "p", "data-no-draft": True,
        }),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": True}),
    )  # fmt: skip
    search = forms.CharField(
        label=_("Place: street or landmark"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "data-key": "o"}),
    )  # fmt: skip
    found = forms.ChoiceField(
        label=_("Choose the place"), required=False, widget=PlaceRadios,
        error_messages={"invalid_choice": _("This place is not among those found. Search again.")},
    )  # fmt: skip
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    coord_system = SystemField()
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), required=False, empty_label=_("Choose an area"),
        help_text=_("Only if no point can be set."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Where exactly"), required=False, max_length=200,
        error_messages={"max_length": _("Describe the place in at most 200 characters.")},
    )  # fmt: skip
    category = forms.CharField(
        label=_("Category"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"list": "call-categories", "autocomplete": "off", "data-key": "c"}),
        help_text=_("Type a part of its name or code; leave it empty if you are not sure."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What the caller says"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "data-key": "w"}),
        error_messages={
            "required": _("Write down what the caller says."),
            "max_length": _("Use at most 4,000 characters; these are %(show_value)s."),
        },
    )  # fmt: skip
    urgent = forms.BooleanField(label=_("Urgent: danger for people or things"), required=False)
    texts = forms.BooleanField(label=_("Send the number as a text message"), required=False, initial=True)
    ring_back_at = forms.DateTimeField(
        label=_("Promise to ring back at"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    ring_back_note = forms.CharField(label=_("About what"), required=False, max_length=300)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        today = in_force(timezone.localdate())
        areas = Area.objects.filter(today, level__in=[Level.DISTRICT, Level.STREET]).order_by("code")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["found"].choices = lambda: self.places  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The places to choose from, each with the areas that tell it from others of its name."""
        words = str(self["search"].value() or "")[:80]
        found = search(words, on=timezone.localdate(), near=self.point) if words.strip() else []
        return [(f"{hit.place.point.lon},{hit.place.point.lat}", hit.label) for hit in found]

    @property
    def categories(self) -> list[str]:
        """What the category field offers as one types: code and name of each, hidden ones too, for staff choose."""
        return [_named(one.code, one.name) for one in dictionary().categories.values() if one.parent_id]

    @property
    def category_code(self) -> str:
        """The code that the category field begins with, known or not."""
        return str(self["category"].value() or "").partition(" ")[0]

    @property
    def category_id(self) -> int | None:
        """The category as it stands in the field; None while it is none."""
        known = dictionary().by_code.get(self.category_code)
        return known.pk if known and known.parent_id else None

    @property
    def point(self) -> Point | None:
        """The pin as it stands in the fields, else the place that was chosen, in WGS 84; None where there is none."""
        pin = _point(self["lon"].value(), self["lat"].value())
        if pin:
            return to_wgs84(*pin, str(self["coord_system"].value() or "wgs84"))
        return _point(*str(self["found"].value() or "").split(",")[:2])

    @property
    def known_phone(self) -> str:
        """The phone in E.164 as far as it is typed; '' while it is none."""
        try:
            return check_phone(str(self["phone"].value() or ""))
        except Refusal:
            return ""

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        try:
            return check_phone(phone) if phone else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_category(self) -> int | None:
        if self.cleaned_data["category"] and self.category_id is None:
            raise forms.ValidationError(gettext("Choose a category from the list, or leave it empty."))
        return self.category_id

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.point and not self.data.get("same"):
            self._place_by_words(said)
        if said.get("ring_back_at") and not said.get("phone"):
            self.add_error("phone", gettext("A call can only be promised to a phone that is known."))
        return said

    def _place_by_words(self, said: dict[str, Any]) -> None:
        describe_by_search(self, said)
        if not said.get("address", "").strip() or (not said.get("area") and self.places):
            self.add_error("search", gettext("Say where it is: choose a place, set the pin, or give area and address."))
        elif not said.get("area"):
            self.add_error("area", gettext("Choose the area it lies in, or set the point on the map."))

    def call(self, same: Case | None) -> Call:
        """Return the call, from a form that is valid; `same` is the open case it adds to."""
        said, point = self.cleaned_data, self.point
        pin = _point(said["lon"], said["lat"])
        area = said["area"] if point is None else None
        telling = Telling(
            words=said["words"], channel=Channel.PHONE, category_id=said["category"], point=point, raw_point=pin,
            coord_system=said["coord_system"] if pin else "wgs84", accuracy_m=said["accuracy"],
            address=said["address"], area_id=area.pk if area else None, area_path=area.path if area else "",
            contact=seal(said["name"], said["phone"], "", get_language() or "en"),
        )  # fmt: skip
        return Call(
            telling, said["urgent"], said["texts"], said["ring_back_at"], said["ring_back_note"], same,
        )  # fmt: skip

    def sender_key(self) -> SenderKey | None:
        """Return the form's own key: a second press of the button is the same call."""
        said = self.cleaned_data
        told = sorted((name, str(value)) for name, value in said.items() if name not in ("key", "search"))
        return SenderKey("caller", str(said["key"]), digest_of(told, self.data.get("same"))) if said["key"] else None


def questions_of(category_id: int | None) -> list[FilingStandard]:
    """Return what decides how a matter of the category is filed: the conditions to be asked about, in their order."""
    if category_id is None:
        return []
    today = standards_on(timezone.localdate())
    found = today.filter(category=category_id).order_by("condition_no", "zone")
    return list({standard.condition_no: standard for standard in found}.values())


def _named(code: str, name: str) -> str:
    return f"{code} {name}"


def _point(lon: object = None, lat: object = None) -> Point | None:
    try:
        point = Point(float(str(lon)), float(str(lat)))
    except ValueError:
        return None
    return point if abs(point.lon) <= 180 and abs(point.lat) <= 90 else None
