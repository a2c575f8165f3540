"""The piece of the map that an address asks for: west,south,east,north in degrees."""

from math import isfinite


class BadBox(ValueError):
    """Said to programs, in English."""


def box_of(text: str, *, widest: float) -> tuple[float, float, float, float]:
    """Return the box in `text`. Raises BadBox, also where it is wider or higher than `widest` degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadBox("bbox is west,south,east,north in degrees.") from None
    if not all(map(isfinite, (west, south, east, north))) or west > east or south > north:
        raise BadBox("bbox is west,south,east,north in degrees.")
    if max(east - west, north - south) > widest:
        raise BadBox(f"bbox is wider than {widest} degrees; zoom in.")
    return west, south, east, north
