"""Evidence for and against each candidate of a mention, as named numbers.

Evidence is relative to the article: which countries it names or describes, what stands next to the mention, which
other places are near. The numbers are weighed in :mod:`geotag.resolve.ranking`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import Head
from geotag.arabic.tokens import Token
from geotag.boundaries.distance import kilometres
from geotag.gazetteer.lookup.phonetic import BY_SOUND
from geotag.model import Article, Candidate, Place
from geotag.resolve.origin import dateline_country, source_country
from geotag.resolve.surroundings import Surroundings

__all__ = ["FEATURES", "Company", "CountryContext", "Query", "country_context", "evidence"]

#: Names of the numbers that :func:`evidence` gives, in order.
FEATURES: Final = (
    "prominence",
    "match cost",
    "country share",
    "no country",
    "beside its country",
    "beside another country",
    "described as its country's",
    "described as another's",
    "head agrees",
    "head disagrees",
    "type agrees",
    "type disagrees",
    "division without head",
    "very near",
    "near",
    "same part of the world",
    "in the place after it",
    "not in the place after it",
    "listed with its country",
    "near its fellow",
    "same division",
    "stranger",
    "dateline's country",
    "source's country",
    "curated",
    "recognised",
)
#: Evidence that does not come from a mention of the country itself weighs less.
_DEMONYM_WEIGHT: Final = 0.5
_TOWN_WEIGHT: Final = 0.7
#: Towns less prominent than this share their names with too much to tell a country.
_TELLING_PROMINENCE: Final = 5.0
#: Smoothing of shares: an article with one country mention is not certain to be about it.
_SMOOTHING: Final = 1.0
_VERY_NEAR_KM: Final = 20.0
_NEAR_KM: Final = 100.0
_SAME_PART_KM: Final = 600.0
#: Prominence that a match's cost outweighs.
_PROMINENCE_OF_COST: Final = 5.0
_LEAST_POSTERIOR: Final = 0.01
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
    proclitics
        What is attached before it.
    """

    key: str
    start: int
    end: int
    posterior: float
    type: str | None
    proclitics: str
    head: Head | None
    candidates: tuple[Candidate, ...]

    @property
    def most_prominent(self) -> Candidate | None:
        """The candidate that is best known before any context, a worse match that much less."""
        return max(
            self.candidates,
            key=lambda candidate: candidate.place.prominence - _PROMINENCE_OF_COST * candidate.match.cost,
            default=None,
        )

    @property
    def named_country(self) -> str | None:
        """The country that the mention names, if it names one."""
        best = self.most_prominent
        return best.place.country if best is not None and best.place.kind == "country" else None


@dataclass(frozen=True, slots=True)
class CountryContext:
    """The countries that an article speaks of.

    Attributes
    ----------
    weights
        Of each country, by how it is named, described or betrayed by its towns.
    demonyms
        Countries of the adjectives of countries, by offset.
    dateline, source
        Countries of the article's dateline and of its source, or None.
    """

    weights: Mapping[str, float]
    demonyms: Mapping[int, str]
    dateline: str | None = None
    source: str | None = None

    def share(self, country: str) -> float:
        """Share of `country` in the article's country evidence, 0 to 1."""
        return self.weights.get(country, 0.0) / (sum(self.weights.values()) + _SMOOTHING)

    def strangeness(self, country: str) -> float:
        """How surely the article is about other countries only, 0 to 1."""
        total = sum(self.weights.values())
        return 0.0 if country in self.weights else total / (total + _SMOOTHING)


@dataclass(frozen=True, slots=True)
class Company:
    """What the article's other names are taken for.

    Attributes
    ----------
    towns, countries
        Places that are no countries, and countries.
    container
        The name after the mention, that it is said to lie in.
    fellows
        The names that it is joined to.
    """

    towns: Sequence[Place] = ()
    countries: Sequence[Place] = ()
    container: Place | None = None
    fellows: Sequence[Place] = ()


def country_context(
    article: Article, tokens: Iterable[Token], queries: Sequence[Query], demonyms: DemonymIndex
) -> CountryContext:
    """Weigh the countries that an article names, describes by demonyms, or holds unmistakable towns of."""
    weights: defaultdict[str, float] = defaultdict(float)
    found = {}
    for token in tokens:
        country = demonyms.country(token.text)
        if country:
            weights[country] += _DEMONYM_WEIGHT
            found[token.start] = country
    counts = Counter(query.key for query in queries)
    for name, query in {query.key: query for query in queries}.items():
        best = query.most_prominent
        # What a name only sounds like is no evidence of a country.
        if best is None or best.place.country is None or best.match.via in BY_SOUND:
            continue
        # A name said often is one piece of evidence, not many.
        emphasis = 1.0 + math.log(counts[name])
        if best.place.kind == "country":
            weights[best.place.country] += emphasis
        elif len({c.place.country for c in query.candidates}) == 1 and best.place.prominence >= _TELLING_PROMINENCE:
            weights[best.place.country] += _TOWN_WEIGHT * emphasis
    return CountryContext(
        dict(weights), found, dateline_country(queries, article.text), source_country(article, demonyms)
    )


def evidence(
    candidate: Candidate,
    query: Query,
    context: CountryContext,
    surroundings: Surroundings,
    company: Company,
) -> tuple[float, ...]:
    """Give the numbers of :data:`FEATURES` for one candidate.

    Parameters
    ----------
    surroundings
        What stands around the mentions of the name.
    company
        The places around it.
    """
    place = candidate.place
    country = place.country
    kind_fits = query.head is not None and place.kind in query.head.kinds
    # A head says what the place is; the recogniser's type is a guess.
    kinds = _KINDS_OF_TYPE.get(query.type or "", frozenset()) if query.head is None else frozenset()
    is_country = place.kind == "country"
    own = country is not None and country in surroundings.countries and not is_country
    described = surroundings.described
    distance = _nearest(place, company.towns)
    world = distance if is_country else min(distance, _nearest(place, company.countries))
    container = company.container
    inside = None if container is None or container.kind == "continent" else _lies_in(place, container)
    posterior = min(max(query.posterior, _LEAST_POSTERIOR), 1.0 - _LEAST_POSTERIOR)
    return (
        place.prominence,
        candidate.match.cost,
        context.share(country) if country else 0.0,
        float(country is None),
        float(own),
        float(bool(surroundings.countries) and not own and not is_country),
        float(country is not None and country in described),
        float(bool(described) and country not in described),
        float(kind_fits),
        float(query.head is not None and not kind_fits),
        float(place.kind in kinds),
        float(bool(kinds) and place.kind not in kinds),
        float(query.head is None and place.kind in _DIVISIONS),
        math.exp(-distance / _VERY_NEAR_KM),
        math.exp(-distance / _NEAR_KM),
        math.exp(-world / _SAME_PART_KM),
        float(inside is True),
        float(inside is False),
        float(any(fellow.country == country and country is not None for fellow in company.fellows)),
        math.exp(-_nearest(place, company.fellows) / _NEAR_KM),
        float(any(_one_division(place, other) for other in company.towns)),
        context.strangeness(country) if country and not is_country else 0.0,
        float(country is not None and country == context.dateline and not is_country),
        float(country is not None and country == context.source and not is_country),
        float(place.rank == 0),
        math.log(posterior / (1.0 - posterior)),
    )


def _nearest(place: Place, others: Sequence[Place]) -> float:
    return min((kilometres(place.lat, place.lon, other.lat, other.lon) for other in others), default=math.inf)


def _lies_in(place: Place, container: Place) -> bool:
    """Whether `place` may lie in `container`, as far as countries and divisions tell."""
    if container.country is None or place.country is None:
        return False
    if place.country != container.country or place.id == container.id:
        return False
    return container.kind not in _DIVISIONS or not place.admin1_code or _one_division(place, container)


def _one_division(place: Place, other: Place) -> bool:
    return (
        place.country is not None
        and place.country == other.country
        and place.id != other.id
        and (
            (place.admin1_code is not None and place.admin1_code == other.admin1_code)
            or (place.admin1 is not None and place.admin1 == other.admin1)
        )
    )
