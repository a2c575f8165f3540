"""The city's own figures, as a page and as a file: what is too small is left out in both."""

import csv
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import chores, figures
from cases.figures import MONTH, QUARTER, TOO_FEW, WEEK, WEEKS, left_out, share
from cases.models import CityFigures
from cases.views.public_cases import fresh_for_each
from departments.dictionary import dictionary
from departments.models import Category, Department
from govgrid.lib.counted import percent
from grids.addresses.named_areas import areas
from grids.city import city_day
from grids.models import Level

NEW = ((WEEK, "new_week"), (MONTH, "new_month"))
CLOSED = ((WEEK, "closed_week"), (MONTH, "closed_month"))

# What the public list is asked for, by the names of its filters; and one cell of a table: a value, and what it opens.
Wish = dict[str, str]
Cell = dict[str, Any]

# The chart of weeks, in units of its own view box; a city that is young has fewer weeks to show.
WIDTH, HEIGHT, BAR = 480, 124, 14
FEWEST_WEEKS = 6


@require_GET
@fresh_for_each
def figures_page(request: HttpRequest) -> HttpResponse:
    """Open, new, closed, in time, how long, how content: in all, and by kind, district and department."""
    kept = figures.newest(at=chores.now())
    return render(request, "public/figures.html", {"at": kept.at, "few": TOO_FEW, **_shown(kept)})


@require_GET
@fresh_for_each
def figures_csv(_request: HttpRequest) -> HttpResponse:
    """The same figures as a file that a spreadsheet opens."""
    kept = figures.newest(at=chores.now())
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{kept.at:%Y-%m-%d}.csv"'
    lines = csv.writer(answer)
    shown = _shown(kept)
    lines.writerow([_("As of"), date_format(timezone.localtime(kept.at), "DATETIME_FORMAT")])
    for figure in shown["kpis"]:
        lines.writerow([figure["label"], _number(figure["value"])])
    for table in shown["tables"]:
        lines.writerows([[], [table["title"], *table["heads"]]])
        for row in table["rows"]:
            lines.writerow([row["name"], *(_number(cell["value"]) for cell in row["cells"])])
    return answer


def _number(value: object) -> str:
    return _("fewer than %(few)s") % {"few": TOO_FEW} if value is None else str(value)


def _shown(kept: CityFigures) -> dict[str, Any]:
    """Return the figures as page and file show them; None stands for a number that is too small."""
    counted, chart = kept.counted, _chart(kept)
    return {
        "kpis": _kpis(counted),
        "chart": chart,
        # A chart without any bar says nothing.
        "drawn": any(week["new"] or week["closed"] for week in chart),
        "tables": [_by_category(counted), _by_district(kept), _by_department(counted)],
    }


def _kpis(counted: dict[str, Any]) -> list[dict[str, Any]]:
    flow, done = counted["flow"], (counted["all"] or [_nothing()])[0]
    half = _("%(days)s days") % {"days": number_format(done["days"])} if done["closed"] >= TOO_FEW else None
    return [
        _kpi(_("Open now"), counted["open"]["all"], "clock", _list(status="open")),
        *(_kpi(_new(days), flow[name], "inbox", _list(reported=days)) for days, name in NEW),
        *(_kpi(_closed(days), flow[name], "circle-check", _list(closed=days)) for days, name in CLOSED),
        _rate(_("Done in time"), _share(done["in_time"], done["timed"]), "hourglass"),
        _rate(_("Half done within"), half, "calendar"),
        _rate(_("Say it is solved"), _share(done["solved"], done["rated"]), "star"),
    ]


def _new(days: int) -> str:
    return _("New, %(days)s days") % {"days": days}


def _closed(days: int) -> str:
    return _("Closed, %(days)s days") % {"days": days}


def _kpi(label: str, number: int, icon: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": figures.shown(number), "icon": icon, "url": url, "rate": False}


def _rate(label: str, words: str | None, icon: str) -> dict[str, Any]:
    return {"label": label, "value": words, "icon": icon, "rate": True}


def _share(part: int, of_all: int) -> str | None:
    found = share(part, of_all)
    return None if found is None else percent(found)


def _list(**wish: object) -> str:
    return f"{reverse('public-cases')}?{urlencode(wish)}"


def _chart(kept: CityFigures) -> list[dict[str, Any]]:
    """Return the weeks since the first that has a number, the oldest first, each with its numbers and its two bars."""
    found = {ago: (new, closed) for ago, new, closed in kept.counted["weeks"]}
    order = list(range(WEEKS - 1, -1, -1))
    new, closed = (left_out([found.get(ago, (0, 0))[which] for ago in order]) for which in (0, 1))
    most = max([number or 0 for number in (*new, *closed)] + [1])
    # Of the numbers that are told: where the chart begins may say nothing of those that are left out.
    begun = next((n for n in range(WEEKS) if new[n] or closed[n]), WEEKS)
    first = min(begun, WEEKS - FEWEST_WEEKS)
    wide = WIDTH // (WEEKS - first)
    return [
        {
            "begins": timezone.localtime(kept.at - timedelta(weeks=order[n] + 1)),
            "new": new[n],
            "closed": closed[n],
            **_drawn((n - first) * wide + wide // 2, new[n], closed[n], most),
        }
        for n in range(first, WEEKS)
    ]


def _drawn(middle: int, new: int | None, closed: int | None, most: int) -> dict[str, Any]:
    """Return where a week stands in the chart: its middle, and its two bars beside it."""
    return {
        "middle": middle,
        "bars": [_bar(middle - BAR - 1, new, most, "new"), _bar(middle + 1, closed, most, "closed")],
    }


def _bar(x: int, number: int | None, most: int, kind: str) -> dict[str, Any]:
    height = round(HEIGHT * (number or 0) / most)
    return {"x": x, "y": HEIGHT - height, "height": height, "kind": kind, "number": number, "middle": x + BAR // 2}


def _by_category(counted: dict[str, Any]) -> dict[str, Any]:
    """Kinds with too few cases are summed up as others: most kinds of a long dictionary are rare."""
    known = dictionary().categories
    rows = {row["key"]: row for row in counted["category"]}
    told = {key: row for key, row in rows.items() if row["closed"] >= TOO_FEW and key.isdigit() and int(key) in known}
    names = {key: (known[int(key)].name, _wish_of(known[int(key)])) for key in told}
    rest = sum(row["closed"] for key, row in rows.items() if key not in told)
    return _table(_("By kind"), told, names, others=rest)


def _wish_of(category: Category) -> Wish:
    """Return what the public list is asked for; nothing of a kind that is never published."""
    return {"category": category.code} if category.publish != Category.Publish.NEVER else {}


def _by_district(kept: CityFigures) -> dict[str, Any]:
    counted = kept.counted
    rows = {row["key"]: row for row in counted["district"]}
    names = {
        str(area.id): (area.name, {"area": area.code})
        for area in areas(city_day(kept.at)).values()
        if area.level == Level.DISTRICT
    }
    return _table(_("By district"), rows, names, counted["open"]["district"])


def _by_department(counted: dict[str, Any]) -> dict[str, Any]:
    rows = {row["key"]: row for row in counted["department"]}
    keys = {int(key) for key in (*rows, *counted["open"]["department"]) if key}
    found = Department.objects.in_bulk(keys)
    names = {str(pk): (department.name, {"department": department.code}) for pk, department in found.items()}
    return _table(_("By department"), rows, names, counted["open"]["department"])


def _table(
    title: str, rows: Mapping[str, dict[str, Any]], names: Mapping[str, tuple[str, Wish]],
    open_now: Mapping[str, int] | None = None, others: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Return a table of groups, the most closed first; its bars are of the cases closed.

    `names` gives each group its name and what the public list is asked for its cases; nothing: no number opens any.
    """
    order = sorted(names, key=lambda key: (-rows.get(key, _nothing())["closed"], names[key][0]))
    closed = left_out([*(rows.get(key, _nothing())["closed"] for key in order), *([others] if others else [])])
    waiting = left_out([open_now.get(key, 0) for key in order]) if open_now is not None else None
    most = max([number or 0 for number in closed] + [1])
    found = [
        {
            "name": names[key][0], "closed": closed[n], "percent": round(100 * (closed[n] or 0) / most),
            "cells": [
                *([_counted(waiting[n], names[key][1], status="open")] if waiting else []),
                _counted(closed[n], names[key][1], closed=QUARTER),
                *_shares(rows.get(key, _nothing()), closed[n]),
            ],
        }
        for n, key in enumerate(order)
    ]  # fmt: skip
    found.sort(key=lambda row: row["closed"] is None)  # where a row stands would tell about how many it hides
    if others:
        found.append({"name": _("Other kinds"), "closed": closed[-1], "percent": 0,
                      "cells": [_plain(closed[-1]), *_shares(_nothing(), None)]})  # fmt: skip
    heads = [_("Closed in %(days)s days") % {"days": QUARTER}, _("In time"), _("Half within, days"), _("Solved")]
    return {"title": title, "rows": found, "heads": [*([_("Open now")] if waiting is not None else []), *heads]}


def _counted(number: int | None, wish: Wish, **more: object) -> Cell:
    """Return a number that opens the public cases among those counted."""
    return {"value": number, "url": _list(**wish, **more) if number and wish else ""}


def _plain(value: object) -> Cell:
    return {"value": value, "url": ""}


def _shares(row: dict[str, Any], closed: int | None) -> list[Cell]:
    """Return in time, median days and content, in words; a dash where there is too little to say."""
    if closed is None:
        return [_plain("–")] * 3
    days = number_format(row["days"], 1) if row["closed"] else None
    words = (_share(row["in_time"], row["timed"]), days, _share(row["solved"], row["rated"]))
    return [_plain(word or "–") for word in words]


def _nothing() -> dict[str, Any]:
    return {"closed": 0, "days": 0.0, "timed": 0, "in_time": 0, "rated": 0, "solved": 0}
