"""The land of an invented city, in metres from its centre: outline, lake, river, ring road, districts, density."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

KM = 1000.0
RADIUS = 9 * KM
RIVER_HALF_WIDTH = 70.0
RADIALS = 5
CENTRE_WEIGHTS = np.array([1.0, 0.6, 0.5, 0.5, 0.4, 0.4])
CENTRE_SPREAD = 1.9 * KM


@dataclass(frozen=True)
class Terrain:
    outline: Polygon
    lake: Polygon
    river: Polygon
    ring: LineString
    radials: list[LineString]
    centres: np.ndarray

    @property
    def water(self) -> BaseGeometry:
        return shapely.union_all([self.lake, self.river])

    def density(self, shape: BaseGeometry) -> float:
        """Return how built-up the middle of `shape` is: 1 at the heart of the city, near 0 at its edge."""
        away = ((self.centres - [shape.centroid.x, shape.centroid.y]) ** 2).sum(axis=1)
        return float((CENTRE_WEIGHTS * np.exp(-away / (2 * CENTRE_SPREAD**2))).max())


def make_terrain(dice: np.random.Generator) -> Terrain:
    outline = blob(dice, points=240, radius=RADIUS, rough=0.16)
    ring = blob(dice, points=120, radius=0.44 * RADIUS, rough=0.05)
    side_centres = dice.uniform(-5.5, 5.5, (len(CENTRE_WEIGHTS) - 1, 2)) * KM
    return Terrain(
        outline=outline,
        lake=blob(dice, points=160, radius=1.9 * KM, rough=0.2, at=(-4.4 * KM, -4.6 * KM), tall=1.3),
        river=_river(dice, outline),
        ring=LineString(ring.exterior.coords),
        radials=_radials(dice),
        centres=np.vstack([[[0.0, 0.0]], side_centres]),
    )


def blob(
    dice: np.random.Generator,
    *,
    points: int,
    radius: float,
    rough: float,
    at: tuple[float, float] = (0, 0),
    tall: float = 1,
) -> Polygon:
    """Return a rounded shape whose edge wanders by about `rough` of its radius."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    wander = sum(np.cos(wave * turn + dice.uniform(0, 2 * np.pi)) / wave for wave in range(1, 7))
    reach = radius * (1 + rough * wander)
    ring = np.stack([at[0] + reach * np.cos(turn), at[1] + tall * reach * np.sin(turn)], axis=1)
    return shapely.buffer(Polygon(ring), 0)


def districts(terrain: Terrain, dice: np.random.Generator) -> list[Polygon]:
    """Return the districts: two inside the ring road, the others between it and the edge, split by the radials."""
    heart = Polygon(terrain.ring.coords)
    # A metre too long on purpose: an end that should lie on the ring never lies on it exactly.
    across = wavy(dice, (-0.1 * KM, -RADIUS), (0.6 * KM, RADIUS), bend=160).intersection(heart.buffer(1))
    outside = [radial.difference(heart.buffer(-1)) for radial in terrain.radials]
    lines = shapely.union_all([terrain.outline.exterior, terrain.ring, across, *outside])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return [face for face in faces if terrain.outline.contains(face.representative_point())]


def wavy(dice: np.random.Generator, start: tuple[float, float], end: tuple[float, float], *, bend: float) -> LineString:
    """Return a slightly curved line from `start` to `end` that strays by about `bend` metres."""
    a, b = np.array(start), np.array(end)
    aside = np.array([-(b - a)[1], (b - a)[0]]) / np.hypot(*(b - a))
    along = np.linspace(0, 1, 9)[1:-1, None]
    middle = a * (1 - along) + b * along + aside * dice.normal(0, bend, (len(along), 1))
    return LineString(np.vstack([a, middle, b]))


def _river(dice: np.random.Generator, outline: Polygon) -> Polygon:
    along = np.linspace(-1, 1, 80)
    drift = dice.normal(0, 25, 80).cumsum()
    course = LineString(np.stack([along * 13 * KM, 1500 * np.sin(along * 5) + 900 * along + drift], axis=1))
    banks = course.buffer(RIVER_HALF_WIDTH, quad_segs=4).intersection(outline.buffer(2 * KM))
    return max(shapely.get_parts(banks), key=lambda part: part.area)


def _radials(dice: np.random.Generator) -> list[LineString]:
    turns = np.linspace(0, 2 * np.pi, RADIALS, endpoint=False) + 0.35 + dice.uniform(-0.15, 0.15, RADIALS)
    ends = [(1.5 * RADIUS * float(np.cos(turn)), 1.5 * RADIUS * float(np.sin(turn))) for turn in turns]
    return [wavy(dice, (0.0, 0.0), end, bend=120) for end in ends]
