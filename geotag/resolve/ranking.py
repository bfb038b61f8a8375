"""Weighing the evidence: a conditional log-linear model over a mention's candidates and "none of these".

The weights maximise the likelihood of the right candidates in annotated news; see :data:`WEIGHTS`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from geotag.resolve.evidence import FEATURES

__all__ = ["WEIGHTS", "probabilities"]

WEIGHTS: Final[Mapping[str, float]] = {
    "prominence": 1.2,
    "match cost": -5.0,
    "country share": 3.0,
    "no country": 0.5,
    "beside its country": 2.0,
    "beside another country": -1.0,
    "head agrees": 2.0,
    "head disagrees": -1.0,
    "division without head": -1.0,
    "near": 2.0,
    "curated": 0.5,
}
#: Score of "none of these".
NONE_SCORE: Final = 2.0
_VECTOR: Final = tuple(WEIGHTS[name] for name in FEATURES)


def probabilities(candidates: Sequence[Sequence[float]]) -> list[float]:
    """Probability of each candidate, given the evidence of all; what is missing to 1 is "none of these".

    Parameters
    ----------
    candidates
        For each candidate, the numbers of :data:`geotag.resolve.evidence.FEATURES`.
    """
    scores = [sum(w * x for w, x in zip(_VECTOR, numbers, strict=True)) for numbers in candidates]
    highest = max([*scores, NONE_SCORE])
    weights = [math.exp(score - highest) for score in scores]
    total = sum(weights) + math.exp(NONE_SCORE - highest)
    return [weight / total for weight in weights]
