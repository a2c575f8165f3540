"""The map as a table: the same measures, for keyboards, screen readers and paper."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases import chores
from cases.measures import MEASURES
from cases.views.city_map import need_view
from cases.views.keyset import SortedPage
from cases.views.map_wish import LEVELS, MapWish, choices, read_level, read_wish, values
from grids.city import city_day
from grids.models import Area, Level, in_force, subtree

PAGE = 50
BY_NAME = "code"


@dataclass(frozen=True)
class Sorting:
    """The column by which the table is sorted: a measure, the most first, or the code; `-` before it turns it."""

    by: str
    turned: bool

    def key(self, area: Area, found: dict[int, float]) -> tuple[Any, ...]:
        """Return by which the row of an area sorts; rows of one figure by their code."""
        if self.by == BY_NAME:
            return (area.code,)
        figure = found.get(area.pk, 0)
        return (figure if self.turned else -figure, area.code)


@login_required
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Each area of a level with its numbers, each of which opens its cases."""
    need_view(request)
    wish, level, at, sorting = read_wish(request), read_level(request), chores.now(), _sorting(request)
    within = Area.objects.filter(code=request.GET.get("area", "")).first()
    known = values(request.user, wish, level, at=at, measure=sorting.by) if sorting.by in MEASURES else {}
    areas = _areas(level, within, at)
    areas.sort(key=lambda area: sorting.key(area, known), reverse=sorting.by == BY_NAME and sorting.turned)
    page = _page(request, areas, sorting, known)
    ids = [area.pk for area in page.rows]
    figures = {name: values(request.user, wish, level, at=at, areas=ids, measure=name) for name in MEASURES}
    return render(
        request,
        "desk/map_table.html",
        {
            "rows": [_row(area, wish, figures) for area in page.rows],
            "page": page,
            "wish": wish,
            "choices": choices() | {"level": [(one.value, one.label) for one in LEVELS]},
            "level": level,
            "within": within,
            "sort": request.GET.get("sort", ""),
            "columns": _columns(wish, level, within, sorting),
            "name_url": _url(wish, level, within, "-code" if sorting == Sorting(BY_NAME, False) else BY_NAME),
            "sorted_by_name": _direction(sorting, BY_NAME),
            "map_url": f"{reverse('desk-map')}?{wish.query()}",
            "back": _back(wish, level) if within else "",
        },
    )


def _sorting(request: HttpRequest) -> Sorting:
    said = request.GET.get("sort", "")
    by = said.removeprefix("-")
    return Sorting(by if by in {*MEASURES, BY_NAME} else BY_NAME, said.startswith("-"))


def _areas(level: Level, within: Area | None, at: Any) -> list[Area]:
    found = Area.objects.filter(in_force(city_day(at)), level=level)
    if within is not None:
        found = found.filter(subtree(within.path))
    return list(found.only("code", "level", "name_en", "name_zh"))


def _page(request: HttpRequest, areas: list[Area], sorting: Sorting, known: dict[int, float]) -> SortedPage:
    if sorting.by == BY_NAME and sorting.turned:
        # Counted from the end, so that the page's keys ascend as it expects.
        places = {area.pk: n for n, area in enumerate(areas)}
        return SortedPage(request, areas, lambda area: (places[area.pk],), size=PAGE)
    return SortedPage(request, areas, lambda area: sorting.key(area, known), size=PAGE)


def _row(area: Area, wish: MapWish, figures: dict[str, dict[int, float]]) -> dict[str, Any]:
    cell = area.level == Level.CELL
    below = None if cell else LEVELS[LEVELS.index(area.level) + 1]
    return {
        "area": area,
        "card_url": reverse("cell-card", args=[area.code]) if cell else "",
        "below_url": "" if below is None else f"?{wish.query(level=below.value, area=area.code)}",
        "figures": [
            {"label": measure.label, "value": figures[name].get(area.pk, 0), "url": wish.list_url(area.code, name)}
            for name, measure in MEASURES.items()
        ],
    }


def _columns(wish: MapWish, level: Level, within: Area | None, sorting: Sorting) -> list[dict[str, Any]]:
    return [
        {
            "label": measure.label,
            "url": _url(wish, level, within, f"-{name}" if sorting == Sorting(name, False) else name),
            "sorted": _direction(sorting, name, most_first=True),
        }
        for name, measure in MEASURES.items()
    ]


def _direction(sorting: Sorting, column: str, *, most_first: bool = False) -> str:
    """Return what aria-sort says of a column."""
    if sorting.by != column:
        return "none"
    return "descending" if sorting.turned != most_first else "ascending"


def _back(wish: MapWish, level: Level) -> str:
    """Return the address of the whole level above; '' for the highest."""
    place = LEVELS.index(level)
    return _url(wish, LEVELS[place - 1], None, "") if place else ""


def _url(wish: MapWish, level: Level, within: Area | None, sort: str) -> str:
    return f"?{wish.query(level=level.value, area=within.code if within else '', sort=sort)}"
