"""What a word is, wherever it stands: all that rules ask of it, worked out once for all articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geotag.arabic.heads import Head, begins_head, head_at
from geotag.arabic.orthography import ARTICLE, DIACRITICS, TATWEEL, fold, model_form
from geotag.arabic.proclitics import Reading, readings
from geotag.arabic.signs import BRACKETS, QUOTES

__all__ = ["Word", "head_of", "word"]

_QUOTES: Final = QUOTES | BRACKETS


@dataclass(frozen=True, slots=True)
class Word:
    """What a word is, wherever it stands.

    Attributes
    ----------
    text
        As written.
    form
        In :func:`~geotag.arabic.orthography.model_form`.
    folded
        In :func:`~geotag.arabic.orthography.fold`.
    readings
        Every way to part proclitics from it.
    stems
        What each reading of its form leaves, the whole form first.
    folded_stems
        What each of `readings` leaves, folded.
    nouns
        What may be left of it without its article, as written but for marks: إلى and ألقت begin with no article, but
        without their hamza they do.
    head
        The generic word for places that it is, or None.
    begins_head
        Whether it may be the first of a head of two words (شبه جزيرة).
    has_article
        Whether a reading of its form begins with ال.
    hides_article
        Whether a reading of its form lost its ال to لل.
    is_word
        Whether it has a letter or a digit; tatweel is none.
    is_quote
        Whether it is a quotation mark or a bracket.
    """

    text: str
    form: str
    folded: str
    readings: tuple[Reading, ...]
    stems: tuple[str, ...]
    folded_stems: tuple[str, ...]
    nouns: tuple[str, ...]
    head: Head | None
    begins_head: bool
    has_article: bool
    hides_article: bool
    is_word: bool
    is_quote: bool


def head_of(words: Sequence[Word]) -> tuple[Head, int] | None:
    """The head that `words` begin with, and how many of them it takes; None if there is none."""
    if not words:
        return None
    own = words[0]
    if own.begins_head and len(words) > 1:
        return head_at([own.text, words[1].text])
    return None if own.head is None else (own.head, 1)


@lru_cache(maxsize=65536)
def word(text: str) -> Word:
    """What the word is that is written so.

    Examples
    --------
    >>> word("وبالمدينة").form, word("بمدينة").head.word
    ('وبالمدينة', 'مدينة')
    """
    form = model_form(text)
    own = readings(text)
    of_form = own if form == text else readings(form)
    stems = tuple(reading.rest for reading in of_form)
    folded_stems = tuple(fold(reading.rest) for reading in own)
    return Word(
        text=text,
        form=form,
        folded=folded_stems[0],
        readings=own,
        stems=stems,
        folded_stems=folded_stems,
        nouns=_nouns(text, own),
        head=found[0] if (found := head_at([text])) is not None else None,
        begins_head=begins_head(text),
        has_article=any(stem.startswith(ARTICLE) for stem in stems),
        hides_article=any(reading.hides_article for reading in of_form),
        is_word=any(character.isalnum() and character != TATWEEL for character in text),
        is_quote=text in _QUOTES,
    )


def _nouns(text: str, own: tuple[Reading, ...]) -> tuple[str, ...]:
    written = "".join(letter for letter in text if letter not in DIACRITICS and letter != TATWEEL)
    return tuple(
        reading.rest if reading.hides_article else reading.rest.removeprefix(ARTICLE)
        for reading in (own if written == text else readings(written))
        if reading.hides_article or reading.rest.startswith(ARTICLE)
    )
