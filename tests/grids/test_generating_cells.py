"""Generated cells as an edition of the grid: codes, borders shared with the neighbours, and every point in one cell."""

from datetime import datetime, timedelta
from io import StringIO

import numpy as np
import pytest
import shapely
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from govgrid.lib.geo import Point
from govgrid.lib.remembered import forget_all
from govgrid.packs.loading import load_pack, sound_pack
from grids import editions
from grids.boundaries import shapes_of
from grids.editions import Change, NewArea
from grids.generating.adopting import CellsExist, NoCommunity, adopt_plans, plans_for
from grids.generating.ground import NoOutline
from grids.generating.ways import Balanced, Hexagon, Square, Way
from grids.locate import locate_many
from grids.models import Area, Boundary, City, Level, Zone, in_force
from grids.undoing import undo
from tests.city import Town
from tests.grids.land import a_community, in_degrees, outlines

WIDTHS = {"city": 2, "district": 6, "street": 9, "community": 12, "responsibility": 15, "cell": 15}


@pytest.fixture
def street(town: Town) -> Area:
    City.objects.update(code_widths=WIDTHS)
    forget_all()
    return town.areas["west street"]


def generate(area: Area, way: Way, noon: datetime, *, replace: bool = False, days: int = 0) -> editions.Edition:
    on = noon.date() + timedelta(days=days)
    return adopt_plans(plans_for(area, way, on=on), on=on, at=noon, replace=replace)


def cells_of(area: Area, on: datetime) -> dict[str, BaseGeometry]:
    """Return the outlines of the cells of an area by code, on a day."""
    held = Boundary.objects.filter(in_force(on.date()), area__level=Level.CELL, area__path__startswith=area.path)
    found = shapes_of(held)
    return {
        code: found[pk] for pk, code in Area.objects.filter(pk__in=found).order_by("code").values_list("pk", "code")
    }


def outline_of(area: Area) -> BaseGeometry:
    return shapes_of(Boundary.objects.filter(area=area, valid_to=None))[area.pk]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outline=outlines(), way=st.sampled_from([Square(120), Hexagon(10), Balanced(90)]))
def test_every_point_of_the_community_belongs_to_exactly_one_cell(
    street: Area, noon: datetime, outline: BaseGeometry, way: Way
) -> None:
    with transaction.atomic():
        community = a_community(outline, street, households=1000)
        generate(community, way, noon)
        cells = cells_of(community, noon)
        shapes = np.array(list(cells.values()), dtype=object)

        inside, outside = scattered(outline)
        held = shapely.contains_properly(shapes[:, None], shapely.points(inside)[None, :])
        assert (held.sum(axis=0) == 1).all()
        expected = [list(cells)[number] for number in held.argmax(axis=0)]
        assert [cell.code for cell in located(inside, noon)] == expected
        assert located(outside, noon) == [None] * len(outside)
        # A corner or the middle of a side lies in several cells; one of them owns it.
        for points in (corners_within(shapes, outline), middles_within(shapes, outline)):
            assert all(cell is not None and cell.code in cells for cell in located(points, noon))
        transaction.set_rollback(True)


def scattered(outline: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return points well inside and well outside of an outline."""
    west, south, east, north = outline.buffer(0.002).bounds
    points = np.random.default_rng(5).uniform([west, south], [east, north], (400, 2))
    away = shapely.distance(outline.boundary, shapely.points(points)) > 1e-7
    within = shapely.contains(outline, shapely.points(points))
    return points[within & away], points[~within & away]


def corners_within(shapes: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    corners = np.unique(shapely.get_coordinates(shapes), axis=0)
    return corners[shapely.distance(outline.boundary, shapely.points(corners)) > 1e-7]


def middles_within(shapes: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    sides = [
        (ring[:-1] + ring[1:]) / 2
        for ring in map(shapely.get_coordinates, shapely.get_rings(shapely.get_parts(shapes)))
    ]
    middles = np.concatenate(sides)
    return middles[shapely.distance(outline.boundary, shapely.points(middles)) > 1e-7]


def located(points: np.ndarray, noon: datetime) -> list:
    return locate_many([Point(*point) for point in points.tolist()], on=noon.date())


def test_cells_go_on_from_the_code_of_the_community_and_take_its_name(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street, households=100)

    edition = generate(community, Square(100), noon)

    cells = Area.objects.filter(parent=community).order_by("code")
    assert edition.kind == editions.Kind.GENERATE
    assert edition.began == [f"{community.code}00{number}" for number in (1, 2, 3, 4)]
    assert (cells[0].name_en, cells[0].name_zh) == ("New 900 001", "新900社区001网格")
    assert [cell.households for cell in cells] == [25, 25, 25, 25]


def test_a_community_that_has_cells_is_left_alone_unless_they_are_to_be_replaced(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street)
    generate(community, Square(100), noon)

    with pytest.raises(CellsExist, match="New 900 has 4 cells"):
        generate(community, Square(200), noon, days=1)
    assert len(cells_of(community, noon + timedelta(days=1))) == 4


def test_replaced_cells_end_on_the_day_and_their_numbers_are_never_used_again(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street)
    generate(community, Square(100), noon)
    day = noon + timedelta(days=3)

    edition = generate(community, Square(200), noon, replace=True, days=3)

    assert edition.began == [f"{community.code}005"]
    assert len(edition.ended) == 4
    assert len(cells_of(community, day - timedelta(days=1))) == 4
    assert list(cells_of(community, day)) == edition.began


def test_undoing_brings_the_cells_back(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street)
    generate(community, Square(100), noon)
    before = cells_of(community, noon)

    edition = generate(community, Hexagon(10), noon, replace=True, days=1)
    undo(edition, on=noon.date() + timedelta(days=1), at=noon)

    after = cells_of(community, noon + timedelta(days=1))
    assert {code: shapely.normalize(shape) for code, shape in after.items()} == before


@pytest.mark.parametrize("ways", [(Square(110), Hexagon(10)), (Hexagon(10), Hexagon(10)), (Balanced(90), Square(60))])
def test_neighbours_get_the_corners_that_new_cells_bring_to_the_common_border(
    street: Area, noon: datetime, ways: tuple[Way, Way]
) -> None:
    # The border between them is slanted, so corners on it are on it by their last digit only.
    west = a_community(
        in_degrees(shapely.Polygon([(0, 0), (500, 0), (613, 707), (0, 700)])), street, number=901, households=900
    )
    east = a_community(in_degrees(shapely.Polygon([(500, 0), (1100, 0), (1100, 700), (613, 707)])), street, number=902)
    generate(west, ways[0], noon)

    generate(east, ways[1], noon)

    cells = [*cells_of(west, noon).values(), *cells_of(east, noon).values()]
    communities = [outline_of(west), outline_of(east)]
    assert shapely.coverage_is_valid(cells)
    assert shapely.coverage_is_valid(communities)
    for community in (west, east):
        union = shapely.coverage_union_all(list(cells_of(community, noon).values()))
        assert corners_of(union) == corners_of(outline_of(community))


def corners_of(shape: BaseGeometry) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(shape)))


@pytest.mark.parametrize("way", [Square(130), Hexagon(10)])
def test_a_whole_sub_district_is_divided_in_one_edition(street: Area, noon: datetime, way: Way) -> None:
    new = NewArea("990101777", Level.STREET, parent_id=street.parent_id, name_en="New Street")
    editions.adopt(Change(begin=[new]), kind=editions.Kind.EDIT, on=noon.date(), at=noon)
    wide = Area.objects.get(code=new.code)
    a_community(in_degrees(shapely.Polygon([(0, 0), (500, 0), (613, 707), (0, 700)])), wide, number=901)
    a_community(in_degrees(shapely.Polygon([(500, 0), (1100, 0), (1100, 700), (613, 707)])), wide, number=902)

    edition = generate(wide, way, noon)

    assert shapely.coverage_is_valid(list(cells_of(wide, noon).values()))
    assert {code[:12] for code in edition.began} == {"990101777901", "990101777902"}


def test_new_cells_join_the_responsibility_grid_that_holds_most_of_them(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 400, 200)), street)
    halves = {"R01": shapely.box(0, 0, 210, 200), "R02": shapely.box(210, 0, 400, 200)}
    walks = [
        NewArea(f"{community.code}{number}", Level.RESPONSIBILITY, parent_id=community.pk, name_en=number, shape=shape)
        for number, shape in ((number, in_degrees(half)) for number, half in halves.items())
    ]
    editions.adopt(Change(begin=walks), kind=editions.Kind.EDIT, on=noon.date(), at=noon)

    generate(community, Square(100), noon, days=1)

    first, second = Area.objects.filter(parent=community, level=Level.RESPONSIBILITY).order_by("code")
    for walk in (first, second):
        assert walk.children.count() == 4
        union = shapely.coverage_union_all(list(cells_of(walk, noon + timedelta(days=1)).values()))
        assert corners_of(union) == corners_of(outline_of(walk))
    assert outline_of(first).area == pytest.approx(outline_of(second).area, rel=0.001)


def test_a_new_cell_keeps_the_zone_of_the_land_it_takes(town: Town, street: Area, noon: datetime) -> None:
    Area.objects.filter(pk=town.cells[1].pk).update(zone=Zone.CORE)
    west, middle = town.cells[1].parent, outline_of(town.cells[1]).bounds[3]
    outline = shapely.coverage_union_all([outline_of(town.cells[number]) for number in (1, 3)])
    editions.adopt(Change(reshape={west.pk: outline}), kind=editions.Kind.EDIT, on=noon.date(), at=noon)

    generate(west, Square(500), noon, replace=True, days=1)

    new = Area.objects.filter(parent=west, valid_to=None)
    for cell in new:
        below = outline_of(cell).representative_point().y < middle
        assert cell.zone == (Zone.CORE if below else Zone.GENERAL)


def test_an_area_without_communities_and_one_without_an_outline_are_refused(town: Town, noon: datetime) -> None:
    with pytest.raises(NoCommunity, match="There is no community in"):
        generate(town.cells[1], Square(100), noon)
    with pytest.raises(NoOutline, match="West Community has no outline"):
        generate(town.cells[1].parent, Square(100), noon)


def test_the_command_says_what_would_come_out_and_writes_nothing_on_a_dry_run(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street, households=100, on=noon.date())
    told = StringIO()

    call_command("generate_cells", community.code, way="balanced", households=50, dry_run=True, stdout=told)

    assert "New 900: 2 cells" in told.getvalue()
    assert "50 to 50 households (at most 0 % off the mean)" in told.getvalue()
    assert not community.children.exists()


def test_the_command_makes_an_edition(street: Area) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street)
    told = StringIO()

    call_command("generate_cells", community.code, way="square", size=100, stdout=told)

    assert "4 areas begin" in told.getvalue()
    assert community.children.count() == 4


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"way": "square"}, "--way square needs --size"),
        ({"way": "square", "size": 1}, "--size may be 20 to 5000"),
        ({"way": "hexagon", "resolution": 15}, "--resolution may be 6 to 12"),
    ],
)
def test_the_command_refuses_what_makes_no_cells(street: Area, wish: dict, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("generate_cells", street.code, **wish)


def test_every_level_of_a_whole_city_still_tiles_when_a_part_is_divided_anew(noon: datetime, db: None) -> None:
    pack, _warnings = sound_pack(configured.BASE_DIR / "cities" / "yunling")
    load_pack(pack, at=noon)
    part, day = Area.objects.get(code="990103001"), noon.date() + timedelta(days=1)

    generate(part, Hexagon(10), noon, replace=True, days=1)

    for level in Level:
        held = shapes_of(Boundary.objects.filter(in_force(day), area__level=level))
        outlines_held = np.array(list(held.values()), dtype=object)
        assert shapely.coverage_is_valid(outlines_held), level
        assert shapely.area(outlines_held).sum() == pytest.approx(0.0232006287372, rel=1e-9)


def test_a_plan_made_before_another_edition_is_refused_behind_the_lock(street: Area, noon: datetime) -> None:
    community = a_community(in_degrees(shapely.box(0, 0, 200, 200)), street)
    seen = editions.newest_number()
    plans = plans_for(community, Square(100), on=noon.date())
    editions.begin(editions.Kind.EDIT, on=noon.date(), at=noon)

    with pytest.raises(editions.GridChanged, match="changed since you looked"):
        adopt_plans(plans, on=noon.date(), at=noon, seen=seen)

    assert not Area.objects.filter(parent=community).exists()
