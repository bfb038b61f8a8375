"""A still map of some places, small enough to stand anywhere: outlines of land, a circle and a name for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from shapely import make_valid
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from geotag.boundaries.countries import read_countries
from geotag.maps.places import MappedPlace

__all__ = ["Sketch", "SketchedPlace", "sketch"]

_WIDTH: Final = 900
#: Least reach of the map from west to east, degrees, and how much of its reach is added at each side.
_LEAST_REACH: Final = 14.0
_MARGIN: Final = 0.15
#: Height as a part of the width.
_SHAPE: Final = (0.4, 0.58)
_MOST_MARKS: Final = 200
_MOST_NAMES: Final = 25


@dataclass(frozen=True, slots=True)
class SketchedPlace:
    """A place on the map, in its units; those that are mentioned most are named."""

    x: float
    y: float
    radius: float
    name: str
    named: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """A map: its size, the outlines of land as the data of an SVG path, and its places."""

    width: int
    height: int
    land: str
    marks: tuple[SketchedPlace, ...]


def sketch(places: Sequence[MappedPlace]) -> Sketch:
    """The map of `places`, of which the first are the most important."""
    west, south, east, north = _bounds(places)
    # Degrees of longitude are drawn as they are in the middle.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = _WIDTH / (east - west)

    def x(lon: float) -> float:
        return round((lon - west) * scale, 1)

    def y(lat: float) -> float:
        return round((north - lat) * scale / narrow, 1)

    view = box(west, south, east, north)
    rings = []
    for outline in _countries():
        if not outline.intersects(view):
            continue
        drawn = outline.intersection(view).simplify(1.5 / scale)
        for polygon in getattr(drawn, "geoms", [drawn]):
            if polygon.geom_type == "Polygon" and polygon.area * scale**2 > 20:
                points = " ".join(f"{x(lon):g},{y(lat):g}" for lon, lat in polygon.exterior.coords[:-1])
                rings.append(f"M{points}Z")
    marks = tuple(
        SketchedPlace(
            x(mapped.place.lon),
            y(mapped.place.lat),
            round(min(4 + 1.5 * mapped.count**0.5, 14), 1),
            mapped.place.name,
            number < _MOST_NAMES,
        )
        for number, mapped in enumerate(places[:_MOST_MARKS])
    )
    return Sketch(_WIDTH, round((north - south) * scale / narrow), "".join(rings), marks)


def _bounds(places: Sequence[MappedPlace]) -> tuple[float, float, float, float]:
    """West, south, east and north of a map that holds the places, of a shape that can be looked at."""
    lons = [mapped.place.lon for mapped in places] or [10.0, 60.0]
    lats = [mapped.place.lat for mapped in places] or [15.0, 40.0]
    middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    narrow = math.cos(math.radians(max(-70.0, min(70.0, middle[1]))))
    wide = max(_LEAST_REACH, (max(lons) - min(lons)) * (1 + 2 * _MARGIN))
    high = (max(lats) - min(lats)) * (1 + 2 * _MARGIN)
    # What is too high to be shown gets land at its sides.
    wide = min(360.0, max(wide, high / narrow / _SHAPE[1]))
    high = min(150.0, max(high, wide * narrow * _SHAPE[0]))
    return middle[0] - wide / 2, max(-80.0, middle[1] - high / 2), middle[0] + wide / 2, min(85.0, middle[1] + high / 2)


@cache
def _countries() -> tuple[BaseGeometry, ...]:
    return tuple(make_valid(shape(feature["geometry"])) for feature in read_countries()["features"])
