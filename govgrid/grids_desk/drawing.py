"""Outlines as the desk's maps read them: GeoJSON features with a kind, a code and words."""

from collections.abc import Iterable
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from grids.editing.ground import Ground
from grids.editing.tiling import Fault
from grids.editions import Change

Feature = dict[str, Any]


def feature(shape: BaseGeometry, kind: str, code: str = "", **facts: Any) -> Feature:
    """Return a GeoJSON feature; `kind` chooses how the map draws it, `code` is what it is labelled with."""
    geometry = orjson.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, "code": code, **facts}}


def collection(features: Iterable[Feature]) -> Feature:
    return {"type": "FeatureCollection", "features": list(features)}


def ground_features(ground: Ground) -> Feature:
    """Return the cells of a community, those beside it, and its own outline beneath."""
    outline = [feature(ground.outline, "land")] if ground.outline is not None else []
    beside = [feature(shape, "beside", code) for code, shape in ground.shapes_beside.items()]
    cells = [feature(shape, "cell", code) for code, shape in ground.shapes.items()]
    return collection([*outline, *beside, *cells])


def change_features(ground: Ground, change: Change) -> Feature:
    """Return what a change begins and reshapes in the community, for a preview over the cells of now."""
    codes = {pk: code for code, pk in ground.ids.items() if code in ground.shapes}
    reshaped = [feature(shape, "after", codes[pk]) for pk, shape in change.reshape.items() if pk in codes]
    begun = [feature(area.shape, "begun", area.code) for area in change.begin if area.shape is not None]
    return collection([*reshaped, *begun])


def fault_features(faults: Iterable[Fault]) -> Feature:
    """Return where something is wrong; faults without extent are left out."""
    return collection(
        feature(fault.shape, "fault") for fault in faults if fault.shape is not None and not fault.shape.is_empty
    )
