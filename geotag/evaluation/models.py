"""Running a recogniser over a labelled file and scoring what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from geotag.evaluation.span_scores import Score, micro, score, spans
from geotag.ner.corpora import COARSE_LABELS, read_bio
from geotag.paths import StrPath

__all__ = ["Evaluation", "TokenTagger", "evaluate_tagger"]


class TokenTagger(Protocol):
    """What tags tokens, as :meth:`geotag.ner.recogniser.Recogniser.tags` does."""

    def tags(self, tokenised: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        """Tags of each sentence of tokens."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model did on a file.

    Attributes
    ----------
    scores
        By label: PER, LOC, ORG.
    """

    model: str
    file: str
    sentences: int
    tokens: int
    scores: dict[str, Score]

    @property
    def micro(self) -> Score:
        """All labels as one."""
        return micro(self.scores)


def evaluate_tagger(tagger: TokenTagger, path: StrPath, *, model: str = "", file: str = "") -> Evaluation:
    """Tag the tokens of a labelled file and score the names; finer labels count as the coarse ones that they are.

    Parameters
    ----------
    tagger
        The model.
    path
        A file that :func:`geotag.ner.corpora.read_bio` reads.
    model, file
        What reports call them; the file's own name by default.

    Raises
    ------
    ValueError
        If the file cannot be read or holds no sentence.
    """
    path = Path(path)
    sentences = list(read_bio(path))
    if not sentences:
        raise ValueError(f"{path} holds no sentence; put a token, a tab and its tag on each line")
    gold = [spans([tag for _, tag in sentence]) for sentence in sentences]
    found = tagger.tags([token for token, _ in sentence] for sentence in sentences)
    predicted = [spans(tags, COARSE_LABELS) for tags in found]
    return Evaluation(model, file or path.name, len(sentences), sum(map(len, sentences)), score(gold, predicted))
