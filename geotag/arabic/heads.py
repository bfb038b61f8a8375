"""Generic head words that stand before a place name (مدينة حلب, محافظتي آغدام وفضولي) and the kinds they announce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from geotag.arabic.orthography import fold
from geotag.arabic.proclitics import readings
from geotag.arabic.words import entries, texts

__all__ = ["Head", "begins_head", "head_at", "strip_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """A head word.

    Attributes
    ----------
    word
        As written, without proclitics.
    kinds
        Kinds of places that it announces.
    plural
        Whether it is dual or plural, and so may govern a list of names.
    detachable
        Whether a name is whole without it (مدينة حلب is حلب; but نهر الأردن is not الأردن).
    """

    word: str
    kinds: frozenset[str]
    plural: bool
    detachable: bool


#: The one head of two words.
_OF_TWO_WORDS: Final = MappingProxyType(
    {tuple(form.split()): frozenset(kinds.split()) for form, kinds in texts("heads.of_two_words", "kinds").items()}
)
_FIRST_OF_TWO: Final = frozenset(first for first, *_ in _OF_TWO_WORDS)


def _entries() -> Iterator[tuple[str, tuple[frozenset[str], bool, bool]]]:
    for name, detachable in (("heads.detachable", True), ("heads.part_of_name", False)):
        for entry in entries(name):
            plural = entry.attributes["number"] == "several"
            # A plural governs names; it is never part of one.
            yield entry.form, (frozenset(str(entry.attributes["kinds"]).split()), plural, detachable or plural)


_HEADS: Final = MappingProxyType(dict(_entries()))


def head_at(words: Sequence[str]) -> tuple[Head, int] | None:
    """Head that `words` begin with, proclitics and all, and how many words it takes; None if there is none.

    Examples
    --------
    >>> head, size = head_at(["ومحافظتي", "آغدام"])
    >>> head.word, head.plural, size
    ('محافظتي', True, 1)
    >>> head_at(["شبه", "جزيرة", "القرم"])[1]
    2
    """
    for reading in readings(words[0]):
        if reading.hides_article:
            continue
        kinds = _OF_TWO_WORDS.get(tuple(fold(word) for word in (reading.rest, *words[1:2])))
        if kinds is not None:
            return Head(f"{reading.rest} {words[1]}", kinds, plural=False, detachable=True), 2
        properties = _HEADS.get(fold(reading.rest))
        if properties is not None:
            return Head(reading.rest, *properties), 1
    return None


def begins_head(word: str) -> bool:
    """Whether `word`, proclitics and all, may be the first of a head of two words (وشبه جزيرة)."""
    return any(not reading.hides_article and fold(reading.rest) in _FIRST_OF_TWO for reading in readings(word))


def strip_head(name: str) -> tuple[Head, str] | None:
    """Part a name from the head it begins with; None if it begins with none or is nothing but one.

    Examples
    --------
    >>> head, rest = strip_head("إقليم قره باغ")
    >>> head.word, rest
    ('إقليم', 'قره باغ')
    """
    words = name.split()
    found = head_at(words) if words else None
    if found is None or len(words) <= found[1]:
        return None
    return found[0], " ".join(words[found[1] :])
