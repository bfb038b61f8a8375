"""One decision per article: every mention of a name gets the same place, chosen in the light of all the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.orthography import fold, is_marked
from geotag.arabic.tokens import Token
from geotag.extraction.mentions import FoundMention
from geotag.gazetteer.lookup.search import CONTRADICTION_COST
from geotag.model import Article, Candidate, Place, Resolution, Status
from geotag.protocols import GazetteerProtocol
from geotag.resolve.evidence import Company, CountryContext, Query, country_context, evidence
from geotag.resolve.ranking import Weights, bundled_weights, confidence
from geotag.resolve.reasons import reasons, why_lost
from geotag.resolve.surroundings import Surroundings, surroundings

__all__ = ["AMBIGUOUS_BELOW", "MAX_CANDIDATES", "UNRESOLVED_BELOW", "Evidence", "Resolver", "queries_of"]

#: A decision whose point is right with less probability than this is called ambiguous.
AMBIGUOUS_BELOW: Final = 0.5
#: And less probable than this, none at all.
UNRESOLVED_BELOW: Final = 0.2
#: Candidates that a record keeps.
MAX_CANDIDATES: Final = 5
#: Rounds of decisions: in the first nothing is known of the other names, then each sees the last round's winners.
_ROUNDS: Final = 3
#: Other places that a decision looks at, the most often named: more would make long lists slow and tell nothing new.
_MAX_OTHERS: Final = 50
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one name's candidates in the last round, as the weights are learned from.

    Attributes
    ----------
    mentions
        Numbers of the place mentions that are decided together.
    candidates, numbers
        Its candidates, and for each the numbers of :data:`geotag.resolve.evidence.FEATURES`.
    """

    mentions: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    numbers: tuple[tuple[float, ...], ...]


@dataclass(slots=True)
class _Name:
    """All mentions of one name in one sense, with what is decided so far."""

    query: Query
    mentions: list[int] = field(default_factory=list)
    surroundings: Surroundings = field(default_factory=Surroundings)
    numbers: list[tuple[float, ...]] = field(default_factory=list)
    ranked: list[tuple[float, Candidate, tuple[float, ...]]] = field(default_factory=list)

    @property
    def winner(self) -> Place | None:
        return self.ranked[0][1].place if self.ranked else None

    @property
    def confidence(self) -> float:
        """Probability that the winner's point is right."""
        if not self.ranked:
            return 0.0
        probabilities, candidates, _ = zip(*self.ranked, strict=True)
        return confidence(probabilities, [candidate.place for candidate in candidates], 0)


class Resolver:
    """Chooses places for the mentions of an article.

    Parameters
    ----------
    gazetteer
        Gives the names of countries; the candidates come with the mentions.
    weights
        Of the evidence; the bundled ones by default.
    """

    def __init__(self, gazetteer: GazetteerProtocol, weights: Weights | None = None) -> None:
        self.demonyms = DemonymIndex(gazetteer.country_names)
        self.weights = weights or bundled_weights()

    def context(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> CountryContext:
        """Weigh the countries that an article names or describes, given its place mentions."""
        return country_context(article, tokens, queries_of(found), self.demonyms)

    def resolve(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> list[Resolution]:
        """One resolution for each place mention of an article, in order.

        Parameters
        ----------
        found
            The article's place mentions with their candidates.
        tokens
            The article's tokens.
        """
        queries = queries_of(found)
        names, context = self._decided(article, queries, tokens)
        by_mention = {number: name for name in names for number in name.mentions}
        return [_resolution(by_mention[number], query, context, self.weights) for number, query in enumerate(queries)]

    def evidence(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> Iterator[Evidence]:
        """The evidence on which :meth:`resolve` would decide each name, to learn weights from."""
        names, _ = self._decided(article, queries_of(found), tokens)
        for name in names:
            yield Evidence(tuple(name.mentions), name.query.candidates, tuple(name.numbers))

    def _decided(
        self, article: Article, queries: Sequence[Query], tokens: Sequence[Token]
    ) -> tuple[list[_Name], CountryContext]:
        context = country_context(article, tokens, queries, self.demonyms)
        names = _group(queries, surroundings(queries, tokens, context.demonyms))
        for _ in range(_ROUNDS):
            self._decide(names, context)
        return names, context

    def _decide(self, names: Sequence[_Name], context: CountryContext) -> None:
        """One round: every name is ranked in the light of the last round's winners."""
        winners = {number: name.winner for name in names for number in name.mentions}
        common = [winner for name in _most_named(names) if (winner := name.winner) is not None]
        for name in names:
            # Another sense of the same name is no witness.
            own = {candidate.place.id for candidate in name.query.candidates}
            others = [place for place in common if place.id not in own]
            around = name.surroundings
            company = Company(
                towns=[place for place in others if place.kind != "country"],
                countries=[place for place in others if place.kind == "country"],
                container=None if around.container is None else winners[around.container],
                fellows=[place for number in around.fellows if (place := winners[number]) is not None],
            )
            name.numbers = [
                evidence(candidate, name.query, context, around, company) for candidate in name.query.candidates
            ]
        for name in names:
            probabilities = self.weights.probabilities(name.numbers)
            ranked = zip(probabilities, name.query.candidates, name.numbers, strict=True)
            name.ranked = sorted(ranked, key=lambda entry: (-entry[0], entry[1].place.id))


def queries_of(found: Iterable[FoundMention]) -> list[Query]:
    """What each place mention asks of the resolver."""
    return [
        Query(
            key=_key(f),
            start=f.mention.start,
            end=f.mention.end,
            posterior=f.mention.score,
            type=f.mention.type,
            proclitics=f.mention.proclitics,
            head=f.head,
            candidates=f.candidates,
        )
        for f in found
    ]


def _key(found: FoundMention) -> str:
    """The folded name; with its marks where they tell what it is (عمّان and عُمان are two names)."""
    told = is_marked(found.name) and any(c.match.cost >= CONTRADICTION_COST for c in found.candidates)
    return found.name if told else fold(found.name)


def _group(queries: Sequence[Query], around: Sequence[Surroundings]) -> list[_Name]:
    """One sense per article: mentions of one name under heads of the same kinds are decided together.

    A name that is described as two countries' (طرابلس اللبنانية … طرابلس الليبية) has two senses; a mention without
    description takes the sense of the last one before it.
    """
    groups: dict[tuple[str, frozenset[str], frozenset[str]], _Name] = {}
    sense: dict[str, frozenset[str]] = {}
    first: dict[str, frozenset[str]] = {}
    for query, surrounding in zip(queries, around, strict=True):
        if surrounding.described:
            first.setdefault(query.key, frozenset(surrounding.described))
    for number, (query, surrounding) in enumerate(zip(queries, around, strict=True)):
        described = frozenset(surrounding.described) or sense.get(query.key) or first.get(query.key, frozenset())
        sense[query.key] = described
        key = query.key, query.head.kinds if query.head else frozenset(), described
        name = groups.setdefault(key, _Name(query))
        name.mentions.append(number)
        name.surroundings |= surrounding
        if query.posterior > name.query.posterior:
            name.query = query
    return list(groups.values())


def _most_named(names: Sequence[_Name]) -> list[_Name]:
    return sorted(names, key=lambda name: -len(name.mentions))[:_MAX_OTHERS]


def _resolution(name: _Name, query: Query, context: CountryContext, weights: Weights) -> Resolution:
    # A mention may be spelled otherwise than the one that its name was decided by.
    matches = {candidate.place.id: candidate.match for candidate in query.candidates}
    candidates: list[Candidate] = []
    for probability, candidate, numbers in name.ranked[:MAX_CANDIDATES]:
        why = reasons(candidate, query, context, name.surroundings)
        if candidates:
            why = (*why, why_lost(weights, name.ranked[0][2], numbers))
        match = matches.get(candidate.place.id, candidate.match)
        candidates.append(replace(candidate, match=match, score=round(probability, _DIGITS), reasons=why))
    sure = round(name.confidence, _DIGITS)
    if sure < UNRESOLVED_BELOW:
        return Resolution("unresolved", candidates=tuple(candidates))
    status: Status = "ambiguous" if sure < AMBIGUOUS_BELOW else "resolved"
    return Resolution(status, candidates[0].place, sure, tuple(candidates))
