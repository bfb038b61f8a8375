"""Generic head words that stand before a place name (مدينة حلب, محافظتي آغدام وفضولي) and the kinds they announce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geotag.arabic.orthography import fold
from geotag.arabic.proclitics import readings

__all__ = ["Head", "begins_head", "head_at", "strip_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """A head word.

    Attributes
    ----------
    word
        As written, without proclitics.
    kinds
        Kinds of places that it announces.
    plural
        Whether it is dual or plural, and so may govern a list of names.
    detachable
        Whether a name is whole without it (مدينة حلب is حلب; but نهر الأردن is not الأردن).
    """

    word: str
    kinds: frozenset[str]
    plural: bool
    detachable: bool


_TOWNS: Final = "city village camp neighbourhood"

# Singulars, duals and plurals, kinds.
_DETACHABLE: Final = (
    ("مدينة بلدية حاضرة", "مدينتي مدينتا مدن بلديات", "city village"),
    ("عاصمة", "عاصمتي عاصمتا عواصم", "city"),
    ("بلدة ضيعة قصبة", "بلدتي بلدتا بلدات", _TOWNS),
    ("قرية", "قريتي قريتا قرى", "village city"),
    ("مستوطنة كيبوتس", "مستوطنتي مستوطنتا مستوطنات", "village city neighbourhood"),
    ("مخيم معسكر", "مخيمي مخيما مخيمات معسكري معسكرات", "camp city village neighbourhood"),
    ("حي ضاحية", "حيي حيا أحياء ضاحيتي ضواحي", "neighbourhood city village"),
    (
        "محافظة ولاية إمارة مقاطعة لواء جهة",
        "محافظتي محافظتا محافظات ولايتي ولايتا ولايات مقاطعتي مقاطعتا مقاطعات",
        "admin1 admin2",
    ),
    ("موقع ثكنة", "موقعي مواقع ثكنتي ثكنات", f"facility {_TOWNS}"),
    ("ريف", "ريفي أرياف", "admin1 admin2 city"),
    ("قضاء مديرية ناحية مركز معتمدية دائرة", "قضاءي أقضية مديريتي مديريات معتمديات", "admin2 city village"),
    (
        "إقليم منطقة",
        "إقليمي إقليما أقاليم منطقتي منطقتا مناطق",
        "region admin1 admin2 city village neighbourhood desert",
    ),
    ("جمهورية دولة مملكة سلطنة", "جمهوريتي دولتي دولتا دول", "country region admin1"),
)
_PART_OF_NAME: Final = (
    ("جزيرة", "جزيرتي جزيرتا جزر", "island region country"),
    ("أرخبيل", "", "island region"),
    ("نهر وادي", "نهري نهرا أنهار واديي أودية", "river region"),
    ("بحيرة", "بحيرتي بحيرات", "lake"),
    ("بحر خليج محيط", "بحري بحرا بحار خليجي", "sea"),
    ("مضيق قناة", "مضيقي مضيقا مضائق", "strait river"),
    ("جبل جبال سلسلة قمة هضبة", "جبلي هضاب", "mountain region"),
    ("صحراء بادية", "صحاري", "desert region"),
    (
        "مطار ميناء مرفأ قاعدة سد محطة حقل سجن مستشفى جسر ملعب مسجد كنيسة قصر ميدان ساحة شارع",
        "مطاري مطارات موانئ سدود حقول سجون",
        "facility",
    ),
    ("معبر منفذ حاجز", "معبري معبرا معابر منافذ حواجز", "crossing facility"),
)
#: The one head of two words.
_PENINSULA: Final = (fold("شبه"), fold("جزيرة"))


def _entries() -> Iterator[tuple[str, frozenset[str], bool, bool]]:
    for table, detachable in ((_DETACHABLE, True), (_PART_OF_NAME, False)):
        for singulars, plurals, kinds in table:
            for words, plural in ((singulars, False), (plurals, True)):
                for word in words.split():
                    # A plural governs names; it is never part of one.
                    yield fold(word), frozenset(kinds.split()), plural, detachable or plural


_HEADS: Final = {word: (kinds, plural, detachable) for word, kinds, plural, detachable in _entries()}


def head_at(words: Sequence[str]) -> tuple[Head, int] | None:
    """Head that `words` begin with, proclitics and all, and how many words it takes; None if there is none.

    Examples
    --------
    >>> head, size = head_at(["ومحافظتي", "آغدام"])
    >>> head.word, head.plural, size
    ('محافظتي', True, 1)
    >>> head_at(["شبه", "جزيرة", "القرم"])[1]
    2
    """
    for reading in readings(words[0]):
        if reading.hides_article:
            continue
        if tuple(fold(word) for word in (reading.rest, *words[1:2])) == _PENINSULA:
            return Head(f"{reading.rest} {words[1]}", frozenset({"region"}), plural=False, detachable=True), 2
        properties = _HEADS.get(fold(reading.rest))
        if properties is not None:
            return Head(reading.rest, *properties), 1
    return None


def begins_head(word: str) -> bool:
    """Whether `word`, proclitics and all, may be the first of a head of two words (وشبه جزيرة)."""
    return any(not reading.hides_article and fold(reading.rest) == _PENINSULA[0] for reading in readings(word))


def strip_head(name: str) -> tuple[Head, str] | None:
    """Part a name from the head it begins with; None if it begins with none or is nothing but one.

    Examples
    --------
    >>> head, rest = strip_head("إقليم قره باغ")
    >>> head.word, rest
    ('إقليم', 'قره باغ')
    """
    words = name.split()
    found = head_at(words) if words else None
    if found is None or len(words) <= found[1]:
        return None
    return found[0], " ".join(words[found[1] :])
