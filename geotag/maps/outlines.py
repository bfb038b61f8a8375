"""Which places are shown as outlines: countries, first-level divisions, and the regions that are made up of some.

Other places of kind ``region`` (Nagorno-Karabakh, the Sahel) are none: Natural Earth draws no such borders, those of
the disputed ones would be a position of ours, and a box around one would claim what lies outside it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.polygon import LinearRing

from geotag.boundaries.countries import read_countries
from geotag.boundaries.divisions import DivisionOutlines
from geotag.model import Place

__all__ = ["Coordinates", "coordinates_of", "division_outline", "is_outlined_country", "shown_at"]

#: How far a country's largest part must reach around its middle, degrees, to be seen and hit as an outline.
_LARGE_ENOUGH: Final = 0.4
#: Square degrees, the same for a division: the map goes nearer to it.
_AREA_ENOUGH: Final = 0.02
_DECIMALS: Final = 3

#: Of a GeoJSON MultiPolygon: polygons, each of rings, each of points (longitude, latitude).
Coordinates = list[list[list[list[float]]]]


def is_outlined_country(place: Place) -> bool:
    """Whether `place` is a country that the base map outlines, large enough to be seen."""
    return place.kind == "country" and place.country in _outlined_countries()


@lru_cache(maxsize=4096)
def division_outline(place: Place) -> MultiPolygon | None:
    """The outline of a division or region; None where it is not known, or too small to be seen and hit."""
    outline = _divisions().outline(place)
    return outline if outline is not None and outline.area >= _AREA_ENOUGH else None


def coordinates_of(outline: MultiPolygon) -> Coordinates:
    """The coordinates of an outline as GeoJSON has them."""
    return [
        [[[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring.coords] for ring in _rings(polygon)]
        for polygon in outline.geoms
    ]


def shown_at(place: Place) -> tuple[float, float]:
    """Where the name and popup of a place belong: latitude and longitude, inside its outline if it has one.

    Sources are content with a point near a division.
    """
    outline = division_outline(place)
    if outline is None or outline.covers(Point(place.lon, place.lat)):
        return place.lat, place.lon
    inside = max(outline.geoms, key=lambda polygon: polygon.area).representative_point()
    return inside.y, inside.x


def _rings(polygon: Polygon) -> list[LinearRing]:
    return [polygon.exterior, *polygon.interiors]


@cache
def _divisions() -> DivisionOutlines:
    return DivisionOutlines()


@cache
def _outlined_countries() -> frozenset[str]:
    found = (feature["properties"] for feature in read_countries()["features"])
    return frozenset(p["code"] for p in found if p["code"] and p.get("reach", 0.0) >= _LARGE_ENOUGH)
