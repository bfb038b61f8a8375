"""Word vectors: reading them, writing them in Stanza's form, and making them know more words and more of each.

A vector of a rare word is induced from its contexts "à la carte" [1]_: the mean of the vectors around it, transformed
by the matrix that best gives the vectors of better-known words from theirs. To each vector come numbers that say how
recognisers labelled the word all over the raw text (its profile), so that a name that one sentence does not give away
is known by the company that it keeps elsewhere.

References
----------
.. [1] M. Khodak et al.: A La Carte Embedding: Cheap but Effective Induction of Semantic Feature Vectors. ACL 2018.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy
import torch
from numpy.typing import NDArray
from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
from stanza.models.common.vocab import VOCAB_PREFIX

from geotag.errors import InputError
from geotag.ner.corpora import COARSE_LABELS, Sentence
from geotag.ner.training.raw_text import RawText
from geotag.paths import StrPath

__all__ = ["PROFILE_LABELS", "WordProfiles", "induce_vectors", "read_vectors", "save_vectors"]

FloatArray = NDArray[numpy.float32]

#: Words around a word that count as its context, each way, the nearer the more.
_WINDOW: Final = 5
#: Words more frequent than this share of the text say less of their neighbours, as in word2vec.
_FREQUENT: Final = 1e-4
#: The transformation is learned from words about as rare as those that it is for.
_LEARNED_FROM: Final = (30, 400)
_LEARNED_WORDS: Final = 15_000
_RIDGE: Final = 1e-6
PROFILE_LABELS: Final = ("LOC", "PER", "ORG")
#: Occurrences that the average word's profile counts for beside a word's own.
_PRIOR_COUNT: Final = 3.0
#: Share of running words that begin, or continue, a name of one label.
_PRIOR_SHARE: Final = 0.02
#: How many times wider than a dimension of the vectors a whole step of a profile is.
_PROFILE_SCALE: Final = 6.0


def read_vectors(path: StrPath, limit: int) -> tuple[list[str], NDArray[Any]]:
    """The first `limit` words of a file of word vectors, and their vectors, words x dimensions.

    Parameters
    ----------
    path
        ``.npz`` with ``words`` and ``vectors``, or word2vec text.
    """
    path = Path(path)
    if path.suffix == ".npz":
        with numpy.load(path, allow_pickle=False) as archive:
            return [str(word) for word in archive["words"][:limit]], archive["vectors"][:limit]
    pretrain = Pretrain(vec_filename=str(path), max_vocab=limit, save_to_file=False)
    first = len(VOCAB_PREFIX)
    return list(pretrain.vocab._id2unit[first:]), numpy.asarray(pretrain.emb)[first:]


def save_vectors(words: list[str], vectors: NDArray[Any], target: StrPath) -> Pretrain:
    """Write word vectors as a Stanza pretrain file of 16-bit floats, and open it."""
    target = Path(target)
    matrix = torch.zeros((len(words) + len(VOCAB_PREFIX), vectors.shape[1]), dtype=torch.float16)
    matrix[len(VOCAB_PREFIX) :] = torch.from_numpy(vectors.astype(numpy.float16))
    vocabulary = PretrainedWordVocab(words)
    torch.save({"vocab": vocabulary.state_dict(), "emb": matrix}, target, _use_new_zipfile_serialization=False)
    pretrain = Pretrain(str(target))
    pretrain.load()
    return pretrain


def induce_vectors(
    text: RawText, words: Sequence[str], vectors: FloatArray, limit: int
) -> tuple[list[str], FloatArray]:
    """The most frequent `limit` words of `text` that have no vector, with induced ones.

    Parameters
    ----------
    words, vectors
        What has a vector: words, and words x dimensions.

    Raises
    ------
    ValueError
        If the text is too short to learn from.
    """
    rows = {word: row for row, word in enumerate(words)}
    known = numpy.array([rows.get(word, -1) for word in text.words])
    counts = text.counts
    by_count = numpy.argsort(-counts, kind="stable")
    new = by_count[known[by_count] < 0][:limit]
    low, high = _LEARNED_FROM
    learned = numpy.flatnonzero((known >= 0) & (counts >= low) & (counts <= high))
    if not len(learned):
        raise ValueError(
            f"the text is too short: no word with a vector occurs {low} to {high} times in it, from which to learn"
        )
    learned = numpy.random.default_rng(1).permutation(learned)[:_LEARNED_WORDS]
    slots = numpy.full(len(text.words), -1)
    slots[new] = numpy.arange(len(new))
    slots[learned] = len(new) + numpy.arange(len(learned))
    contexts = _contexts(text, slots, known, vectors)
    given, wanted = contexts[len(new) :], vectors[known[learned]]
    size = vectors.shape[1]
    matrix = numpy.linalg.solve(given.T @ given + _RIDGE * len(given) * numpy.eye(size), given.T @ wanted)
    induced = contexts[: len(new)] @ matrix
    lengths = numpy.linalg.norm(induced, axis=1, keepdims=True)
    usual = numpy.median(numpy.linalg.norm(wanted, axis=1))
    induced = numpy.divide(induced * usual, lengths, out=numpy.zeros_like(induced), where=lengths > 0)
    return [text.words[number] for number in new], induced.astype(numpy.float32)


def _contexts(text: RawText, slots: NDArray[Any], known: NDArray[Any], vectors: FloatArray) -> FloatArray:
    """Weighted mean of the vectors around the occurrences of the words that have a slot, slots x dimensions."""
    sums = numpy.zeros((int(slots.max()) + 1, vectors.shape[1]), dtype=numpy.float32)
    weights = numpy.zeros(len(sums))
    shares = text.counts / len(text.tokens)
    ratio = _FREQUENT / numpy.maximum(shares, 1e-12)
    worth = numpy.where(known >= 0, numpy.minimum(1.0, numpy.sqrt(ratio) + ratio), 0.0).astype(numpy.float32)
    sentence = numpy.repeat(numpy.arange(len(text.lengths)), text.lengths)
    occurrences = numpy.flatnonzero(slots[text.tokens] >= 0)
    for distance in (d for d in range(-_WINDOW, _WINDOW + 1) if d):
        for chunk in numpy.array_split(occurrences, max(1, len(occurrences) // 500_000)):
            around = chunk + distance
            inside = (around >= 0) & (around < len(text.tokens))
            around, own = around[inside], chunk[inside]
            same = sentence[around] == sentence[own]
            neighbours, targets = text.tokens[around[same]], slots[text.tokens[own[same]]]
            weight = worth[neighbours] * (1 + _WINDOW - abs(distance)) / _WINDOW
            order = numpy.argsort(targets, kind="stable")
            firsts = numpy.flatnonzero(numpy.diff(targets[order], prepend=-1))
            if len(firsts):
                rows = vectors[known[neighbours[order]]] * weight[order, None]
                sums[targets[order][firsts]] += numpy.add.reduceat(rows, firsts, axis=0)
            numpy.add.at(weights, targets, weight)
    means: FloatArray = (sums / numpy.maximum(weights, 1e-6)[:, None]).astype(numpy.float32)
    return means


class WordProfiles:
    """How often each word began or continued a name of each label, in labelled text."""

    def __init__(self) -> None:
        self._counts: dict[str, NDArray[numpy.float32]] = defaultdict(
            lambda: numpy.zeros(2 * len(PROFILE_LABELS) + 1, dtype=numpy.float32)
        )

    def count(self, sentences: Iterable[Sentence]) -> None:
        """Take labelled sentences into account."""
        for sentence in sentences:
            for word, tag in sentence:
                counts = self._counts[word.lower()]
                counts[-1] += 1
                label = COARSE_LABELS.get(tag[2:], tag[2:])
                if label in PROFILE_LABELS:
                    counts[2 * PROFILE_LABELS.index(label) + tag.startswith("I")] += 1

    def save(self, path: StrPath) -> None:
        """Write the counts as ``.npz``."""
        path = Path(path)
        numpy.savez_compressed(
            path, words=numpy.array(list(self._counts)), counts=numpy.stack([*self._counts.values()])
        )

    @classmethod
    def load(cls, path: StrPath) -> WordProfiles:
        """Read what :meth:`save` wrote.

        Raises
        ------
        InputError
            If the file holds something else.
        """
        path = Path(path)
        profiles = cls()
        try:
            with path.open("rb") as stream, numpy.load(stream, allow_pickle=False) as archive:
                profiles._counts.update(zip(map(str, archive["words"]), archive["counts"], strict=True))
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"{path} holds no profiles; 'geotag model label --profiles' writes them") from error
        return profiles

    def uses(self) -> Iterator[tuple[str, float, float, float]]:
        """Each word, how often it was a part of a place's name, of any name, and how often it occurred."""
        first = 2 * PROFILE_LABELS.index("LOC")
        for word, counts in self._counts.items():
            yield word, float(counts[first : first + 2].sum()), float(counts[:-1].sum()), float(counts[-1])

    def add_to(self, words: Sequence[str], vectors: FloatArray) -> FloatArray:
        """The vectors with the words' profiles as further dimensions."""
        counts: Mapping[str, Any] = self._counts
        none = numpy.zeros(2 * len(PROFILE_LABELS) + 1, dtype=numpy.float32)
        table = numpy.stack([counts.get(word, none) for word in words])
        total = table[:, -1:]
        shares = (table[:, :-1] + _PRIOR_COUNT * _PRIOR_SHARE) / (total + _PRIOR_COUNT) - _PRIOR_SHARE
        profile = numpy.hstack([shares, numpy.log1p(total) / 10]) * _PROFILE_SCALE * vectors.std()
        return numpy.hstack([vectors, profile]).astype(numpy.float32)
