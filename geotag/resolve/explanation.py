"""Explaining a decision: which reasons each candidate has for and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geotag.model import CURATED_RANK, Candidate, Place
from geotag.resolve.country_context import CountryContext
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.query import Query
from geotag.resolve.ranking import Weights
from geotag.resolve.reasons import Reason
from geotag.resolve.surroundings import LocalContext

__all__ = ["reason_lost", "reasons_for"]

_SHARE_WORTH_SAYING: Final = 0.2


def reasons_for(candidate: Candidate, query: Query, countries: CountryContext, local: LocalContext) -> list[Reason]:
    """Reasons for and against `candidate`, the strongest first."""
    found: list[Reason] = []
    if query.head is not None:
        fits = candidate.place.kind in query.head.kinds
        found.append(Reason("head" if fits else "other head", (query.head.word,)))
    found += _of_country(candidate.place, countries, local)
    if candidate.match.cost:
        found.append(Reason("spelling", (candidate.match.form, candidate.match.via)))
    found += _of_size(candidate.place)
    return found


def reason_lost(weights: Weights, winner: Sequence[float], loser: Sequence[float]) -> Reason:
    """The feature that speaks most for the winner and against another candidate, given the features of both."""
    gains = {
        name: weights.features[name] * (won - lost)
        for name, won, lost in zip(FEATURE_NAMES, winner, loser, strict=True)
    }
    return Reason("lost", (max(gains, key=gains.__getitem__),))


def _of_country(place: Place, countries: CountryContext, local: LocalContext) -> Iterator[Reason]:
    """What speaks for the country of the place, or against it: the nearest words only."""
    name = (f"{place.country_name}",)
    if place.country in local.described:
        yield Reason("described", name)
    elif local.described:
        yield Reason("described otherwise")
    elif place.country and place.kind != "country":
        if place.country in local.countries:
            yield Reason("beside", name)
        elif countries.share(place.country) >= _SHARE_WORTH_SAYING:
            yield Reason("co-mentioned", name)


def _of_size(place: Place) -> Iterator[Reason]:
    if place.rank == CURATED_RANK:
        yield Reason("known in news")
    elif place.population:
        yield Reason("population", (str(place.population),))
