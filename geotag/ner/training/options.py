"""What a training learns from, and what it may vary."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geotag.ner.resources import MAIN
from geotag.ner.training.augmentation import AugmentationRates

__all__ = ["Corpus", "TrainingOptions"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file to learn from.

    Attributes
    ----------
    path
        BIO or CoNLL file (:mod:`geotag.ner.corpora`).
    tagset
        Whose labels it has: :data:`~geotag.ner.resources.MAIN` (and :data:`~geotag.ner.resources.TYPES`, if they are
        fine ones), or another name for a corpus labelled by other rules, which then gets an
        output layer of its own and shares only what lies below.
    weight
        How often a sentence is seen, relative to other corpora.
    """

    path: Path
    tagset: str = MAIN
    weight: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Corpus:
        """Read ``[TAGSET=]FILE[*WEIGHT]``.

        Raises
        ------
        ValueError
            If the weight is no positive number.
        """
        tagset, separator, rest = text.partition("=")
        rest, name = (rest, tagset) if separator else (text, MAIN)
        path, star, weight = rest.rpartition("*")
        try:
            number = float(weight) if star else 1.0
        except ValueError:
            number = 0.0
        if not 0 < number < math.inf:
            raise ValueError(f"{text}: the weight after * must be a positive number, not {weight!r}")
        return cls(Path(path if star else rest), name, number)


def _option(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"help": meaning})


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What a training run may vary; ``docs/model-card.md`` says what made the bundled model.

    Each field's meaning is in its metadata.
    """

    rounds: int = _option(24, "Rounds; after each one the development file is looked at and a checkpoint is left.")
    round_words: int = _option(300_000, "Words of a round.")
    batch_words: int = _option(800, "Words of a batch.")
    hidden_units: int = _option(400, "Units of the sentence LSTM, each direction.")
    vocabulary: int = _option(140_000, "Word vectors kept, the first of the file.")
    tuned_count: int = _option(
        4,
        "Occurrences in the corpora from which on the vector of a word is tuned. A word without a vector never is, so "
        "that the model learns to go by its letters.",
    )
    learning_rate: float = _option(0.002, "Highest learning rate of Adam.")
    dropout: float = _option(0.5, "Dropout before and after the sentence LSTM.")
    averaging: float = _option(0.998, "Decay of the running average of the weights, a step.")
    hide: float = _option(0.08, "Share of the words whose vector is hidden in training.")
    swap: float = _option(0.1, "Share of the names that another name of their kind takes the place of.")
    proclitic: float = _option(0.05, "Share of the names that get a proclitic.")
    hashtag: float = _option(0.01, "Share of the names that become hashtags.")
    spelling: float = _option(0.01, "Share of the words whose last letter is respelled (ة as ه, ى and ي).")
    seed: int = _option(5, "Seed of every random choice.")
    threads: int = _option(2, "Threads of the matrix library.")

    @property
    def rates(self) -> AugmentationRates:
        """How often sentences are changed."""
        return AugmentationRates(self.swap, self.proclitic, self.hashtag, self.spelling)
