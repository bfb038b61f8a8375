"""Outlines of first-level divisions (governorates, provinces, oblasts, states) as shapely geometries.

They are Natural Earth's 1:10m admin-1 (public domain; see ``data/README.md``), thinned. A place has one
only where two things agree: it lies there, and a name or id is the place's. Divisions drawn anew since, and places of
kind ``region`` whose borders Natural Earth does not draw, have none: a wrong outline is worse than none. Borders show
who holds a place, as far as Natural Earth can tell, and are no position on any dispute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geotag.arabic.heads import strip_head
from geotag.arabic.orthography import fold
from geotag.arabic.words import forms
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError
from geotag.model import Place
from geotag.paths import StrPath

__all__ = ["DIVISIONS_PATH", "Division", "DivisionOutlines"]

DIVISIONS_PATH: Final = Path(__file__).with_name("data") / "divisions.jsonl"
#: Coordinates in the file are whole numbers of this part of a degree.
_PER_DEGREE: Final = 1000
#: How far beyond its outermost points a place may lie, degrees: sources' points are rough, and coasts are thinned.
_NEAR: Final = 0.1
_LINE: Final = re.compile(r'\{"country":"([A-Z]{2})",')
#: Words that say what a division is, and articles: sources have names with and without them.
_GENERIC: Final = frozenset(
    word
    for words in (
        "administrative area autonomous capital city community council county department district emirate federal",
        "governorate krai kray municipality muhafazat oblast okrug prefecture province provincia rayon rayonu region",
        "republic respublika sahari shabiyat state territory union wilaya",
        "al an and ar as ash at az d de el la of the",
    )
    for word in words.split()
) | forms("heads.of_divisions")
#: The kinds of divisions that a place of a kind may be: sources differ in which level is the first.
_KINDS: Final = {"admin1": ("admin1", "admin2", "region"), "admin2": ("admin2",), "region": ("region",)}
#: A unit as the file has it: polygons, each of rings, each a first point and the steps from each point to the next.
_Unit = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, eq=False)
class Division:
    """A division, or several that together are one or make up a region.

    Attributes
    ----------
    code
        ISO 3166-2, as Natural Earth gives it; None for what several units make up.
    kind
        ``admin1``, ``region``, or ``admin2`` where Natural Earth draws divisions finer than the first level.
    names
        In English, Arabic and the local language.
    links
        Ids elsewhere (``geonames``, ``wikidata``).
    """

    country: str
    code: str | None
    kind: str
    names: tuple[str, ...]
    links: Mapping[str, str]
    _units: tuple[_Unit, ...] = field(repr=False)

    @cached_property
    def outline(self) -> MultiPolygon:
        """The outline, degrees (longitude, latitude); outer rings run counterclockwise, as GeoJSON wants them."""
        try:
            polygons = [shapely.make_valid(_polygon(rings)) for unit in self._units for rings in unit]
        except (ValueError, TypeError) as error:
            message = f"the outline of {self.names[0]} ({self.country}) is damaged ({error}); reinstall geotag"
            raise GazetteerDamagedError(message) from error
        united: BaseGeometry = shapely.union_all(polygons)
        parts = [part for part in getattr(united, "geoms", [united]) if part.geom_type == "Polygon"]
        return MultiPolygon([orient(part) for part in parts])

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its names as they are compared."""
        return frozenset(map(_key, self.names))

    def is_of(self, place: Place) -> bool:
        """Whether `place` lies there and is called so."""
        if place.country != self.country or self.kind not in _KINDS.get(place.kind, ()):
            return False
        called = self.is_linked_to(place) or self.is_called(place.name) or self.is_called(place.name_en)
        # An archipelago's point may lie between its islands.
        return called and self.outline.convex_hull.dwithin(Point(place.lon, place.lat), _NEAR)

    def is_called(self, name: str) -> bool:
        """Whether `name` is one of its names, generic words aside."""
        return _key(name) in self.keys

    def is_linked_to(self, place: Place) -> bool:
        """Whether they have an id in common."""
        return any(place.links.get(system) == link for system, link in self.links.items())

    def is_titled_as(self, place: Place) -> bool:
        """Whether both are an oblast, both a city, …, by their names."""
        titles = {word for name in self.names for word in _words(name)} & _GENERIC
        return not titles.isdisjoint(_words(place.name_en))


class DivisionOutlines:
    """Outlines of divisions, by place or by point; those of a country are read when they are first asked for.

    Examples
    --------
    >>> DivisionOutlines().division_at("SY", 36.2, 37.16).code
    'SY-HL'
    """

    def __init__(self, path: StrPath = DIVISIONS_PATH) -> None:
        path = Path(path)
        self._path = path
        self._read: dict[str, tuple[Division, ...]] = {}
        self._lines: dict[str, tuple[int, str]] = {}
        try:
            with path.open(encoding="utf-8") as stream:
                for number, line in enumerate(stream, start=1):
                    found = _LINE.match(line)
                    if found is None:
                        message = f"{path}, line {number}: no divisions of a country; reinstall geotag"
                        raise GazetteerDamagedError(message)
                    self._lines[found[1]] = number, line
        except FileNotFoundError as error:
            raise GazetteerNotFoundError(f"the outlines of divisions {path} are missing; reinstall geotag") from error
        except UnicodeDecodeError as error:
            raise GazetteerDamagedError(f"{path} is not UTF-8 ({error}); reinstall geotag") from error

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose divisions are known, as ISO 3166-1 alpha-2 codes."""
        return tuple(self._lines)

    def divisions(self, country: str) -> tuple[Division, ...]:
        """The divisions of a country: those of several units first, regions last. Empty, if none are known."""
        if country not in self._read:
            self._read[country] = tuple(self._divisions(country)) if country in self._lines else ()
        return self._read[country]

    def division(self, place: Place) -> Division | None:
        """The division that `place` is, or None if no outline is known to be its own.

        Of several, that is the one that shares an id with `place`, else its title, else the nearest.
        """
        if place.kind not in _KINDS or place.country is None:
            return None
        point = Point(place.lon, place.lat)
        found = [division for division in self.divisions(place.country) if division.is_of(place)]
        return min(
            found,
            key=lambda d: (not d.is_linked_to(place), not d.is_titled_as(place), d.outline.distance(point)),
            default=None,
        )

    def outline(self, place: Place) -> MultiPolygon | None:
        """The outline of a place of kind ``admin1``, ``admin2`` or ``region``; None if none is known to be its own."""
        division = self.division(place)
        return division.outline if division else None

    def division_at(self, country: str, lat: float, lon: float) -> Division | None:
        """The first-level division of a country that a point lies in, or None.

        None also where a division has been drawn anew since Natural Earth drew it.
        """
        point = Point(lon, lat)
        inside = (d for d in self.divisions(country) if d.kind != "region" and d.outline.intersects(point))
        return next(inside, None)

    def _divisions(self, country: str) -> Iterator[Division]:
        number, line = self._lines[country]
        try:
            record = json.loads(line)
            groups = [
                Division(
                    country,
                    None,
                    group["kind"],
                    tuple(group["names"]),
                    {},
                    tuple(record["units"][part]["outline"] for part in group["units"]),
                )
                for group in record["groups"]
            ]
            yield from (group for group in groups if group.kind == "admin1")
            for unit in record["units"]:
                if unit["names"]:  # else it is no division of today
                    yield Division(
                        country, unit["code"], unit["kind"], tuple(unit["names"]), unit["links"], (unit["outline"],)
                    )
            yield from (group for group in groups if group.kind == "region")
        except (ValueError, KeyError, IndexError, TypeError) as error:
            message = f"{self._path}, line {number}: no divisions of a country ({error}); reinstall geotag"
            raise GazetteerDamagedError(message) from error


def _polygon(rings: Sequence[Sequence[int]]) -> Polygon:
    shell, *holes = (np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / _PER_DEGREE for ring in rings)
    return Polygon(shell, holes)


def _key(name: str) -> str:
    """A name without marks, case, generic words and what stands in brackets.

    Examples
    --------
    >>> _key("محافظة حلب") == _key("حلب"), _key("Zaporiz'ka Oblast") == _key("Zaporizka")
    (True, True)
    """
    words = _words(name)
    parted = strip_head(" ".join(words))
    bare = parted[1].split() if parted and parted[0].detachable else words
    bare = [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in bare]
    return " ".join([word for word in bare if word not in _GENERIC] or bare)


def _words(name: str) -> list[str]:
    unmarked = re.sub(r"\(.*?\)|['`]", "", name)
    return fold(unmarked.replace(".", " ").replace(",", " ")).split()
