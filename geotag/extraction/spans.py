"""Recognised spans as ranges of tokens: no sign stands at an edge, and none within but one with its fellow."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geotag.arabic.tokens import MAX_TOKEN_CHARACTERS
from geotag.extraction.annotation import AnnotatedText
from geotag.model import PLACE_LABELS
from geotag.ner.span import Span

__all__ = ["TokenSpan", "joined_spans", "token_spans", "trimmed", "without_quotes"]

#: Unicode categories of brackets and quotes.
_OPENING: Final = frozenset({"Ps", "Pi"})
_CLOSING: Final = frozenset({"Pe", "Pf"})
_AND: Final = "و"


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A recognised span with its first and last token."""

    span: Span
    first: int
    last: int

    @property
    def is_place(self) -> bool:
        """Whether it was recognised as a place."""
        return self.span.label in PLACE_LABELS


def token_spans(text: AnnotatedText, spans: Sequence[Span]) -> list[TokenSpan]:
    """The tokens of each span."""
    return [TokenSpan(s, bisect_left(text.starts, s.start), bisect_left(text.starts, s.end) - 1) for s in spans]


def joined_spans(
    text: AnnotatedText, spans: Sequence[TokenSpan], is_name: Callable[[int, int], bool]
) -> Iterator[TokenSpan]:
    """The spans, two place spans as one where only both together are a name (كهرمان + مرعش).

    Parameters
    ----------
    is_name
        Whether tokens, from the first to the last, are the name of a place.
    """
    pending: TokenSpan | None = None
    for item in spans:
        if pending is not None:
            joined = _joined(text, pending, item, is_name)
            if joined is not None:
                pending = joined
                continue
            yield pending
        pending = item
    if pending is not None:
        yield pending


def _joined(
    text: AnnotatedText, one: TokenSpan, other: TokenSpan, is_name: Callable[[int, int], bool]
) -> TokenSpan | None:
    if not one.is_place:
        return None
    if other.is_place and one.last + 1 == other.first and is_name(one.first, other.last):
        span = replace(one.span, end=other.span.end, score=min(one.span.score, other.span.score))
        return TokenSpan(span, one.first, other.last)
    # البوسنة و الهرسك: the recogniser is less sure of the second half.
    with_and = one.last + 2 == other.first and text.words[one.last + 1].text == _AND
    if with_and and other.span.label != "PER" and is_name(one.first, other.last):
        return TokenSpan(replace(one.span, end=other.span.end), one.first, other.last)
    return None


def without_quotes(text: AnnotatedText, first: int, last: int) -> tuple[int, int]:
    """The tokens without quotation marks around them, and without one at an end that has no fellow among them."""
    quotes = [word.is_quote for word in text.words[first : last + 1]]
    while len(quotes) > 1 and (quotes[0] or quotes[-1]):
        if not (quotes[0] and quotes[-1]) and sum(quotes) % 2 == 0:
            break
        start, end = int(quotes[0]), int(quotes[-1])
        if start + end >= len(quotes):
            break
        first, last, quotes = first + start, last - end, quotes[start : len(quotes) - end]
    return first, last


def trimmed(text: AnnotatedText, first: int, last: int) -> tuple[int, int] | None:
    """The tokens without quotation marks and other signs around them (- بغداد).

    A closing sign whose fellow is among them stays (حركة «فتح»). None if no letter or digit is left, or if a word is
    longer than words are.
    """
    words = text.words
    first, last = without_quotes(text, first, last)
    while first <= last and not words[first].is_word:
        first += 1
    while first <= last and not words[last].is_word and not _closes(text, first, last):
        last -= 1
    too_long = any(len(word.text) >= MAX_TOKEN_CHARACTERS for word in words[max(0, first - 1) : last + 1])
    return None if first > last or too_long else (first, last)


def _closes(text: AnnotatedText, first: int, last: int) -> bool:
    categories = [unicodedata.category(word.text[0]) for word in text.words[first : last + 1]]
    return categories[-1] in _CLOSING and not _OPENING.isdisjoint(categories)
