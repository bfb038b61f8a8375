"""Folding of Arabic spelling variants, with a map back to the original offsets.

News writes one name in many ways: with and without hamza, diacritics or tatweel, with Persian letters from a
Persian keyboard, with Arabic-Indic or European digits. Folding maps all of them to one key. It works character
by character, so every character of the folded text knows the original character it came from.

Two tables are kept apart because they serve two masters:

``SEARCH``
    as coarse as one can be without merging names that readers keep apart: alef and hamza forms, ى/ي, ة/ه, Persian
    letters, presentation forms, digits, Latin case and accents. Gazetteer keys are made with it.
``MODEL``
    what the recogniser's training text and word vectors went through. It belongs to the trained weights: changing
    it makes them worse.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = [
    "ARTICLE",
    "Folded",
    "fold",
    "fold_with_offsets",
    "is_arabic",
    "is_marked",
    "marks_agree",
    "model_form",
    "name_key",
]

TATWEEL: Final = "\u0640"
#: The article, which is written as one word with its noun.
ARTICLE: Final = "ال"
_IGNORED_RANGES: Final = (
    (0x0610, 0x061A),  # Quranic signs above letters
    (0x064B, 0x065F),  # harakat, tanwin, shadda, sukun, combining maddah and hamza
    (0x0670, 0x0670),  # dagger alef
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
)
#: Marks that sit on letters and never make another name in running text.
DIACRITICS: Final = frozenset(chr(c) for a, b in _IGNORED_RANGES for c in range(a, b + 1))
#: Characters without a glyph of their own: joiners, bidi controls, byte-order mark, soft hyphen.
INVISIBLE: Final = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_SHADDA: Final = "\u0651"
#: Characters that are normalised together; no token is as long.
_PIECE: Final = 256
_MODEL_LETTERS: Final = str.maketrans("أإآٱیک", "ااااي" + "ك")
_SEARCH_LETTERS: Final = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېۍئٸ", "ي"),
    **dict.fromkeys("ؤۆۇۈۋٷ", "و"),
    **dict.fromkeys("ةۀہھەۃۂ", "ه"),
    **dict.fromkeys("کڪگڭڮ", "ك"),
    **dict.fromkeys("ڤڥڨ", "ف"),
    "چ": "ج",
    "ژ": "ز",
    "پ": "ب",
    "ٹ": "ت",
    "ڈ": "د",
    "ڑ": "ر",
    "ں": "ن",
    "ء": "",
}
#: What may stand between or around the words of a name and is no part of it.
_SEPARATORS: Final = str.maketrans(dict.fromkeys("-–—_\"'«»“”‘’", " "))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the original character it came from."""

    text: str
    origins: tuple[int, ...]
    length: int

    def origin(self, index: int) -> int:
        """Offset in the original text of folded position `index` (the end of the text included)."""
        return self.origins[index] if index < len(self.origins) else self.length


def _fold_character(character: str) -> str:
    if character in DIACRITICS or character in INVISIBLE or character == TATWEEL:
        return ""
    replacement = _SEARCH_LETTERS.get(character)
    if replacement is not None:
        return replacement
    if character < "\u0250" and character.isascii():
        return character.lower()
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    decomposed = unicodedata.normalize("NFKD", character)
    if decomposed == character:
        return character.casefold()
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "".join(_fold_character(c) for c in kept if c != character)


_cached_fold = lru_cache(maxsize=4096)(_fold_character)


def fold_with_offsets(text: str) -> Folded:
    """Fold `text` for search and keep where each folded character came from.

    Examples
    --------
    >>> folded = fold_with_offsets("كَرْبَلاء")
    >>> folded.text, folded.origin(2)
    ('كربلا', 4)
    """
    pieces: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        piece = _cached_fold(character)
        pieces.append(piece)
        origins.extend([index] * len(piece))
    return Folded("".join(pieces), tuple(origins), len(text))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold `text` to its search key: spelling variants of one name become equal; spaces become single.

    Examples
    --------
    >>> fold("آغدام") == fold("اغدام") == fold("أغدام")
    True
    >>> fold("السويد") == fold("السويداء")
    False
    """
    return " ".join("".join(map(_cached_fold, text)).translate(_SEPARATORS).split())


def name_key(form: str) -> str:
    """What names are compared and indexed by: the folded form without spaces.

    Examples
    --------
    >>> name_key("قره باغ") == name_key("قرهباغ")
    True
    """
    return fold(form).replace(" ", "")


@lru_cache(maxsize=65536)
def model_form(token: str) -> str:
    """Write one token the way the recogniser's training text was written.

    Presentation forms are resolved, diacritics and tatweel dropped, alef forms and Persian ی ک unified, Latin
    lower-cased and every digit string becomes ``0``. A token of nothing but marks stays as it is.

    Examples
    --------
    >>> model_form("أذربيجـان"), model_form("١٩٩٢")
    ('اذربيجان', '0')
    """
    # In pieces: Unicode sorts a run of combining marks in time quadratic in its length.
    pieces = (unicodedata.normalize("NFKC", token[i : i + _PIECE]) for i in range(0, len(token), _PIECE))
    text = "".join(pieces).translate(_MODEL_LETTERS).lower()
    kept: list[str] = []
    for character in text:
        if character in DIACRITICS or character in INVISIBLE or character == TATWEEL:
            continue
        if character.isdecimal():
            if kept and kept[-1] == "0":
                continue
            character = "0"
        kept.append(character)
    return "".join(kept) or token


def is_marked(text: str) -> bool:
    """Whether a vowel or another mark is written in `text`."""
    return not DIACRITICS.isdisjoint(text)


def marks_agree(one: str, other: str) -> bool:
    """Whether the marks of two spellings of the same letters may be those of one name.

    A vowel that only one of them has contradicts nothing, another vowel does, and so does a doubling that only one of
    two marked spellings has. The article's sun letter and the last letter, whose vowel is the case's, are not asked.

    Examples
    --------
    >>> marks_agree("عمّان", "عُمان"), marks_agree("عمّان", "عَمّان"), marks_agree("عمان", "عُمان")
    (False, True, True)
    """
    if not is_marked(one) or not is_marked(other):
        return True
    left, right = _marked_letters(one), _marked_letters(other)
    if len(left) != len(right):
        return True
    start = 3 if fold(one).startswith(ARTICLE) else 0
    for (_, first), (_, second) in zip(left[start:-1], right[start:-1], strict=True):
        if (_SHADDA in first) != (_SHADDA in second):
            return False
        vowels = first - {_SHADDA}, second - {_SHADDA}
        if all(vowels) and vowels[0].isdisjoint(vowels[1]):
            return False
    return True


def _marked_letters(text: str) -> list[tuple[str, set[str]]]:
    """The letters of a text, each with its marks."""
    letters: list[tuple[str, set[str]]] = []
    for character in unicodedata.normalize("NFC", text):
        if character in DIACRITICS:
            if letters:
                letters[-1][1].add(character)
        elif character.isalpha() and character != TATWEEL:
            letters.append((character, set()))
    return letters


def is_arabic(character: str) -> bool:
    """Whether `character` is a letter of the Arabic script, its presentation forms included."""
    return ("\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufeff") and character.isalpha()
