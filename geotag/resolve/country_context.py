"""The countries that an article speaks of: by their names, their adjectives and their unmistakable towns."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.tokens import Token
from geotag.gazetteer.lookup.phonetic import BY_SOUND
from geotag.model import Article
from geotag.resolve.origin import dateline_country, source_country
from geotag.resolve.query import Query

__all__ = ["CountryContext", "weigh_countries"]

#: Evidence that does not come from a mention of the country itself weighs less.
_DEMONYM_WEIGHT: Final = 0.5
_TOWN_WEIGHT: Final = 0.7
#: Towns less prominent than this share their names with too much to tell a country.
_TELLING_PROMINENCE: Final = 5.0
#: Smoothing of shares: an article with one country mention is not certain to be about it.
_SMOOTHING: Final = 1.0


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


def weigh_countries(
    article: Article, tokens: Sequence[Token], queries: Sequence[Query], demonyms: DemonymIndex
) -> CountryContext:
    """Weigh the countries that an article names, describes by demonyms, or holds unmistakable towns of."""
    described_by = {word: demonyms.country(word) for word in {token.text for token in tokens}}
    described = {token.start: country for token in tokens if (country := described_by[token.text])}
    weights: defaultdict[str, float] = defaultdict(float)
    for country in described.values():
        weights[country] += _DEMONYM_WEIGHT
    counts = Counter(query.key for query in queries)
    for name, query in {query.key: query for query in queries}.items():
        if (named := _named(query)) is not None:
            country, weight = named
            # A name said often is one piece of evidence, not many.
            weights[country] += weight * (1.0 + math.log(counts[name]))
    return CountryContext(
        dict(weights), described, dateline_country(queries, article.text), source_country(article, demonyms)
    )


def _named(query: Query) -> tuple[str, float] | None:
    """The country that a name tells of, being its name or its town's, and how much it tells; None if it tells none."""
    best = query.most_prominent
    # What a name only sounds like is no evidence of a country.
    if best is None or best.place.country is None or best.match.via in BY_SOUND:
        return None
    if best.place.kind == "country":
        return best.place.country, 1.0
    is_unmistakable = len({candidate.place.country for candidate in query.candidates}) == 1
    if is_unmistakable and best.place.prominence >= _TELLING_PROMINENCE:
        return best.place.country, _TOWN_WEIGHT
    return None
