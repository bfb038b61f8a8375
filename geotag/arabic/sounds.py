"""Names as sounds: what an Arabic spelling and a Latin one of the same name have in common.

A Latin name becomes a row of *sounds*, its letters and letter groups (``sh``, ``ou``, a ``c`` before ``e``), told apart
by whether they begin or end a word. An Arabic name becomes a row of sounds too, about one a letter. How likely Arabic
writes which letters for each sound is learned from pairs of names (:mod:`geotag.gazetteer.build.spelling_training`).

Each sound belongs to a class of consonants or to none; the classes of a name are its *skeleton*, by which names that
may be one are found. A skeleton is made to find candidates, never to decide between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from geotag.arabic.orthography import fold

__all__ = [
    "ARTICLE",
    "START",
    "arabic_letters",
    "arabic_sounds",
    "latin_letters",
    "latin_sounds",
    "near_skeletons",
    "skeleton",
    "sound_class",
]

#: The article as a sound, and what stands where a name begins without one.
ARTICLE: Final = "AL"
START: Final = "^"
#: Stands in a skeleton where the name begins or ends with something else than a consonant that has a class.
OPEN: Final = "V"

#: Letters that NFKD does not take apart, and those whose sound their base letter does not show.
_LATIN_LETTERS: Final = {
    **dict(zip("əıłđøœæßþðħŋö", ("e", "i", "l", "d", "o", "e", "e", "ss", "th", "d", "h", "ng", "e"), strict=True)),
    **dict.fromkeys("șšś", "sh"),
    **dict.fromkeys("čć", "ch"),
    **dict.fromkeys("žżź", "zh"),
    "ç": "ss",
    "ñ": "ny",
    "ț": "ts",
}


def _codes(text: str) -> frozenset[str]:
    """Country codes, ISO 3166-1 alpha-2."""
    return frozenset(text.split())


_SPANISH: Final = _codes("ES MX CO AR CL PE VE EC BO PY UY CU DO GT HN NI CR PA SV")
_FRENCH: Final = _codes("FR BE CH LU")
#: How letters sound where a country's spelling differs from the common one, in order; capitals stand for themselves
#: until all is replaced.
_READINGS: Final[tuple[tuple[frozenset[str], tuple[tuple[str, str], ...]], ...]] = (
    # Elsewhere the cedilla marks the emphatic letters of Arabic.
    (
        _codes("TR AZ TM CY KZ UZ"),
        (("ch", "CH"), ("ş", "sh"), ("c", "j"), ("x", "kh"), ("ç", "ch"), ("ğ", "gh")),
    ),
    (_codes("RO MD"), (("ş", "sh"), ("ţ", "ts"), ("che", "ke"), ("chi", "ki"), ("ce", "CHe"), ("ci", "CHi"))),
    (_codes("AL XK"), (("xh", "J"), ("x", "dz"), ("q", "ch"), ("ç", "ch"))),
    (
        _codes("DE AT NL SE NO DK FI EE LV LT HU CZ SK SI HR BA RS ME MK PL BE"),
        (("dj", "dy"), ("nj", "ny"), ("lj", "ly"), ("j", "y")),
    ),
    (_SPANISH, (("j", "kh"), ("que", "ke"), ("qui", "ki"), ("ll", "ly"))),
    (
        _codes("IT SM"),
        (("che", "ke"), ("chi", "ki"), ("ghe", "GUe"), ("ghi", "GUi"), ("ce", "CHe"), ("ci", "CHi"), ("gn", "ny")),
    ),
    (_codes("PL"), (("ch", "KH"), ("cz", "CH"), ("sz", "SH"), ("rz", "zh"), ("w", "v"), ("ć", "CH"))),
    (_codes("CZ SK"), (("ch", "KH"),)),
    (_codes("PL CZ SK SI HR BA RS ME MK"), (("c", "ts"),)),
    (_codes("HU"), (("cs", "CH"), ("zs", "ZH"), ("sz", "S"), ("s", "sh"))),
    (_codes("DE AT CH LI LU"), (("tsch", "ch"), ("sch", "sh"), ("w", "v"), ("z", "ts"))),
    (_codes("NL BE"), (("ij", "ay"), ("iy", "ay"), ("oe", "u"), ("sch", "skh"))),
    (_codes("FR BE MA DZ TN SN CI ML TD NE MR"), (("ou", "u"), ("ch", "sh"))),
    (_FRENCH, (("eau", "o"), ("oi", "wa"), ("qu", "k"), ("gn", "ny"))),
    (_codes("BR PT AO MZ"), (("ch", "sh"), ("lh", "ly"), ("nh", "ny"))),
    (_codes("CN"), (("zh", "J"), ("x", "sh"), ("q", "CH"), ("ch", "CH"), ("c", "ts"))),
    (
        _codes("US GB CA AU IE NZ JM BB TT BS ZA"),
        (("burgh", "burg"), ("ough", "o"), ("augh", "o"), ("igh", "i"), ("eigh", "ei"), ("gh", "GH")),
    ),
)
#: Latin articles of Arabic names, and what they become before sun letters.
_LATIN_ARTICLE: Final = re.compile(
    r"\b(?:al|el|ul|il|as|es|ash|esh|ad|ed|ar|er|at|et|an|en|az|ez|ath|adh|aţ|aş|aḑ|az̧)[ -]+(?=\w{3})"
)
#: Where Latin names have these articles; elsewhere there are "El Paso" and "As Pontes".
_ARABIC_COUNTRIES: Final = _codes("AE BH DJ DZ EG EH ER IL IQ IR JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE")
#: What tells namesakes apart and is no part of the name.
_QUALIFIER: Final = re.compile(r"\s*[(,].*")
_NO_LETTER: Final = re.compile("[^a-z]+")
_VOWELS: Final = frozenset("aeiouy")
_REPEATED_LATIN: Final = re.compile(r"([bcdfghjklmnpqrstvwxz])\1+")
_REPEATED_ARABIC: Final = re.compile(r"(?<!^ا)([^اويه])\1+")
_SOFT: Final = re.compile(r"([cg])(?=[eiy])")

#: Groups of Latin letters that are one sound, with their class; "" for vowels and their like, two for ``x``.
_GROUPS: Final = {
    **dict.fromkeys(("sch", "tch", "sh", "ch"), "X"),
    **dict.fromkeys(("zh", "dj", "dG", "j", "G"), "J"),
    **dict.fromkeys(("ts", "tz", "s", "z", "C"), "S"),
    **dict.fromkeys(("ck", "qu", "c", "k", "q"), "K"),
    **dict.fromkeys(("gh", "g"), "G"),
    **dict.fromkeys(("ph", "f", "v"), "F"),
    **dict.fromkeys(("th", "t"), "T"),
    **dict.fromkeys(("dh", "d"), "D"),
    **dict.fromkeys("bp", "B"),
    **dict(zip("lmnr", "LMNR", strict=True)),
    "kh": "H",
    "x": "KS",
    **dict.fromkeys(
        (
            *("eau", "ou", "oo", "ee", "ea", "ai", "ay", "ei", "ey", "ie", "au", "aw", "ew", "ow", "oa", "oi", "oy"),
            *("ia", "io", "iu", "ya", "yo", "yu", "ye", "ue", "ui", "eo", "ae", "oe", "eu", "uy", "wh"),
            *"aeiouyhw",
        ),
        "",
    ),
}
_LATIN_SOUND: Final = re.compile(
    f"{ARTICLE}|\\{START}|=?(?:{'|'.join(sorted(_GROUPS, key=lambda group: (-len(group), group)))})'?"
)
#: The same classes for Arabic letters as the usual readings of each.
_ARABIC_GROUPS: Final = {
    "تش": "X",
    **dict.fromkeys(("تس", *"سصزظ"), "S"),
    **dict.fromkeys(("دج", "ج"), "J"),
    **dict(zip("بتثطدضذكقغخشفلمنر", "BTTTDDDKKGHXFLMNR", strict=True)),
    **dict.fromkeys("اويهعح", ""),
}
_ARABIC_SOUND: Final = re.compile(
    f"{ARTICLE}|\\{START}|(?:{'|'.join(sorted(_ARABIC_GROUPS, key=lambda group: (-len(group), group)))})'?"
)
#: Every class, and what stands for none.
_CLASSES: Final = "".join(sorted({*"".join(_ARABIC_GROUPS.values()), OPEN}))


@lru_cache(maxsize=65536)
def arabic_letters(name: str) -> str:
    """Letters of an Arabic name: folded, no consonant doubled, without spaces and whatever else is no Arabic letter.

    Examples
    --------
    >>> arabic_letters("قره باغ"), arabic_letters("كيجاللا")
    ('قرهباغ', 'كيجالا')
    """
    return _REPEATED_ARABIC.sub(r"\1", "".join(c for c in fold(name) if c in _ARABIC_GROUPS))


def arabic_sounds(letters: str) -> list[str]:
    """The sounds of what :func:`arabic_letters` gave.

    Examples
    --------
    >>> arabic_sounds("الشام"), arabic_sounds("تشاد")
    (['AL', 'ش', 'ا', "م'"], ['^', 'تش', 'ا', "د'"])
    """
    marked = f"{letters}'" if len(letters) > 1 else letters
    if len(letters) > 4 and letters.startswith("ال"):
        return _ARABIC_SOUND.findall(ARTICLE + marked[2:])
    return _ARABIC_SOUND.findall(START + marked)


@lru_cache(maxsize=65536)
def latin_letters(name: str, country: str | None = None) -> str:
    """A Latin name as its sounds are best spelt.

    ``^`` (or ``AL``, an Arabic article) stands before the name, ``=`` before a vowel that begins a word, ``'`` behind
    a letter that ends one; ``C`` and ``G`` are those letters before e, i and y.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code, for the values that letters have there.

    Examples
    --------
    >>> latin_letters("Kəlbəcər", "AZ"), latin_letters("Avdiivka")
    ("^kelbejer'", "^=avdiivka'")
    >>> latin_letters("Al-Qāmishlī", "SY")
    "ALqamishli'"
    """
    spelt = unicodedata.normalize("NFC", _QUALIFIER.sub("", name)).lower()
    for countries, values in _READINGS:
        if country in countries:
            for letters, reading in values:
                spelt = spelt.replace(letters, reading)
    spelt = "".join(_LATIN_LETTERS.get(c, c) for c in spelt.replace("GH", "").replace("GU", "gh").lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c))
    parts = _LATIN_ARTICLE.split(plain) if country is None or country in _ARABIC_COUNTRIES else [plain]
    written = [_words(part) for part in parts]
    if not any(written):
        return ""
    return ("" if len(parts) > 1 and not parts[0] else START) + ARTICLE.join(written)


def _words(text: str) -> str:
    words = (_NO_LETTER.sub("", word) for word in re.split(r"[\s/-]+", text))
    return "".join(map(_marked, filter(None, words)))


def _marked(word: str) -> str:
    word = _SOFT.sub(lambda match: match[1].upper(), _REPEATED_LATIN.sub(r"\1", word))
    if word[0] in _VOWELS:
        word = f"={word}"
    return f"{word}'" if len(word) > 1 else word


def latin_sounds(letters: str) -> list[str]:
    """The sounds of what :func:`latin_letters` gave.

    Examples
    --------
    >>> latin_sounds(latin_letters("Bakhmut"))
    ['^', 'b', 'a', 'kh', 'm', 'u', "t'"]
    """
    return _LATIN_SOUND.findall(letters)


def sound_class(sound: str) -> str:
    """Class of a sound, one capital letter; "" for vowels and their like, two for ``x``.

    Examples
    --------
    >>> sound_class("kh"), sound_class("خ"), sound_class("=a")
    ('H', 'H', '')
    """
    plain = sound.strip("='")
    return _ARABIC_GROUPS[plain] if plain in _ARABIC_GROUPS else _GROUPS.get(plain, "")


def skeleton(sounds: Sequence[str]) -> str:
    """Classes of a name's consonants; ``V`` where it begins or ends with none.

    A last e is silent in so many languages that it counts as nothing.

    Examples
    --------
    >>> skeleton(latin_sounds(latin_letters("Bakhmut"))), skeleton(latin_sounds(latin_letters("Avdiivka")))
    ('BHMT', 'VFDFKV')
    >>> skeleton(arabic_sounds("باخموت"))
    'BHMT'
    """
    named = [sound for sound in sounds if sound not in (START, ARTICLE)]
    if len(named) > 2 and named[-1] == "e'":
        named.pop()
    classes = [sound_class(sound) for sound in named]
    if not any(classes):
        return OPEN if classes else ""
    return ("" if classes[0] else OPEN) + "".join(classes) + ("" if classes[-1] else OPEN)


def near_skeletons(skeleton: str) -> list[str]:
    """Skeletons that differ from `skeleton` by one class: without it, with another for it, or with one more.

    Examples
    --------
    >>> near_skeletons("BHMT")[:2], "BHNT" in near_skeletons("BHMT"), "BHMDT" in near_skeletons("BHMT")
    (['HMT', 'BMT'], True, True)
    """
    places = range(len(skeleton))
    shorter = (skeleton[:i] + skeleton[i + 1 :] for i in places)
    other = (skeleton[:i] + new + skeleton[i + 1 :] for i in places for new in _CLASSES)
    longer = (skeleton[:i] + new + skeleton[i:] for i in range(len(skeleton) + 1) for new in _CLASSES)
    return [near for near in dict.fromkeys([*shorter, *other, *longer]) if near != skeleton]
