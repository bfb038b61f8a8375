"""Evidence for and against each candidate of a mention, as named numbers.

Evidence is relative to the article: which countries it names or describes, what stands next to the mention, which
other places are near. The numbers are weighed in :mod:`geotag.resolve.ranking`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import Head
from geotag.arabic.tokens import Token
from geotag.gazetteer.distance import kilometres
from geotag.model import Candidate

__all__ = ["FEATURES", "CountryContext", "Query", "countries_beside", "country_context", "evidence"]

#: Names of the numbers that :func:`evidence` gives, in order.
FEATURES: Final = (
    "prominence",
    "match cost",
    "country share",
    "no country",
    "beside its country",
    "beside another country",
    "head agrees",
    "head disagrees",
    "type agrees",
    "type disagrees",
    "division without head",
    "near",
    "stranger",
    "curated",
)
#: How many tokens after a mention may still qualify it (طرابلس في شمال لبنان).
_WINDOW: Final = 4
#: Evidence that does not come from a mention of the country itself weighs less.
_DEMONYM_WEIGHT: Final = 0.5
_TOWN_WEIGHT: Final = 0.7
#: Towns less prominent than this share their names with too much to tell a country.
_TELLING_PROMINENCE: Final = 5.0
#: Smoothing of shares: an article with one country mention is not certain to be about it.
_SMOOTHING: Final = 1.0
_NEAR_KM: Final = 100.0
_DIVISIONS: Final = frozenset({"admin1", "admin2"})
#: Kinds of places that the recogniser's finer types stand for.
_KINDS_OF_TYPE: Final[Mapping[str, Set[str]]] = {
    "COUNTRY": {"country"},
    "CITY": {"city", "village", "neighbourhood", "camp"},
    "ADMIN": {"admin1", "admin2"},
    "REGION": {"region", "continent", "admin1"},
    "NATURAL": {"sea", "lake", "river", "strait", "island", "mountain", "desert"},
    "FAC": {"facility", "crossing"},
}


@dataclass(frozen=True, slots=True)
class Query:
    """A place mention with what it may mean.

    Attributes
    ----------
    key
        The folded name: queries with one key have one sense in the article.
    start, end
        Offsets of the mention.
    posterior
        The recogniser's.
    type
        The finer type that the recogniser gives the mention, or None.
    """

    key: str
    start: int
    end: int
    posterior: float
    type: str | None
    head: Head | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class CountryContext:
    """Weight of each country in an article, and the demonyms with their offsets."""

    weights: Mapping[str, float]
    demonyms: tuple[tuple[int, str], ...]

    def share(self, country: str) -> float:
        """Share of `country` in the article's country evidence, 0 to 1."""
        return self.weights.get(country, 0.0) / (sum(self.weights.values()) + _SMOOTHING)

    def strangeness(self, country: str) -> float:
        """How surely the article is about other countries only, 0 to 1."""
        total = sum(self.weights.values())
        return 0.0 if country in self.weights else total / (total + _SMOOTHING)


def country_context(tokens: Iterable[Token], queries: Sequence[Query], demonyms: DemonymIndex) -> CountryContext:
    """Weigh the countries that an article names, describes by demonyms, or holds unmistakable towns of."""
    weights: defaultdict[str, float] = defaultdict(float)
    found = []
    for token in tokens:
        country = demonyms.country(token.text)
        if country:
            weights[country] += _DEMONYM_WEIGHT
            found.append((token.start, country))
    counts = Counter(query.key for query in queries)
    for name, candidates in {query.key: query.candidates for query in queries}.items():
        best = max(candidates, key=lambda c: c.place.prominence, default=None)
        if best is None or best.place.country is None:
            continue
        # A name said often is one piece of evidence, not many.
        emphasis = 1.0 + math.log(counts[name])
        if best.place.kind == "country":
            weights[best.place.country] += emphasis
        elif len({c.place.country for c in candidates}) == 1 and best.place.prominence >= _TELLING_PROMINENCE:
            weights[best.place.country] += _TOWN_WEIGHT * emphasis
    return CountryContext(dict(weights), tuple(found))


def countries_beside(
    queries: Sequence[Query], context: CountryContext, tokens: Sequence[Token]
) -> list[frozenset[str]]:
    """Countries that stand right after each mention: by demonym or by name, within a few tokens."""
    named = list(context.demonyms)
    for query in queries:
        best = max(query.candidates, key=lambda c: c.place.prominence, default=None)
        if best is not None and best.place.kind == "country" and best.place.country:
            named.append((query.start, best.place.country))
    named.sort()
    offsets = [start for start, _ in named]
    starts = [token.start for token in tokens]
    beside = []
    for query in queries:
        following = starts[(index := bisect_left(starts, query.end)) : index + _WINDOW]
        inside = slice(bisect_left(offsets, query.end), bisect_right(offsets, following[-1])) if following else slice(0)
        beside.append(frozenset(country for _, country in named[inside]))
    return beside


def evidence(
    candidate: Candidate, query: Query, context: CountryContext, beside: Set[str], others: Sequence[Candidate]
) -> tuple[float, ...]:
    """Give the numbers of :data:`FEATURES` for one candidate.

    Parameters
    ----------
    beside
        Countries named right after the mention (:func:`countries_beside`).
    others
        The best candidates of the article's other names, countries left out.
    """
    place = candidate.place
    country = place.country
    kind_fits = query.head is not None and place.kind in query.head.kinds
    # A head says what the place is; the recogniser's type is a guess.
    kinds = _KINDS_OF_TYPE.get(query.type or "", frozenset()) if query.head is None else frozenset()
    distance = min((kilometres(place.lat, place.lon, o.place.lat, o.place.lon) for o in others), default=math.inf)
    own = country is not None and country in beside and place.kind != "country"
    return (
        place.prominence,
        candidate.match.cost,
        context.share(country) if country else 0.0,
        float(country is None),
        float(own),
        float(bool(beside) and not own and place.kind != "country"),
        float(kind_fits),
        float(query.head is not None and not kind_fits),
        float(place.kind in kinds),
        float(bool(kinds) and place.kind not in kinds),
        float(query.head is None and place.kind in _DIVISIONS),
        math.exp(-distance / _NEAR_KM),
        context.strangeness(country) if country and place.kind != "country" else 0.0,
        float(place.rank == 0),
    )
