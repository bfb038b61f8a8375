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

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from geotag.errors import GoldError
from geotag.gazetteer.distance import kilometres
from geotag.model import Mention, Place
from geotag.resolve.evidence import FEATURES
from geotag.resolve.ranking import Weights
from geotag.resolve.resolver import Evidence

__all__ = ["Example", "Fit", "examples", "fit", "read_gold"]

#: A place within this distance of the annotated point is right, or within the annotation's own tolerance if larger.
_RIGHT_WITHIN_KM: Final = 25.0
_FOLDS: Final = 5
_STEPS: Final = 200
_BINS: Final = 10
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One name of an article: the evidence of its candidates, which of them are right, and how much it counts."""

    numbers: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights, and how well they did on articles that they had not seen, fold by fold.

    Attributes
    ----------
    weights
        Learned from all articles.
    names
        How many names they were learned from.
    accuracy
        Share of names whose best choice, "none of these" included, was right.
    calibration_error
        Mean difference between the probability of the best choice and how often it is right, in ten bins.
    """

    weights: Weights
    names: int
    accuracy: float
    calibration_error: float


def read_gold(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Texts with their annotated places, from JSON lines with ``text`` and ``places``.

    Raises
    ------
    GoldError
        If a line is no such record; file, line and field are named.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                places = [dict(place) for place in record["places"]]
                for place in places:
                    place["start"], place["end"] = int(place["start"]), int(place["end"])
                    for key in ("lat", "lon"):
                        if place.get(key) is not None:
                            place[key] = float(place[key])
                text = str(record["text"])
            except KeyError as error:
                raise GoldError(f"{path}, line {number}: there is no field {error}") from error
            except (TypeError, ValueError) as error:
                raise GoldError(f"{path}, line {number}: {error}") from error
            yield text, places


def examples(
    evidence: Iterable[Evidence], mentions: Sequence[Mention], gold: Sequence[Mapping[str, Any]]
) -> list[Example]:
    """Examples of one article.

    Parameters
    ----------
    evidence
        What :meth:`geotag.resolve.resolver.Resolver.evidence` gives.
    mentions
        The article's place mentions, in the order that it was given.
    gold
        Annotated places: ``start``, ``end``, ``lat``, ``lon`` (degrees, or None where unknown), ``acc_km``. A name
        without an annotation is none of its candidates; one whose place is unknown is left out.
    """
    found = []
    for name in evidence:
        places = [_annotation(mentions[number], gold) for number in name.mentions]
        known = [place for place in places if place is None or place.get("lat") is not None]
        if not name.candidates or not known:
            continue
        annotated = known[0]
        right = tuple(annotated is not None and _is_right(c.place, annotated) for c in name.candidates)
        # A name said often is one decision, but one that matters.
        found.append(Example(name.numbers, right, math.sqrt(len(known))))
    return found


def fit(articles: Sequence[Sequence[Example]], prior: Weights, strength: float = 1.0) -> Fit:
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
    mean = torch.tensor([*(prior.features[name] for name in FEATURES), prior.none])
    folds = [list(articles[number::_FOLDS]) for number in range(_FOLDS)]
    held_out = []
    for number, fold in enumerate(folds):
        rest = [article for other, part in enumerate(folds) if other != number for article in part]
        weights = _learned(_flat(rest), mean, strength)
        held_out.append((weights, fold))
    sharpness = _sharpness(held_out)
    values = [round(value, _DIGITS) for value in _learned(_flat(articles), mean, strength).tolist()]
    learned = replace(Weights.from_vector(values), sharpness=round(sharpness, _DIGITS))
    choices = [
        choice
        for unseen, fold in held_out
        for choice in _choices(Weights.from_vector((unseen * sharpness).tolist()), _flat(fold))
    ]
    accuracy = sum(right for _, right in choices) / len(choices)
    return Fit(learned, len(choices), round(accuracy, 4), round(_calibration_error(choices), 4))


def _choices(weights: Weights, examples: Iterable[Example]) -> Iterator[tuple[float, bool]]:
    """Probability of the best choice of each name, and whether it is right."""
    for example in examples:
        odds = weights.probabilities(example.numbers)
        best = max(range(len(odds)), key=odds.__getitem__)
        none = 1.0 - sum(odds)
        yield (odds[best], example.right[best]) if odds[best] >= none else (none, not any(example.right))


def _calibration_error(choices: Sequence[tuple[float, bool]]) -> float:
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, right in choices:
        bins[min(int(probability * _BINS), _BINS - 1)].append((probability, right))
    gaps = (abs(sum(p for p, _ in members) - sum(r for _, r in members)) for members in bins.values())
    return sum(gaps) / len(choices)


def _annotation(mention: Mention, gold: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The annotated place that overlaps the mention most, by at least half of the longer."""
    best, most = None, 0
    for place in gold:
        overlap = min(place["end"], mention.end) - max(place["start"], mention.start)
        longer = max(place["end"] - place["start"], mention.end - mention.start)
        if overlap > most and 2 * overlap >= longer:
            best, most = place, overlap
    return best


def _is_right(place: Place, annotated: Mapping[str, Any]) -> bool:
    within = max(_RIGHT_WITHIN_KM, annotated.get("acc_km") or 0.0)
    return kilometres(place.lat, place.lon, annotated["lat"], annotated["lon"]) <= within


def _flat(articles: Iterable[Sequence[Example]]) -> list[Example]:
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
            rows += [[*numbers, 0.0] for numbers in example.numbers]
            rows.append([0.0] * len(FEATURES) + [1.0])
            owners += [number] * (len(example.numbers) + 1)
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


def _sharpness(held_out: Sequence[tuple[Tensor, Sequence[Sequence[Example]]]]) -> float:
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
