"""Learning the weights of the evidence from articles whose places have coordinates.

The weights maximise the likelihood of the right candidates, any of several where several are right, and of "none of
these" where none is; a Gaussian prior keeps the weights of rare evidence near what they were. One more number, the
sharpness, is fitted on articles that the weights have not seen, fold by fold, so that probabilities can be
trusted [1]_.

References
----------
.. [1] C. Guo, G. Pleiss, Y. Sun, K. Weinberger: On Calibration of Modern Neural Networks. ICML, 2017.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import torch
from torch import Tensor

from geotag.errors import GoldError
from geotag.evaluation.figures import calibration_error
from geotag.evaluation.gold import GoldArticle, GoldPlace
from geotag.evaluation.judging import is_right, matches, overlap
from geotag.model import Mention, Place
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.ranking import Weights, confidence
from geotag.resolve.resolver import Evidence

__all__ = ["Example", "Fit", "examples", "fit"]

_FOLDS: Final = 5
_STEPS: Final = 200
_DIGITS: Final = 3
_PUBLISHED_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Example:
    """One name of an article: its candidates with their features, which of them are right, and how much it counts."""

    places: tuple[Place, ...]
    features: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]
    weight: float = 1.0


_Article = Sequence[Example]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights, and how well such weights did on articles that nothing of them had seen, fold by fold.

    Attributes
    ----------
    weights
        Learned from all articles.
    names
        How many names they were learned from.
    accuracy
        Share of names whose best choice, "none of these" included, was right.
    calibration_error
        Mean difference between the confidence in a place and how often it is right, in ten bins.
    """

    weights: Weights
    names: int
    accuracy: float
    calibration_error: float


def examples(
    evidence: Iterable[Evidence],
    mentions: Sequence[Mention],
    article: GoldArticle,
    *,
    complete: bool = True,
    weight: float = 1.0,
) -> list[Example]:
    """Examples of one article.

    Parameters
    ----------
    evidence
        What :meth:`geotag.resolve.resolver.Resolver.evidence` gives.
    mentions
        The article's place mentions, in the order that it was given.
    article
        With its annotated places; a name whose place is unknown is left out.
    complete
        Whether all places are annotated: then a name without an annotation is none of its candidates, else it is
        left out.
    weight
        How much each name counts.
    """
    found = []
    for name in evidence:
        annotated = [_annotation(mentions[number], article.places) for number in name.mentions]
        known = [place for place in annotated if (complete if place is None else place.lat is not None)]
        if not name.candidates or not known:
            continue
        places = tuple(candidate.place for candidate in name.candidates)
        right = tuple(known[0] is not None and is_right(place.lat, place.lon, known[0]) for place in places)
        # A name said often is one decision, but one that matters.
        found.append(Example(places, name.features, right, weight * math.sqrt(len(known))))
    return found


def fit(articles: Sequence[_Article], prior: Weights, strength: float = 1.0) -> Fit:
    """Learn weights.

    Parameters
    ----------
    articles
        Examples, by article.
    prior
        Weights to stay near where the examples say little.
    strength
        Of the prior: 1 over its variance.

    Raises
    ------
    GoldError
        If there are too few articles with names that have candidates.
    """
    articles = [article for article in articles if article]
    if len(articles) < _FOLDS:
        raise GoldError(f"weights need at least {_FOLDS} articles with places that the gazetteer knows")
    mean = torch.tensor([*(prior.features[name] for name in FEATURE_NAMES), prior.none])
    choices = [
        choice for rest, fold in _folds(articles) for choice in _choices(_calibrated(rest, mean, strength), _flat(fold))
    ]
    accuracy = sum(choice.best_right for choice in choices) / len(choices)
    return Fit(
        _calibrated(articles, mean, strength),
        len(choices),
        round(accuracy, _PUBLISHED_DIGITS),
        round(calibration_error([(choice.confidence, choice.right) for choice in choices]), _PUBLISHED_DIGITS),
    )


def _folds(articles: Sequence[_Article]) -> Iterator[tuple[list[_Article], list[_Article]]]:
    """The articles without one fold of them, and that fold; each in turn."""
    for number in range(min(_FOLDS, len(articles))):
        rest = [article for other, article in enumerate(articles) if other % _FOLDS != number]
        yield rest, list(articles[number::_FOLDS])


def _calibrated(articles: Sequence[_Article], mean: Tensor, strength: float) -> Weights:
    """Weights learned from the articles, with the sharpness that fits articles which they have not seen."""
    unseen = [(_learned(_flat(rest), mean, strength), fold) for rest, fold in _folds(articles)]
    sharpness = round(_sharpness(unseen), _DIGITS)
    values = [round(value, _DIGITS) for value in _learned(_flat(articles), mean, strength).tolist()]
    return replace(Weights.from_vector(values), sharpness=sharpness)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The best candidate of a name: how surely its point is right, whether it is, and whether the choice was best."""

    confidence: float
    right: bool
    best_right: bool


def _choices(weights: Weights, examples: Iterable[Example]) -> Iterator[_Choice]:
    for example in examples:
        odds = weights.probabilities(example.features)
        best = max(range(len(odds)), key=odds.__getitem__)
        right = example.right[best]
        best_right = right if odds[best] >= 1.0 - sum(odds) else not any(example.right)
        yield _Choice(confidence(odds, example.places, best), right, best_right)


def _annotation(mention: Mention, places: Sequence[GoldPlace]) -> GoldPlace | None:
    """The annotated place that the mention matches best."""
    fitting = [place for place in places if matches(place, mention)]
    return max(fitting, key=lambda place: overlap(place, mention), default=None)


def _flat(articles: Iterable[_Article]) -> list[Example]:
    return [example for article in articles for example in article]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Examples as tensors: a row per candidate and one per "none of these", with the example that each belongs to."""

    rows: Tensor
    owners: Tensor
    right: Tensor
    weights: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Batch:
        rows, owners, right = [], [], []
        for number, example in enumerate(examples):
            rows += [[*values, 0.0] for values in example.features]
            rows.append([0.0] * len(FEATURE_NAMES) + [1.0])
            owners += [number] * (len(example.features) + 1)
            right += [*example.right, not any(example.right)]
        return cls(
            torch.tensor(rows, dtype=torch.float64),
            torch.tensor(owners),
            torch.tensor(right),
            torch.tensor([example.weight for example in examples], dtype=torch.float64),
        )

    def loss(self, weights: Tensor) -> Tensor:
        """Negative log likelihood of the right candidates."""
        scores = self.rows @ weights
        return (self.weights * (self._log_sum(scores) - self._log_sum(scores.where(self.right, -torch.inf)))).sum()

    def _log_sum(self, scores: Tensor) -> Tensor:
        size = len(self.weights)
        highest = torch.full((size,), -torch.inf, dtype=scores.dtype)
        highest = highest.scatter_reduce(0, self.owners, scores.detach(), "amax")
        sums = torch.zeros(size, dtype=scores.dtype).index_add(0, self.owners, (scores - highest[self.owners]).exp())
        return sums.log() + highest


def _learned(examples: Sequence[Example], mean: Tensor, strength: float) -> Tensor:
    batch = _Batch.of(examples)
    mean = mean.double()
    return _minimum(mean, lambda weights: batch.loss(weights) + strength / 2 * ((weights - mean) ** 2).sum())


def _sharpness(held_out: Sequence[tuple[Tensor, Sequence[_Article]]]) -> float:
    parts = [(weights, _Batch.of(_flat(fold))) for weights, fold in held_out]
    start = torch.ones(1, dtype=torch.float64)
    return _minimum(start, lambda sharpness: sum(batch.loss(weights * sharpness) for weights, batch in parts)).item()


def _minimum(start: Tensor, loss: Callable[[Tensor], Any]) -> Tensor:
    values = start.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([values], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        result: Tensor = loss(values)
        torch.autograd.backward(result)
        return result

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return values.detach()
