"""What the public list and its map are asked to show: the filters of one address, and what they offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import public_search
from cases.standing import Plain
from departments.dictionary import dictionary
from departments.models import Category
from grids.addresses.named_areas import areas
from grids.city import city_day
from grids.models import Level

DAYS = (7, 30, 90, 365)
NAMES = ("status", "category", "area", "department", "reported", "closed", "around", "view")


@dataclass(frozen=True)
class PublicWish:
    """The filters as they were said, by name; `view` is "map", else it is the list."""

    said: Mapping[str, str]

    @property
    def on_map(self) -> bool:
        return self.said["view"] == "map"

    @property
    def narrows(self) -> bool:
        return any(value for name, value in self.said.items() if name != "view")

    @property
    def everything(self) -> str:
        """The address without any filter, of the same view."""
        return self.url(**{name: "" for name in NAMES if name != "view"})

    def url(self, **changes: str) -> str:
        """Return the address that says the same, with `changes`; what is empty is left out."""
        said = {name: value for name, value in {**self.said, **changes}.items() if value}
        return f"{reverse('public-cases')}?{urlencode(said)}" if said else reverse("public-cases")


def read_wish(said: QueryDict) -> PublicWish:
    """Read the filters; whatever else an address says is let go of."""
    wish = {name: said.get(name, "").strip()[:40] for name in NAMES}
    return PublicWish(wish | {"view": "map" if wish["view"] == "map" else ""})


def choices(at: datetime) -> dict[str, list[tuple[str, Any]]]:
    """Return what each filter offers: (value, words), or (words of a group, [(value, words), …])."""
    return {
        "status": [("", _("All")), ("open", _("Not ended yet")), *Plain.choices],
        "category": [("", _("All kinds")), *_categories()],
        "area": [("", _("The whole city")), *_by_district(at)],
        "reported": [("", _("Any time")), *((str(days), _last(days)) for days in DAYS)],
    }


def chips(wish: PublicWish, *, at: datetime) -> list[dict[str, str]]:
    """Return the filters that no field of the form shows: each in words, with the address without it."""
    found = []
    if middle := public_search.community(wish.said["around"], at=at):
        found.append({"words": _("Around %(place)s") % {"place": middle.name}, "without": wish.url(around="")})
    if host := public_search.department(wish.said["department"]):
        found.append({"words": host.name, "without": wish.url(department="")})
    if wish.said["closed"].isascii() and wish.said["closed"].isdigit():
        ended = ngettext(
            "Closed in the last %(days)s day", "Closed in the last %(days)s days", int(wish.said["closed"])
        )
        found.append({"words": ended % {"days": wish.said["closed"]}, "without": wish.url(closed="")})
    return found


def _last(days: int) -> str:
    return _("The last %(days)s days") % {"days": days}


def _categories() -> list[tuple[str, Any]]:
    groups = []
    for major, minors in dictionary().offered():
        shown = [(one.code, one.name) for one in minors if one.publish != Category.Publish.NEVER]
        if shown:
            groups.append((major.name, [(major.code, _("All of “%(kind)s”") % {"kind": major.name}), *shown]))
    return groups


def _by_district(at: datetime) -> list[tuple[str, Any]]:
    known = list(areas(city_day(at)).values())
    return [
        (
            district.name,
            [
                (district.code, _("All of %(area)s") % {"area": district.name}),
                *((one.code, one.name) for one in known if one.parent_id == district.id),
            ],
        )
        for district in known
        if district.level == Level.DISTRICT
    ]
