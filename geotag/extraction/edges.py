"""Where a name's tokens end: no sign stands at an edge, and none within but what is glued to the words beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from geotag.arabic.orthography import TATWEEL
from geotag.arabic.tokens import MAX_TOKEN_CHARACTERS, Token

__all__ = ["is_glued", "is_quote", "is_word", "trimmed", "without_quotes"]

_QUOTES: Final = frozenset("\"'«»“”„‘’‹›″()[]")
#: Unicode categories of brackets and quotes.
_OPENING: Final = frozenset({"Ps", "Pi"})
_CLOSING: Final = frozenset({"Pe", "Pf"})


def is_quote(token: Token) -> bool:
    """Whether the token is a quotation mark or a bracket."""
    return token.text in _QUOTES


def is_word(token: Token) -> bool:
    """Whether the token has a letter or a digit; tatweel is none."""
    return any(character.isalnum() and character != TATWEEL for character in token.text)


def is_glued(tokens: Sequence[Token], index: int) -> bool:
    """Whether no space parts the token from those beside it."""
    before, own, after = tokens[max(0, index - 1)], tokens[index], tokens[min(index + 1, len(tokens) - 1)]
    return (before is own or before.end == own.start) and (after is own or own.end == after.start)


def without_quotes(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The tokens without quotation marks around them, and without one at an end that has no fellow among them."""
    quotes = [is_quote(token) for token in tokens[first : last + 1]]
    while len(quotes) > 1 and (quotes[0] or quotes[-1]):
        if not (quotes[0] and quotes[-1]) and sum(quotes) % 2 == 0:
            break
        start, end = int(quotes[0]), int(quotes[-1])
        if start + end >= len(quotes):
            break
        first, last, quotes = first + start, last - end, quotes[start : len(quotes) - end]
    return first, last


def trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The tokens without quotation marks and other signs around them (- بغداد).

    A closing sign whose fellow is among them stays (حركة «فتح»). None if no letter or digit is left, or if a word is
    longer than words are.
    """
    first, last = without_quotes(tokens, first, last)
    while first <= last and not is_word(tokens[first]):
        first += 1
    while first <= last and not is_word(tokens[last]) and not _closes(tokens, first, last):
        last -= 1
    too_long = any(len(token.text) >= MAX_TOKEN_CHARACTERS for token in tokens[max(0, first - 1) : last + 1])
    return None if first > last or too_long else (first, last)


def _closes(tokens: Sequence[Token], first: int, last: int) -> bool:
    categories = [unicodedata.category(token.text[0]) for token in tokens[first : last + 1]]
    return categories[-1] in _CLOSING and not _OPENING.isdisjoint(categories)
