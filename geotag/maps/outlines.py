"""Which places are shown as outlines: countries, and the provinces whose outlines are in ``data/provinces.json``.

Places of kind ``region`` (Nagorno-Karabakh, Darfur, the Sahel) are none: Natural Earth draws no such borders, those of
the disputed ones would be a position of ours, and a box around one would claim what lies outside it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

import shapely

from geotag.model import Place

__all__ = ["is_outlined_country", "province_rings"]

#: How far a country's largest part must reach around its middle, degrees, to be seen and hit as an outline.
_LARGE_ENOUGH: Final = 0.4

Ring = list[list[float]]


def is_outlined_country(place: Place) -> bool:
    """Whether `place` is a country that the base map outlines, large enough to be seen."""
    return place.kind == "country" and place.country in _outlined_countries()


def province_rings(place: Place) -> list[Ring] | None:
    """The outline of a first-level division, as rings of longitude and latitude; None where it is not known.

    It is the division of the same country that `place` lies in: sources spell the names of provinces in many ways,
    and agree on where they are.
    """
    if place.kind != "admin1" or place.country is None:
        return None
    point = shapely.Point(place.lon, place.lat)
    for rings, area in _provinces().get(place.country, ()):
        if shapely.covers(area, point):
            return rings
    return None


@cache
def _outlined_countries() -> frozenset[str]:
    found = (feature["properties"] for feature in _data("countries.json")["features"])
    return frozenset(p["code"] for p in found if p["code"] and p.get("reach", 0.0) >= _LARGE_ENOUGH)


@cache
def _provinces() -> dict[str, list[tuple[list[Ring], Any]]]:
    return {
        code: [(rings, shapely.make_valid(shapely.MultiPolygon([(ring, []) for ring in rings]))) for rings in provinces]
        for code, provinces in _data("provinces.json").items()
    }


def _data(name: str) -> Any:
    return json.loads((files("geotag.maps") / "data" / name).read_text(encoding="utf-8"))
