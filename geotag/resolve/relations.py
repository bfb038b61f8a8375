"""How a candidate lies to the places that the article's other names are taken for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geotag.boundaries.distance import kilometres
from geotag.model import Place

__all__ = ["DIVISIONS", "Relations", "ResolvedContext", "relations_of"]

#: Kinds of places that others lie in as their divisions.
DIVISIONS: Final = frozenset({"admin1", "admin2"})


@dataclass(frozen=True, slots=True)
class ResolvedContext:
    """What the article's other names are taken for, as one name sees it.

    Attributes
    ----------
    towns, countries
        Places that are no countries, and countries.
    container
        The place of the name after the mention, that it is said to lie in (باريس في ولاية تكساس), or None.
    fellows
        The places of the names that it is joined to (حلب وحماة, قرب الرقة).
    """

    towns: Sequence[Place] = ()
    countries: Sequence[Place] = ()
    container: Place | None = None
    fellows: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """How one candidate lies to the places of the other names; by default there are none.

    Attributes
    ----------
    town_km
        Distance to the nearest of their places that is no country, kilometres; infinite where there is none.
    place_km
        The same, countries included; for a candidate that is a country, without them.
    fellow_km
        Distance to the nearest place that the mention is joined to.
    is_in_container
        Whether it may lie in the place that the mention is said to lie in; None where nothing is said.
    has_fellow_in_country
        Whether a place that the mention is joined to is in its country.
    has_town_in_division
        Whether another name's place is in its first-level division.
    """

    town_km: float = math.inf
    place_km: float = math.inf
    fellow_km: float = math.inf
    is_in_container: bool | None = None
    has_fellow_in_country: bool = False
    has_town_in_division: bool = False


def relations_of(place: Place, context: ResolvedContext) -> Relations:
    """How `place` lies to what the other names are taken for."""
    town_km = _nearest_km(place, context.towns)
    container = context.container
    return Relations(
        town_km=town_km,
        place_km=town_km if place.kind == "country" else min(town_km, _nearest_km(place, context.countries)),
        fellow_km=_nearest_km(place, context.fellows),
        # Continents hold too much to tell.
        is_in_container=None if container is None or container.kind == "continent" else _may_lie_in(place, container),
        has_fellow_in_country=any(place.country is not None and f.country == place.country for f in context.fellows),
        has_town_in_division=any(_are_in_one_division(place, other) for other in context.towns),
    )


def _nearest_km(place: Place, others: Sequence[Place]) -> float:
    return min((kilometres(place.lat, place.lon, other.lat, other.lon) for other in others), default=math.inf)


def _may_lie_in(place: Place, container: Place) -> bool:
    """Whether `place` may lie in `container`, as far as countries and divisions tell."""
    if container.country is None or place.country is None:
        return False
    if place.country != container.country or place.id == container.id:
        return False
    return container.kind not in DIVISIONS or not place.admin1_code or _are_in_one_division(place, container)


def _are_in_one_division(place: Place, other: Place) -> bool:
    return (
        place.country is not None
        and place.country == other.country
        and place.id != other.id
        and (
            (place.admin1_code is not None and place.admin1_code == other.admin1_code)
            or (place.admin1 is not None and place.admin1 == other.admin1)
        )
    )
