"""Filing (立案) by a person: what the router left open is placed, named and filed at the acceptance desk."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import notices, picking, publishing, requests, workflow
from cases.intake import OutsideCity
from cases.models import Case, Request
from cases.workflow import Actor, CannotMove
from departments.access import scope_of
from departments.models import Category, FilingStandard, User
from govgrid.lib.geo import Point
from grids.city import city_day, this_city
from grids.locate import How, place_at

NO_CELL = {
    How.OUTSIDE: gettext_lazy("No cell of %(city)s holds this point, and none is near enough. Choose another one."),
    How.DEFAULT_POINT: gettext_lazy(
        "This is the point that is written when nobody knows the place. Choose the place itself."
    ),
}


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
    changes = {**(at_point(point, at) if point else {}), **({"address": address} if address else {})}
    if category:
        # The standard belongs to the category: another category is filed by another one.
        changes |= {"category_id": category.pk, "standard_id": None}
    if not changes:
        raise CannotMove(_("Nothing was changed: choose a point, a category or an address."))
    changes |= picking.dropped(case, point=point, category=category)
    workflow.move(case, "place", by=by, at=at, note=note, changes=changes, data=_told(category))
    notices.ask_to_route([case], at=at)
    return case


def _told(category: Category | None) -> dict[str, Any]:
    return {"category": category.code} if category else {}


def at_point(point: Point, at: datetime) -> dict[str, Any]:
    """Return the columns that say where a case lies: in a cell, or near enough to one. Raises OutsideCity."""
    located = place_at(point, on=city_day(at))
    if located.cell is None:
        raise OutsideCity(NO_CELL[located.how] % {"city": this_city().name})
    cell = located.cell
    return {
        "lon": point.lon, "lat": point.lat, "cell_id": cell.id, "area_path": cell.path, "located": located.how.value,
    }  # fmt: skip


@transaction.atomic
def file_case(case: Case, *, standard: FilingStandard, by: Actor, at: datetime, note: str = "") -> Case:
    """File the case under `standard`, which names its limit and what closes it; then the router looks for a duty.

    Raises CannotMove for a case without a category or cell, a standard of another category, or where a shift leader
    must approve what another person proposed.
    """
    _check(case, standard)
    _check_approval(case, by)
    changes = {"standard_id": standard.pk, "urgent": case.urgent or bool(case.category and case.category.urgent)}
    if case.category:
        changes |= publishing.when_filed(case, case.category, at=at)
    workflow.move(case, "file", by=by, at=at, note=note, changes=changes, data={"standard": standard.pk})
    for request in case.requests.filter(kind=requests.Kind.FILING, decision=""):
        requests.decide(request, requests.Decision.GRANTED, by=by if isinstance(by, User) else None, at=at)
    notices.ask_to_route([case], at=at)
    return case


@transaction.atomic
def propose(case: Case, *, standard: FilingStandard, by: User, at: datetime, note: str = "") -> Request:
    """Propose filing under `standard`, for a shift leader to approve (立案审批). Raises CannotMove as file_case."""
    _check(case, standard)
    workflow.move(case, "propose", by=by, at=at, note=note, data={"standard": standard.pk})
    return requests.ask(case, requests.Kind.FILING, by=by, at=at, note=note, data={"standard": standard.pk})


def _check(case: Case, standard: FilingStandard) -> None:
    if case.cell_id is None or case.category is None:
        raise CannotMove(_("Place the case and choose its category first."))
    if standard.category_id != case.category_id:
        raise CannotMove(_("This standard belongs to another category."))


def _check_approval(case: Case, by: Actor) -> None:
    """Where the city wants two people, who files is a shift leader and not the one who proposed it."""
    if not (isinstance(by, User) and this_city().filing_needs_approval):
        return
    if not scope_of(by).reach("close_cases").covers([], case.area_path):
        raise CannotMove(_("In this city a shift leader files: propose it, and it is theirs to approve."))
    if case.requests.filter(kind=requests.Kind.FILING, decision="", by=by).exists():
        raise CannotMove(_("You proposed this yourself: another shift leader approves it."))
