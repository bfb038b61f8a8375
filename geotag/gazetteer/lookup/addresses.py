"""Addresses: a place's name and what it lies in, with commas between them, and the places that such an address means.

    حلب، سوريا          name, country
    Aleppo, SY          the country as its ISO 3166-1 code (two letters or three), or in any name that it has
    حلب، محافظة حلب، سوريا   with the division; a place around it, or near it, will do too: Salé، قرب الرباط

An address means the places of its name that lie in all that it says; where there are none, it means none, rather than
a place elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from babel.core import get_global

from geotag.arabic.orthography import name_key
from geotag.boundaries.distance import kilometres
from geotag.gazetteer.lookup.search import TIGHT_LEVELS, Gazetteer
from geotag.model import POPULATED_KINDS, Candidate, Place

__all__ = ["address_of", "find_address"]

_COMMAS: Final = re.compile(r"\s*[,،;؛]\s*")
_NEAR: Final = re.compile(r"(?:بالقرب\s+من|قرب|near)\s+", re.IGNORECASE)
#: What is meant to be round a place, or it in it, lies no further away, kilometres.
_AROUND: Final = {"admin2": 80.0, "region": 300.0}
_AROUND_CITY: Final = 40.0
#: An address leads back to a place if it leads no further from it, kilometres.
_SAME_PLACE: Final = 5.0
#: So many places around one are looked at for the most important of them.
_NEIGHBOURS: Final = 50
#: More places than have any one name.
_ALL: Final = 10_000


def find_address(gazetteer: Gazetteer, query: str, limit: int) -> list[Candidate]:
    """The places that a name or an address may mean, best first, as :meth:`Gazetteer.search` gives them.

    Scores are those of the name alone.
    """
    parts = [part for part in _COMMAS.split(query.strip()) if part]
    if len(parts) < 2:
        return gazetteer.search(parts[0], limit) if parts else []
    for name, qualifiers in _readings(query.strip(), parts):
        found = gazetteer.search(name, _ALL)
        if _COMMAS.search(name):
            # What is behind proclitics or sounds alike is not taken for a name that has a comma of its own.
            found = [candidate for candidate in found if candidate.match.via in TIGHT_LEVELS]
        # The widest is last in an address: AZ is Azerbaijan, but a state before USA.
        for qualifier in reversed(qualifiers):
            found = _within(gazetteer, found, qualifier) if found else found
        if found:
            return found[:limit]
    return []


def address_of(gazetteer: Gazetteer, place: Place) -> str:
    """Name and country of a place, with what else is needed to find it by its address, as far as that is known.

    What else may be its division, or the most important town near it (قرب).
    """
    country = None if place.kind == "country" else place.country_name
    written = "، ".join(filter(None, (place.name, country)))
    if _leads_back(gazetteer, written, place):
        return written
    for between in _between(gazetteer, place):
        longer = "، ".join(filter(None, (place.name, between, country)))
        if _leads_back(gazetteer, longer, place):
            return longer
    return written


def _between(gazetteer: Gazetteer, place: Place) -> Iterator[str]:
    division = gazetteer.division_name(place)
    if division:
        yield division
    around = gazetteer.near(place.lat, place.lon, _NEIGHBOURS, within_km=_AROUND_CITY)
    towns = [other for other in around if other.country == place.country and other.name != place.name]
    if towns:
        yield f"قرب {max(towns, key=lambda town: town.prominence).name}"


def _leads_back(gazetteer: Gazetteer, address: str, place: Place) -> bool:
    best = next(iter(find_address(gazetteer, address, 1)), None)
    return best is not None and (best.place.id == place.id or _apart(best.place, place) <= _SAME_PLACE)


def _readings(query: str, parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each way to tell the name from what it lies in: names may have commas, so the longest comes first."""
    yield query, []
    if not _COMMAS.match(query):
        ends = [match.start() for match in _COMMAS.finditer(query)]
        for count in range(len(parts) - 1, 1, -1):
            yield query[: ends[count - 1]], parts[count:]
    yield parts[0], parts[1:]


def _within(gazetteer: Gazetteer, found: list[Candidate], qualifier: str) -> list[Candidate]:
    """Those that lie in the country that the qualifier may mean; where none do, in the division, or else near it."""
    near = _NEAR.match(qualifier)
    name = qualifier[near.end() :] if near else qualifier
    codes = {name.upper(), _long_codes().get(name.upper(), "")}
    key = name_key(name)
    meant = [candidate.place for candidate in gazetteer.find(name)]
    countries = codes | {other.country for other in meant if other.kind == "country"}
    divisions = [other for other in meant if other.kind == "admin1"]
    tiers: tuple[Callable[[Place], bool], ...] = (
        lambda place: place.country in countries or name_key(place.country_name or "") == key,
        lambda place: (
            (place.admin1_code in codes and not place.admin1_code.isdecimal())
            or (place.admin1 is not None and name_key(place.admin1) == key)
            or any(_lies_in(place, division) for division in divisions)
        ),
        lambda place: any(_lies_near(place, other) for other in meant),
    )
    for holds in tiers[2:] if near else tiers:
        kept = [candidate for candidate in found if holds(candidate.place)]
        if kept:
            return kept
    return []


def _lies_in(place: Place, division: Place) -> bool:
    if place.country is None or place.country != division.country:
        return False
    if division.admin1_code is None or place.admin1_code is None:
        return place.admin1 is not None and place.admin1 == division.admin1
    return place.admin1_code == division.admin1_code


def _lies_near(place: Place, other: Place) -> bool:
    if other.id == place.id or other.country != place.country:
        return False
    reach = _AROUND_CITY if other.kind in POPULATED_KINDS else _AROUND.get(other.kind, 0.0)
    return _apart(place, other) <= reach


@cache
def _long_codes() -> dict[str, str]:
    """Codes of two letters by other codes that are in use (SYR, UK, USA)."""
    aliases = get_global("territory_aliases")
    return {code: names[0] for code, names in aliases.items() if len(names) == 1 and not code.isdecimal()}


def _apart(one: Place, other: Place) -> float:
    return kilometres(one.lat, one.lon, other.lat, other.lon)
