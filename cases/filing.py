"""Filing (立案) by a person: what the router left open is placed, named and filed at the acceptance desk."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices, publishing, workflow
from cases.intake import OutsideCity
from cases.models import Case
from cases.workflow import Actor, CannotMove
from departments.models import Category, FilingStandard
from govgrid.lib.geo import Point
from grids.city import this_city
from grids.locate import cell_at


@transaction.atomic
def place(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    point: Point | None = None,
    category: Category | None = None,
    address: str = "",
    note: str = "",
) -> Case:
    """Say where the case lies or what kind it is, and have it routed again; None and "" leave what is there.

    Raises OutsideCity where no cell holds `point`, CannotMove when nothing would change.
    """
    changes = {**(_at_point(point, at) if point else {}), **({"address": address} if address else {})}
    if category:
        # The standard belongs to the category: another category is filed by another one.
        changes |= {"category_id": category.pk, "standard_id": None}
    if not changes:
        raise CannotMove(_("Nothing was changed: choose a point, a category or an address."))
    workflow.move(case, "place", by=by, at=at, note=note, changes=changes, data=_told(category))
    notices.ask_to_route([case], at=at)
    return case


def _told(category: Category | None) -> dict[str, Any]:
    return {"category": category.code} if category else {}


def _at_point(point: Point, at: datetime) -> dict[str, Any]:
    city = this_city()
    cell = cell_at(point, on=at.astimezone(ZoneInfo(city.time_zone)).date())
    if cell is None:
        raise OutsideCity(_("No cell of %(city)s holds this point. Choose another one.") % {"city": city.name})
    return {"lon": point.lon, "lat": point.lat, "cell_id": cell.id, "area_path": cell.path}


@transaction.atomic
def file_case(case: Case, *, standard: FilingStandard, by: Actor, at: datetime, note: str = "") -> Case:
    """File the case under `standard`, which names its limit and what closes it; then the router looks for a duty.

    Raises CannotMove for a case without a category or cell, or a standard of another category.
    """
    if case.cell_id is None or case.category is None:
        raise CannotMove(_("Place the case and choose its category first."))
    if standard.category_id != case.category_id:
        raise CannotMove(_("This standard belongs to another category."))
    changes = {"standard_id": standard.pk, "urgent": case.category.urgent}
    changes |= publishing.when_filed(case, case.category, at=at)
    workflow.move(case, "file", by=by, at=at, note=note, changes=changes, data={"standard": standard.pk})
    notices.ask_to_route([case], at=at)
    return case
