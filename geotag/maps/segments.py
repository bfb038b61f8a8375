"""Cutting an article's text into flat pieces, each with the mentions that cover it.

Mentions may lie inside one another or overlap, and HTML elements may not overlap. So marks are not nested: every
boundary of a mention cuts the text, and each piece knows all mentions over it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geotag.model import Mention

__all__ = ["Quote", "Segment", "cut", "quote"]

#: Joiners and variation selectors belong to the character before them though they are no combining marks.
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_SENTENCE_ENDS = frozenset(".!?؟؛…\n")
#: How much of a sentence a quote gives on each side.
_REACH = 90


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text.

    Attributes
    ----------
    start
        Its offset in the article's text.
    mentions
        Indices of the mentions over it, the shortest (innermost) first.
    """

    start: int
    text: str
    mentions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A name with what its sentence has around it."""

    before: str
    name: str
    after: str


def cut(text: str, mentions: Sequence[Mention], *also_at: int) -> list[Segment]:
    """Cut `text` wherever a mention begins or ends, and at the offsets in `also_at`.

    No cut separates a combining mark from its letter: it moves behind the mark. The segments together are the text.

    Examples
    --------
    >>> beirut = Mention(3, 8, "بيروت", "LOC", 0.9)
    >>> [(s.text, s.mentions) for s in cut("في بيروت.", [beirut])]
    [('في ', ()), ('بيروت', (0,)), ('.', ())]
    """
    spans = [(_whole(text, mention.start), _whole(text, mention.end)) for mention in mentions]
    by_start = sorted((i for i, (start, end) in enumerate(spans) if start < end), key=lambda i: spans[i][0])
    edges = {edge for i in by_start for edge in spans[i]} | {_whole(text, offset) for offset in also_at}
    bounds = sorted(edges | {0, len(text)})
    segments: list[Segment] = []
    over: list[int] = []
    upcoming = 0
    for start, end in pairwise(bounds):
        over = [i for i in over if spans[i][1] > start]
        while upcoming < len(by_start) and spans[by_start[upcoming]][0] <= start:
            over.append(by_start[upcoming])
            upcoming += 1
        innermost_first = sorted(over, key=lambda i: (spans[i][1] - spans[i][0], i))
        segments.append(Segment(start, text[start:end], tuple(innermost_first)))
    return segments


def quote(text: str, mention: Mention) -> Quote:
    """The mention in its sentence, cut at words where the sentence is long.

    Examples
    --------
    >>> quote("وصل أمس. غادر بيروت ليلًا. ثم عاد.", Mention(14, 19, "بيروت", "LOC", 0.9))
    Quote(before='غادر ', name='بيروت', after=' ليلًا.')
    """
    start, end = _whole(text, mention.start), _whole(text, mention.end)
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
    elif last < len(text) and text[last] != "\n":
        after += text[last]
    return Quote(before.lstrip(), text[start:end], after.rstrip())


def _ends_sentence(text: str, offset: int) -> bool:
    """Whether a sentence ends at `offset`; a full stop within a number or an abbreviation (7.4, أ.ف.ب) ends none."""
    return text[offset] in _SENTENCE_ENDS and not (text[offset] == "." and text[offset + 1 : offset + 2].isalnum())


def _whole(text: str, offset: int) -> int:
    """The first offset from `offset` on that no combining mark follows."""
    offset = min(max(offset, 0), len(text))
    while 0 < offset < len(text) and _continues(text[offset]):
        offset += 1
    return offset


def _continues(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} or character in _JOINERS
