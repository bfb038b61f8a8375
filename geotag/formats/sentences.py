"""The sentence around a mention, the same in every format and on the maps."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from geotag.arabic.signs import SENTENCE_ENDS

__all__ = ["Quote", "quote", "whole"]

#: Joiners and variation selectors belong to the character before them though they are no combining marks.
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f")
_LINE_ENDS: Final = frozenset("\n\r")
#: A semicolon parts clauses that say enough by themselves, so that a quote is as short as it may be.
_SENTENCE_ENDS: Final = SENTENCE_ENDS | _LINE_ENDS | {"؛"}
#: How much of a sentence a quote gives on each side.
_REACH: Final = 90


@dataclass(frozen=True, slots=True)
class Quote:
    """A name with what its sentence has around it."""

    before: str
    name: str
    after: str

    def __str__(self) -> str:
        """The three as one line."""
        return " ".join(f"{self.before}{self.name}{self.after}".split())


def quote(text: str, start: int, end: int) -> Quote:
    """The mention ``text[start:end]`` in its sentence, cut at words, with … for the rest, where the sentence is long.

    Examples
    --------
    >>> quote("وصل أمس. غادر بيروت ليلًا. ثم عاد.", 14, 19)
    Quote(before='غادر ', name='بيروت', after=' ليلًا.')
    >>> str(quote("وصل أمس. غادر بيروت ليلًا. ثم عاد.", 14, 19))
    'غادر بيروت ليلًا.'
    """
    start, end = whole(text, start), whole(text, end)
    first = start
    while first > 0 and start - first <= _REACH and not _ends_sentence(text, first - 1):
        first -= 1
    last = end
    while last < len(text) and last - end <= _REACH and not _ends_sentence(text, last):
        last += 1
    before, after = text[first:start], text[end:last]
    if start - first > _REACH:
        before = "… " + before.partition(" ")[2]
    if last - end > _REACH:
        after = after.rpartition(" ")[0] + " …"
    elif last < len(text) and text[last] not in _LINE_ENDS:
        after += text[last]
    return Quote(before.lstrip(), text[start:end], after.rstrip())


def whole(text: str, offset: int) -> int:
    """The first offset from `offset` on that no combining mark follows.

    Examples
    --------
    >>> whole("حلبَ", 3)
    4
    """
    offset = min(max(offset, 0), len(text))
    while 0 < offset < len(text) and _continues(text[offset]):
        offset += 1
    return offset


def _ends_sentence(text: str, offset: int) -> bool:
    """Whether a sentence ends at `offset`; a full stop within a number or an abbreviation (7.4, أ.ف.ب) ends none."""
    return text[offset] in _SENTENCE_ENDS and not (text[offset] == "." and text[offset + 1 : offset + 2].isalnum())


def _continues(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} or character in _JOINERS
