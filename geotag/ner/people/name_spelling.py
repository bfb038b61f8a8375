"""Whether two Arabic spellings may stand for one foreign name.

Arabic writes foreign names by ear, and desks hear differently: غوتيريش, جوتيريش, غوتيريس. What varies is known: vowel
letters come and go, /g/ is غ, ج, ك or ق, emphatic letters replace plain ones. These cost little here; any other
difference is too much. Arabic names differ from one another in just such letters (سالم and سليم, مبارك and مبروك), so a
spelling that is itself a known Arabic name, or has letters that foreign names do not get, is taken at its word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from typing import Final

from geotag.ner.people.first_names import FIRST_NAMES

__all__ = ["are_variants", "consonant_skeleton", "differ_in_one_letter", "latin_skeleton", "spelling_cost"]

_VOWELS: Final = frozenset("اوي")
#: A vowel letter more or less (نتنياهو, نتانياهو), or one for another (ستيف, ستاف): half of a real difference.
_VOWEL: Final = 0.5
#: A silent letter at the end (ليمكه, ليمكا): hardly heard.
_FINAL: Final = 0.2
#: Letters for one foreign sound, by how regularly desks choose differently.
_SOUNDS: Final = (
    ("غجكق", 0.3),  # /g/: غ in the Levant, ج in Egypt, ك in Iraq, ق in the Gulf
    ("تط", 0.3),  # plain and emphatic: توني, طوني
    ("دض", 0.3),
    ("سص", 0.3),
    ("زس", 0.4),  # voice lost at the end: شولتز, شولتس
    ("شس", 0.4),  # Portuguese and German s: غوتيريش, غوتيريس
    ("ثس", 0.4),  # /th/: سميث, سميس
    ("ثت", 0.4),
    ("ذز", 0.4),
)
#: /tsh/ may be one letter or two: شافيز, تشافيز.
_TSH: Final = "تش"
_TSH_COST: Final = 0.3
_REPLACED: Final = {frozenset(pair): cost for letters, cost in _SOUNDS for pair in combinations(letters, 2)}
_CLASSES: Final = str.maketrans({**dict.fromkeys("غجكق", "ك"), "ط": "ت", "ض": "د", **dict.fromkeys("صزشثذظ", "س")})
#: Latin letters as the consonant classes of :func:`consonant_skeleton`, longer sequences first; vowels, w, y are none.
_LATIN: Final = (
    *(("sch", "س"), ("tch", "س"), ("sh", "س"), ("ch", "س"), ("th", "س"), ("zh", "س"), ("ph", "ف"), ("kh", "خ")),
    *(("gh", "ك"), ("ck", "ك"), ("ce", "س"), ("ci", "س"), ("x", "كس"), ("b", "ب"), ("c", "ك"), ("d", "د")),
    *(("f", "ف"), ("g", "ك"), ("h", "ه"), ("j", "ك"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن")),
    *(("p", "ب"), ("q", "ك"), ("r", "ر"), ("s", "س"), ("t", "ت"), ("v", "ف"), ("z", "س")),
)
_LATIN_SEQUENCE: Final = re.compile("|".join(sequence for sequence, _ in _LATIN))
#: Arabic consonants that Latin letters do not tell apart.
_TO_LATIN: Final = str.maketrans({"ح": "ه", "ع": None, "ء": None})
#: Letters of sounds that other languages lack: a name with them is Arabic, and its vowels tell it from others.
_ARABIC_ONLY: Final = frozenset("حعصضظذ")
#: Names with fewer consonants are too alike to allow a difference in vowels (بوتن would be بوتان, باتون …).
_ENOUGH_CONSONANTS: Final = 4
#: With fewer still, the letters for one sound tell names apart (لي and لو, شين and تشين).
_FEWEST_CONSONANTS: Final = 3
#: Cost allowed for each consonant: one other letter for a sound in three, two vowels in four.
_TOLERANCE: Final = 0.25
_WORST: Final = 9.0


@lru_cache(maxsize=16384)
def consonant_skeleton(word: str) -> str:
    """The consonants of a folded word, letters for one foreign sound as one: equal for all its variants.

    Examples
    --------
    >>> consonant_skeleton("غوتيريش") == consonant_skeleton("جوتيريس")
    True
    """
    word = word.removesuffix("ه") if len(word) > _ENOUGH_CONSONANTS else word
    word = word.replace(_TSH, "ش")
    kept: list[str] = []
    for letter in word.translate(_CLASSES):
        if letter not in _VOWELS and (not kept or kept[-1] != letter):
            kept.append(letter)
    return "".join(kept)


@lru_cache(maxsize=4096)
def latin_skeleton(name: str) -> str:
    """The consonants of a whole name, Latin or Arabic, in one key that its two writings share more often than not.

    Examples
    --------
    >>> latin_skeleton("emmanuel macron") == latin_skeleton("ايمانويل ماكرون")
    True
    """
    if name.isascii():
        classes = dict(_LATIN)
        sounds = "".join(classes[found] for found in _LATIN_SEQUENCE.findall(name.replace(" ", "")))
    else:
        sounds = "".join(consonant_skeleton(word) for word in name.split()).translate(_TO_LATIN)
    return "".join(letter for index, letter in enumerate(sounds) if sounds[index - 1 : index] != letter)


@lru_cache(maxsize=16384)
def spelling_cost(a: str, b: str) -> float:
    """How unlikely it is that two folded spellings are of one foreign name; 0 for equal ones, 1 a real difference.

    Examples
    --------
    >>> spelling_cost("نتنياهو", "نتانياهو")
    0.5
    """
    cost = _TSH_COST * abs(a.count(_TSH) - b.count(_TSH))
    a, b = a.replace(_TSH, "ش"), b.replace(_TSH, "ش")
    previous = [0.0]
    for letter in b:
        previous.append(previous[-1] + _added(letter, final=False))
    for i, letter in enumerate(a):
        current = [previous[0] + _added(letter, final=False)]
        for j, other in enumerate(b):
            replaced = previous[j] + _replaced(letter, other)
            dropped = previous[j + 1] + _added(letter, final=i == len(a) - 1)
            added = current[j] + _added(other, final=j == len(b) - 1)
            current.append(min(replaced, dropped, added))
        previous = current
    return round(cost + previous[-1], 3)


@lru_cache(maxsize=16384)
def are_variants(a: str, b: str) -> bool:
    """Whether two folded spellings may be of one foreign name.

    Examples
    --------
    >>> are_variants("غوتيريش", "جوتيريس"), are_variants("سالم", "سليم"), are_variants("محمد", "محمود")
    (True, False, False)
    """
    if a == b:
        return True
    if _is_swap(a, b):
        return not (_is_known(a) or _is_known(b))
    sounds = consonant_skeleton(a)
    if len(sounds) < _FEWEST_CONSONANTS or sounds != consonant_skeleton(b) or _is_arabic(a) or _is_arabic(b):
        return False
    vowels_differ = [c for c in a if c in _VOWELS] != [c for c in b if c in _VOWELS]
    if vowels_differ and len(sounds) < _ENOUGH_CONSONANTS:
        return False
    return spelling_cost(a, b) <= _TOLERANCE * len(sounds)


def differ_in_one_letter(a: str, b: str) -> bool:
    """Whether two folded spellings are one slip of the pen apart: a letter more, less or another.

    Two known Arabic names never are, nor are a known name and an unknown one; صالح and صالحي are.

    Examples
    --------
    >>> differ_in_one_letter("فلورنتينو", "فلورنتيو"), differ_in_one_letter("حسن", "حسين")
    (True, False)
    """
    if len(a) > len(b):
        a, b = b, a
    if len(a) < _ENOUGH_CONSONANTS or len(b) - len(a) > 1:
        return False
    if (_is_known(a) or _is_known(b)) and _without_endings(a) != _without_endings(b):
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[start + (len(a) == len(b)) :] == b[start + 1 :]


def _is_swap(a: str, b: str) -> bool:
    """Whether two neighbouring letters have changed places (ازرويل, ازريول)."""
    if len(a) != len(b) or len(a) <= _ENOUGH_CONSONANTS:
        return False
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]


def _added(letter: str, *, final: bool) -> float:
    if final and letter in "اه":
        return _FINAL
    return _VOWEL if letter in _VOWELS else _WORST


def _replaced(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _VOWELS and b in _VOWELS:
        return _VOWEL
    return _REPLACED.get(frozenset((a, b)), _WORST)


def _is_known(word: str) -> bool:
    return _without_endings(word) in FIRST_NAMES


def _is_arabic(word: str) -> bool:
    """Whether a spelling is that of an Arabic name."""
    return word.startswith("ال") or not _ARABIC_ONLY.isdisjoint(word) or _is_known(word)


def _without_endings(word: str) -> str:
    """A family name without what makes it one of a first name: ال before and ي after (الحسيني → حسين)."""
    bare = word.removeprefix("ال")
    return bare if bare in FIRST_NAMES else bare.removesuffix("ي")
