"""Why the name of a place is none where it stands: a table of rules, each with what asks it and its reason in words.

A new rule is a function of a :class:`PlaceSpan` and a row of :data:`RULES`. The first rule that holds is given as the
reason, so that those stand first whose reason tells more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from geotag.arabic.analysis import Word, head_of, word
from geotag.arabic.orthography import ARTICLE, fold
from geotag.arabic.prepositions import PREPOSITIONS
from geotag.arabic.signs import DASHES
from geotag.arabic.words import forms, ordered
from geotag.extraction.annotation import AnnotatedText
from geotag.extraction.phrases import is_in_phrase
from geotag.model import Candidate
from geotag.ner.lexicon import UNSEEN_RANK, NameLexicon

__all__ = [
    "BEFORE_PLACES",
    "RULES",
    "KnownNames",
    "PlaceSpan",
    "Rule",
    "broken_rule",
    "describes",
    "is_adjective",
    "is_bare_head",
]


class KnownNames(Protocol):
    """What the gazetteer knows of an article's tokens."""

    def candidates(self, first: int, last: int) -> Sequence[Candidate]:
        """Places whose name the tokens may be."""

    def is_tight(self, first: int, last: int) -> bool:
        """Whether one of them is written so, but for spelling and spaces."""

    def is_name(self, first: int, last: int) -> bool:
        """The same, of tokens that stand together and have no head among them."""

    def knows(self, name: str) -> bool:
        """Whether a place has that name as it stands."""


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A span that may be the name of a place, and what its rules ask beside the words.

    Attributes
    ----------
    text
        The article.
    first, last
        First and last token.
    names, lexicon
        What knows place names, and how names begin.
    taken, people
        Tokens that belong to recognised names, and those that belong to names of people.
    score
        Probability that the recogniser gives the span.
    country_end
        Where the mention before it ends, if that is a country; -1 else.
    """

    text: AnnotatedText
    first: int
    last: int
    names: KnownNames
    lexicon: NameLexicon
    taken: Set[int] = frozenset()
    people: Set[int] = frozenset()
    score: float = 0.0
    country_end: int = -1

    @property
    def is_single(self) -> bool:
        """Whether it is one token."""
        return self.first == self.last

    @property
    def word(self) -> Word:
        """The first word of the span."""
        return self.text.words[self.first]

    @property
    def adjacent(self) -> Word | None:
        """The word before it, if nothing but spaces lies between."""
        before = self.first - 1
        return self.text.words[before] if before >= 0 and self.text.are_adjacent(before, self.first) else None

    def before(self, count: int) -> Sequence[Word]:
        """The `count` words before it, or fewer at the beginning of the text."""
        return self.text.words[max(0, self.first - count) : self.first]

    def after(self, count: int) -> Sequence[Word]:
        """The `count` words after it, or fewer at the end of the text."""
        return self.text.words[self.last + 1 : self.last + 1 + count]


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a span is no place.

    Attributes
    ----------
    name
        What it is called in tests and statistics.
    holds
        Whether it holds for a span.
    reason, reason_ar
        What users are told, in English and in Arabic.
    by_words
        Whether the words beside the span tell alone: then the rule holds for names that were not recognised, too.
    label
        What the span is instead; None for nothing.
    """

    name: str
    holds: Callable[[PlaceSpan], bool]
    reason: str
    reason_ar: str
    by_words: bool = False
    label: str | None = None


def broken_rule(span: PlaceSpan, *, by_words: bool = False) -> Rule | None:
    """The first rule that says that a span is no place, or None.

    Parameters
    ----------
    by_words
        Whether to ask only those rules for which the words beside the span are enough.
    """
    for rule in _BY_WORDS if by_words else RULES:
        if rule.holds(span):
            return rule
    return None


# Adjectives

#: A recogniser as sure as this of a place is not asked whether it is an adjective.
_SURE_NAME: Final = 0.9
_SHORTEST_NISBA: Final = 3
#: Syria's name in half of the press, written as its adjective.
_SYRIA: Final = fold("سورية")
_DIRECTIONS: Final = ordered("ordinary.directions")
_FOLDED_DIRECTIONS: Final = tuple(map(fold, _DIRECTIONS))
#: Ends of nouns that a feminine adjective may describe, and the shapes of broken plurals without their article
#: (أعلام, بيوت, جبال, مدارس, صواريخ).
_TAKES_FEMININE: Final = re.compile(r".+(?:ة|ات)|[أا]..ا.|..[وا].|..ا..|..ا.ي.")
#: An adjective has a masculine that is not rarer than this many ranks for each of its own.
_MASCULINE_RANKS: Final = 3
#: Stretches of land that an adjective tells apart without naming them (الأراضي الروسية, السواحل الشمالية), folded.
_STRETCHES: Final = forms("ordinary.stretches")


def is_adjective(span: PlaceSpan) -> bool:
    """Whether a name that is also an adjective stands behind the noun that it describes (الخوذ البيضاء)."""
    if not span.is_single:
        return False
    own, demonym = span.word, span.text.demonyms[span.first]
    if demonym.is_accusative or _is_half_of_adjective(span):
        return True
    if demonym.country and not span.names.is_tight(span.first, span.last):
        return True
    noun = span.adjacent
    if noun is None:
        return False
    if demonym.may_be_feminine and _takes_adjective(noun, own):
        # ليرة سورية, قوات عسكرية أرمينية, دفاع جوي أرمينية: an indefinite noun or adjective with an adjective.
        return not (noun.has_article or noun.hides_article)
    return span.score < _SURE_NAME and noun.head is None and _agrees(noun, own, span.lexicon.ranks)


def describes(noun: Word, own: Word) -> bool:
    """Whether both have the article and `own` the form of a feminine adjective, whatever the noun is (الخوذ البيضاء).

    That is little, and enough where the two were recognised as one name, of which no place is known.
    """
    return bool(noun.nouns) and own.form.startswith(ARTICLE) and own.form.endswith(("ية", "اء"))


def _agrees(noun: Word, own: Word, ranks: Mapping[str, int]) -> bool:
    """Whether a feminine with the article may describe the noun before it: it has a masculine, a mere name has none."""
    if not describes(noun, own) or not any(map(_TAKES_FEMININE.fullmatch, noun.nouns)):
        return False
    form = own.form
    masculine = form.removesuffix("ة") if form.endswith("ة") else f"الا{form.removeprefix(ARTICLE).removesuffix('اء')}"
    return ranks.get(masculine, UNSEEN_RANK) <= _MASCULINE_RANKS * ranks.get(form, UNSEEN_RANK)


def _takes_adjective(noun: Word, own: Word) -> bool:
    """Whether the word before is a noun or an adjective that a feminine adjective may follow."""
    if noun.head is not None or noun.form.startswith(_DIRECTIONS):
        return False
    # After ي it may be the plural of a construct (لاجئي سورية), which only a name that is no rare one follows.
    nisba = noun.form.endswith("ي") and len(noun.form) >= _SHORTEST_NISBA and own.folded != _SYRIA
    return noun.form.endswith(("ة", "ات")) or nisba


def _is_half_of_adjective(span: PlaceSpan) -> bool:
    """Whether a dash joins the word to the adjective of another country (العلاقات الإيرانية-السعودية)."""
    text, index = span.text, span.first
    if index < 2 or text.words[index - 1].text not in DASHES or not text.is_glued(index - 1):
        return False
    other = text.words[index - 2].text
    return span.word.text.startswith(ARTICLE) and ARTICLE in other and bool(text.demonyms[index - 2].country)


def is_description(span: PlaceSpan) -> bool:
    """Whether the tokens describe a stretch of land that the gazetteer has no name like (الأراضي الروسية)."""
    if span.is_single:
        return False
    nouns = (stem.removeprefix(ARTICLE) for stem in span.word.folded_stems if stem.startswith(ARTICLE))
    if _STRETCHES.isdisjoint(nouns):
        return False
    words, demonyms = span.text.words, span.text.demonyms
    only_adjectives = all(demonyms[i].country or _is_direction(words[i]) for i in range(span.first + 1, span.last + 1))
    return only_adjectives and not span.names.candidates(span.first, span.last)


def _is_direction(own: Word) -> bool:
    """Whether the word is an adjective of a direction (الشمالية, الحدودي)."""
    return own.folded.removeprefix(ARTICLE).removesuffix("ه").startswith(_FOLDED_DIRECTIONS)


# Other things of the same name

_SUNSET: Final = "مغرب"
#: Words before المغرب that make it the prayer at sunset, in model form.
_PRAYERS: Final = forms("ordinary.before_sunset")
#: Agencies and channels named like places, without ال, folded.
_MEDIA: Final = forms("ordinary.media")
#: Verbs that say to whom something was said, in model form, and how many words before they may stand.
_SPEECH: Final = forms("ordinary.speech")
_SPEECH_WINDOW: Final = 8
_TO_THE: Final = "لل"
#: What an age is of, in model form, and how many words after the name it may end.
_AGES: Final = forms("ordinary.ages")
_AGE_WINDOW: Final = 6
#: Seoul, or floods, in model form; stems of what is said of floods before and after the word, and of Korea.
_FLOODS: Final = "سيول"
_BEFORE_FLOODS: Final = ordered("ordinary.before_floods")
_AFTER_FLOODS: Final = ordered("ordinary.after_floods")
_KOREA: Final = ordered("ordinary.of_korea")
_BESIDE_FLOODS: Final = 3
_ABOUT_FLOODS: Final = 12
#: The West Bank, or any bank of a river; adjectives that only a river's has, and the one that both have.
_BANK: Final = "الضفة"
_WEST: Final = "الغربية"
_RIVERS: Final = ordered("ordinary.rivers")
_OCCUPIED: Final = ordered("ordinary.occupied")
_RIVER_WINDOW: Final = 3
_FIRST_NAME_SHARE: Final = 0.5
#: A quoted name that the recogniser is less sure of is that of a work or a product.
_DOUBTFUL_POSTERIOR: Final = 0.3


def is_prayer(span: PlaceSpan) -> bool:
    """Whether the name is that of a time of prayer (أذان المغرب), which Morocco bears too."""
    if not span.is_single or span.word.stems[-1].removeprefix(ARTICLE) != _SUNSET:
        return False
    return any(not _PRAYERS.isdisjoint(noun.stems) for noun in span.before(1))


def is_agency(span: PlaceSpan) -> bool:
    """Whether something was said to the name (قال شاهد للأناضول): then it is the news agency or channel."""
    own = span.word.folded
    if not span.is_single or not own.startswith(_TO_THE) or own.removeprefix(_TO_THE) not in _MEDIA:
        return False
    return any(not _SPEECH.isdisjoint(verb.stems) for verb in span.before(_SPEECH_WINDOW))


def has_age(span: PlaceSpan) -> bool:
    """Whether what the name names has an age (احتفت القرية بجدة في التسعين من عمرها): then it is no place."""
    following = [after.form for after in span.after(_AGE_WINDOW)]
    if not following or following[0] != "في":
        return False
    return any(one == "من" and two in _AGES for one, two in pairwise(following))


def is_flood(span: PlaceSpan) -> bool:
    """Whether سيول is floods (سيول جارفة, جرفته سيول) and not Seoul, as what stands beside it tells."""
    if not span.is_single or _FLOODS not in span.word.stems:
        return False
    about = (*span.before(_ABOUT_FLOODS), span.word, *span.after(_ABOUT_FLOODS))
    if any(stem in other.form for other in about for stem in _KOREA):
        return False
    if any(stem in before.form for before in span.before(_BESIDE_FLOODS) for stem in _BEFORE_FLOODS):
        return True
    return any(after.form.startswith(_AFTER_FLOODS) for after in span.after(_BESIDE_FLOODS))


def is_river_bank(span: PlaceSpan) -> bool:
    """Whether the bank is a river's (الضفة الأخرى, الضفة الغربية لنهر دجلة) and not the West Bank."""
    if span.word.stems[-1] != _BANK and span.word.form != _BANK:
        return False
    following = [own.form for own in span.text.words[span.first + 1 : span.last + 1 + _RIVER_WINDOW]]
    if following and following[0] == _WEST:
        return any(form.startswith(_RIVERS) for form in following[1:])
    if not span.is_single or not following or not following[0].startswith(ARTICLE):
        return False
    return following[0].endswith(("ة", "ى")) and not following[0].startswith(_OCCUPIED)


def is_family_name(span: PlaceSpan) -> bool:
    """Whether a first name that belongs to no mention stands right before the only word (جاك لندن)."""
    if not span.is_single or span.first - 1 in span.taken or (before := span.adjacent) is None:
        return False
    # News has the word for the beginning of people's names more often than for anything else.
    lexicon, form = span.lexicon, before.form
    if form not in lexicon.ranks:
        return False
    return lexicon.name_share(form, "PER") >= _FIRST_NAME_SHARE > lexicon.name_share(form, "LOC")


def is_quoted_work(span: PlaceSpan) -> bool:
    """Whether the name stands alone in quotation marks, and the recogniser doubts that it is a place."""
    return span.score < _DOUBTFUL_POSTERIOR and span.text.is_quoted(span.first, span.last)


def is_between_people(span: PlaceSpan) -> bool:
    """Whether the name stands between two parts of a person's name, and nothing else (لبنان بعلبكي)."""
    before, after = span.first - 1, span.last + 1
    return before in span.people and after in span.people and span.text.are_adjacent(before, after)


# Generic words

_HASHTAG_SPACE: Final = "_"
_FACILITIES: Final = frozenset({"facility", "crossing"})


def is_bare_head(text: AnnotatedText, first: int, last: int, knows: Callable[[str], bool]) -> bool:
    """Whether the name is a generic word for places and nothing more (#مدينة_): a place has it before its name.

    Parameters
    ----------
    knows
        Whether a place has that name as it stands.
    """
    start = text.words[first]
    if start.head is None and not start.begins_head and start.text != _HASHTAG_SPACE:
        return False
    words = [own for own in text.words[first : last + 1] if own.text != _HASHTAG_SPACE]
    found = head_of(words)
    if found is None or len(words) > found[1] + 1 or _is_division(text, first, last, knows):
        return False
    head, size = found
    # The port of the town that was named before (مرفأ المدينة), not of Medina.
    return len(words) == size or (_FACILITIES.issuperset(head.kinds) and _is_definite_head(words[-1]))


def _is_division(text: AnnotatedText, first: int, last: int, knows: Callable[[str], bool]) -> bool:
    """Whether a division's head stands before a name that is a generic word, too (ولاية معسكر)."""
    if not first or first != last or not text.are_adjacent(first - 1, first):
        return False
    head = text.words[first - 1].head
    return head is not None and "admin1" in head.kinds and knows(text.words[first].text)


def _is_definite_head(own: Word) -> bool:
    """Whether the word is a generic word for places with the article (المدينة, البلدة)."""
    return own.text.startswith(ARTICLE) and word(own.text.removeprefix(ARTICLE)).head is not None


# Verbs

#: A recogniser as sure as this of a place is not asked whether it is a verb.
_SURE_POSTERIOR: Final = 0.8
_SHORTEST_VERB: Final = 4
_VERB_PREFIXES: Final = ("ت", "ي")
#: Words that stand before places and not before verbs, in model form.
BEFORE_PLACES: Final = PREPOSITIONS | forms("heads.of_towns")
#: Accusatives that are no objects, in model form.
_ADVERBS: Final = forms("ordinary.adverbs")


def is_verb(span: PlaceSpan) -> bool:
    """Whether a name that looks like a verb of the present has a subject or an object (أذربيجان تدمر دبابات)."""
    form = span.word.form
    if span.score >= _SURE_POSTERIOR or not span.is_single:
        return False
    if len(form) < _SHORTEST_VERB or not form.startswith(_VERB_PREFIXES):
        return False
    before = span.adjacent
    if before is not None:
        if before.form in BEFORE_PLACES:
            return False
        # A country stands behind its towns, never right before them.
        if span.country_end == span.text.tokens[span.first - 1].end:
            return True
    return _has_object(span)


def _has_object(span: PlaceSpan) -> bool:
    """Whether an indefinite accusative follows that is no adverb and no name."""
    after = span.last + 1
    if after == len(span.text) or not span.text.are_adjacent(span.last, after):
        return False
    form = span.text.words[after].form
    indefinite = form.endswith("ا") and len(form) >= _SHORTEST_VERB and not form.startswith(ARTICLE)
    return indefinite and form not in _ADVERBS and not span.names.is_name(after, after)


#: Every rule, in the order in which they are asked.
RULES: Final = (
    Rule(
        "person",
        is_between_people,
        "it stands between two parts of a person's name",
        "يقع بين جزأي اسم شخص",
        label="PER",
    ),
    Rule("adjective", is_adjective, "it is an adjective of the word before it", "صفة لما قبله"),
    Rule("description", is_description, "it describes a stretch of land and names none", "وصف لأرض وليس اسما لها"),
    Rule("prayer", is_prayer, "it is a time of prayer", "وقت صلاة"),
    Rule("agency", is_agency, "it is a news agency or a channel that was told something", "وكالة أنباء أو قناة"),
    Rule("age", has_age, "it has an age", "لصاحبه عمر يذكر بعده"),
    Rule(
        "phrase",
        lambda span: is_in_phrase(span.text, span.first, span.last),
        "it is part of a fixed phrase",
        "جزء من عبارة ثابتة",
        by_words=True,
    ),
    Rule("flood", is_flood, "it is floods and not Seoul", "سيول المياه وليس عاصمة كوريا", by_words=True),
    Rule("bank", is_river_bank, "it is the bank of a river and not the West Bank", "ضفة نهر", by_words=True),
    Rule("family name", is_family_name, "a first name stands before it", "يسبقه اسم شخص", by_words=True),
    Rule(
        "bare head",
        lambda span: is_bare_head(span.text, span.first, span.last, span.names.knows),
        "it is a generic word without a name",
        "كلمة عامة لا اسم معها",
    ),
    Rule("quoted work", is_quoted_work, "it is quoted, as works and products are", "عنوان بين علامتي تنصيص"),
    Rule("verb", is_verb, "it is a verb with its subject or its object", "فعل معه فاعله أو مفعوله"),
)
_BY_WORDS: Final = tuple(rule for rule in RULES if rule.by_words)
