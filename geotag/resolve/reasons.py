"""Why a candidate was chosen or not, in words."""

from __future__ import annotations

from geotag.model import Candidate
from geotag.resolve.evidence import CountryContext, Query
from geotag.resolve.surroundings import Surroundings

__all__ = ["reasons"]

_SHARE_WORTH_SAYING = 0.2


def reasons(candidate: Candidate, query: Query, context: CountryContext, around: Surroundings) -> tuple[str, ...]:
    """Reasons for and against `candidate`, the strongest first."""
    place = candidate.place
    found = []
    if query.head is not None:
        fits = place.kind in query.head.kinds
        found.append(f"head: {query.head.word}" if fits else f"head does not fit: {query.head.word}")
    if place.country in around.described:
        found.append(f"described as: {place.country_name}")
    elif around.described:
        found.append("described as another country's")
    elif place.country and place.kind != "country":
        if place.country in around.countries:
            found.append(f"beside it: {place.country_name}")
        elif context.share(place.country) >= _SHARE_WORTH_SAYING:
            found.append(f"co-mentioned: {place.country_name}")
    if candidate.match.cost:
        found.append(f"spelling: {candidate.match.form} ({candidate.match.via})")
    if place.rank == 0:
        found.append("known in news")
    elif place.population:
        found.append(f"population: {place.population}")
    return tuple(found)
