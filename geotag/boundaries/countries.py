"""Country outlines as shapely geometries: which country a point lies in, how far it is from a border.

The outlines are those of the map (Natural Earth 1:50m, public domain; see ``data/README.md``): thinned, two decimals,
so what they say is good to a few kilometres. They show who holds a place, as far as Natural Earth can tell, and are no
position on any dispute.
"""

from __future__ import annotations

import json
import math
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from shapely import STRtree, make_valid
from shapely.affinity import scale
from shapely.geometry import Point, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geotag.boundaries.distance import KM_PER_DEGREE, kilometres
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError
from geotag.model import BBox
from geotag.paths import StrPath

__all__ = ["OUTLINES_PATH", "CountryOutlines", "read_countries"]

OUTLINES_PATH: Final = Path(__file__).with_name("data") / "countries.json"


def read_countries(path: StrPath = OUTLINES_PATH) -> dict[str, Any]:
    """The outlines as a GeoJSON FeatureCollection, those of disputed areas without a code included.

    A feature's properties are ``code`` (ISO 3166-1 alpha-2, or empty), ``name`` (Arabic), ``at`` (a point inside the
    largest part: longitude, latitude) and ``reach`` (how far that part reaches around the point, degrees).

    Raises
    ------
    GazetteerNotFoundError, GazetteerDamagedError
        If the file is missing or is no such collection.
    """
    path = Path(path)
    try:
        collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not all("code" in feature["properties"] for feature in collection["features"]):
            raise ValueError("a feature has no code")
    except FileNotFoundError as error:
        raise GazetteerNotFoundError(f"the country outlines {path} are missing; reinstall geotag") from error
    except (ValueError, KeyError, TypeError) as error:
        raise GazetteerDamagedError(f"{path} is no GeoJSON of countries ({error}); reinstall geotag") from error
    return collection


class CountryOutlines:
    """Outlines of countries by ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> outlines = CountryOutlines()
    >>> outlines.country_at(40.41, 49.87)
    'AZ'
    """

    def __init__(self, path: StrPath = OUTLINES_PATH) -> None:
        found: dict[str, BaseGeometry] = {}
        try:
            for feature in read_countries(path)["features"]:
                code = feature["properties"]["code"]
                outline = make_valid(shape(feature["geometry"]))
                if code:
                    found[code] = found[code].union(outline) if code in found else outline
        except (ValueError, KeyError, TypeError) as error:
            raise GazetteerDamagedError(f"{path} is no GeoJSON of countries ({error}); reinstall geotag") from error
        self._outlines = dict(sorted(found.items()))

    @property
    def codes(self) -> tuple[str, ...]:
        """Countries that have an outline."""
        return tuple(self._outlines)

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(list(self._outlines.values()))

    def outline(self, country: str) -> BaseGeometry:
        """The outline of a country, degrees (longitude, latitude).

        Raises
        ------
        KeyError
            If it has none.
        """
        try:
            return self._outlines[country.upper()]
        except KeyError:
            raise KeyError(f"{country!r} is no ISO 3166-1 alpha-2 code of a country with an outline") from None

    def country_at(self, lat: float, lon: float, *, within_km: float = 10.0) -> str | None:
        """The country that a point lies in, else the nearest one within a few kilometres, or None.

        Parameters
        ----------
        within_km
            How far off a coast or border a point may be: outlines are thinned, and harbours lie outside some.
        """
        codes = self.codes
        inside: list[str] = sorted(codes[index] for index in self._tree.query(Point(lon, lat), predicate="intersects"))
        if inside:
            return inside[0]
        reach = within_km / KM_PER_DEGREE
        across = reach / max(math.cos(math.radians(lat)), 0.01)
        around = self._tree.query(box(lon - across, lat - reach, lon + across, lat + reach), predicate="intersects")
        near = [(self.border_distance(codes[index], lat, lon), codes[index]) for index in around]
        nearest: tuple[float, str | None] = min((pair for pair in near if pair[0] <= within_km), default=(0.0, None))
        return nearest[1]

    def contains(self, country: str, lat: float, lon: float) -> bool:
        """Whether a point lies in a country."""
        return bool(self.outline(country).intersects(Point(lon, lat)))

    def border_distance(self, country: str, lat: float, lon: float) -> float:
        """Kilometres from a point to the border or coast of a country, whichever side of it the point is on.

        Examples
        --------
        >>> CountryOutlines().border_distance("LB", 33.89, 35.5) < 10
        True
        """
        border = self.outline(country).boundary
        # A degree of longitude shrinks with the latitude: the nearest point is sought where both axes agree.
        shrink = max(math.cos(math.radians(lat)), 0.01)
        scaled = scale(border, xfact=shrink, yfact=1.0, origin=(0, 0))
        nearest = nearest_points(scaled, Point(lon * shrink, lat))[0]
        return kilometres(lat, lon, nearest.y, nearest.x / shrink)

    def extent(self, country: str) -> BBox:
        """West, south, east and north of a country, degrees."""
        west, south, east, north = self.outline(country).bounds
        return west, south, east, north

    def representative_point(self, country: str) -> tuple[float, float]:
        """A point (latitude, longitude) inside a country's largest part."""
        outline = self.outline(country)
        largest = max(getattr(outline, "geoms", [outline]), key=lambda part: part.area)
        point = largest.representative_point()
        return point.y, point.x
