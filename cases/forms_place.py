"""Where is it? A point on the map, a place found by its name, a component that stands there, or an area and words."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import intake, picking, sending_drafts
from cases.draft_pages import Said, unsettle
from cases.forms_desk import SystemField, describe_by_search
from cases.intake import Telling
from cases.models import Channel
from departments.dictionary import dictionary
from departments.models import Component
from govgrid.lib.coordinates import SYSTEMS, to_wgs84
from govgrid.lib.geo import Point
from grids.addresses import search
from grids.models import Area, Level, in_force

# As one types, htmx asks for the places found and puts them beneath; without scripts there is a button.
LIVE_SEARCH = {
    "type": "search", "autocomplete": "off", "hx-get": reverse_lazy("report-place"), "hx-target": "#places-found",
    "hx-swap": "outerHTML", "hx-trigger": "input changed delay:300ms", "data-key": "/",
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


class PlaceForm(forms.Form):
    """The page that asks where; `said` is the draft so far."""

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
    component = StandingHere(label=_("Is it one of these?"), required=False, widget=forms.RadioSelect)
    # A mark tapped on the map; the list above shows it chosen as soon as it has come.
    picked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), required=False, empty_label=_("Choose an area"),
        help_text=_("Only if you set no point on the map."),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Address or description of the place"), required=False, max_length=200,
        error_messages={"max_length": _("Describe the place in at most 200 characters.")},
    )  # fmt: skip

    def __init__(self, *args: Any, said: Said, searching: bool = True, **named: Any) -> None:
        """`searching`: whether places are looked for, which may cost; without it the one that was chosen stays."""
        super().__init__(*args, **named)
        self.searching = searching
        today = in_force(timezone.localdate())
        areas = Area.objects.filter(today, level__in=[Level.DISTRICT, Level.STREET]).order_by("code")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].choices = _by_district(list(areas))  # type: ignore[attr-defined]
        self.fields["found"].choices = lambda: self.places  # type: ignore[attr-defined]
        self.fields["component"].choices = self._standing_here()  # type: ignore[attr-defined]

    @property
    def refused_field(self) -> str:
        """At which field a refusal of the step is said."""
        said = self.cleaned_data
        return "component" if said.get("component") or said.get("picked") else "address"

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        """Return the fields as they were filled in when the draft was kept."""
        return said.get("place", {}).get("fields", {})

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
        found = picking.offered(point, at=timezone.now()) if point else []
        rows = [(one.code, _how_far(one, metres)) for one, metres in found]
        return [*rows, ("", gettext("None of these"))] if rows else []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self._point(said) or said.get("component") or said.get("picked"):
            return said
        if self.searching:
            describe_by_search(self, said)
        if not (said.get("area") and said.get("address", "").strip()):
            self.add_error(*self._place_missing(said))
        return said

    def _place_missing(self, said: dict[str, Any]) -> tuple[str, str]:
        if said.get("search") and self.places:
            return "found", gettext("Choose one of the places that were found.")
        if said.get("area"):
            return "address", gettext("Describe the place within this area: a street and number, or what stands there.")
        if said.get("address"):
            return "area", gettext("Choose the area it lies in, or set the point on the map.")
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

    def tell(self, draft: Said, *, at: datetime) -> None:
        """Write the place into the draft. Raises what intake and picking refuse of it."""
        said = self.cleaned_data
        area, point, pin = said["area"], self._point(said), self._pin(said)
        code = said["component"] or said["picked"]
        place = {
            "point": list(point) if point else None, "pin": list(pin) if pin else None,
            "coord_system": said["coord_system"] if pin else "wgs84", "accuracy": said["accuracy"],
            "address": said["address"], "area": area.pk if area else None, "area_path": area.path if area else "",
            "component": code, "label": self._label(said), "fields": {**said, "area": area.pk if area else None},
        }  # fmt: skip
        told = _checked(place, at=at)
        if draft.get("place", {}).get("point") != place["point"]:
            unsettle(draft, "place")
        place["point"] = list(told.point) if told.point else None
        draft["place"] = place
        if code:
            _settle_category(draft, told.category_id)

    def _label(self, said: dict[str, Any]) -> str:
        """Return the name of the place that was chosen among those found; '' where none was."""
        return next((label for value, label in self.places if value == said["found"]), "") if said["found"] else ""


def _checked(place: dict[str, Any], *, at: datetime) -> Telling:
    telling = Telling(words="", channel=Channel.WEB, **sending_drafts.place_of(place))
    if place["component"]:
        telling = picking.pointed_at(telling, place["component"], at=at)
    intake.check_place(telling, at)
    return telling


def _settle_category(draft: Said, category_id: int | None) -> None:
    """What was picked says what it is: the page that asks is passed, and its answer can be changed."""
    category = dictionary().categories.get(category_id or 0)
    code = category.code if category else ""
    if draft.get("category") != code:
        unsettle(draft, "category")
    draft["category"] = code
    draft["done"] = [*(page for page in draft.get("done", []) if page != "category"), "category"]


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


def _places(words: str, near: Point | None) -> list[tuple[str, str]]:
    """Return the places found, each with the areas that tell it from others of its name."""
    found = search(words[:80], on=timezone.localdate(), near=near) if words.strip() else []
    return [(f"{hit.place.point.lon},{hit.place.point.lat}", hit.label) for hit in found]
