"""The linear-chain conditional random field over the network's scores, for many sentences at once.

The best tags are Viterbi's, with the sums and the ties of Stanza's own decoder; the posterior of a span is the
probability, under the field, of exactly its tags at its tokens, by the forward-backward algorithm [1]_.

References
----------
.. [1] C. Sutton, A. McCallum: An Introduction to Conditional Random Fields. Foundations and Trends in Machine
   Learning 4 (4), 2012, section 4.1.
.. [2] C. Guo et al.: On Calibration of Modern Neural Networks. ICML 2017.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy
from numpy.typing import NDArray

__all__ = ["DecodedSentence", "decode_tags"]

FloatArray = NDArray[Any]
#: Sentences decoded together.
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class DecodedSentence:
    """One sentence under the field.

    Attributes
    ----------
    best
        Numbers of the most probable tags, one a token.
    """

    best: NDArray[numpy.intp]
    _scores: FloatArray
    _transitions: FloatArray
    _forward: FloatArray
    _backward: FloatArray
    #: Logarithm of the sum over all taggings.
    _total: float

    def posterior(self, first: int, tags: Sequence[int]) -> float:
        """Probability that the tokens from `first` on have just `tags`, whatever the tokens around have."""
        last = first + len(tags) - 1
        score = float(self._forward[first, tags[0]]) + float(self._backward[last, tags[-1]])
        for position in range(first + 1, last + 1):
            previous, tag = tags[position - first - 1], tags[position - first]
            score += float(self._transitions[previous, tag]) + float(self._scores[position, tag])
        return min(1.0, math.exp(score - self._total))

    def marginals(self, tags: NDArray[numpy.intp]) -> NDArray[numpy.float64]:
        """Probability of each of `tags`, one a token, by itself."""
        positions = numpy.arange(len(tags))
        found: NDArray[numpy.float64] = numpy.exp(
            self._forward[positions, tags] + self._backward[positions, tags] - self._total
        )
        return found

    def shares(self, tags: Sequence[int]) -> NDArray[numpy.float64]:
        """Probability that a token has one of `tags`, one a token."""
        chosen = list(tags)
        found: NDArray[numpy.float64] = numpy.exp(
            self._forward[:, chosen] + self._backward[:, chosen] - self._total
        ).sum(axis=1)
        return found


def decode_tags(
    scores: Sequence[FloatArray], transitions: FloatArray, temperature: float = 1.0
) -> list[DecodedSentence]:
    """Decode sentences.

    Parameters
    ----------
    scores
        For each sentence, tokens x tags; none is empty.
    transitions
        Scores of a tag (column) after another (row).
    temperature
        What scores are divided by before they become probabilities [2]_; the best tags do not depend on it.
    """
    order = sorted(range(len(scores)), key=lambda index: -len(scores[index]))
    decoded: dict[int, DecodedSentence] = {}
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        found = _decode_batch([scores[index] for index in batch], transitions, temperature)
        decoded.update(zip(batch, found, strict=True))
    return [decoded[index] for index in range(len(scores))]


def _decode_batch(scores: Sequence[FloatArray], transitions: FloatArray, temperature: float) -> list[DecodedSentence]:
    """Decode sentences given from the longest to the shortest."""
    lengths = numpy.array([len(rows) for rows in scores])
    steps, tags = lengths[0], len(transitions)
    # How many sentences are longer than each step: only these take part in it.
    active = (lengths[None, :] > numpy.arange(steps)[:, None]).sum(axis=1)
    padded = numpy.zeros((steps, len(scores), tags), dtype=scores[0].dtype)
    for number, rows in enumerate(scores):
        padded[: len(rows), number] = rows

    into = numpy.ascontiguousarray(transitions.T)
    best = padded[0].copy()
    pointers = numpy.zeros((steps, len(scores), tags), dtype=numpy.intp)
    cooled, cooled_transitions = padded.astype(numpy.float64) / temperature, transitions / temperature
    cooled_into = numpy.ascontiguousarray(cooled_transitions.T)
    forward = cooled.copy()
    for step in range(1, steps):
        count = active[step]
        paths = best[:count, None, :] + into
        pointers[step, :count] = paths.argmax(axis=2)
        best[:count] = padded[step, :count] + paths.max(axis=2)
        forward[step, :count] += _log_sum(forward[step - 1, :count, None, :] + cooled_into)

    backward = numpy.zeros_like(forward)
    chosen = numpy.zeros((steps, len(scores)), dtype=numpy.intp)
    ends = best.argmax(axis=1)
    for step in range(steps - 1, -1, -1):
        count = active[step]
        following = active[step + 1] if step + 1 < steps else 0
        chosen[step, following:count] = ends[following:count]
        if following:
            sentences = numpy.arange(following)
            chosen[step, :following] = pointers[step + 1, sentences, chosen[step + 1, :following]]
            after = cooled[step + 1, :following] + backward[step + 1, :following]
            backward[step, :following] = _log_sum(cooled_transitions + after[:, None, :])
    return [
        DecodedSentence(
            chosen[:n, i],
            cooled[:n, i],
            cooled_transitions,
            forward[:n, i],
            backward[:n, i],
            float(_log_sum(forward[n - 1, i][None])[0]),
        )
        for i, n in enumerate(lengths)
    ]


def _log_sum(values: FloatArray) -> FloatArray:
    """Logarithm of the sum of exponentials along the last axis."""
    highest = values.max(axis=-1, keepdims=True)
    sums: FloatArray = highest[..., 0] + numpy.log(numpy.exp(values - highest).sum(axis=-1))
    return sums
