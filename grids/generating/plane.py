"""Metres around a place: an equal-area plane, so that what is measured in it is true on the ground."""

from functools import cached_property

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from govgrid.lib.geo import Point


class Plane:
    """Lambert's equal-area plane that touches the earth at `middle`; shapes in degrees go in, metres come out."""

    def __init__(self, middle: Point) -> None:
        self._middle = middle

    @cached_property
    def _transformer(self) -> Transformer:
        lon, lat = self._middle
        here = f"+proj=laea +lat_0={lat!r} +lon_0={lon!r} +datum=WGS84 +units=m"
        return Transformer.from_crs("EPSG:4326", here, always_xy=True)

    def metres(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, self.in_metres)

    def in_metres(self, degrees: np.ndarray) -> np.ndarray:
        """Return points, one a row, in metres east and north of the middle."""
        return np.column_stack(self._transformer.transform(degrees[:, 0], degrees[:, 1]))

    def in_degrees(self, metres: np.ndarray) -> np.ndarray:
        """Return points, one a row, as longitude and latitude."""
        back = self._transformer.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.column_stack(back)
