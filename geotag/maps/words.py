"""The words of the page, in Arabic and in English."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from babel.dates import format_date

from geotag.dates import day_of
from geotag.model import Kind, Label, Status
from geotag.resolve.reasons import Reason

__all__ = [
    "GROUP_OF",
    "GROUP_WORDS",
    "KIND_WORDS",
    "LABEL_WORDS",
    "STATUS_WORDS",
    "WORDS",
    "Said",
    "coordinates",
    "country_name",
    "date_words",
    "place_name",
    "reason_words",
    "shortened",
]

_LONGEST: Final = 300  # characters: longer than any name, title or address of a source


class Said(NamedTuple):
    """The same in both languages of the page."""

    ar: str
    en: str


KIND_WORDS: Final[Mapping[Kind, Said]] = {
    "continent": Said("قارّة", "continent"),
    "region": Said("إقليم", "region"),
    "country": Said("دولة", "country"),
    "admin1": Said("محافظة أو ولاية", "province or state"),
    "admin2": Said("قضاء أو مديرية", "district"),
    "city": Said("مدينة", "city"),
    "village": Said("قرية", "village"),
    "neighbourhood": Said("حيّ", "neighbourhood"),
    "camp": Said("مخيّم", "camp"),
    "island": Said("جزيرة", "island"),
    "mountain": Said("جبل", "mountain"),
    "desert": Said("صحراء", "desert"),
    "sea": Said("بحر", "sea"),
    "lake": Said("بحيرة", "lake"),
    "river": Said("نهر", "river"),
    "strait": Said("مضيق", "strait"),
    "facility": Said("منشأة", "facility"),
    "crossing": Said("معبر", "crossing"),
    "other": Said("مكان", "place"),
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

GROUP_WORDS: Final[Mapping[str, Said]] = {
    "land": Said("دول وقارّات", "countries, continents"),
    "region": Said("أقاليم ومحافظات", "regions, provinces"),
    "town": Said("مدن وقرى وأحياء", "cities, villages"),
    "nature": Said("جبال وجزر ومياه", "mountains, islands, waters"),
    "site": Said("منشآت ومعابر", "facilities, crossings"),
    "other": Said("أماكن أخرى", "other places"),
}

LABEL_WORDS: Final[Mapping[Label, Said]] = {
    "PER": Said("شخص", "person"),
    "LOC": Said("مكان", "place"),
    "ORG": Said("منظمة", "organisation"),
    "FAC": Said("منشأة", "facility"),
    "MISC": Said("اسم آخر", "other name"),
}

STATUS_WORDS: Final[Mapping[Status, Said]] = {
    "resolved": Said("محدَّد الموضع", "located"),
    "ambiguous": Said("يحتمل أكثر من موضع", "several places fit"),
    "unresolved": Said("لم يُعرف موضعه", "not located"),
}

#: What the page's scripts say; the template says the rest.
WORDS: Final[Mapping[str, Said]] = {
    "close": Said("إغلاق", "Close"),
    "zoom in": Said("تكبير", "Zoom in"),
    "zoom out": Said("تصغير", "Zoom out"),
    "doubtful": Said("يحتمل الاسم أكثر من موضع", "The name fits several places"),
    "could also be": Said("قد يكون أيضًا", "It could also be"),
    "why": Said("سبب الاختيار", "Why this place"),
    "in": Said("في", "In"),
    "of": Said("من", "of"),
    "next": Said("الموضع التالي", "Next mention"),
    "previous": Said("الموضع السابق", "Previous mention"),
    "nothing found": Said("لا نتائج", "Nothing found"),
    "place": Said("مكان", "place"),
    "mentions": Said("مرات الذكر", "mentions"),
    "more": Said("غيرها", "more"),
    "articles": Said("المقالات", "articles"),
    "all places": Said("أكثر الأماكن ذكرًا", "Most mentioned places"),
    "back": Said("رجوع", "Back"),
    "original": Said("المقال الأصلي", "Original article"),
    "undated": Said("بلا تاريخ", "undated"),
    "play": Said("تشغيل", "Play"),
    "pause": Said("إيقاف", "Pause"),
    "show more": Said("المزيد", "Show more"),
}

#: Codes of reasons whose argument is the Arabic name of the place's country.
_OF_COUNTRY: Final = frozenset({"described", "beside", "co-mentioned"})


def reason_words(reason: Reason, country: Said | None = None) -> Said:
    """A resolver's reason in both languages; one that is not known stays as it is.

    Parameters
    ----------
    country
        That of the place, by which the English names it.

    Examples
    --------
    >>> reason_words(Reason("co-mentioned", ("أذربيجان",)), country_name("AZ"))
    Said(ar='يرد معه في النص: أذربيجان', en='co-mentioned: Azerbaijan')
    """
    english = reason
    if reason.code in _OF_COUNTRY and country is not None and reason.arguments == (country.ar,):
        english = replace(reason, arguments=(country.en,))
    return Said(shortened(reason.arabic), shortened(english.english))


def date_words(date: str) -> Said:
    """The day of an article's date as readers write it; what states no day as it is.

    Examples
    --------
    >>> date_words("2020-11-10")
    Said(ar='10 نوفمبر 2020', en='10 November 2020')
    """
    day = day_of(date)
    if day is None:
        return Said(shortened(date), shortened(date))
    return Said(*(format_date(datetime.date.fromisoformat(day), "d MMMM y", locale=locale) for locale in ("ar", "en")))


def coordinates(lat: float, lon: float) -> Said:
    """Coordinates as readers write them; without degree signs, which land on the wrong side of a number in Arabic.

    Examples
    --------
    >>> coordinates(-33.92, 18.42)
    Said(ar='33.9200 جنوبًا، 18.4200 شرقًا', en='33.9200 S, 18.4200 E')
    """
    north_south = ("شمالًا", "N") if lat >= 0 else ("جنوبًا", "S")
    east_west = ("شرقًا", "E") if lon >= 0 else ("غربًا", "W")
    return Said(
        f"{abs(lat):.4f} {north_south[0]}، {abs(lon):.4f} {east_west[0]}",
        f"{abs(lat):.4f} {north_south[1]}, {abs(lon):.4f} {east_west[1]}",
    )


def country_name(code: str | None, name: str | None = None) -> Said | None:
    """A country's name, the Arabic one as the gazetteer has it; None for no country.

    Examples
    --------
    >>> country_name("AZ")
    Said(ar='أذربيجان', en='Azerbaijan')
    """
    if code is None and name is None:
        return None
    territories = [_territories(language).get(code or "") for language in ("ar", "en")]
    known = name or territories[0] or code or ""
    return Said(shortened(known), shortened(territories[1] or known))


def place_name(name: str, name_en: str) -> Said:
    """A place's name, each language standing in where the other is missing."""
    return Said(shortened(name or name_en), shortened(name_en or name))


def shortened(text: str) -> str:
    """`text` with its end left out where it is too long for a label: a browser takes seconds to lay out a megabyte.

    Examples
    --------
    >>> len(shortened("ا" * 1_000_000))
    300
    """
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale(language).territories)
