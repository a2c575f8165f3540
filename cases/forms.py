"""What the public tells: every fault is said at its field, and what was typed stays."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases import picking
from cases.contacts import SealedContact, check_phone, seal
from cases.forms_desk import PhotosField, SystemField
from cases.intake import SenderKey, Telling, digest_of
from cases.models import Channel, Rating
from departments.dictionary import dictionary
from departments.models import Category, Component
from govgrid.lib.coordinates import SYSTEMS, to_wgs84
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.addresses import search
from grids.models import Area, Level, in_force

# As one types, htmx asks for the places found and puts them beneath; without scripts there is a button.
LIVE_SEARCH = {
    "type": "search", "autocomplete": "off", "hx-get": reverse_lazy("report"), "hx-target": "#places-found",
    "hx-swap": "outerHTML", "hx-trigger": "input changed delay:300ms",
    "hx-include": "[name=lon], [name=lat], [name=coord_system]",
}  # fmt: skip


class PlaceRadios(forms.RadioSelect):
    """Places found: choosing one moves the pin of the map."""

    def create_option(self, name: str, value: Any, *args: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **named)
        lon, _comma, lat = str(value).partition(",")
        option["attrs"] |= {"data-place-option": True, "data-lon": lon, "data-lat": lat}
        return option


class StandingHere(forms.ChoiceField):
    """Components near the place; the rule of who may be picked is that of cases.picking, not of the list shown."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 24


class ReportForm(forms.Form):
    """A report by a citizen: where, what, and how to reach them if they want an answer."""

    search = forms.CharField(
        label=_("Search for a street or a landmark"), required=False, max_length=80,
        widget=forms.TextInput(attrs=LIVE_SEARCH),
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
        help_text=_("Only if you set no point on the map."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Address or description of the place"), required=False, max_length=200,
        error_messages={"max_length": _("Describe the place in at most 200 characters.")},
    )  # fmt: skip
    category = forms.ChoiceField(label=_("What is it about?"), required=False)
    component = StandingHere(label=_("Is it one of these?"), required=False, widget=forms.RadioSelect)
    # A mark tapped on the map; the list above shows it chosen as soon as it has come.
    picked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    words = forms.CharField(
        label=_("What is wrong?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Tell us what is wrong."),
            "max_length": _("Use at most 4,000 characters; these are %(show_value)s."),
        },
    )  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False, most=settings.PHOTOS_PER_REPORT)
    name = forms.CharField(label=_("Your name"), required=False, max_length=100)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an e-mail address like name@example.org.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, searching: bool = True, **named: Any) -> None:
        """`searching`: whether places are looked for, which may cost; without it the one that was chosen stays."""
        super().__init__(*args, **named)
        self.searching = searching
        today = in_force(timezone.localdate())
        areas = Area.objects.filter(today, level__in=[Level.DISTRICT, Level.STREET]).order_by("code")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].choices = _by_district(list(areas))  # type: ignore[attr-defined]
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined]
        self.fields["found"].choices = lambda: self.places  # type: ignore[attr-defined]
        self.fields["component"].choices = self._standing_here()  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The places to choose from: looked for once, and only when they are shown or one was chosen."""
        if self.searching:
            return _places(str(self["search"].value() or ""), self._near())
        chosen = str(self["found"].value() or "")
        return [(chosen, gettext("The place chosen before"))] if _typed_point(*chosen.split(",")[:2]) else []

    def _near(self) -> Point | None:
        """The pin in WGS 84, where it stands already: places near it are offered first."""
        pin = _typed_point(self["lon"].value(), self["lat"].value())
        system = str(self["coord_system"].value() or "wgs84")
        return to_wgs84(*pin, system) if pin and system in SYSTEMS else None

    def _standing_here(self) -> list[tuple[str, str]]:
        """Return what stands near the place as it was typed; what was tapped on the map is then chosen."""
        picked = str(self["picked"].value() or "")
        if picked and not self.is_bound:
            self.initial["component"] = picked
        point = self._near() or _typed_point(*str(self["found"].value() or "").split(",")[:2])
        if point is None:
            return []
        category = dictionary().by_code.get(str(self["category"].value() or ""))
        of_a_kind = category.pk if category and category.kind == Category.Kind.COMPONENT else None
        found = picking.offered(point, at=timezone.now(), category_id=of_a_kind)
        return (
            [*((one.code, _how_far(one, metres)) for one, metres in found), ("", gettext("None of these"))]
            if found
            else []
        )

    def clean_category(self) -> int | None:
        code = self.cleaned_data["category"]
        return dictionary().by_code[code].pk if code else None

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        try:
            return check_phone(phone) if phone else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        placed = self._point(said) or said.get("component") or said.get("picked")
        if not placed and not (said.get("area") and said.get("address", "").strip()):
            self.add_error(*self._place_missing(said))
        return said

    def _place_missing(self, said: dict[str, Any]) -> tuple[str, str]:
        if said.get("search") and self.places:
            return "found", gettext("Choose one of the places that were found.")
        if said.get("area"):
            return "address", gettext("Describe the place within this area: a street and number, or what stands there.")
        return "address", gettext(
            "Say where it is: set the point on the map, choose a place, or give area and address."
        )

    def _point(self, said: dict[str, Any]) -> Point | None:
        """The pin first: choosing a place moves it, and it may be moved on from there."""
        if pin := self._pin(said):
            return to_wgs84(*pin, said.get("coord_system") or "wgs84")
        if said.get("found"):
            lon, lat = said["found"].split(",")
            return Point(float(lon), float(lat))
        return None

    def _pin(self, said: dict[str, Any]) -> tuple[float, float] | None:
        lon, lat = said.get("lon"), said.get("lat")
        return (lon, lat) if lon is not None and lat is not None else None

    def _contact(self) -> SealedContact | None:
        said = self.cleaned_data
        return seal(said["name"], said["phone"], said["email"], get_language() or "en")

    def telling(self) -> Telling:
        """Return the report, from a form that is valid."""
        said = self.cleaned_data
        area, point, pin = said["area"], self._point(said), self._pin(said)
        return Telling(
            words=said["words"], channel=Channel.WEB, category_id=said["category"], point=point,
            raw_point=pin, coord_system=said["coord_system"] if pin else "wgs84", accuracy_m=said["accuracy"],
            address=said["address"],
            area_id=area.pk if area and not point else None, area_path=area.path if area and not point else "",
            contact=self._contact(), photos=said["photos"],
        )  # fmt: skip

    @property
    def component_code(self) -> str:
        """The code of the component that was picked, in the list or on the map; '' for none."""
        return self.cleaned_data["component"] or self.cleaned_data["picked"]

    def sender_key(self) -> SenderKey | None:
        """Return the form's own key: a second press of the button is the same report."""
        said = self.cleaned_data
        if not said["key"]:
            return None
        told = sorted((name, str(value)) for name, value in said.items() if name not in ("key", "photos", "search"))
        return SenderKey("form", str(said["key"]), digest_of(told, [photo.sha256 for photo in said["photos"]]))

    def renew_key(self) -> None:
        """Give the form a key of its own, so that sending it again is another report."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())


def _typed_point(lon: object = None, lat: object = None) -> Point | None:
    try:
        point = Point(float(str(lon)), float(str(lat)))
    except ValueError:
        return None
    return point if abs(point.lon) <= 180 and abs(point.lat) <= 90 else None


def _how_far(component: Component, metres: float) -> str:
    return gettext("%(name)s, %(metres)s m away") % {"name": component.label, "metres": round(metres)}


def _by_district(areas: list[Area]) -> list[tuple[str, Any]]:
    """Return sub-districts under their districts; a district itself stands first, for those who know no more."""
    groups: list[tuple[str, Any]] = [("", _("Choose an area"))]
    for district in (area for area in areas if area.level == Level.DISTRICT):
        streets = [(str(area.pk), area.name) for area in areas if area.parent_id == district.pk]
        whole = gettext("%(district)s (not sure where)") % {"district": district.name}
        groups.append((district.name, [(str(district.pk), whole), *streets]))
    return groups


def _categories() -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [("", _("I am not sure"))]
    for major, minors in dictionary().offered():
        groups.append((major.name, [(category.code, category.name) for category in minors]))
    return groups


def _places(words: str, near: Point | None) -> list[tuple[str, str]]:
    """Return the places found, each with the areas that tell it from others of its name."""
    found = search(words[:80], on=timezone.localdate(), near=near) if words.strip() else []
    return [(f"{hit.place.point.lon},{hit.place.point.lat}", hit.label) for hit in found]


class FindForm(forms.Form):
    """A number, or the private link as it was given out."""

    number = forms.CharField(
        label=_("Number of the report, or your private link"), max_length=300,
        error_messages={"required": _("Write the number that you were given.")},
    )  # fmt: skip


STARS = [(1, _("1 – bad")), (2, _("2 – poor")), (3, _("3 – fair")), (4, _("4 – good")), (5, _("5 – very good"))]


class RatingForm(forms.Form):
    """What a reporter says of the result."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=Rating.Solved, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is solved.")},
    )  # fmt: skip
    stars = forms.TypedChoiceField(
        label=_("How content are you?"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=STARS,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Your words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If it is not solved, tell us what is missing."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("solved") == Rating.Solved.NO and not said.get("words", "").strip():
            self.add_error("words", gettext("Tell us what is not solved, so that the next visit finds it."))
        return said


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip


class UrgeForm(forms.Form):
    words = forms.CharField(
        label=_("What is pressing?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip
