"""The figures of an evaluation, all from the judgements of its mentions."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from geotag.evaluation.gold import GoldArticle
from geotag.evaluation.judging import Judgement, TextSpan, matches

__all__ = [
    "NEAR_KM",
    "calibration",
    "calibration_error",
    "case_figures",
    "distances",
    "grouped",
    "news_figures",
    "prf",
    "share",
    "tweet_figures",
]

#: The distance that geoparsers are usually compared at: 100 miles.
NEAR_KM: Final = 161.0
_WITHIN_KM: Final = (1, 5, 10, 25, 50, 100, 161, 500, 1000)
_QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
_BINS: Final = 10
_DIGITS: Final = 4


def share(part: float, whole: float) -> float:
    """`part` of `whole`, rounded; 0 of nothing."""
    return round(part / whole, _DIGITS) if whole else 0.0


def prf(hits: int, extra: int, missed: int) -> dict[str, float]:
    """Precision, recall and F1 of what was found, wrongly found, and missed."""
    p = hits / (hits + extra) if hits + extra else 0.0
    r = hits / (hits + missed) if hits + missed else 0.0
    return {"p": round(p, _DIGITS), "r": round(r, _DIGITS), "f1": share(2 * p * r, p + r)}


def news_figures(judged: Sequence[Judgement]) -> dict[str, Any]:
    """Recognition, end-to-end figures, and those of resolution among what was found.

    End to end, a mention counts as found if its place is right; one with a wrong place is both missed and wrongly
    found.
    """
    needed = [j for j in judged if j.gold is not None and not j.is_optional]
    extra = [j for j in judged if j.gold is None]
    found = [j for j in needed if j.predicted is not None]
    located = [j for j in found if j.is_located]
    right = sum(j.right for j in located)
    wrong = sum(not j.right and j.km is not None for j in located)
    spurious = sum(j.predicted is not None and j.predicted.point is not None for j in extra)
    missed_end_to_end = sum(j.is_located for j in needed) - right
    kms = [j.km for j in located if j.km is not None]
    return {
        "recognition": prf(len(found), len(extra), len(needed) - len(found)),
        "end_to_end": prf(right, wrong + spurious, missed_end_to_end),
        "resolution_accuracy": share(right, len(located)),
        "acc161": share(sum(km <= NEAR_KM for km in kms), len(kms)),
        "median_km": round(statistics.median(kms), 1) if kms else None,
        "found": len(located),
    }


def tweet_figures(judged: Sequence[Judgement]) -> dict[str, Any]:
    """How many annotated mentions were found, and how near."""
    found = [j for j in judged if j.predicted is not None]
    kms = [j.km for j in found if j.km is not None]
    near = sum(km <= NEAR_KM for km in kms)
    return {
        "mentions": len(judged),
        "recall": share(len(found), len(judged)),
        "acc161_of_found": share(near, len(found)),
        "end_to_end_161": share(near, len(judged)),
        "inside_or_25km": share(sum(j.right for j in judged), len(judged)),
        "median_km": round(statistics.median(kms), 1) if kms else None,
    }


def case_figures(cases: Sequence[GoldArticle], judged: Iterable[Judgement]) -> dict[str, Any]:
    """How many cases are wholly right: every place found and right, and no place in the words that are none."""
    bad = {judgement.article.id for judgement in judged if not _is_good(judgement)}
    groups: dict[str, list[bool]] = {}
    for case in cases:
        groups.setdefault(case.group or "", []).append(case.id not in bad)
    wrong = [case.id for case in cases if case.id in bad]
    return {
        "cases": len(cases),
        "accuracy": share(len(cases) - len(wrong), len(cases)),
        "by_class": {name: round(sum(good) / len(good), 3) for name, good in sorted(groups.items())},
        "wrong": wrong,
    }


def _is_good(judgement: Judgement) -> bool:
    if judgement.gold is not None:
        return judgement.right
    predicted = judgement.predicted
    return predicted is None or predicted.point is None or not _is_trap(judgement)


def _is_trap(judgement: Judgement) -> bool:
    """Whether what was found is one of the words that are no place."""
    article, predicted = judgement.article, judgement.predicted
    if predicted is None:
        return False
    for word in article.not_places:
        start = article.text.find(word)
        while start >= 0:
            trap = TextSpan(start, start + len(word))
            if matches(trap, predicted) and not any(matches(trap, place) for place in article.places):
                return True
            start = article.text.find(word, start + 1)
    return False


def distances(judged: Iterable[Judgement]) -> dict[str, Any]:
    """Every distance of a needed mention that was found, sorted, with quantiles and shares within some distances."""
    kms = sorted(j.km for j in judged if j.km is not None and not j.is_optional)
    ranks = {q: kms[math.ceil(q * len(kms)) - 1] for q in _QUANTILES} if kms else {}
    return {
        "count": len(kms),
        "quantiles": {f"{q:g}": round(km, 1) for q, km in ranks.items()},
        "within": {str(limit): share(sum(km <= limit for km in kms), len(kms)) for limit in _WITHIN_KM},
        "km": [round(km, 1) for km in kms],
    }


def grouped(
    judged: Iterable[Judgement], group: Callable[[Judgement], str | None], order: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """Figures of the annotated mentions of each group.

    Parameters
    ----------
    group
        The group of a judgement with a gold place; None leaves it out.
    order
        Of the groups; others come after these, the largest first.
    """
    groups: dict[str, list[Judgement]] = {}
    for judgement in judged:
        name = group(judgement) if judgement.gold is not None else None
        if name is not None:
            groups.setdefault(name, []).append(judgement)
    ranks = {name: rank for rank, name in enumerate(order)}
    names = sorted(groups, key=lambda name: (ranks.get(name, len(ranks)), -len(groups[name]), name))
    return {name: _group_figures(groups[name]) for name in names}


def _group_figures(judged: Sequence[Judgement]) -> dict[str, Any]:
    found = [j for j in judged if j.predicted is not None]
    located = [j for j in found if j.is_located]
    kms = [j.km for j in located if j.km is not None]
    return {
        "mentions": len(judged),
        "recall": share(len(found), len(judged)),
        "found": len(located),
        "resolution_accuracy": share(sum(j.right for j in located), len(located)),
        "acc161": share(sum(km <= NEAR_KM for km in kms), len(kms)),
        "median_km": round(statistics.median(kms), 1) if kms else None,
    }


def calibration(judged: Iterable[Judgement]) -> dict[str, Any]:
    """How often places are right, by the confidence that was stated for them.

    The expected calibration error is the mean difference of the two, weighted by mentions [1]_. Mentions whose
    annotation has no coordinates are left out. Predictions that match no annotation are left out of the table;
    ``error_with_spurious`` counts them as wrong.

    References
    ----------
    .. [1] M. Naeini, G. Cooper, M. Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning. AAAI
       2015.
    """
    stated = [
        (j.predicted.confidence, j.right, j.gold is not None)
        for j in judged
        if j.predicted is not None
        and j.predicted.confidence is not None
        and j.predicted.point is not None
        and (j.gold is None or j.is_located)
    ]
    found = [(confidence, right) for confidence, right, annotated in stated if annotated]
    every = [(confidence, right) for confidence, right, _ in stated]
    return {
        "mentions": len(found),
        "error": round(calibration_error(found), _DIGITS),
        "error_with_spurious": round(calibration_error(every), _DIGITS),
        "bins": [
            {
                "from": number / _BINS,
                "to": (number + 1) / _BINS,
                "mentions": len(own),
                "confidence": share(sum(confidence for confidence, _ in own), len(own)) if own else None,
                "accuracy": share(sum(right for _, right in own), len(own)) if own else None,
            }
            for number, own in enumerate(_bins(found))
        ],
    }


def _bins(stated: Iterable[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for confidence, right in stated:
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, right))
    return bins


def calibration_error(stated: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error in ten bins, of confidences and whether each was right; see :func:`calibration`."""
    gaps = [abs(sum(confidence - right for confidence, right in own)) for own in _bins(stated)]
    return sum(gaps) / len(stated) if stated else 0.0
