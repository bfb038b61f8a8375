"""Tokens and sentences of Arabic text, with their offsets.

The rules are those of the corpora that the recogniser learned from: proclitics stay attached, punctuation, digits
and letters part, a number keeps its inner separators. Both functions run in time linear in the text.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from geotag.arabic.signs import CLOSING, SENTENCE_ENDS

__all__ = ["MAX_SENTENCE_TOKENS", "Token", "sentences", "tokens"]

#: A longer sentence is cut: the recogniser gains nothing from more context, and memory stays bounded.
MAX_SENTENCE_TOKENS: Final = 150
#: A longer run of letters is no word; it is cut so that one bad token cannot slow the rest.
MAX_TOKEN_CHARACTERS: Final = 60

_MARKS: Final = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0300-\u036f"
_JOINERS: Final = "\u00ad\u200c\u200d"
# Possessive (*+): what was matched is never given back, so that no trail is kept of a text of one long word.
_TOKEN: Final = re.compile(
    rf"\d++(?:[.,٫٬]\d++)*+"
    rf"|[^\W\d_][^\W\d_{_MARKS}]*+(?:[{_MARKS}{_JOINERS}]++[^\W\d_{_MARKS}]*+)*+"
    rf"|\S"
)
_BLANK: Final = frozenset("\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


class Token(NamedTuple):
    """One token: ``text == article[start:end]``."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Split `text` into tokens; everything but white space and invisible controls is kept.

    Examples
    --------
    >>> [t.text for t in tokens("دمّر 1,200 مبنى بقره باغ.")]
    ['دمّر', '1,200', 'مبنى', 'بقره', 'باغ', '.']
    """
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if end - start == 1 and text[start] in _BLANK:
            continue
        if end - start <= MAX_TOKEN_CHARACTERS:
            found.append(Token(match[0], start, end))
            continue
        for cut in range(start, end, MAX_TOKEN_CHARACTERS):
            stop = min(cut + MAX_TOKEN_CHARACTERS, end)
            found.append(Token(text[cut:stop], cut, stop))
    return found


def sentences(text: str) -> list[list[Token]]:
    """Split `text` into sentences of tokens: at line ends, and after . ! ? ؟ … with what closes them.

    A full stop ends a sentence only where a space follows (أ.ف.ب and 3.5 stay whole).

    Examples
    --------
    >>> [[t.text for t in s] for s in sentences("وصل إلى باكو. ثم عاد")]
    [['وصل', 'إلى', 'باكو', '.'], ['ثم', 'عاد']]
    """
    found: list[list[Token]] = []
    current: list[Token] = []
    ended = False
    for token in tokens(text):
        gap = text[current[-1].end : token.start] if current else ""
        closes = not gap and (token.text in CLOSING or token.text in SENTENCE_ENDS)
        line_ends = "\n" in gap or "\r" in gap
        if line_ends or (ended and not closes) or len(current) >= MAX_SENTENCE_TOKENS:
            found.append(current)
            current = []
            ended = False
        current.append(token)
        if token.text in SENTENCE_ENDS:
            following = text[token.end : token.end + 1]
            ended = not following or following.isspace() or following in CLOSING or following in SENTENCE_ENDS
        elif token.text not in CLOSING:
            ended = False
    if current:
        found.append(current)
    return found
