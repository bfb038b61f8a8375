"""The Arabic words of the page for what the records say in English."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from babel.dates import format_date

from geotag.model import Kind, Label, Status

__all__ = [
    "GROUP_OF",
    "GROUP_WORDS",
    "KIND_WORDS",
    "LABEL_WORDS",
    "STATUS_WORDS",
    "coordinates_in_arabic",
    "date_in_arabic",
    "in_arabic",
]

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "continent": "قارّة",
    "region": "إقليم",
    "country": "دولة",
    "admin1": "محافظة أو ولاية",
    "admin2": "قضاء أو مديرية",
    "city": "مدينة",
    "village": "قرية",
    "neighbourhood": "حيّ",
    "camp": "مخيّم",
    "island": "جزيرة",
    "mountain": "جبل",
    "desert": "صحراء",
    "sea": "بحر",
    "lake": "بحيرة",
    "river": "نهر",
    "strait": "مضيق",
    "facility": "منشأة",
    "crossing": "معبر",
    "other": "مكان",
}

#: Kinds that share a colour on the map, in the order of its key.
GROUP_OF: Final[Mapping[Kind, str]] = {
    "country": "land",
    "continent": "land",
    "region": "region",
    "admin1": "region",
    "admin2": "region",
    "city": "town",
    "village": "town",
    "neighbourhood": "town",
    "camp": "town",
    "island": "nature",
    "mountain": "nature",
    "desert": "nature",
    "sea": "nature",
    "lake": "nature",
    "river": "nature",
    "strait": "nature",
    "facility": "site",
    "crossing": "site",
    "other": "other",
}

GROUP_WORDS: Final[Mapping[str, str]] = {
    "land": "دول وقارّات",
    "region": "أقاليم ومحافظات",
    "town": "مدن وقرى وأحياء",
    "nature": "جبال وجزر ومياه",
    "site": "منشآت ومعابر",
    "other": "أماكن أخرى",
}

LABEL_WORDS: Final[Mapping[Label, str]] = {
    "PER": "شخص",
    "LOC": "مكان",
    "ORG": "منظمة",
    "FAC": "منشأة",
    "MISC": "اسم آخر",
}

STATUS_WORDS: Final[Mapping[Status, str]] = {
    "resolved": "محدَّد الموضع",
    "ambiguous": "يحتمل أكثر من موضع",
    "unresolved": "لم يُعرف موضعه",
}

_REASON_WORDS: Final[Mapping[str, str]] = {
    "head": "تسبقه كلمة",
    "head does not fit": "لا تناسبه الكلمة التي قبله",
    "beside it": "يجاوره في النص",
    "co-mentioned": "يرد معه في النص",
    "spelling": "كُتب في المعجم",
    "known in news": "معروف في الأخبار",
    "population": "عدد السكان",
}


def in_arabic(reason: str) -> str:
    """A resolver's reason in Arabic; one that is not known stays as it is.

    Parameters
    ----------
    reason
        Such as ``co-mentioned: أذربيجان``.

    Examples
    --------
    >>> in_arabic("known in news")
    'معروف في الأخبار'
    """
    what, colon, of_what = reason.partition(": ")
    word = _REASON_WORDS.get(what)
    if word is None:
        return reason
    if what == "spelling":
        of_what = of_what.rpartition(" (")[0] or of_what
    return f"{word}: {of_what}" if colon else word


def date_in_arabic(date: str) -> str:
    """An ISO 8601 date as Arabic readers write it; anything else as it is.

    Examples
    --------
    >>> date_in_arabic("2020-11-10")
    '10 نوفمبر 2020'
    """
    try:
        day = datetime.date.fromisoformat(date[:10])
    except ValueError:
        return date
    return format_date(day, "d MMMM y", locale="ar")


def coordinates_in_arabic(lat: float, lon: float) -> str:
    """Coordinates as Arabic readers write them; without degree signs, which land on the wrong side of a number.

    Examples
    --------
    >>> coordinates_in_arabic(-33.92, 18.42)
    '33.9200 جنوبًا، 18.4200 شرقًا'
    """
    north_south = "شمالًا" if lat >= 0 else "جنوبًا"
    east_west = "شرقًا" if lon >= 0 else "غربًا"
    return f"{abs(lat):.4f} {north_south}، {abs(lon):.4f} {east_west}"
