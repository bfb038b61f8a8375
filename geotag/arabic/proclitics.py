"""Proclitics: the one-letter words that Arabic writes attached to the next one (و ف ب ل ك, and لل for ل + ال).

Whether the و of وفضولي is a conjunction or a letter of the name cannot be told from the word alone; this module
gives every reading, and who knows names chooses (:mod:`geotag.ner.lexicon`, the gazetteer).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geotag.arabic.orthography import fold_with_offsets
from geotag.arabic.words import ordered

__all__ = ["Reading", "readings"]

#: Conjunctions may precede prepositions. لل hides the article of the name that follows.
_SEQUENCES: Final = ordered("proclitics.sequences")
#: A name has at least this many letters of its own.
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word.

    Attributes
    ----------
    proclitics
        What is attached, folded; "" for the word as it stands.
    start
        Offset in the word where the rest begins.
    rest
        The word from there on, as written.
    hides_article
        Whether the rest lost its ال to لل (للجزائر is ل + الجزائر).
    """

    proclitics: str
    start: int
    rest: str
    hides_article: bool = False

    @property
    def article(self) -> str:
        """The ال that the rest lost to لل, or ""."""
        return "ال" if self.hides_article else ""


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[Reading, ...]:
    """Every reading of `word`, the one without proclitics first.

    Examples
    --------
    >>> [(r.proclitics, r.rest) for r in readings("وفضولي")]
    [('', 'وفضولي'), ('و', 'فضولي')]
    >>> [(r.proclitics, r.rest, r.hides_article) for r in readings("للجزائر")][1:]
    [('ل', 'لجزائر', False), ('لل', 'جزائر', True)]
    """
    found = [Reading("", 0, word)]
    folded = fold_with_offsets(word)
    for sequence in _SEQUENCES:
        size = len(sequence)
        if folded.text.startswith(sequence) and len(folded.text) - size >= _SHORTEST_NAME:
            start = folded.origin(size)
            found.append(Reading(sequence, start, word[start:], sequence.endswith("لل")))
    return tuple(found)
