"""Components of the town of tests.city: a lamp, and whatever stands beside it."""

from datetime import date
from typing import Any

from departments.models import Category, Component
from govgrid.lib.geo import Point
from tests.city import Town, middle_of

LAMP = "9901010137000001"
SURVEYED = date(2026, 3, 1)
DEGREE_PER_METRE = 1 / 111_195


def a_component(town: Town, code: str = LAMP, *, category: str = "lamp", north_m: float = 0, **more: Any) -> Component:
    """A lamp in the middle of cell 1, or so many metres north of it, kept by the lamp company."""
    place = middle_of(1)
    given = {
        "category": town.categories[category], "keeper": town.departments["lamps"], "cell": town.cells[1],
        "lon": place.lon, "lat": place.lat + north_m * DEGREE_PER_METRE, "surveyed_on": SURVEYED, **more,
    }  # fmt: skip
    return Component.objects.create(code=code, **given)


def a_bench(town: Town) -> Category:
    """Another kind of component, of which nothing stands there."""
    return Category.objects.create(
        code="C0160", parent=town.categories["lamp"].parent, kind="component", name_en="Bench", name_zh="座椅"
    )


def a_camera(town: Town, code: str = "9901010150000001", **more: Any) -> Component:
    """A thing of a category that citizens are not offered."""
    secret = Category.objects.create(
        code="C0150", parent=town.categories["lamp"].parent, kind="component", name_en="Surveillance camera",
        name_zh="监控电子眼", public=False,
    )  # fmt: skip
    town.categories["camera"] = secret
    return a_component(town, code, category="camera", **more)


def north(metres: float) -> Point:
    """The point so many metres north of the middle of cell 1."""
    place = middle_of(1)
    return Point(place.lon, place.lat + metres * DEGREE_PER_METRE)
