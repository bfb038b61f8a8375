"""Cutting an article's text into flat pieces, each with the mentions that cover it.

Mentions may lie inside one another or overlap, and HTML elements may not overlap. So marks are not nested: every
boundary of a mention cuts the text, and each piece knows all mentions over it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

from geotag.formats.sentences import whole
from geotag.model import Mention

__all__ = ["Segment", "breakable", "cut"]

#: No word is as long; where one is, a browser takes time that grows with its square to find where to break it.
_TOO_LONG: Final = re.compile(r"\S{400}(?=\S)")


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


def cut(text: str, mentions: Sequence[Mention], *also_at: int) -> list[Segment]:
    """Cut `text` wherever a mention begins or ends, and at the offsets in `also_at`.

    No cut separates a combining mark from its letter: it moves behind the mark. The segments together are the text.

    Examples
    --------
    >>> beirut = Mention(3, 8, "بيروت", "LOC", 0.9)
    >>> [(s.text, s.mentions) for s in cut("في بيروت.", [beirut])]
    [('في ', ()), ('بيروت', (0,)), ('.', ())]
    """
    spans = [(whole(text, mention.start), whole(text, mention.end)) for mention in mentions]
    by_start = sorted((i for i, (start, end) in enumerate(spans) if start < end), key=lambda i: spans[i][0])
    edges = {edge for i in by_start for edge in spans[i]} | {whole(text, offset) for offset in also_at}
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


def breakable(text: str) -> Markup:
    """`text` escaped for HTML, with ``<wbr>`` wherever it goes on for 400 characters without a space.

    Examples
    --------
    >>> str(breakable("<b> باكو"))
    '&lt;b&gt; باكو'
    """
    cuts = (match.end() for match in _TOO_LONG.finditer(text))
    sound = (end for end in cuts if whole(text[end - 1 : end + 1], 1) == 1 or _only_marks(text[end - 30 : end]))
    return Markup("<wbr>").join(escape(text[start:end]) for start, end in pairwise([0, *sound, len(text)]))


def _only_marks(text: str) -> bool:
    return whole(f"x{text}", 1) == len(text) + 1
