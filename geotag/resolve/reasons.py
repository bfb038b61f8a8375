"""Why a candidate was chosen or not, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from geotag.model import Candidate
from geotag.resolve.evidence import FEATURES, CountryContext, Query
from geotag.resolve.ranking import Weights
from geotag.resolve.surroundings import Surroundings

__all__ = ["LOST", "reasons", "why_lost"]

_SHARE_WORTH_SAYING: Final = 0.2
#: What a candidate lacks that the winner has, by the evidence that tells most between them.
LOST: Final[Mapping[str, str]] = {
    "prominence": "less known",
    "match cost": "spelled less alike",
    "country share": "its country is named less",
    "no country": "in no one country",
    "beside its country": "its country is not beside it",
    "beside another country": "another country is beside it",
    "described as its country's": "described as another country's",
    "described as another's": "described as another country's",
    "head agrees": "the word before it fits another kind",
    "head disagrees": "the word before it fits another kind",
    "type agrees": "another kind of place is meant",
    "type disagrees": "another kind of place is meant",
    "division without head": "no word for a division before it",
    "very near": "farther from the other places",
    "near": "farther from the other places",
    "same part of the world": "farther from the other places",
    "in the place after it": "not in the place named after it",
    "not in the place after it": "not in the place named after it",
    "listed with its country": "the names beside it lie elsewhere",
    "near its fellow": "the names beside it lie elsewhere",
    "same division": "no other place of its division is named",
    "stranger": "its country is not named",
    "dateline's country": "the dateline is of another country",
    "source's country": "the source is of another country",
    "curated": "less known in news",
    "recognised": "less known",
}


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


def why_lost(weights: Weights, winner: Sequence[float], loser: Sequence[float]) -> str:
    """The reason that speaks most for the winner and against another candidate, given the evidence of both."""
    gains = {
        name: weights.features[name] * (one - other) for name, one, other in zip(FEATURES, winner, loser, strict=True)
    }
    return f"lost: {LOST[max(gains, key=gains.__getitem__)]}"
