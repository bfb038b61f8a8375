"""An article's tokens, each annotated once with all that the rules ask of it.

What a word is by itself (:class:`~geotag.arabic.analysis.Word`) is worked out once for all articles; where it stands
(:class:`AnnotatedText`), once for each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from geotag.arabic.analysis import Word, head_of, word
from geotag.arabic.demonyms import Demonym, DemonymIndex
from geotag.arabic.heads import Head
from geotag.arabic.tokens import Token, tokens

__all__ = ["AnnotatedText", "annotate"]

#: What may part the words of a name.
_SPACES: Final = " \u00a0"


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
