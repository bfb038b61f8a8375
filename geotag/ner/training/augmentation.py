"""Random changes to training sentences, each one that news really makes.

A name that the training corpora know should be found with any proclitic before it, with ة written ه and ى written ي,
in a hashtag, and a name that they do not know should be found by what stands around it. So sentences are changed at
random: letters, proclitics, hashtags, and names for others of their kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from geotag.arabic.orthography import ARTICLE

__all__ = ["AugmentationRates", "Augmenter", "LabelledSentence"]

#: Relative frequencies of proclitics before names in news.
_PROCLITICS: Final = ("و", "و", "و", "ب", "ب", "ل", "ل", "ف", "ك")


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence to learn from.

    Attributes
    ----------
    words
        Its tokens, in :func:`~geotag.arabic.orthography.model_form`.
    columns
        For each tag set its BIO tags, or None where it is not labelled with that tag set.
    """

    words: tuple[str, ...]
    columns: tuple[tuple[str, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class AugmentationRates:
    """How often each change is made: the share of names, or of words for `spelling`."""

    swap: float = 0.0
    proclitic: float = 0.0
    hashtag: float = 0.0
    spelling: float = 0.0

    @property
    def any(self) -> bool:
        """Whether anything is changed at all."""
        return bool(self.swap or self.proclitic or self.hashtag or self.spelling)


class Augmenter:
    """Changes sentences at random.

    Parameters
    ----------
    sentences
        Where names to put in come from: for each label of each tag set, every distinct name once.
    rates
        How often.
    """

    def __init__(self, sentences: Iterable[LabelledSentence], rates: AugmentationRates) -> None:
        self._rates = rates
        names: dict[tuple[int, str], set[tuple[str, ...]]] = defaultdict(set)
        if rates.swap:
            for sentence in sentences:
                for number, tags in enumerate(sentence.columns):
                    for first, last, label in _names(tags or ()):
                        names[number, label].add(sentence.words[first : last + 1])
        self._names = {key: sorted(found) for key, found in names.items()}

    def change(self, sentence: LabelledSentence, random: Random) -> LabelledSentence:
        """Give `sentence` with some changes, or as it is."""
        rates = self._rates
        leading = next((n for n in reversed(range(len(sentence.columns))) if sentence.columns[n] is not None), None)
        if leading is None:
            return sentence
        # From the last name to the first, so that the places of the others stay. The last labelled column leads:
        # it is the finest, and its names are names of the coarser ones too.
        for first, last, label in reversed(list(_names(sentence.columns[leading] or ()))):
            if rates.swap and random.random() < rates.swap:
                sentence = _put(sentence, first, last, random.choice(self._names[leading, label]))
            elif rates.proclitic and random.random() < rates.proclitic:
                word = _with_proclitic(sentence.words[first], random.choice(_PROCLITICS))
                sentence = _put(sentence, first, last, (word, *sentence.words[first + 1 : last + 1]))
            elif rates.hashtag and random.random() < rates.hashtag:
                sentence = _hashtag(sentence, first, last)
        if rates.spelling:
            words = tuple(_respelled(w) if random.random() < rates.spelling else w for w in sentence.words)
            sentence = replace(sentence, words=words)
        return sentence


def _names(tags: Sequence[str]) -> Iterable[tuple[int, int, str]]:
    first = 0
    for position, tag in enumerate(tags):
        if tag.startswith("B-"):
            first = position
        if tag != "O" and (position + 1 == len(tags) or not tags[position + 1].startswith("I-")):
            yield first, position, tag[2:]


def _put(sentence: LabelledSentence, first: int, last: int, name: Sequence[str]) -> LabelledSentence:
    """The sentence with other words for those from `first` to `last`, which keep their tags."""

    def tagged(tags: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if tags is None:
            return None
        begins, label = tags[first], tags[first][2:]
        inside = f"I-{label}" if label else "O"
        return (*tags[:first], begins, *[inside] * (len(name) - 1), *tags[last + 1 :])

    words = (*sentence.words[:first], *name, *sentence.words[last + 1 :])
    return LabelledSentence(words, tuple(map(tagged, sentence.columns)))


def _with_proclitic(word: str, proclitic: str) -> str:
    """`word` with a proclitic; ل before the article writes one alef less."""
    if not ("ء" <= word[0] <= "ي"):
        return word
    return f"لل{word[2:]}" if proclitic == "ل" and word.startswith(ARTICLE) else proclitic + word


def _hashtag(sentence: LabelledSentence, first: int, last: int) -> LabelledSentence:
    """The name as a hashtag: # before it, its words joined by underscores, which are tokens of their own."""
    name = sentence.words[first : last + 1]
    joined = [part for word in name for part in (word, "_")][:-1]
    sentence = _put(sentence, first, last, joined)
    words = (*sentence.words[:first], "#", *sentence.words[first:])
    columns = (tags and (*tags[:first], "O", *tags[first:]) for tags in sentence.columns)
    return LabelledSentence(words, tuple(columns))


def _respelled(word: str) -> str:
    """`word` as careless writers end it."""
    return word[:-1] + {"ة": "ه", "ى": "ي", "ي": "ى"}.get(word[-1], word[-1])
