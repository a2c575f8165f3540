"""An officer's day: the visits asked of them, their own reports that go on, and the cells they answer for."""

from datetime import datetime
from typing import Any

import orjson
import shapely
from django.db.models import OuterRef, Subquery

from cases import patrols, queries
from cases.models import ENDED, Case, FieldTask, Report
from cases.whereabouts import area_names
from departments.models import User
from govgrid.lib.redaction import redact
from grids.city import city_day, this_city
from grids.models import Boundary, in_force

TASKS, OWN, CHECK_INS, CELLS = 100, 20, 20, 200
# A corner more or less than this, in degrees (about two metres), is not seen on a phone.
SLACK = 0.00002


def today(officer: User, *, at: datetime) -> dict[str, Any]:
    """Return what the officer's phone keeps: shapes of serializers_field.TodayOutput without `me`."""
    tasks, own = list(queries.tasks_of(officer)[:TASKS]), list(own_reports(officer)[:OWN])
    areas = area_names([*(task.case for task in tasks), *own])
    return {
        "tasks": [_task(task, areas) for task in tasks],
        "own": [_own(case, areas) for case in own],
        "cells": _cells(officer, at),
        "patrol": patrols.running(officer, at),
        "check_ins": list(patrols.of_officer(officer)[:CHECK_INS]),
        "patrol_days": this_city().patrol_days,
    }


def own_reports(officer: User) -> Any:
    """Return the cases that the officer reported and that go on, the newest first."""
    mine = queries.visible_to(officer).filter(pk__in=Report.objects.filter(by=officer).values("case"))
    return mine.exclude(status__in=ENDED).select_related("category").order_by("-reported_at")


def _task(task: FieldTask, areas: dict[int, str]) -> dict[str, Any]:
    # A phone can be lost: it keeps nobody's number, which the case page shows to who may read it.
    case = task.case
    return {
        "id": task.pk, "kind": task.kind, "due_at": task.due_at, "step": case.step, "words": redact(case.words),
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


def _cells(officer: User, at: datetime) -> list[dict[str, Any]]:
    """Return the cells with simplified outlines as GeoJSON: by them a phone writes the cell's code into photos."""
    drawn = Boundary.objects.filter(in_force(city_day(at)), area=OuterRef("pk")).values("geometry")[:1]
    cells: list[Any] = list(patrols.cells_of(officer, at=at).annotate(wkb=Subquery(drawn))[:CELLS])
    shapes = shapely.simplify(shapely.from_wkb([cell.wkb and bytes(cell.wkb) for cell in cells]), SLACK)
    outlines = shapely.to_geojson(shapely.set_precision(shapes, 1e-6))
    return [
        {
            "code": cell.code, "name": cell.name, "visited_at": cell.visited_at,
            "outline": outline and orjson.loads(outline),
        }
        for cell, outline in zip(cells, outlines, strict=True)
    ]  # fmt: skip
