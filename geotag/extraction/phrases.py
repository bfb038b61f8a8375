"""Fixed phrases in which the name of a place is an ordinary word (مسقط رأسه) or another's name (شارع بغداد)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from geotag.arabic.analysis import Word
from geotag.arabic.orthography import ARTICLE
from geotag.arabic.words import entries
from geotag.extraction.annotation import AnnotatedText

__all__ = ["is_in_phrase"]

_ANY: Final = "*"
_DEFINITE: Final = f"{ARTICLE}*"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What stands right before and right after a name, one of each; nothing is asked for where there are none."""

    before: frozenset[str]
    after: frozenset[str]


def is_in_phrase(text: AnnotatedText, first: int, last: int) -> bool:
    """Whether the name is part of a fixed phrase, in which it is no place."""
    words, table = text.words, _phrases()
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    of_word = (table.get(stem, ()) for stem in words[first].stems) if first == last else ()
    phrases = chain(table.get(_ANY, ()), *of_word)
    return any(_holds(phrase.before, before) and _holds(phrase.after, after) for phrase in phrases)


def _holds(wanted: frozenset[str], word: Word | None) -> bool:
    if not wanted:
        return True
    return word is not None and (not wanted.isdisjoint(word.stems) or (word.has_article and _DEFINITE in wanted))


@cache
def _phrases() -> Mapping[str, Sequence[_Phrase]]:
    table: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for entry in entries("phrases.fixed"):
        before, after = (frozenset(str(entry.attributes[side]).split()) for side in ("before", "after"))
        table[entry.form].append(_Phrase(before, after))
    return table
