"""One decision per article: every mention of a name gets the same place, chosen in the light of all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.tokens import Token
from geotag.extraction.mentions import FoundMention
from geotag.model import SCORE_DIGITS, Article, Candidate, Resolution, Status
from geotag.protocols import GazetteerProtocol
from geotag.resolve.country_context import CountryContext, weigh_countries
from geotag.resolve.explanation import reason_lost, reasons_for
from geotag.resolve.local_context import local_contexts
from geotag.resolve.query import Query, queries_of
from geotag.resolve.ranking import Weights, bundled_weights
from geotag.resolve.reasons import Reason
from geotag.resolve.rounds import Ranking, rank_senses
from geotag.resolve.senses import Sense, senses_of

__all__ = ["AMBIGUOUS_BELOW", "MAX_CANDIDATES", "UNRESOLVED_BELOW", "Evidence", "Resolver"]

#: A decision whose point is right with less probability than this is called ambiguous.
AMBIGUOUS_BELOW: Final = 0.5
#: And less probable than this, none at all.
UNRESOLVED_BELOW: Final = 0.2
#: Candidates that a record keeps.
MAX_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one sense of a name is decided by in the last round, as the weights are learned from.

    Attributes
    ----------
    mentions
        Numbers of the place mentions that are decided together.
    candidates, features
        Its candidates, and of each the values of :data:`geotag.resolve.features.FEATURES`.
    """

    mentions: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    features: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is decided of a sense, and by what.

    Attributes
    ----------
    lost
        Why each of the best candidates lost, in the order of the ranking; None for the winner.
    """

    sense: Sense
    ranking: Ranking
    countries: CountryContext
    lost: tuple[Reason | None, ...]


class Resolver:
    """Chooses places for the mentions of an article.

    Parameters
    ----------
    gazetteer
        Gives the names of countries; the candidates come with the mentions.
    weights
        Of the features; the bundled ones by default.
    """

    def __init__(self, gazetteer: GazetteerProtocol, weights: Weights | None = None) -> None:
        self.demonyms = DemonymIndex(gazetteer.country_names)
        self.weights = weights or bundled_weights()

    def context(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> CountryContext:
        """Weigh the countries that an article names or describes, given its place mentions."""
        return weigh_countries(article, tokens, queries_of(found), self.demonyms)

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
        decisions = self._decide(article, queries, tokens)
        by_mention = {number: decision for decision in decisions for number in decision.sense.mentions}
        return [_resolution(by_mention[number], query) for number, query in enumerate(queries)]

    def evidence(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> Iterator[Evidence]:
        """The evidence on which :meth:`resolve` would decide each name, to learn weights from."""
        for decision in self._decide(article, queries_of(found), tokens):
            sense = decision.sense
            yield Evidence(sense.mentions, sense.query.candidates, decision.ranking.features)

    def _decide(self, article: Article, queries: Sequence[Query], tokens: Sequence[Token]) -> list[_Decision]:
        countries = weigh_countries(article, tokens, queries, self.demonyms)
        senses = senses_of(queries, local_contexts(queries, tokens, countries.demonyms))
        rankings = rank_senses(senses, countries, self.weights)
        return [
            _Decision(sense, ranking, countries, _why_lost(ranking, self.weights))
            for sense, ranking in zip(senses, rankings, strict=True)
        ]


def _why_lost(ranking: Ranking, weights: Weights) -> tuple[Reason | None, ...]:
    best = ranking.ranked[:MAX_CANDIDATES]
    return tuple(
        reason_lost(weights, best[0].features, item.features) if rank else None for rank, item in enumerate(best)
    )


def _resolution(decision: _Decision, query: Query) -> Resolution:
    candidates = _explained(decision, query)
    probability = round(decision.ranking.confidence, SCORE_DIGITS)
    if probability < UNRESOLVED_BELOW:
        return Resolution("unresolved", candidates=candidates)
    status: Status = "ambiguous" if probability < AMBIGUOUS_BELOW else "resolved"
    return Resolution(status, candidates[0].place, probability, candidates)


def _explained(decision: _Decision, query: Query) -> tuple[Candidate, ...]:
    """The best candidates with their scores and reasons, as one of the mentions met them."""
    # A mention may be spelled otherwise than the one that its name was decided by.
    matches = {candidate.place.id: candidate.match for candidate in query.candidates}
    candidates = []
    for item, lost in zip(decision.ranking.ranked, decision.lost, strict=False):
        reasons = reasons_for(item.candidate, query, decision.countries, decision.sense.local)
        if lost is not None:
            reasons.append(lost)
        candidates.append(
            replace(
                item.candidate,
                match=matches.get(item.candidate.place.id, item.candidate.match),
                score=round(item.probability, SCORE_DIGITS),
                reasons=tuple(reason.english for reason in reasons),
            )
        )
    return tuple(candidates)
