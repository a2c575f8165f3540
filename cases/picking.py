"""Picking a component (部件) when reporting: what stands near the place, and whether the one picked can be meant."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from cases.intake import Telling
from cases.models import Case
from departments.components import near
from departments.dictionary import dictionary
from departments.models import Category, Component
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.city import city_day

OFFERED_M = 30.0
FARTHEST_M = 200.0
OFFERED = 12


class NoSuchComponent(Refusal):
    """Unknown, ended, or not for this person to know: one answer."""

    code = "no_such_component"
    status = 422


class ComponentTooFar(Refusal):
    code = "component_too_far"
    status = 422


class OfAnotherKind(Refusal):
    """The matter is said to be another kind of component than the one that is named."""

    code = "component_of_another_kind"
    status = 422


def offered(
    point: Point, *, at: datetime, category_id: int | None = None, public: bool = True
) -> list[tuple[Component, float]]:
    """Return the components within 30 m of `point`, each with its metres, the nearest first; of a category, if given.

    `public`: only those that everybody may know of.
    """
    found = near(point, OFFERED_M, on=city_day(at), category_id=category_id)
    return [pair for pair in found if pair[0].category.public or not public][:OFFERED]


def pointed_at(telling: Telling, code: str, *, at: datetime, public: bool = True) -> Telling:
    """Return the telling about the component with `code`, which gives it point and category where it has none.

    Raises NoSuchComponent, OfAnotherKind, ComponentTooFar.
    """
    component = _component(code, at, public)
    _need_its_kind(component, telling.category_id)
    here = Point(component.lon, component.lat)
    if telling.point is not None and not _is_near(component, telling.point):
        facts = {"code": code, "metres": round(telling.point.metres_to(here)), "most": round(FARTHEST_M)}
        raise ComponentTooFar(
            _(
                "Component %(code)s stands %(metres)s m from the point given, and at most %(most)s m are believed. "
                "Choose the point or the component again."
            )
            % facts
        )
    told = replace(telling, component_id=component.pk, category_id=telling.category_id or component.category_id)
    return told if told.point else replace(told, point=here, area_id=None, area_path="")


def _need_its_kind(component: Component, category_id: int | None) -> None:
    told = dictionary().categories.get(category_id) if category_id else None
    if told is not None and not _may_concern(told, component):
        facts = {"code": component.code, "kind": component.category.name, "told": told.name}
        raise OfAnotherKind(
            _("Component %(code)s is of the kind “%(kind)s” and not “%(told)s”: leave one of the two out.") % facts
        )


def _component(code: str, at: datetime, public: bool) -> Component:
    found = Component.objects.select_related("category").filter(code=code).first()
    if found is None or (public and not found.category.public):
        raise NoSuchComponent(_("There is no component %(code)s in this city.") % {"code": code})
    if found.valid_to is not None and found.valid_to <= city_day(at):
        raise NoSuchComponent(
            _("Component %(code)s has stood there until %(day)s only; leave it out, or pick another.")
            % {"code": code, "day": found.valid_to}
        )
    return found


def still_meant(case: Case, *, point: Point | None, category: Category | None) -> bool:
    """Return whether a case that is said to lie at `point` or to be of `category` can still be about its component.

    Not from farther than 200 m, and not as another kind of component; an event may concern any.
    """
    component = case.component
    if component is None:
        return False
    if point is not None and not _is_near(component, point):
        return False
    return _may_concern(category, component)


def _may_concern(category: Category | None, component: Component) -> bool:
    """Return whether a matter of `category` (None: not said) can be about the component; an event about any."""
    return category is None or category.pk == component.category_id or category.kind == Category.Kind.EVENT


def dropped(case: Case, *, point: Point | None, category: Category | None) -> dict[str, None]:
    """Return the change that lets go of a component which cannot be meant any more; nothing where it can."""
    if case.component_id is None or still_meant(case, point=point, category=category):
        return {}
    return {"component_id": None}


def taken_over(case: Case, into: Case) -> int | None:
    """Return the component that a merge gives to a case without one; None where there is none, or it stands too far."""
    component = case.component
    if into.component_id is not None or component is None:
        return None
    if into.lon is None or into.lat is None:
        return component.pk
    return component.pk if _is_near(component, Point(into.lon, into.lat)) else None


def _is_near(component: Component, point: Point) -> bool:
    return point.metres_to(Point(component.lon, component.lat)) <= FARTHEST_M
