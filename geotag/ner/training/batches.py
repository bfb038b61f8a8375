"""What the recogniser learns from: labelled sentences of several tag sets, in batches that Stanza's network takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from stanza.models.common.vocab import EMPTY
from stanza.models.ner.data import DataLoader
from stanza.models.ner.vocab import MultiVocab
from stanza.models.pos.vocab import CharVocab, CompositeVocab, WordVocab

from geotag.arabic.orthography import model_form
from geotag.ner.corpora import COARSE_LABELS, Sentence, read_bio
from geotag.ner.resources import MAIN, TYPES
from geotag.ner.training.augmentation import LabelledSentence
from geotag.ner.training.options import Corpus

__all__ = ["SentenceBatches", "build_vocabulary", "read_corpora"]

#: A word without a vector; the network sees its letters alone.
_HIDDEN_WORD: Final = "<UNK>"


def read_corpora(corpora: Sequence[Corpus]) -> tuple[list[str], list[list[LabelledSentence]]]:
    """Read corpora; give the names of the tag sets, and the sentences of each corpus with a column for each tag set."""
    read = [list(read_bio(corpus.path, {})) for corpus in corpora]
    fine = [any(_is_fine(tag) for sentence in sentences for _, tag in sentence) for sentences in read]
    others = sorted({corpus.tagset for corpus in corpora} - {MAIN})
    typed = any(f for f, corpus in zip(fine, corpora, strict=True) if corpus.tagset == MAIN)
    tagsets = [MAIN, *([TYPES] if typed else []), *others]
    return tagsets, [
        [_labelled(sentence, corpus.tagset, tagsets, f) for sentence in sentences]
        for corpus, sentences, f in zip(corpora, read, fine, strict=True)
    ]


def _is_fine(tag: str) -> bool:
    label = tag[2:]
    return COARSE_LABELS.get(label) == "LOC" and label != "GPE"


def _labelled(sentence: Sentence, tagset: str, tagsets: Sequence[str], fine: bool) -> LabelledSentence:
    coarse = tuple(_renamed(tag, COARSE_LABELS) for _, tag in sentence)
    columns: dict[str, tuple[str, ...]] = {tagset: coarse}
    if fine and tagset == MAIN:
        columns[TYPES] = tuple(tag for _, tag in sentence)
    return LabelledSentence(tuple(model_form(word) for word, _ in sentence), tuple(map(columns.get, tagsets)))


def _renamed(tag: str, labels: Mapping[str, str]) -> str:
    return f"{tag[:2]}{labels.get(tag[2:], tag[2:])}" if tag != "O" else tag


def _bioes(tags: Sequence[str]) -> list[str]:
    following = [*tags[1:], "O"]
    ends = [not tag.startswith("I-") for tag in following]
    return [
        tag if tag == "O" or not end else ("S" if tag[0] == "B" else "E") + tag[1:]
        for tag, end in zip(tags, ends, strict=True)
    ]


def _tag_tuples(sentence: LabelledSentence) -> Iterator[tuple[str, ...]]:
    """The tags of each token, one a tag set."""
    size = len(sentence.words)
    found = [[EMPTY] * size if tags is None else _bioes(tags) for tags in sentence.columns]
    return zip(*found, strict=True)


def build_vocabulary(
    corpora: Sequence[Sequence[LabelledSentence]], columns: int, words: Any, tuned_count: int
) -> MultiVocab:
    """Stanza's vocabularies: letters and tags of all corpora, the words with a vector, and those whose vector is tuned.

    Parameters
    ----------
    words
        Stanza's vocabulary of the words that have a vector.
    tuned_count
        How often a word with a vector must occur for it to be tuned.
    """
    labels: list[dict[str, None]] = [{} for _ in range(columns)]
    for sentences in corpora:
        for sentence in sentences:
            for found, tags in zip(labels, sentence.columns, strict=True):
                found.update(dict.fromkeys(tag[2:] for tag in tags or () if tag != "O"))
    every = [["O", *(f"{p}-{label}" for label in sorted(found) for p in "SBIE")] for found in labels]
    rows = [[(tuple(tags[min(n, len(tags) - 1)] for tags in every),)] for n in range(max(map(len, every)))]
    words_read = [(word,) for sentences in corpora for sentence in sentences for word in sentence.words]
    known = [(word.lower(),) for (word,) in words_read if word.lower() in words]
    return MultiVocab(
        {
            "char": CharVocab([words_read], "ar", cutoff=2),
            "delta": WordVocab([known], "ar", cutoff=tuned_count, lower=True, ignore={""}),
            "tag": CompositeVocab(rows, "ar", idx=0, sep=None),
            "word": words,
        }
    )


class SentenceBatches(DataLoader):  # type: ignore[misc]
    """Batches of sentences of one length, in random order.

    Parameters
    ----------
    sentences
        What to learn from, or to evaluate on.
    words_a_batch
        About how many words a batch holds.
    hide
        Share of the words whose vector is hidden.
    random
        Source of the order and of the hidden words; None keeps the sentences' order and hides nothing.
    """

    def __init__(
        self,
        sentences: Sequence[LabelledSentence],
        args: Mapping[str, Any],
        vocabulary: MultiVocab,
        words_a_batch: int,
        hide: float = 0.0,
        random: Random | None = None,
    ) -> None:
        self._words_a_batch = words_a_batch
        self._hide = hide
        self._random = random
        super().__init__(sentences, 0, args, vocab=vocabulary, evaluation=True, preprocess_tags=False)

    def _load_doc(
        self,
        doc: Sequence[LabelledSentence],
        scheme: str | None,  # noqa: ARG002 - as Stanza calls it
    ) -> list[list[tuple[str, tuple[str, ...]]]]:
        return [list(zip(sentence.words, _tag_tuples(sentence), strict=True)) for sentence in doc]

    def preprocess(self, data: Any, vocab: MultiVocab, args: Mapping[str, Any]) -> list[list[Any]]:
        """Stanza's numbers for words, letters and tags, some words hidden."""
        processed: list[list[Any]] = super().preprocess(data, vocab, args)
        if self._random and self._hide:
            for sentence in processed:
                sentence[0] = [_HIDDEN_WORD if self._random.random() < self._hide else word for word in sentence[0]]
        return processed

    def chunk_batches(self, data: Sequence[list[Any]]) -> list[list[list[Any]]]:
        """Cut `data` into batches of about as many words."""
        ordered = sorted(data, key=lambda sentence: len(sentence[0])) if self._random else data
        batches: list[list[list[Any]]] = []
        room = length = 0
        for sentence in ordered:
            size = len(sentence[0])
            if size > room or (self._random and size != length):
                batches.append([])
                room, length = self._words_a_batch, size
            batches[-1].append(sentence)
            room -= size
        if self._random:
            self._random.shuffle(batches)
        return batches
