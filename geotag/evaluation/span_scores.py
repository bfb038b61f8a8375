"""Exact-span precision, recall and F1, as CoNLL-2003 defined them.

A predicted name is right if the gold has one with the same first and last token and the same label [1]_. Labels that
are not scored are ignored on both sides.

References
----------
.. [1] E. F. Tjong Kim Sang, F. De Meulder: Introduction to the CoNLL-2003 Shared Task. CoNLL 2003.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["SCORED_LABELS", "LabelledSpan", "Score", "micro", "score", "spans"]

#: The labels that are scored, in the order of reports.
SCORED_LABELS: Final = ("PER", "LOC", "ORG")

#: First token, last token, label.
LabelledSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of names, and what follows from them.

    Attributes
    ----------
    gold, predicted, correct
        Names in the gold, names that the model gave, and names in both.
    """

    gold: int
    predicted: int
    correct: int

    @property
    def precision(self) -> float:
        """Share of the predicted names that are right; 0 where none was predicted."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold names that were found; 0 where there are none."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.gold + self.predicted
        return 2 * self.correct / both if both else 0.0


def spans(tags: Sequence[str], labels: Mapping[str, str] | None = None) -> list[LabelledSpan]:
    """Names that a sentence's tags mark, in IOB2 or BIOES.

    Parameters
    ----------
    tags
        One a token.
    labels
        Renames labels; those that it does not name stay.

    Examples
    --------
    >>> spans(["B-PER", "I-PER", "O", "S-CITY"], {"CITY": "LOC"})
    [(0, 1, 'PER'), (3, 3, 'LOC')]
    """
    found: list[LabelledSpan] = []
    first, current = 0, ""
    for position, tag in enumerate([*tags, "O"]):
        prefix, _, label = tag.partition("-")
        if current and (prefix not in ("I", "E") or label != current):
            found.append((first, position - 1, current))
            current = ""
        if label and not current:
            first, current = position, label
    renamed = labels or {}
    return [(first, last, renamed.get(label, label)) for first, last, label in found]


def score(gold: Iterable[Sequence[LabelledSpan]], predicted: Iterable[Sequence[LabelledSpan]]) -> dict[str, Score]:
    """Score the names of sentences, by label.

    Parameters
    ----------
    gold, predicted
        The names of each sentence, as many sentences in both.
    """
    counts = {label: [0, 0, 0] for label in SCORED_LABELS}
    for ours, theirs in zip(gold, predicted, strict=True):
        right = set(ours)
        for _, _, label in ours:
            if label in counts:
                counts[label][0] += 1
        for span in theirs:
            if span[2] in counts:
                counts[span[2]][1] += 1
                counts[span[2]][2] += span in right
    return {label: Score(*numbers) for label, numbers in counts.items()}


def micro(scores: Mapping[str, Score]) -> Score:
    """All labels as one."""
    every = list(scores.values())
    return Score(sum(s.gold for s in every), sum(s.predicted for s in every), sum(s.correct for s in every))
