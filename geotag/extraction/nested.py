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
from geotag.extraction.edges import is_word
from geotag.extraction.mentions import FoundMention, MentionBuilder
from geotag.gazetteer.lookup.word_use import bundled_word_use
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
        ("نقابة", "محاكم", "دائرة", "كلية", "معهد", "تربية", "مطرانية", "زراعة", "كهرباء", "جنايات", "استئناف"),
        ("سلطنة", "مملكة", "جمهورية", "دولة"),
    )
    for word in words
)
#: Of a place only together with those whose it is (اتحاد كتاب حلب; اتحاد جدة is a club).
_CHAINED: Final = frozenset({"اتحاد", "جمعية", "رابطة"})
#: Institutions that say what they deal with before they say where (هيئة تحرير الشام is none of a place).
_CHAINING: Final = frozenset(
    map(fold, ("محكمة", "نيابة", "نقابة", "مديرية", "دائرة", "غرفة", "كلية", "مكتب", "فرع", "إدارة", "شرطة", "سوق"))
)
_LONGEST_CHAIN: Final = 2
_BANKS: Final = frozenset(map(fold, ("بنك", "مصرف")))
#: Of what follows (بلدية الرمادي غربي الأنبار).
_SIDES: Final = frozenset(("شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "وسط"))
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
        before = [word for word in words[: at - first] if word[0].isalnum()]
        if not before or not is_word(builder.tokens[at]):
            at += 1
            continue
        if before[-1] != _IN and not _is_of_what_follows(before, heads, lexicon):
            at += 1
            continue
        form = model_form(builder.tokens[at].text)
        adjective = demonyms.country(form) and model_form(words[at - first - 1]).startswith("ال")
        for end in range(min(last, at + _LONGEST_NAME - 1), at - 1, -1):
            known = builder.known_name(at, end) if is_word(builder.tokens[end]) else ()
            if _is_bank(before) and not any(candidate.place.kind == "country" for candidate in known):
                continue
            if builder.is_other(at, end):
                continue
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


def _is_of_what_follows(words: Sequence[str], heads: Set[str], lexicon: NameLexicon) -> bool:
    """Whether the first of `words` is one of `heads`, and the others are heads too, adjectives or a chain of nouns.

    An institution has a chain (محكمة جنايات, نقابة أطباء): nouns without the article that begin no person's name.
    """
    if not _is_one_of(words[0], heads):
        return len(words) > 1 and words[0] in _CHAINED and _is_chain(words[1:], lexicon)
    return all(
        model_form(word).startswith("ال")
        or word in _SIDES
        or _is_one_of(word, heads)
        or head_at([word])
        or (number < _LONGEST_CHAIN and _is_one_of(words[0], _CHAINING) and _is_chain([word], lexicon))
        for number, word in enumerate(words[1:])
    )


def _is_chain(words: Sequence[str], lexicon: NameLexicon) -> bool:
    forms = [model_form(word) for word in words]
    return all(
        form in lexicon.ranks and form.isalpha() and lexicon.name_share(form, "PER") < _LEAST_NAME_SHARE
        for form in forms
    )


def _is_bank(words: Sequence[str]) -> bool:
    """Whether a bank, which but for a country's only bears its name, is all that stands before."""
    return len(words) == 1 and fold(words[0]) in _BANKS


def _is_one_of(word: str, heads: Set[str]) -> bool:
    return any(fold(reading.rest).removeprefix("ال") in heads for reading in readings(word))


def _is_place(candidates: Sequence[Candidate], form: str, lexicon: NameLexicon, named: set[str]) -> bool:
    curated = [candidate for candidate in candidates if candidate.place.rank == _CURATED]
    if not curated:
        return False
    if any(fold(candidate.match.form) in named for candidate in curated):
        return True
    # A rare town is no name in the texts that the shares were counted in; raw news has it, and for nothing else.
    return lexicon.name_share(form, "LOC") >= _LEAST_NAME_SHARE or not bundled_word_use().place_odds(form)
