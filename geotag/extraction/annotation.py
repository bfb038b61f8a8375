"""An article's tokens, each annotated once with all that the rules ask of it.

What a word is by itself (:class:`Word`) is the same wherever it stands, so that it is worked out once for all articles;
where it stands (:class:`AnnotatedText`) is worked out once for each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from geotag.arabic.demonyms import Demonym, DemonymIndex
from geotag.arabic.heads import Head, begins_head, head_at
from geotag.arabic.orthography import ARTICLE, DIACRITICS, TATWEEL, fold, model_form
from geotag.arabic.proclitics import Reading, readings
from geotag.arabic.signs import BRACKETS, QUOTES
from geotag.arabic.tokens import Token, tokens

__all__ = ["AnnotatedText", "Word", "annotate", "head_of", "word"]

_QUOTES: Final = QUOTES | BRACKETS
#: What may part the words of a name.
_SPACES: Final = " \u00a0"


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


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """The tokens of an article and what is known of each, by its number.

    Attributes
    ----------
    text
        The article's.
    tokens, words, demonyms
        Where each token stands, what its word is, and of which country it is an adjective.
    starts
        Offset of each token.
    form_counts
        How often each form occurs.
    """

    text: str
    tokens: Sequence[Token]
    words: Sequence[Word]
    demonyms: Sequence[Demonym]
    starts: Sequence[int]
    form_counts: Mapping[str, int]
    #: For each token the number of the run of tokens, with nothing but spaces between them, that it is of.
    _runs: Sequence[int]

    def __len__(self) -> int:
        return len(self.tokens)

    def are_adjacent(self, first: int, last: int) -> bool:
        """Whether nothing but spaces lies between the tokens from `first` to `last`."""
        return self._runs[first] == self._runs[last]

    def is_glued(self, index: int) -> bool:
        """Whether no space parts the token from those beside it."""
        own = self.tokens[index]
        return (index == 0 or self.tokens[index - 1].end == own.start) and (
            index + 1 == len(self.tokens) or own.end == self.tokens[index + 1].start
        )

    def is_quoted(self, first: int, last: int) -> bool:
        """Whether tokens `first` to `last` stand alone in quotation marks."""
        return self.words[max(0, first - 1)].is_quote and self.words[min(last + 1, len(self.words) - 1)].is_quote

    def head(self, first: int, last: int) -> tuple[Head, int] | None:
        """The head that tokens `first` to `last` begin with, and how many of them it takes; None if there is none."""
        return head_of(self.words[first : min(first + 2, last + 1)])

    def slice(self, first: int, last: int) -> str:
        """The text from token `first` to token `last`."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """First and last token of a piece of the text, which may begin within a token."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, end) - 1


def head_of(words: Sequence[Word]) -> tuple[Head, int] | None:
    """The head that `words` begin with, and how many of them it takes; None if there is none."""
    if not words:
        return None
    own = words[0]
    if own.begins_head and len(words) > 1:
        return head_at([own.text, words[1].text])
    return None if own.head is None else (own.head, 1)


def annotate(text: str, demonyms: DemonymIndex) -> AnnotatedText:
    """Annotate the tokens of an article.

    Parameters
    ----------
    text
        The article's.
    demonyms
        Knows the adjectives of countries.

    Examples
    --------
    >>> annotated = annotate("زار مدينة حلب السورية", DemonymIndex({"SY": ["سوريا"]}))
    >>> annotated.head(1, 2)[0].word, annotated.demonyms[3].country, annotated.are_adjacent(0, 3)
    ('مدينة', 'SY', True)
    """
    found = tokens(text)
    words = [word(token.text) for token in found]
    runs, run = [0] if found else [], 0
    for before, after in pairwise(found):
        run += before.end != after.start and text[before.end : after.start].strip(_SPACES) != ""
        runs.append(run)
    return AnnotatedText(
        text,
        found,
        words,
        [demonyms.read(token.text) for token in found],
        [token.start for token in found],
        Counter([own.form for own in words]),
        runs,
    )


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
