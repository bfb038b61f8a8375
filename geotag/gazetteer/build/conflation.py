"""One place from many sources: rows that mean the same place become one, the more trusted source's facts first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from geotag.arabic.orthography import name_key
from geotag.boundaries.distance import kilometres
from geotag.gazetteer.build.sources import SourcePlace
from geotag.model import CURATED_RANK, POPULATED_KINDS

__all__ = ["MergedPlace", "Name", "is_same_place", "merge", "prominence"]

#: Rows of one kind and country that share a name are one place within this distance, kilometres.
_SAME_PLACE_KM: Final = {"country": 5000.0, "continent": 9000.0, "region": 1500.0, "sea": 1500.0, "desert": 1500.0}
_SAME_PLACE_KM_CITY: Final = 20.0
_SAME_PLACE_KM_OTHER: Final = 250.0

#: Prior weight of a kind in news, on the scale of ``log10(population)``.
_PROMINENCE: Final = {
    "continent": 9.0,
    "country": 9.0,
    "region": 7.0,
    "sea": 7.0,
    "strait": 7.0,
    "river": 6.5,
    "desert": 6.0,
    "lake": 5.5,
    "mountain": 5.5,
    "admin1": 5.5,
    "island": 5.0,
    "facility": 5.0,
    "crossing": 5.0,
    "camp": 5.0,
    "admin2": 4.0,
    "neighbourhood": 4.0,
    "other": 4.0,
}
#: What a place gains when somebody found it worth compiling by hand.
_CURATED_BONUS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place, with the source that has it and the trust in that source."""

    form: str
    script: str
    source: str
    rank: int


@dataclass(slots=True)
class MergedPlace:
    """A place while it is being gathered; the first row gives its facts, later rows fill gaps and add names."""

    first: SourcePlace
    names: dict[str, Name] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    population: int | None = None
    admin1: str | None = None
    admin1_code: str | None = None

    def absorb(self, row: SourcePlace) -> None:
        """Add the names of `row`, and its facts where they are still missing."""
        for script, forms in (("Arab", row.forms), ("Latn", row.latin)):
            for form in forms:
                self.names.setdefault(form, Name(form, script, row.source, row.rank))
        for system, value in row.links.items():
            self.links.setdefault(system, value)
        self.population = self.population or row.population
        self.admin1 = self.admin1 or row.admin1
        self.admin1_code = self.admin1_code or row.admin1_code

    @property
    def id(self) -> str:
        """Stable id: GeoNames' where it has the place, else our own."""
        geonames = self.links.get("geonames")
        return f"geonames:{geonames}" if geonames else f"{self.first.source}:{self.first.key}"

    @property
    def name(self) -> str:
        """The usual Arabic name, else the English one."""
        return next((name.form for name in self.names.values() if name.script == "Arab"), self.first.name_en)

    @property
    def prominence(self) -> float:
        """How often news names such a place, before any context; about ``log10`` of inhabitants."""
        return prominence(self.first.kind, self.population, self.first.rank)


def merge(rows: Iterable[SourcePlace]) -> Iterator[MergedPlace]:
    """Join rows that mean the same place; `rows` come in order of trust.

    Two rows are one place if they name the same GeoNames id, or if kind and country agree, they share a name in any
    script and lie near each other.
    """
    merged: list[MergedPlace] = []
    by_link: dict[tuple[str, str], MergedPlace] = {}
    by_name: dict[tuple[str, str | None, str], list[MergedPlace]] = defaultdict(list)
    for row in rows:
        group = "city" if row.kind in POPULATED_KINDS else row.kind
        keys = {(group, row.country, name_key(form)) for form in (*row.forms, row.name_en)}
        place = next((by_link[link] for link in row.links.items() if link in by_link), None)
        if place is not None and (place.first.kind in POPULATED_KINDS) != (row.kind in POPULATED_KINDS):
            place = None
        if place is None:
            near = (p for key in sorted(keys, key=str) for p in by_name.get(key, ()) if _same_place(p.first, row))
            place = next(near, None)
        if place is None:
            place = MergedPlace(row)
            merged.append(place)
        place.absorb(row)
        for link in row.links.items():
            by_link.setdefault(link, place)
        for key in keys:
            if place not in by_name[key]:
                by_name[key].append(place)
    yield from merged


def prominence(kind: str, population: int | None, rank: int) -> float:
    """How often news names a place of that kind and size, before any context; about ``log10`` of inhabitants.

    Parameters
    ----------
    rank
        Of the source that gave the place, which lifts what was compiled by hand.

    Examples
    --------
    >>> prominence("city", 999_900, 2), prominence("city", None, 2)
    (6.0, 2.0)
    """
    weight = _PROMINENCE.get(kind)
    if weight is None:
        weight = math.log10((population or 0) + 100)
        if rank == CURATED_RANK:
            weight += _CURATED_BONUS
    elif kind in ("country", "admin1") and population:
        weight += 0.1 * math.log10(population)
    return round(weight, 3)


def is_same_place(kind: str, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether two places of one kind, country and name are near enough to be one.

    Parameters
    ----------
    a, b
        Latitude and longitude, degrees.
    """
    limit = _SAME_PLACE_KM_CITY if kind in POPULATED_KINDS else _SAME_PLACE_KM.get(kind, _SAME_PLACE_KM_OTHER)
    return kilometres(*a, *b) <= limit


def _same_place(a: SourcePlace, b: SourcePlace) -> bool:
    return is_same_place(a.kind, (a.lat, a.lon), (b.lat, b.lon))
