"""An officer's day: the visits asked of them, their own reports that go on, and the cells they answer for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
import shapely

from cases import patrols, queries
from cases.models import ENDED, Case, FieldTask
from cases.whereabouts import area_names
from departments.models import User
from grids.city import city_day, this_city
from grids.models import Area, Boundary, in_force

TASKS, OWN, CHECK_INS = 100, 20, 20
# A corner more or less than this, in degrees (about two metres), is not seen on a phone.
SLACK = 0.00002


def today(officer: User, *, at: datetime) -> dict[str, Any]:
    """Return what the officer's phone keeps: shapes of serializers_field.TodayOutput without `me`."""
    tasks, own = list(queries.tasks_of(officer)[:TASKS]), list(own_reports(officer)[:OWN])
    areas = area_names([*(task.case for task in tasks), *own])
    return {
        "tasks": [_task(task, areas) for task in tasks],
        "own": [_own(case, areas) for case in own],
        "cells": _cells(patrols.cells_of(officer, at=at), at),
        "patrol": patrols.running(officer, at),
        "check_ins": list(patrols.of_officer(officer)[:CHECK_INS]),
        "patrol_days": this_city().patrol_days,
    }


def own_reports(officer: User) -> Any:
    """Return the cases that the officer reported and that go on, the newest first."""
    mine = queries.visible_to(officer).filter(reports__by=officer).exclude(status__in=ENDED)
    return mine.select_related("category").order_by("-reported_at")


def _task(task: FieldTask, areas: dict[int, str]) -> dict[str, Any]:
    case = task.case
    return {
        "id": task.pk, "kind": task.kind, "due_at": task.due_at, "step": case.step, "words": case.words,
        "address": case.address, **_shown(case, areas),
    }  # fmt: skip


def _own(case: Case, areas: dict[int, str]) -> dict[str, Any]:
    return {"status": case.get_status_display(), "reported_at": case.reported_at, **_shown(case, areas)}


def _shown(case: Case, areas: dict[int, str]) -> dict[str, Any]:
    kind = case.category
    return {
        "number": case.number, "category": kind.name if kind else "", "icon": kind.icon if kind else "",
        "area": areas.get(case.pk, ""), "lon": case.lon, "lat": case.lat,
    }  # fmt: skip


def _cells(cells: list[Area], at: datetime) -> list[dict[str, Any]]:
    outlines = _outlines(cells, at)
    return [
        {"code": cell.code, "name": cell.name, "visited_at": cell.visited_at, "outline": outlines.get(cell.pk)}
        for cell in cells
    ]


def _outlines(cells: Iterable[Area], at: datetime) -> dict[int, Any]:
    """Return simplified outlines as GeoJSON by the id of their cell: a phone writes the cell's code into photos."""
    found = Boundary.objects.filter(in_force(city_day(at)), area__in=list(cells))
    wkbs = dict(found.values_list("area_id", "geometry"))
    shapes = shapely.simplify(shapely.from_wkb([bytes(wkb) for wkb in wkbs.values()]), SLACK)
    rounded = shapely.set_precision(shapes, 1e-6)
    return dict(zip(wkbs, map(orjson.loads, shapely.to_geojson(rounded)), strict=True)) if wkbs else {}
