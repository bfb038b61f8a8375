"""Self-training: sentences of raw news labelled by several trained recognisers together, where they are sure.

The scores of the recognisers are averaged before decoding [1]_; where they have finer types, a fine tag also gets the
score that the main tag set gives to its coarse one, so that both tag sets vote. A sentence is worth learning from if
the tag of every one of its tokens is sure.

References
----------
.. [1] Z. Zhou, M. Li: Tri-Training: Exploiting Unlabeled Data Using Three Classifiers. IEEE Transactions on Knowledge
   and Data Engineering 17 (11), 2005.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy
from numpy.typing import NDArray
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

from geotag.arabic.orthography import model_form
from geotag.ner import resources
from geotag.ner.corpora import COARSE_LABELS, Sentence
from geotag.ner.crf import decode_tags
from geotag.ner.network import FloatArray, TagNetwork
from geotag.paths import StrPath

__all__ = ["Ensemble"]

#: Sentences labelled together.
_BATCH: Final = 512


class Ensemble:
    """Several recognisers that label sentences together.

    Parameters
    ----------
    directories
        Model directories (:mod:`geotag.ner.resources`); their tag sets have the same labels.
    tagset
        The tag set to label with; by default the finest.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError
        If a file is missing, cut short or altered.
    ValueError
        If the models' tags differ.
    """

    def __init__(self, directories: Sequence[StrPath], tagset: str | None = None) -> None:
        for directory in directories:
            resources.verify(resources.read_info(directory))
        self._members = [
            TagNetwork(path / resources.NER_FILE, path / resources.VECTORS_FILE, tagset=tagset)
            for path in map(Path, directories)
        ]
        first = self._members[0]
        self._fine = tagset is None and bool(first.types)
        self._tags = first.types if self._fine else first.tags
        if any(member.tags != first.tags or member.types != first.types for member in self._members):
            raise ValueError("the models have different tags; train them on corpora with the same labels")
        main = {tag: number for number, tag in enumerate(first.tags)}
        self._coarse = numpy.array([main[_coarse(tag)] for tag in self._tags])
        self._transitions: FloatArray = numpy.mean([self._member_transitions(m) for m in self._members], axis=0)

    def label(self, sentences: Iterable[Sequence[str]]) -> Iterator[tuple[Sentence, float]]:
        """Label sentences of tokens, in order; with each comes the probability of its least sure tag."""
        batch: list[Sequence[str]] = []
        for sentence in sentences:
            batch.append(sentence)
            if len(batch) == _BATCH:
                yield from self._label(batch)
                batch = []
        yield from self._label(batch)

    def _label(self, sentences: Sequence[Sequence[str]]) -> Iterator[tuple[Sentence, float]]:
        forms = [[model_form(token) for token in sentence] for sentence in sentences]
        every = [member.scores(forms) for member in self._members]
        scores = [self._combined(rows) for rows in zip(*every, strict=True)]
        for sentence, decoded in zip(sentences, decode_tags(scores, self._transitions), strict=True):
            best = numpy.maximum(decoded.best, VOCAB_PREFIX_SIZE)
            tags = map(_bio, (self._tags[tag] for tag in best))
            yield list(zip(sentence, tags, strict=True)), float(decoded.marginals(best).min())

    def _combined(self, members: Sequence[FloatArray]) -> NDArray[Any]:
        scores = numpy.asarray(members, dtype=numpy.float64).mean(axis=0)
        main = len(self._members[0].tags)
        combined: NDArray[Any] = scores[:, main:] + scores[:, self._coarse] if self._fine else scores[:, :main]
        return combined

    def _member_transitions(self, member: TagNetwork) -> FloatArray:
        if member.type_transitions is None or not self._fine:
            return member.transitions
        both: FloatArray = member.type_transitions + member.transitions[numpy.ix_(self._coarse, self._coarse)]
        return both


def _coarse(tag: str) -> str:
    prefix, hyphen, label = tag.partition("-")
    return f"{prefix}-{COARSE_LABELS.get(label, label)}" if hyphen else tag


def _bio(tag: str) -> str:
    return {"S": "B", "E": "I"}.get(tag[0], tag[0]) + tag[1:] if tag != "O" else tag
