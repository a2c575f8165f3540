"""The whole configuration of the city as a pack, written from the tables: what `load_city` reads, the other way round.

A pack is what holds: areas, departments and categories that have ended are not in it, and of a standard its newest
version. People are no configuration: accounts.csv is never written here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Q

from departments import duties, duty_sets
from departments.models import (
    CalendarDay,
    Category,
    CategoryQuestion,
    Component,
    Department,
    FilingStandard,
    Ladder,
    Macro,
    Reason,
    StageLimit,
    Stopper,
    Template,
    WorkCalendar,
)
from departments.work_calendars import WorkCalendars
from govgrid.packs.columns import LADDER_SETTINGS, SHEETS
from govgrid.packs.land_of_today import write_land_of_today
from govgrid.packs.reading import CHOICES
from govgrid.packs.writing import write_features, write_toml, write_whole_csv
from grids.city import this_city
from grids.models import Area, DefaultPoint, MapShape, Place

Cells = Iterator[list[object]]


def write_city_of_today(folder: Path, *, on: date) -> None:
    """Write every file of the pack into the empty `folder`. Raises NotOfToday where the grid changes on a later day."""
    write_toml(folder / "city.toml", city_of_today())
    write_land_of_today(folder, on=on)
    write_features(folder / "map.geojson", [_drawing(shape) for shape in MapShape.objects.order_by("id")])
    for name in ROWS:
        write_whole_csv(folder, name, rows_of_today(name))


def city_of_today() -> dict[str, object]:
    """Return what city.toml says."""
    city = this_city()
    desk, office = Department.objects.get(catch_all=True), WorkCalendars().office_id
    plain = ("slug", "name_en", "name_zh", "number_prefix", "time_zone")
    return {
        **{name: getattr(city, name) for name in plain},
        "centre": [city.centre_lon, city.centre_lat],
        "catch_all": desk.code,
        "calendar": WorkCalendar.objects.get(pk=office).code,
        "demo": city.demo,
        **{name: getattr(city, name) for name in CHOICES},
        **({"code_widths": dict(sorted(city.code_widths.items()))} if city.code_widths else {}),
    }


def rows_of_today(name: str) -> Cells:
    """Yield the lines of the sheet `name`, each with its cells as they are written."""
    columns = [column.name for column in SHEETS[name].columns]
    for values in ROWS[name]():
        yield [_cell(values.get(column)) for column in columns]


def _cell(value: Any) -> object:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return " ".join(f"{opens}-{closes}" for opens, closes in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}={said}" for name, said in value.items())
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _drawing(shape: MapShape) -> tuple[dict[str, object], dict[str, object]]:
    about = {"k": shape.kind, "r": shape.rank, "name_en": shape.name_en, "name_zh": shape.name_zh}
    return about, shape.geometry


def _places() -> Iterator[Mapping[str, Any]]:
    names = ("name_en", "name_zh", "kind", "lon", "lat", "aliases")
    for place in Place.objects.order_by("kind", "name_zh", "name_en", "lon", "lat").values(*names):
        yield {**place, "aliases": place["aliases"].replace("\n", ";")}


def _default_points() -> Iterator[Mapping[str, Any]]:
    yield from DefaultPoint.objects.order_by("lon", "lat").values("name_en", "name_zh", "lon", "lat")


def _calendars() -> Iterator[Mapping[str, Any]]:
    # In the order they were made: the first that closes is the city's own (WorkCalendars.office_id).
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for calendar in WorkCalendar.objects.order_by("pk"):
        week = dict(zip(days, calendar.windows, strict=True))
        names = ("code", "name_en", "name_zh", "time_zone", "always_open", "covered_to")
        yield {**{name: getattr(calendar, name) for name in names}, **week}


def _calendar_days() -> Iterator[Mapping[str, Any]]:
    names = ("day", "windows", "kind", "name_en", "name_zh", "verified", "source")
    for row in CalendarDay.objects.order_by("calendar__code", "day").select_related("calendar"):
        yield {"calendar": row.calendar.code, **{name: getattr(row, name) for name in names}}


def _departments() -> Iterator[Mapping[str, Any]]:
    names = ("code", "kind", "name_en", "name_zh", "email", "phone", "assignment", "cap_per_person", "claim_hours")
    found = Department.objects.filter(valid_to=None).select_related("parent", "calendar", "area").order_by("code")
    for one in found:
        yield {
            **{name: getattr(one, name) for name in names},
            "parent": _code(one.parent),
            "calendar": one.calendar.code,
            "area": _code(one.area),
        }


def _code(above: Department | Category | Area | None) -> str:
    """Return the code of what a row refers to; nothing where that has ended, for the pack does not have it."""
    return "" if above is None or above.valid_to else above.code


def _categories() -> Iterator[Mapping[str, Any]]:
    names = ("code", "kind", "name_en", "name_zh", "icon", "source", "verified", "publish", "public", "urgent")
    for one in Category.objects.filter(valid_to=None).select_related("parent").order_by("code"):
        yield {**{name: getattr(one, name) for name in names}, "parent": _code(one.parent)}


def _standards() -> Iterator[Mapping[str, Any]]:
    names = [column.name for column in SHEETS["standards"].columns if column.name != "category"]
    for one in newest_standards():
        yield {"category": one.category.code, **{name: getattr(one, name) for name in names}}


def newest_standards() -> list[FilingStandard]:
    """Return the newest version of each standard that has not ended, by category, condition and zone."""
    # A version that begins on a later day is the newest already, and the one that holds until then has an end.
    found = FilingStandard.objects.filter(valid_to=None, category__valid_to=None).select_related("category")
    return list(found.order_by("category__code", "condition_no", "zone"))


def _duties() -> Iterator[Mapping[str, Any]]:
    adopted = duties.adopted_set()
    columns = [column.name for column in SHEETS["duties"].columns]
    gone = _ended_ones()
    for rule in duty_sets.rules_of(adopted) if adopted else []:
        values = dict(zip(columns, rule, strict=True))
        if gone.isdisjoint((what, values[what]) for what in NAMED_BY_DUTIES):
            yield values


NAMED_BY_DUTIES = ("category", "area", "department")


def _ended_ones() -> set[tuple[str, str]]:
    """Return what has ended and is still named by a duty of the adopted set: a pack may not name it."""
    adopted = duties.adopted_set()
    if adopted is None:
        return set()
    return {
        (what, code)
        for what in NAMED_BY_DUTIES
        for code in adopted.duties.filter(**{f"{what}__valid_to__isnull": False}).values_list(
            f"{what}__code", flat=True
        )
    }


def _ladders() -> Iterator[Mapping[str, Any]]:
    for ladder in Ladder.objects.filter(retired_at=None).prefetch_related("rungs").order_by("code"):
        for rung in ladder.rungs.all():
            settings = {name: getattr(ladder, name) for name in LADDER_SETTINGS} if rung.position == 1 else {}
            names = ("position", "offset", "unit", "action", "target")
            yield {"ladder": ladder.code, "clock": ladder.clock, **{n: getattr(rung, n) for n in names}, **settings}


def _stages() -> Iterator[Mapping[str, Any]]:
    yield from StageLimit.objects.order_by("kind").values("kind", "limit_value", "limit_unit")


def _reasons() -> Iterator[Mapping[str, Any]]:
    names = ("kind", "code", "name_en", "name_zh")
    yield from Reason.objects.filter(valid_to=None).order_by("kind", "position", "code").values(*names)


def _questions() -> Iterator[Mapping[str, Any]]:
    names = ("code", "kind", "required", "name_en", "name_zh", "hint_en", "hint_zh")
    for one in CategoryQuestion.objects.filter(category__valid_to=None).select_related("category"):
        choices = {name: ";".join(getattr(one, name)) for name in ("choices_en", "choices_zh")}
        yield {"category": one.category.code, **{name: getattr(one, name) for name in names}, **choices}


def _stoppers() -> Iterator[Mapping[str, Any]]:
    names = ("code", "name_en", "name_zh", "call", "hard", "goes_on")
    standing = Q(category=None) | Q(category__valid_to=None)
    for one in Stopper.objects.filter(standing).select_related("category"):
        words = {name: ";".join(getattr(one, name)) for name in ("words_en", "words_zh")}
        yield {"category": _code(one.category), **{name: getattr(one, name) for name in names}, **words}


# Words that are somebody's end with whose they are: without a department they would be everybody's.
STANDING = Q(valid_to=None, department__valid_to=None, category__valid_to=None)


def _templates() -> Iterator[Mapping[str, Any]]:
    names = ("code", "audience", "move", "name_en", "name_zh", "words_en", "words_zh")
    for one in Template.objects.filter(STANDING).select_related("department", "category"):
        whose = {"department": _code(one.department), "category": _code(one.category)}
        yield {**{name: getattr(one, name) for name in names}, **whose}


def _macros() -> Iterator[Mapping[str, Any]]:
    found = Macro.objects.filter(STANDING).select_related("department", "category")
    for macro in found.prefetch_related("steps__template"):
        whole = {
            "department": _code(macro.department), "category": _code(macro.category),
            "name_en": macro.name_en, "name_zh": macro.name_zh,
        }  # fmt: skip
        for step in macro.steps.all():
            said = {name: getattr(step, name) for name in ("position", "action", "move", "fields")}
            template = step.template.code if step.template else ""
            yield {"macro": macro.code, **said, "template": template, **(whole if step.position == 1 else {})}


def _components() -> Iterator[Mapping[str, Any]]:
    whose = ("authority", "owner", "keeper")
    names = [column.name for column in SHEETS["components"].columns if column.name not in ("category", *whose)]
    standing = Component.objects.filter(valid_to=None, category__valid_to=None).order_by("code")
    for one in standing.select_related("category", *whose).iterator(chunk_size=2000):
        yield {
            **{name: getattr(one, name) for name in names},
            "category": one.category.code,
            **{who: _code(getattr(one, who)) for who in whose},
        }


ROWS: dict[str, Callable[[], Iterator[Mapping[str, Any]]]] = {
    "places": _places,
    "default_points": _default_points,
    "calendars": _calendars,
    "calendar_days": _calendar_days,
    "departments": _departments,
    "categories": _categories,
    "standards": _standards,
    "duties": _duties,
    "ladders": _ladders,
    "stages": _stages,
    "reasons": _reasons,
    "questions": _questions,
    "stoppers": _stoppers,
    "templates": _templates,
    "macros": _macros,
    "components": _components,
}
