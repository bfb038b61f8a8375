"""Plain text as numbers: what word vectors and profiles are counted from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray

from geotag.arabic.orthography import model_form
from geotag.arabic.tokens import Token, sentences
from geotag.paths import StrPath

__all__ = ["RawText"]


@dataclass(frozen=True, slots=True)
class RawText:
    """Sentences of plain text.

    Attributes
    ----------
    words
        Every distinct form (:func:`~geotag.arabic.orthography.model_form`, lower case), by first appearance.
    tokens
        Number of the form of each token, in text order.
    lengths
        Tokens of each sentence.
    """

    words: list[str]
    tokens: NDArray[numpy.int32]
    lengths: NDArray[numpy.int32]

    @classmethod
    def read(cls, paths: Iterable[StrPath]) -> RawText:
        """Read UTF-8 text files line by line.

        Raises
        ------
        ValueError
            Naming a file that is not UTF-8.
        """
        numbers: dict[str, int] = {}
        tokens, lengths = array("i"), array("i")
        for path in paths:
            for sentence in _sentences(Path(path)):
                lengths.append(len(sentence))
                for token in sentence:
                    form = model_form(token.text).lower()
                    tokens.append(numbers.setdefault(form, len(numbers)))
        return cls(list(numbers), numpy.array(tokens, dtype=numpy.int32), numpy.array(lengths, dtype=numpy.int32))

    @property
    def counts(self) -> NDArray[numpy.int64]:
        """How often each form occurs."""
        return numpy.bincount(self.tokens, minlength=len(self.words))

    def sample(self, count: int, seed: int) -> Iterator[list[str]]:
        """`count` sentences drawn at random, without repetition, as forms."""
        starts = numpy.cumsum(self.lengths) - self.lengths
        chosen = numpy.random.default_rng(seed).permutation(len(self.lengths))[:count]
        for index in chosen:
            yield [self.words[n] for n in self.tokens[starts[index] : starts[index] + self.lengths[index]]]


def _sentences(path: Path) -> Iterator[list[Token]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield from sentences(line)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 ({error.reason}); convert the file to UTF-8 first") from error
