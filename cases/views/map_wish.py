"""What a map or its table is asked to show: the filters of the address, read once for the page and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import measures, redrawn
from cases.measures import MEASURES
from departments.dictionary import dictionary
from departments.models import Department, User
from grids.models import Level

LEVELS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.CELL)


@dataclass(frozen=True)
class MapWish:
    """A measure, as it is or per 1,000 households, by the boundaries of then or now, of some of the cases."""

    measure: str
    per: str
    boundaries: str
    category: str
    department: str

    @property
    def cases(self) -> dict[str, str]:
        """The filters of queries.found_by apart from those of the measure."""
        return {name: value for name in ("category", "department") if (value := getattr(self, name))}

    @property
    def rate(self) -> bool:
        return self.per == "households"

    def query(self, **more: str) -> str:
        """Return the query of an address that says the same, and `more`; what is empty is left out."""
        said = {**self.__dict__, **more}
        return urlencode({name: value for name, value in said.items() if value})

    def list_url(self, area: str, measure: str = "") -> str:
        """Return the address of the list with just the cases of a number; `area` is the code of its area."""
        now = {"boundaries": redrawn.NOW} if self.boundaries == redrawn.NOW else {}
        filters = {**self.cases, **MEASURES[measure or self.measure].wish, **now, "area": area}
        return f"{reverse('desk-cases')}?{urlencode(filters)}"


def read_wish(request: HttpRequest) -> MapWish:
    """Read the filters; what is unknown counts as not said."""
    said = request.GET
    return MapWish(
        measure=said.get("measure", "") if said.get("measure") in MEASURES else "open",
        per="households" if said.get("per") == "households" else "",
        boundaries=redrawn.NOW if said.get("boundaries") == redrawn.NOW else redrawn.THEN,
        category=said.get("category", ""),
        department=said.get("department", ""),
    )


def read_level(request: HttpRequest) -> Level:
    """Return the level that is asked for, the district where none of the map's levels is."""
    return next((level for level in LEVELS if level == request.GET.get("level")), Level.DISTRICT)


def values(
    user: User, wish: MapWish, level: Level, *, at: datetime, areas: list[int] | None = None, measure: str = ""
) -> Mapping[int, float]:
    """Return the figure of each area of `level`, by id, as `wish` wants it; areas without any case are left out."""
    found = measures.counts(
        user, measure or wish.measure, level=level, at=at, boundaries=wish.boundaries, wish=wish.cases, areas=areas
    )
    return measures.per_thousand(found, at=at) if wish.rate else found


def choices() -> dict[str, list[tuple[str, Any]]]:
    """Return what the filters offer."""
    majors = [category for category in dictionary().categories.values() if category.parent_id is None]
    return {
        "measure": [(name, measure.label) for name, measure in MEASURES.items()],
        "per": [("", _("Number of cases")), ("households", _("Per 1,000 households"))],
        "boundaries": [
            (redrawn.THEN, _("As filed")), (redrawn.NOW, _("As today"))
        ],
        "category": [("", _("All")), *((category.code, category.name) for category in majors)],
        "department": [
            ("", _("All")),
            *((d.code, d.name) for d in Department.objects.filter(valid_to=None).order_by("kind", "code")),
        ],
    }  # fmt: skip
