"""Places inside longer names: غزة in وزارة الصحة في غزة, اللاذقية in ميناء اللاذقية.

The recogniser gives the longer name only. A place within it is one that the curated facts know, and no ordinary word
(the الداخلية of a ministry of the interior is no region), which frequencies tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from geotag.arabic.analysis import Word
from geotag.arabic.orthography import ARTICLE, fold
from geotag.arabic.words import forms
from geotag.extraction.mentions import FoundMention, MentionBuilder
from geotag.gazetteer.lookup.word_use import bundled_word_use
from geotag.model import CURATED_RANK, Candidate
from geotag.ner.lexicon import NameLexicon
from geotag.ner.span import Span
from geotag.protocols import RecognitionProtocol

__all__ = ["nested_places"]

_LONGEST_NAME: Final = 4
#: A word that begins a place name less often than this is an ordinary word.
_LEAST_NAME_SHARE: Final = 0.2
#: Facilities that serve the place whose name they bear, folded; a street or a square only bears it.
_FACILITIES: Final = forms("institutions.facilities")
_LABELS: Final = frozenset({"ORG", "LOC", "FAC"})
#: Institutions that are of a place or in one, folded; a club, a paper or a party only bears its name.
_INSTITUTIONS: Final = forms("institutions.of_places")
#: Of a place only together with those whose it is (اتحاد كتاب حلب; اتحاد جدة is a club).
_CHAINED: Final = forms("institutions.of_members")
#: Institutions that say what they deal with before they say where (هيئة تحرير الشام is none of a place).
_CHAINING: Final = forms("institutions.of_matters")
_LONGEST_CHAIN: Final = 2
_BANKS: Final = forms("institutions.banks")
#: Of what follows (بلدية الرمادي غربي الأنبار).
_SIDES: Final = forms("directions.sides")
_IN: Final = "في"


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a place inside a longer name is judged by.

    Attributes
    ----------
    builder, recognition, lexicon
        The article's tokens and names, what was recognised in it, and how names begin.
    named
        Folded names of the places that the article has elsewhere.
    """

    builder: MentionBuilder
    recognition: RecognitionProtocol
    lexicon: NameLexicon
    named: Set[str]


def nested_places(
    found: Sequence[FoundMention], builder: MentionBuilder, recognition: RecognitionProtocol, lexicon: NameLexicon
) -> list[FoundMention]:
    """Return the mentions of an article with the places inside organisations' and facilities' names added.

    Parameters
    ----------
    found
        What was found so far, in text order.
    lexicon
        Tells how often a word begins a place name.
    """
    judge = _Inside(builder, recognition, lexicon, {fold(item.name) for item in found if item.candidates})
    nested = [inner for item in found if item.mention.label in _LABELS for inner in _inside(item, judge)]
    return sorted([*found, *nested], key=lambda item: (item.mention.start, -item.mention.end))


def _inside(outer: FoundMention, judge: _Inside) -> Iterator[FoundMention]:
    """The places inside one name, from the left to the right."""
    words = judge.builder.text.words
    first, last = judge.builder.token_range(outer.mention)
    heads = _INSTITUTIONS if outer.mention.label == "ORG" else _FACILITIES
    at = first + 1
    while at <= last:
        before = [word for word in words[first:at] if word.text[0].isalnum()]
        if before and words[at].is_word and _announces(before, heads, judge.lexicon):
            end = _end_of_place(at, last, before, judge)
            if end is not None:
                inner = _place(first, at, end, outer, judge)
                if inner.mention.start > outer.mention.start and inner.mention.end <= outer.mention.end:
                    yield replace(inner, mention=replace(inner.mention, role="nested"))
                at = end
        at += 1


def _end_of_place(at: int, last: int, before: Sequence[Word], judge: _Inside) -> int | None:
    """The last token of the longest place name that begins at a token, or None."""
    builder, text = judge.builder, judge.builder.text
    own = text.words[at]
    if text.demonyms[at].country and text.words[at - 1].form.startswith(ARTICLE):
        return None
    for end in range(min(last, at + _LONGEST_NAME - 1), at - 1, -1):
        known = builder.extents.named(at, end) if text.words[end].is_word else ()
        if not known or (_is_bank(before) and not any(candidate.place.kind == "country" for candidate in known)):
            continue
        if _is_place(known, own.form, judge.lexicon, judge.named) and not builder.is_refused(at, end):
            return end
    return None


def _place(first: int, at: int, end: int, outer: FoundMention, judge: _Inside) -> FoundMention:
    text = judge.builder.text
    # Its generic head is within the longer name too (مجلس شيوخ ولاية نيويورك).
    start = at - 1 if at - 1 > first and text.words[at - 1].head is not None else at
    edges = text.tokens[at].start, text.tokens[end].end
    span = Span(*edges, "LOC", outer.mention.score, judge.recognition.place_type(*edges))
    return judge.builder.place(start, end, span, None)


def _announces(before: Sequence[Word], heads: Set[str], lexicon: NameLexicon) -> bool:
    """Whether a place may follow these words of a longer name."""
    return before[-1].text == _IN or _is_of_what_follows(before, heads, lexicon)


def _is_of_what_follows(words: Sequence[Word], heads: Set[str], lexicon: NameLexicon) -> bool:
    """Whether the first of `words` is one of `heads`, and the others are heads too, adjectives or a chain of nouns.

    An institution has a chain (محكمة جنايات, نقابة أطباء): nouns without the article that begin no person's name.
    """
    if not _is_one_of(words[0], heads):
        return len(words) > 1 and words[0].text in _CHAINED and all(_is_chained(word, lexicon) for word in words[1:])
    return all(
        word.form.startswith(ARTICLE)
        or word.text in _SIDES
        or _is_one_of(word, heads)
        or word.head is not None
        or (number < _LONGEST_CHAIN and _is_one_of(words[0], _CHAINING) and _is_chained(word, lexicon))
        for number, word in enumerate(words[1:])
    )


def _is_chained(word: Word, lexicon: NameLexicon) -> bool:
    form = word.form
    return form in lexicon.ranks and form.isalpha() and lexicon.name_share(form, "PER") < _LEAST_NAME_SHARE


def _is_bank(words: Sequence[Word]) -> bool:
    """Whether a bank, which but for a country's only bears its name, is all that stands before."""
    return len(words) == 1 and words[0].folded in _BANKS


def _is_one_of(word: Word, heads: Set[str]) -> bool:
    return any(stem.removeprefix(ARTICLE) in heads for stem in word.folded_stems)


def _is_place(candidates: Sequence[Candidate], form: str, lexicon: NameLexicon, named: Set[str]) -> bool:
    curated = [candidate for candidate in candidates if candidate.place.rank == CURATED_RANK]
    if not curated:
        return False
    if any(fold(candidate.match.form) in named for candidate in curated):
        return True
    # A rare town is no name in the texts that the shares were counted in; raw news has it, and for nothing else.
    return lexicon.name_share(form, "LOC") >= _LEAST_NAME_SHARE or not bundled_word_use().place_odds(form)
