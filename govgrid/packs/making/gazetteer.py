"""The places people name when they say where something is: roads, crossings, parks, schools, markets, landmarks."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from govgrid.packs.making.areas import Area
from govgrid.packs.making.background import MapShape
from govgrid.packs.making.names import Name, called

LANDMARKS: tuple[tuple[str, Name], ...] = (
    ("government", ("Yunling City Hall", "云岭市人民政府")),
    ("station", ("Yunling Railway Station", "云岭火车站")),
    ("station", ("Yunling Coach Terminal", "云岭汽车客运总站")),
    ("landmark", ("Yunling Library", "云岭图书馆")),
    ("landmark", ("Yunling Museum", "云岭博物馆")),
    ("landmark", ("Yunling Grand Theatre", "云岭大剧院")),
    ("landmark", ("Yunling Sports Centre", "云岭体育中心")),
    ("landmark", ("Old Town Gate", "老城门")),
    ("landmark", ("Lantern Square", "华灯广场")),
    ("school", ("Yunling University", "云岭大学")),
    ("hospital", ("Yunling First People's Hospital", "云岭市第一人民医院")),
    ("hospital", ("Yunling Children's Hospital", "云岭市儿童医院")),
)
# Per level: kind, English, Chinese and how many of the areas have one.
BY_LEVEL: dict[str, tuple[tuple[str, str, str, float], ...]] = {
    "district": (
        ("government", "District Government", "区人民政府", 1.0),
        ("hospital", "People's Hospital", "人民医院", 1.0),
    ),
    "street": (
        ("government", "Subdistrict Office", "街道办事处", 1.0),
        ("market", "Farmers' Market", "农贸市场", 1.0),
        ("school", "Middle School", "中学", 0.8),
        ("hospital", "Health Centre", "社区卫生服务中心", 0.9),
        ("station", "Metro Station", "地铁站", 0.5),
    ),
    "community": (
        ("community_centre", "Community Centre", "社区党群服务中心", 1.0),
        ("school", "Primary School", "小学", 0.6),
        ("school", "Kindergarten", "幼儿园", 0.7),
        ("market", "Fresh Market", "生鲜市场", 0.4),
    ),
}
SUFFIX = {"district": (" District", "区"), "street": (" Subdistrict", "街道"), "community": (" Community", "社区")}


@dataclass(frozen=True)
class Place:
    """A named point, in units from the city's origin."""

    name: Name
    kind: str
    point: Point


def make_places(areas: list[Area], background: list[MapShape], dice: np.random.Generator) -> list[Place]:
    cells = [area for area in areas if area.level == "cell" and area.kind == "land"]
    roads = [shape for shape in background if shape.kind == "road"]
    found = _landmarks(cells, dice) + _institutions(areas, cells, dice) + _parks_and_water(background)
    return found + _along(roads) + _crossings(roads)


def _landmarks(cells: list[Area], dice: np.random.Generator) -> list[Place]:
    """Return the landmarks, among the cells with the most homes to the square kilometre."""
    dense = sorted(cells, key=lambda cell: (-cell.households / cell.shape.area, cell.code))[:160]
    chosen = dice.choice(len(dense), len(LANDMARKS), replace=False)
    return [
        Place(name, kind, _spot(dense[number].shape)) for (kind, name), number in zip(LANDMARKS, chosen, strict=True)
    ]


def _institutions(areas: list[Area], cells: list[Area], dice: np.random.Generator) -> list[Place]:
    inside_of: dict[str, list[Area]] = defaultdict(list)
    for cell in cells:
        for width in (6, 9, 12):
            inside_of[cell.code[:width]].append(cell)
    places = []
    for area in areas:
        for kind, english, chinese, share in BY_LEVEL.get(area.level, ()):
            inside = inside_of[area.code]
            home = inside[dice.integers(len(inside))]
            if dice.random() < share:
                places.append(Place(called(_stem(area), english, chinese), kind, _beside(home.shape, dice)))
    return places


def _stem(area: Area) -> Name:
    english, chinese = SUFFIX[area.level]
    return area.name[0].removesuffix(english), area.name[1].removesuffix(chinese)


def _parks_and_water(background: list[MapShape]) -> list[Place]:
    return [
        Place(shape.name, shape.kind, _spot(shape.shape)) for shape in background if shape.kind in ("park", "water")
    ]


def _along(roads: list[MapShape]) -> list[Place]:
    """Return points of each road: its middle, and for a long one its quarters."""
    places = []
    for road in roads:
        line = max(shapely.get_parts(road.shape), key=lambda part: part.length)
        shares = (0.5,) if line.length < 200_000 else (0.5, 0.25, 0.75)
        places += [Place(road.name, "road", _whole(line.interpolate(share, normalized=True))) for share in shares]
    return places


def _crossings(roads: list[MapShape]) -> list[Place]:
    tree = STRtree([road.shape.buffer(100) for road in roads])
    places = []
    for first, second in sorted(zip(*tree.query([road.shape for road in roads], predicate="intersects"), strict=True)):
        if first < second:
            a, b = roads[first], roads[second]
            meeting = shapely.shortest_line(a.shape, b.shape).interpolate(0.5, normalized=True)
            name = f"{a.name[0]} at {b.name[0]}", f"{a.name[1]}与{b.name[1]}路口"
            places.append(Place(name, "crossing", _whole(meeting)))
    return places


def _spot(shape: BaseGeometry) -> Point:
    return _whole(shapely.point_on_surface(shape))


def _beside(shape: BaseGeometry, dice: np.random.Generator) -> Point:
    """Return a point of `shape` that is not its middle, or every school would stand on the market."""
    middle = shapely.point_on_surface(shape)
    for _attempt in range(20):
        point = Point(middle.x + dice.normal(0, 6000), middle.y + dice.normal(0, 6000))
        if shape.contains(point):
            return _whole(point)
    return _whole(middle)


def _whole(point: Point) -> Point:
    return Point(round(point.x), round(point.y))
