"""Weighing the features: a conditional log-linear model over a mention's candidates and "none of these".

The weights are learned by :mod:`geotag.resolve.learning.weights` and stand in ``weights.json`` beside this file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from operator import mul
from typing import Final

from geotag.boundaries.distance import kilometres
from geotag.model import Place
from geotag.resolve.features import FEATURE_NAMES

__all__ = ["SAME_PLACE_KM", "Weights", "bundled_weights", "confidence"]

#: Candidates this near to each other (a town and its district) are the same place on a map.
SAME_PLACE_KM: Final = 25.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features.

    Attributes
    ----------
    features
        Weight of each of :data:`geotag.resolve.features.FEATURES`.
    none
        Score of "none of these".
    sharpness
        What all scores are multiplied by, so that probabilities are as often right as they say (below 1: less sure).
    """

    features: Mapping[str, float]
    none: float
    sharpness: float = 1.0

    @classmethod
    def from_json(cls, text: str) -> Weights:
        """Read weights as :meth:`to_json` writes them.

        Raises
        ------
        ValueError
            If a feature is missing or unknown.
        """
        record = json.loads(text)
        if set(record["features"]) != set(FEATURE_NAMES):
            odd = sorted(set(record["features"]) ^ set(FEATURE_NAMES))
            raise ValueError(f"the weights are of other evidence; missing or unknown: {', '.join(odd)}")
        return cls(record["features"], record["none"], record["sharpness"])

    @classmethod
    def from_vector(cls, values: Sequence[float]) -> Weights:
        """Weights from numbers in the order of the features, "none of these" last."""
        *features, none = values
        return cls(dict(zip(FEATURE_NAMES, features, strict=True)), none)

    def to_json(self) -> str:
        """Write the weights as readable JSON."""
        record = {"features": dict(self.features), "none": self.none, "sharpness": self.sharpness}
        return json.dumps(record, indent=1) + "\n"

    def probabilities(self, candidates: Sequence[Sequence[float]]) -> list[float]:
        """Probability of each candidate, given the features of all; what is missing to 1 is "none of these".

        Parameters
        ----------
        candidates
            For each candidate, the values of :data:`geotag.resolve.features.FEATURES`.
        """
        weights = [self.features[name] for name in FEATURE_NAMES]
        scores = [self.sharpness * sum(map(mul, weights, values)) for values in candidates]
        none = self.sharpness * self.none
        highest = max([*scores, none])
        odds = [math.exp(score - highest) for score in scores]
        total = sum(odds) + math.exp(none - highest)
        return [value / total for value in odds]


def confidence(probabilities: Sequence[float], places: Sequence[Place], chosen: int) -> float:
    """Probability that place number `chosen` is right: its own and that of all candidates that lie where it lies."""
    here = places[chosen]
    return sum(
        probability
        for probability, place in zip(probabilities, places, strict=True)
        if kilometres(here.lat, here.lon, place.lat, place.lon) <= SAME_PLACE_KM
    )


def bundled_weights() -> Weights:
    """The weights that come with the package."""
    return Weights.from_json(resources.files("geotag.resolve").joinpath("weights.json").read_text(encoding="utf-8"))
