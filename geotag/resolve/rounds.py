"""Rounds of decisions: each name is ranked in the light of what the others were taken for in the round before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geotag.model import Candidate, Place
from geotag.resolve.country_context import CountryContext
from geotag.resolve.features import CandidateContext, article_features, with_relations
from geotag.resolve.ranking import Weights, confidence
from geotag.resolve.relations import ResolvedContext, relations_of
from geotag.resolve.senses import Sense

__all__ = ["RankedCandidate", "Ranking", "rank_senses"]

#: In the first nothing is known of the other names, then each sees the last round's winners.
_ROUNDS: Final = 3
#: Other places that a decision looks at, the most often named: more would make long lists slow and tell nothing new.
_MAX_OTHERS: Final = 50


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate with its probability and its features."""

    candidate: Candidate
    probability: float
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is decided of one sense.

    Attributes
    ----------
    features
        Of each candidate, in the order of the sense's query.
    ranked
        The candidates, the most probable first.
    """

    features: tuple[tuple[float, ...], ...] = ()
    ranked: tuple[RankedCandidate, ...] = ()

    @property
    def winner(self) -> Place | None:
        """The place of the most probable candidate; None if there is no candidate."""
        return self.ranked[0].candidate.place if self.ranked else None

    @property
    def confidence(self) -> float:
        """Probability that the winner's point is right."""
        if not self.ranked:
            return 0.0
        return confidence([r.probability for r in self.ranked], [r.candidate.place for r in self.ranked], 0)


def rank_senses(senses: Sequence[Sense], countries: CountryContext, weights: Weights) -> list[Ranking]:
    """Rank the candidates of every sense of an article.

    Returns
    -------
    list of Ranking
        Of each sense, in order.
    """
    contexts = [
        [CandidateContext(candidate, sense.query, countries, sense.local) for candidate in sense.query.candidates]
        for sense in senses
    ]
    features = [tuple(map(article_features, candidates)) for candidates in contexts]
    rankings = [_ranking(sense, rows, weights) for sense, rows in zip(senses, features, strict=True)]
    winners: list[Place | None] = [None] * len(senses)
    for _ in range(_ROUNDS - 1):
        winners, before = [ranking.winner for ranking in rankings], winners
        # The same winners would decide the same again.
        if winners == before:
            break
        rankings = [
            _ranking(sense, _seen_beside(others, known, candidates), weights)
            for sense, others, known, candidates in zip(
                senses, _resolved_contexts(senses, winners), features, contexts, strict=True
            )
        ]
    return rankings


def _seen_beside(
    others: ResolvedContext, known: Sequence[Sequence[float]], candidates: Sequence[CandidateContext]
) -> tuple[tuple[float, ...], ...]:
    """The features of a sense's candidates beside what the other names are taken for."""
    return tuple(
        with_relations(features, replace(context, relations=relations_of(context.place, others)))
        for features, context in zip(known, candidates, strict=True)
    )


def _ranking(sense: Sense, features: tuple[tuple[float, ...], ...], weights: Weights) -> Ranking:
    probabilities = weights.probabilities(features)
    ranked = map(RankedCandidate, sense.query.candidates, probabilities, features)
    return Ranking(features, tuple(sorted(ranked, key=lambda r: (-r.probability, r.candidate.place.id))))


def _resolved_contexts(senses: Sequence[Sense], winners: Sequence[Place | None]) -> Iterator[ResolvedContext]:
    """What each sense sees of the others, given the winner of each."""
    of_mention = {number: winner for sense, winner in zip(senses, winners, strict=True) for number in sense.mentions}
    most_named = sorted(zip(senses, winners, strict=True), key=lambda pair: -len(pair[0].mentions))[:_MAX_OTHERS]
    common = [winner for _, winner in most_named if winner is not None]
    for sense in senses:
        yield _resolved_context(sense, common, of_mention)


def _resolved_context(sense: Sense, common: Sequence[Place], of_mention: Mapping[int, Place | None]) -> ResolvedContext:
    # Another sense of the same name is no witness.
    candidate_ids = {candidate.place.id for candidate in sense.query.candidates}
    others = [place for place in common if place.id not in candidate_ids]
    container = sense.local.container
    return ResolvedContext(
        towns=[place for place in others if place.kind != "country"],
        countries=[place for place in others if place.kind == "country"],
        container=None if container is None else of_mention[container],
        fellows=[place for number in sense.local.fellows if (place := of_mention[number]) is not None],
    )
