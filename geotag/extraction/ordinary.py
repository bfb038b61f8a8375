"""Names of places that are ordinary words where they stand, as the words beside them tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import head_at
from geotag.arabic.orthography import DIACRITICS, TATWEEL, fold, model_form
from geotag.arabic.proclitics import readings
from geotag.arabic.tokens import Token
from geotag.extraction.edges import is_glued
from geotag.ner.lexicon import NameLexicon

__all__ = [
    "agrees",
    "has_age",
    "is_direction",
    "is_first_name",
    "is_flood",
    "is_half_of_adjective",
    "is_other_bank",
    "is_prayer",
    "is_told_agency",
    "may_agree",
    "takes_adjective",
]

_SUNSET: Final = "مغرب"
#: Words before المغرب that make it the prayer at sunset, in model form.
_PRAYERS: Final = frozenset(("اذان", "صلاة", "صلاتي", "وقت"))
#: Agencies and channels named like places, without ال, folded.
_MEDIA: Final = frozenset(map(fold, ("أناضول", "جزيرة", "ميادين", "شرق", "عربية", "غد", "نهار")))
#: Verbs that say to whom something was said, in model form, and how many words before they may stand.
_SPEECH: Final = frozenset(("قال", "قالت", "قالوا", "صرح", "صرحت", "اكد", "اكدت", "اوضح", "اوضحت", "افاد", "افادت"))
_SPEECH_WINDOW: Final = 8
_SHORTEST_NISBA: Final = 3
#: Syria's name in half of the press, written as its adjective.
_SYRIA: Final = fold("سورية")
#: What an age is of, in model form, and how many words after the name it may end.
_AGES: Final = frozenset(("عمره", "عمرها", "عمرهم", "العمر"))
_AGE_WINDOW: Final = 6
_DIRECTIONS: Final = ("شمالي", "جنوبي", "شرقي", "غربي", "وسطى", "داخلي", "خارجي", "حدودي", "ساحلي")
_FOLDED_DIRECTIONS: Final = tuple(map(fold, _DIRECTIONS))
#: Seoul, or floods, in model form; stems of what is said of floods before and after the word, and of Korea.
_FLOODS: Final = "سيول"
_BEFORE_FLOODS: Final = re.compile(r"جرف|امطار|الامطار|داهم|هدمت|فيضان|رافق|يصاحب|ارصاد|اجتياح|جراء|تشكل|هطول|منسوب")
_AFTER_FLOODS: Final = re.compile(
    r"جارف|جاري|عارم|مفاجئ|محتمل|منقول|غزير|ضخم|طيني|وانهيار|وانزلاق|وفيضان|امطار|الامطار|المياه|مياه|وادي|الوادي"
    r"|[يت]جتاح|اجتاح|ضرب|تضرب|جرف|تجرف|قطعت|تقطع|غمر|تغمر|اغرق|تغرق|داهم|تداهم|هدم|تهدم|دمرت|تدمر|شديد|عنيف|قوي"
)
_KOREA: Final = re.compile(r"كوري|بيونغ|كيم|يون")
_BESIDE_FLOODS: Final = 3
_ABOUT_FLOODS: Final = 12
#: The West Bank, or any bank of a river; adjectives that only a river's has, and the one that both have.
_BANK: Final = "الضفة"
_WEST: Final = "الغربية"
_RIVERS: Final = re.compile(r"ل?نهر|لل?نهر|لقناة|لمضيق")
_FIRST_NAME_SHARE: Final = 0.5
_DASHES: Final = frozenset("-–—−‐‑/")
_ARTICLE: Final = "ال"
#: Ends of nouns that a feminine adjective may describe, and the shapes of broken plurals without their article
#: (أعلام, بيوت, جبال, مدارس, صواريخ).
_TAKES_FEMININE: Final = re.compile(r".+(?:ة|ات)|[أا]..ا.|..[وا].|..ا..|..ا.ي.")
#: An adjective has a masculine that is not rarer than this many ranks for each of its own.
_MASCULINE_RANKS: Final = 3
_UNSEEN_RANK: Final = 200_000


def agrees(noun: str, word: str, ranks: Mapping[str, int]) -> bool:
    """Whether `word`, a feminine with the article, may describe the noun before it (الأعلام البيضاء).

    The noun is asked as it is written: إلى and ألقت begin with no article, but without their hamza they do.

    Parameters
    ----------
    ranks
        Frequency rank of word forms in news, in model form: an adjective has a masculine, a mere name has none.
    """
    form = model_form(word)
    if not _is_described(bare := list(_without_article(noun)), form):
        return False
    if not any(_TAKES_FEMININE.fullmatch(rest) for rest in bare):
        return False
    masculine = form.removesuffix("ة") if form.endswith("ة") else f"الا{form.removeprefix(_ARTICLE).removesuffix('اء')}"
    return ranks.get(masculine, _UNSEEN_RANK) <= _MASCULINE_RANKS * ranks.get(form, _UNSEEN_RANK)


def may_agree(noun: str, word: str) -> bool:
    """Whether both have the article and `word` the form of a feminine adjective, whatever the noun is (الخوذ البيضاء).

    That is little, and enough where the two were recognised as one name, of which no place is known.
    """
    return _is_described(list(_without_article(noun)), model_form(word))


def _is_described(bare: Sequence[str], form: str) -> bool:
    return bool(bare) and form.startswith(_ARTICLE) and form.endswith(("ية", "اء"))


def _without_article(noun: str) -> Iterator[str]:
    """What may be left of the noun as it is written, if it has the article."""
    written = "".join(letter for letter in noun if letter not in DIACRITICS and letter != TATWEEL)
    for reading in readings(written):
        if reading.hides_article or reading.rest.startswith(_ARTICLE):
            yield reading.rest if reading.hides_article else reading.rest.removeprefix(_ARTICLE)


def is_prayer(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the name is that of a time of prayer (أذان المغرب), which Morocco bears too."""
    word = model_form(tokens[first].text)
    if first != last or not first or readings(word)[-1].rest.removeprefix("ال") != _SUNSET:
        return False
    before = {reading.rest for reading in readings(model_form(tokens[first - 1].text))}
    return not before.isdisjoint(_PRAYERS)


def is_told_agency(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether something was said to the name (قال شاهد للأناضول): then it is the news agency or channel."""
    word = model_form(tokens[first].text)
    if first != last or not word.startswith("لل") or fold(word.removeprefix("لل")) not in _MEDIA:
        return False
    before = (model_form(token.text) for token in tokens[max(0, first - _SPEECH_WINDOW) : first])
    return any(reading.rest in _SPEECH for form in before for reading in readings(form))


def has_age(tokens: Sequence[Token], last: int) -> bool:
    """Whether what the name names has an age (احتفت القرية بجدة في التسعين من عمرها): then it is no place."""
    following = [model_form(token.text) for token in tokens[last + 1 : last + 1 + _AGE_WINDOW]]
    if not following or following[0] != "في":
        return False
    return any(one == "من" and two in _AGES for one, two in pairwise(following))


def takes_adjective(before: str, word: str) -> bool:
    """Whether the word before, in model form, is a noun or an adjective that a feminine adjective may follow."""
    if head_at([before]) or before.startswith(_DIRECTIONS):
        return False
    # After ي it may be the plural of a construct (لاجئي سورية), which only a name that is no rare one follows.
    nisba = before.endswith("ي") and len(before) >= _SHORTEST_NISBA and fold(word) != _SYRIA
    return before.endswith(("ة", "ات")) or nisba


def is_direction(word: str) -> bool:
    """Whether the word is an adjective of a direction (الشمالية, الحدودي)."""
    return fold(word).removeprefix("ال").removesuffix("ه").startswith(_FOLDED_DIRECTIONS)


def is_flood(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether سيول is floods (سيول جارفة, جرفته سيول) and not Seoul, as what stands beside it tells."""
    if first != last or all(reading.rest != _FLOODS for reading in readings(model_form(tokens[first].text))):
        return False
    forms = [model_form(token.text) for token in tokens[max(0, first - _ABOUT_FLOODS) : last + 1 + _ABOUT_FLOODS]]
    if any(_KOREA.search(form) for form in forms):
        return False
    before = (model_form(token.text) for token in tokens[max(0, first - _BESIDE_FLOODS) : first])
    after = (model_form(token.text) for token in tokens[last + 1 : last + 1 + _BESIDE_FLOODS])
    return any(map(_BEFORE_FLOODS.search, before)) or any(map(_AFTER_FLOODS.match, after))


def is_other_bank(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the bank is a river's (الضفة الأخرى, الضفة الغربية لنهر دجلة) and not the West Bank."""
    forms = [model_form(token.text) for token in tokens[first : last + 4]]
    if readings(forms[0])[-1].rest != _BANK and forms[0] != _BANK:
        return False
    if len(forms) > 1 and forms[1] == _WEST:
        return any(map(_RIVERS.match, forms[2:]))
    described = last == first and len(forms) > 1 and forms[1].startswith(_ARTICLE) and forms[1].endswith(("ة", "ى"))
    return described and not forms[1].startswith("الفلسطيني") and not forms[1].startswith("المحتل")


def is_half_of_adjective(tokens: Sequence[Token], index: int, demonyms: DemonymIndex) -> bool:
    """Whether a dash joins the token to the adjective of another country (العلاقات الإيرانية-السعودية)."""
    if index < 2 or tokens[index - 1].text not in _DASHES or not is_glued(tokens, index - 1):
        return False
    before = tokens[index - 2].text
    return tokens[index].text.startswith(_ARTICLE) and _ARTICLE in before and bool(demonyms.country(before))


def is_first_name(word: str, lexicon: NameLexicon) -> bool:
    """Whether news has the word for the beginning of people's names more often than for anything else."""
    form = model_form(word)
    person, place = lexicon.name_share(form, "PER"), lexicon.name_share(form, "LOC")
    return form in lexicon.ranks and person >= _FIRST_NAME_SHARE > place
