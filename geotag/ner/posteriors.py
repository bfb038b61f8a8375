"""Posteriors of spans under a conditional random field, by the forward-backward algorithm [1]_.

References
----------
.. [1] C. Sutton, A. McCallum: An Introduction to Conditional Random Fields. Foundations and Trends in Machine
   Learning 4 (4), 2012, section 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy
from numpy.typing import NDArray

__all__ = ["SentencePosterior"]

FloatArray = NDArray[Any]


class SentencePosterior:
    """The field's belief in tags of one sentence; nothing is computed before it is asked for.

    Parameters
    ----------
    emissions
        Scores, tokens x tags.
    transitions
        Scores of a tag after another, tags x tags.
    """

    def __init__(self, emissions: FloatArray, transitions: FloatArray) -> None:
        self._emissions = emissions
        self._transitions = transitions

    def of(self, first: int, tags: Sequence[int]) -> float:
        """Probability that the tokens from `first` on have just `tags`, whatever the tokens around have."""
        forward, backward, total = self._sums
        last = first + len(tags) - 1
        score = float(forward[first, tags[0]]) + float(backward[last, tags[-1]])
        for position in range(first + 1, last + 1):
            previous, tag = tags[position - first - 1], tags[position - first]
            score += float(self._transitions[previous, tag]) + float(self._emissions[position, tag])
        return min(1.0, math.exp(score - total))

    @cached_property
    def _sums(self) -> tuple[FloatArray, FloatArray, float]:
        """Log sums over all paths up to a token, over all paths after it, and over all paths."""
        emissions = self._emissions.astype(numpy.float64)
        transitions = self._transitions.astype(numpy.float64)
        forward = numpy.empty_like(emissions)
        backward = numpy.zeros_like(emissions)
        forward[0] = emissions[0]
        for position in range(1, len(emissions)):
            before = forward[position - 1][:, None] + transitions
            forward[position] = numpy.logaddexp.reduce(before, axis=0) + emissions[position]
        for position in range(len(emissions) - 1, 0, -1):
            after = transitions + (emissions[position] + backward[position])[None]
            backward[position - 1] = numpy.logaddexp.reduce(after, axis=1)
        return forward, backward, float(numpy.logaddexp.reduce(forward[-1]))
