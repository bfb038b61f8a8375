"""A mention's text as a personal name: titles off, folded, compounds in one piece.

Arabic names are chains of units, and a unit may be of two words that are written together or apart: عبد الله or
عبدالله, أبو تريكة or أبوتريكة, بن سلمان or ابن سلمان, نور الدين. Names are compared unit by unit, never word by word,
so that الله alone is no surname.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from geotag.arabic.orthography import fold
from geotag.arabic.signs import BRACKETS, DOUBLE_QUOTES
from geotag.arabic.words import forms, ordered, texts
from geotag.ner.people.first_names import FIRST_NAMES

__all__ = ["PersonalName", "Unit", "parse_name"]

UnitKind = Literal["plain", "kunya", "patronymic", "house"]

#: Titles that come before a name and are never a name there. السيد is not among them: it is a first name too.
_TITLES: Final = forms("people.titles")
#: Titles of several words, folded; then those after which the holder's country may follow (الرئيس الروسي).
_LONG_TITLES: Final = tuple(tuple(form.split()) for form in ordered("people.long_titles"))
_POSTS: Final = forms("people.posts")
_FATHER_OF: Final = forms("people.father_of")
_MOTHER_OF: Final = forms("people.mother_of")
_CHILD_OF: Final = forms("people.child_of")
_HOUSE: Final = "~"
_HOUSE_WORD: Final = re.compile(r"(?<!\S)آل(?=\s+\S)")
_WORD: Final = re.compile(r"~|[^\W_]+")
#: What may stand around a name without its fellow. Apostrophes are none: they are part of many a foreign name.
_STRAY: Final = str.maketrans(dict.fromkeys(DOUBLE_QUOTES | BRACKETS | frozenset("{}"), ""))
#: First and second words of compounds that mean nothing alone (عبد, ولد; نصر الله, نور الدين, لويس الرابع عشر).
_FIRST_PARTS: Final = forms("people.first_parts")
_LAST_PARTS: Final = forms("people.last_parts")
#: Names that keep an old spelling, with the usual one.
_OLD_SPELLINGS: Final = texts("people.old_spellings", "usual")
_SHORTEST_AFTER_ARTICLE: Final = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One link of a name.

    Attributes
    ----------
    key
        Folded and written together: ``عبدالله``, ``ابومازن``, ``بنسلمان``.
    kind
        ``kunya``: أبو or أم with what follows. ``patronymic``: بن, ابن or بنت with it. ``house``: آل with it.
    """

    key: str
    kind: UnitKind = "plain"

    @property
    def bare(self) -> str:
        """The key without ال, which family names take and drop (القباني, قباني), but for first names (الحسن, حسن)."""
        bare = self.key.removeprefix("ال")
        if self.kind != "plain" or len(bare) < _SHORTEST_AFTER_ARTICLE or bare in FIRST_NAMES:
            return self.key
        return bare


@dataclass(frozen=True, slots=True)
class PersonalName:
    """A name of a person.

    Attributes
    ----------
    display
        As written, titles and stray brackets left out, spaces single.
    units
        Its units in order; empty if the text holds no letter.
    """

    display: str
    units: tuple[Unit, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What spellings of one name share: the first unit of a full name as it is, all others without ال."""
        if len(self.units) == 1:
            return (self.units[0].bare,)
        return tuple(unit.bare if index else unit.key for index, unit in enumerate(self.units))

    @property
    def is_kunya(self) -> bool:
        """Whether it is a kunya and nothing else."""
        return len(self.units) == 1 and self.units[0].kind == "kunya"

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters."""
        return bool(self.units) and all(unit.key[0].isascii() for unit in self.units)


@lru_cache(maxsize=16384)
def parse_name(text: str) -> PersonalName:
    """Read a mention's text as a name.

    Examples
    --------
    >>> name = parse_name("الرئيس  محمود عبّاس أبو مازن")
    >>> name.display, [unit.key for unit in name.units]
    ('محمود عبّاس أبو مازن', ['محمود', 'عباس', 'ابومازن'])
    >>> parse_name("ابن سلمان").units == parse_name("بن سلمان").units
    True
    """
    display = " ".join(_without_titles(text.split()))
    if not _balanced(display):
        display = " ".join(display.translate(_STRAY).split())
    folded = _WORD.findall(fold(_HOUSE_WORD.sub(_HOUSE, display)))
    return PersonalName(display, tuple(_units(folded)))


def _without_titles(words: list[str]) -> list[str]:
    """The words of a name without the titles before it; the last word always stays."""
    folded = [fold(word) for word in words]
    start = 0
    while start < len(words) - 1:
        size = next((len(t) for t in _LONG_TITLES if tuple(folded[start : start + len(t)]) == t), 0)
        if not size and folded[start] in _TITLES:
            size = 1
            nation = folded[start + 1]
            if folded[start] in _POSTS and nation.startswith("ال") and nation.endswith(("ي", "يه")):
                size += start + 3 < len(words)  # a surname (الرئيس السيسي) has no two names behind it
        if not size or start + size >= len(words):
            break
        start += size
    return words[start:]


def _units(words: list[str]) -> list[Unit]:
    """Join the words of compounds, from the last to the first, for بن عبد الله nests to the right."""
    units: list[Unit] = []
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        following = units[-1] if units else None
        if following is None:
            units.append(_single(word))
        elif word in _FATHER_OF or word in _MOTHER_OF:
            units[-1] = Unit(("ام" if word in _MOTHER_OF else "ابو") + following.key, "kunya")
        elif word in _CHILD_OF:
            units[-1] = Unit("بن" + following.key, "patronymic")
        elif word == _HOUSE:
            units[-1] = Unit(_HOUSE + following.bare, "house")
        elif word in _FIRST_PARTS or (following.key in _LAST_PARTS and following.kind == "plain"):
            units[-1] = _single(word + following.key)
        else:
            units.append(_single(word))
    return units[::-1]


def _single(word: str) -> Unit:
    word = _OLD_SPELLINGS.get(word, word)
    # أبوتريكة in one word; أبوظبي and the like are no people.
    return Unit(word, "kunya" if word.startswith("ابو") and len(word) >= len("ابو") + 3 else "plain")


def _balanced(text: str) -> bool:
    pairs = (("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"))
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in pairs)
