"""Places inside longer names: غزة in وزارة الصحة في غزة, اللاذقية in ميناء اللاذقية.

The recogniser gives the longer name only. A place within it is one that the curated facts know, and no ordinary word
(the الداخلية of a ministry of the interior is no region), which frequencies tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import head_at
from geotag.arabic.orthography import fold, model_form
from geotag.arabic.proclitics import readings
from geotag.mentions import FoundMention, MentionBuilder
from geotag.model import Candidate
from geotag.ner.lexicon import NameLexicon
from geotag.ner.span import Span
from geotag.protocols import RecognitionProtocol

__all__ = ["nested_places"]

_LONGEST_NAME: Final = 4
#: A word that begins a place name less often than this is an ordinary word.
_LEAST_NAME_SHARE: Final = 0.2
#: Facilities that serve the place whose name they bear, folded; a street or a square only bears it.
_FACILITIES: Final = frozenset(
    fold(word) for word in ("مطار", "ميناء", "مرفأ", "مستشفى", "قاعدة", "محطة", "سجن", "معبر", "منفذ", "حاجز", "سد")
)
_LABELS: Final = frozenset({"ORG", "LOC", "FAC"})
#: Institutions that are of a place or in one, folded; a club, a paper or a party only bears its name.
_INSTITUTIONS: Final = frozenset(
    fold(word)
    for words in (
        ("شرطة", "وزارة", "بلدية", "حكومة", "برلمان", "مجلس", "محكمة", "نيابة", "أمانة", "إمارة", "محافظة", "ولاية"),
        ("مديرية", "إدارة", "هيئة", "سلطة", "سلطات", "قيادة", "شيوخ", "نواب", "رئاسة", "قوات", "جيش", "دفاع", "حرس"),
        ("داخلية", "خارجية", "أمن", "مخابرات", "صحة", "تعليم", "جامعة", "غرفة", "لجنة", "منتخب", "بورصة", "بنك"),
        ("مصرف", "مقاومة", "سفارة", "قنصلية", "مكتب", "فرع", "مركز", "مستشفى", "سوق", "حلف", "أسقفية", "أبرشية"),
    )
    for word in words
)
_IN: Final = "في"
_CURATED: Final = 0


def nested_places(
    found: Sequence[FoundMention],
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    lexicon: NameLexicon,
    demonyms: DemonymIndex,
) -> list[FoundMention]:
    """Return the mentions of an article with the places inside organisations' and facilities' names added.

    Parameters
    ----------
    found
        What was found so far, in text order.
    lexicon
        Tells how often a word begins a place name.
    """
    named = {fold(item.name) for item in found if item.candidates}
    nested = [inner for item in found for inner in _inside(item, builder, recognition, lexicon, demonyms, named)]
    return sorted([*found, *nested], key=lambda item: (item.mention.start, -item.mention.end))


def _inside(
    outer: FoundMention,
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    lexicon: NameLexicon,
    demonyms: DemonymIndex,
    named: set[str],
) -> Iterator[FoundMention]:
    if outer.mention.label not in _LABELS:
        return
    first, last = builder.token_range(outer.mention)
    words = [token.text for token in builder.tokens[first : last + 1]]
    heads = _INSTITUTIONS if outer.mention.label == "ORG" else _FACILITIES
    at = first + 1
    while at <= last:
        if words[at - first - 1] != _IN and not _is_of_what_follows(words[: at - first], heads):
            at += 1
            continue
        form = model_form(builder.tokens[at].text)
        adjective = demonyms.country(form) and model_form(words[at - first - 1]).startswith("ال")
        for end in range(min(last, at + _LONGEST_NAME - 1), at - 1, -1):
            known = builder.known_name(at, end)
            if known and not adjective and _is_place(known, form, lexicon, named):
                # Its generic head is within the longer name too (مجلس شيوخ ولاية نيويورك).
                start = at - 1 if at - 1 > first and head_at(words[at - first - 1 :][:1]) else at
                edges = builder.tokens[at].start, builder.tokens[end].end
                span = Span(*edges, "LOC", outer.mention.score, recognition.place_type(*edges))
                inner = builder.place(start, end, span, None)
                if inner.mention.start > outer.mention.start and inner.mention.end <= outer.mention.end:
                    yield replace(inner, mention=replace(inner.mention, role="nested"))
                at = end
                break
        at += 1


def _is_of_what_follows(words: Sequence[str], heads: Set[str]) -> bool:
    """Whether the first of `words` is one of `heads`, and the others are heads too or adjectives."""
    return _is_one_of(words[0], heads) and all(
        model_form(word).startswith("ال") or _is_one_of(word, heads) or head_at([word]) for word in words[1:]
    )


def _is_one_of(word: str, heads: Set[str]) -> bool:
    return any(fold(reading.rest).removeprefix("ال") in heads for reading in readings(word))


def _is_place(candidates: Sequence[Candidate], form: str, lexicon: NameLexicon, named: set[str]) -> bool:
    curated = [candidate for candidate in candidates if candidate.place.rank == _CURATED]
    if not curated:
        return False
    known_here = any(fold(candidate.match.form) in named for candidate in curated)
    return known_here or lexicon.name_share(form, "LOC") >= _LEAST_NAME_SHARE
