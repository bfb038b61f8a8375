"""One decision per article: every mention of a name gets the same place, chosen in the light of all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.orthography import fold
from geotag.arabic.tokens import Token
from geotag.gazetteer.search import Gazetteer
from geotag.mentions import FoundMention
from geotag.model import Candidate, Resolution, Status
from geotag.resolve.evidence import CountryContext, Query, countries_beside, country_context, evidence
from geotag.resolve.ranking import probabilities
from geotag.resolve.reasons import reasons

__all__ = ["AMBIGUOUS_BELOW", "MAX_CANDIDATES", "UNRESOLVED_BELOW", "Resolver"]

#: A decision less probable than this is called ambiguous.
AMBIGUOUS_BELOW: Final = 0.5
#: And less probable than this, none at all.
UNRESOLVED_BELOW: Final = 0.2
#: Candidates that a record keeps.
MAX_CANDIDATES: Final = 5
#: Rounds of decisions: in the first nothing is known of the other names, then each sees the last round's winners.
_ROUNDS: Final = 3
_DIGITS: Final = 4


@dataclass(slots=True)
class _Name:
    """All mentions of one name in an article, with what is decided so far."""

    queries: list[Query]
    beside: frozenset[str]
    ranked: list[tuple[float, Candidate]] = field(default_factory=list)


class Resolver:
    """Chooses places for the mentions of an article.

    Parameters
    ----------
    gazetteer
        Gives the names of countries; the candidates come with the mentions.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.demonyms = DemonymIndex(gazetteer.country_names)

    def context(self, found: Sequence[FoundMention], tokens: Sequence[Token]) -> CountryContext:
        """Weigh the countries that an article names or describes, given its place mentions."""
        return country_context(tokens, _queries(found), self.demonyms)

    def resolve(self, found: Sequence[FoundMention], tokens: Sequence[Token]) -> list[Resolution]:
        """One resolution for each place mention of an article, in order.

        Parameters
        ----------
        found
            The article's place mentions with their candidates.
        tokens
            The article's tokens.
        """
        queries = _queries(found)
        context = country_context(tokens, queries, self.demonyms)
        names = _group(queries, countries_beside(queries, context, tokens))
        for _ in range(_ROUNDS):
            winners = [(name, name.ranked[0][1]) for name in names if name.ranked]
            for name in names:
                others = [w for n, w in winners if n is not name and w.place.kind != "country"]
                name.ranked = _rank(name, context, others)
        by_start = {query.start: name for name in names for query in name.queries}
        return [_resolution(by_start[query.start], query, context) for query in queries]


def _queries(found: Sequence[FoundMention]) -> list[Query]:
    return [
        Query(fold(f.name), f.mention.start, f.mention.end, f.mention.score, f.mention.type, f.head, f.candidates)
        for f in found
    ]


def _group(queries: Sequence[Query], beside: Sequence[frozenset[str]]) -> list[_Name]:
    """One sense per article: mentions of one name under heads of the same kinds are decided together."""
    groups: dict[tuple[str, frozenset[str]], _Name] = {}
    for query, countries in zip(queries, beside, strict=True):
        key = query.key, query.head.kinds if query.head else frozenset()
        name = groups.setdefault(key, _Name([], frozenset()))
        name.queries.append(query)
        name.beside |= countries
    return list(groups.values())


def _rank(name: _Name, context: CountryContext, others: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    query = name.queries[0]
    numbers = [evidence(candidate, query, context, name.beside, others) for candidate in query.candidates]
    pairs = zip(probabilities(numbers), query.candidates, strict=True)
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1].place.id))


def _resolution(name: _Name, query: Query, context: CountryContext) -> Resolution:
    candidates = tuple(
        replace(
            candidate,
            score=round(probability, _DIGITS),
            reasons=reasons(candidate, query, context, name.beside),
        )
        for probability, candidate in name.ranked[:MAX_CANDIDATES]
    )
    confidence = candidates[0].score if candidates else 0.0
    if confidence < UNRESOLVED_BELOW:
        return Resolution("unresolved", candidates=candidates)
    status: Status = "ambiguous" if confidence < AMBIGUOUS_BELOW else "resolved"
    return Resolution(status, candidates[0].place, confidence, candidates)
