"""The texts of the pages, in Arabic and in English, as their scripts and templates show them."""

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
    "Bilingual",
    "coordinates",
    "country_name",
    "date_words",
    "place_name",
    "reason_words",
    "shortened",
]

_LONGEST: Final = 300  # characters: longer than any name, title or address of a source


class Bilingual(NamedTuple):
    """The same in both languages of the page."""

    ar: str
    en: str


KIND_WORDS: Final[Mapping[Kind, Bilingual]] = {
    "continent": Bilingual("قارّة", "continent"),
    "region": Bilingual("إقليم", "region"),
    "country": Bilingual("دولة", "country"),
    "admin1": Bilingual("محافظة أو ولاية", "province or state"),
    "admin2": Bilingual("قضاء أو مديرية", "district"),
    "city": Bilingual("مدينة", "city"),
    "village": Bilingual("قرية", "village"),
    "neighbourhood": Bilingual("حيّ", "neighbourhood"),
    "camp": Bilingual("مخيّم", "camp"),
    "island": Bilingual("جزيرة", "island"),
    "mountain": Bilingual("جبل", "mountain"),
    "desert": Bilingual("صحراء", "desert"),
    "sea": Bilingual("بحر", "sea"),
    "lake": Bilingual("بحيرة", "lake"),
    "river": Bilingual("نهر", "river"),
    "strait": Bilingual("مضيق", "strait"),
    "facility": Bilingual("منشأة", "facility"),
    "crossing": Bilingual("معبر", "crossing"),
    "other": Bilingual("مكان", "place"),
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

GROUP_WORDS: Final[Mapping[str, Bilingual]] = {
    "land": Bilingual("دول وقارّات", "countries, continents"),
    "region": Bilingual("أقاليم ومحافظات", "regions, provinces"),
    "town": Bilingual("مدن وقرى وأحياء", "cities, villages"),
    "nature": Bilingual("جبال وجزر ومياه", "mountains, islands, waters"),
    "site": Bilingual("منشآت ومعابر", "facilities, crossings"),
    "other": Bilingual("أماكن أخرى", "other places"),
}

LABEL_WORDS: Final[Mapping[Label, Bilingual]] = {
    "PER": Bilingual("شخص", "person"),
    "LOC": Bilingual("مكان", "place"),
    "ORG": Bilingual("منظمة", "organisation"),
    "FAC": Bilingual("منشأة", "facility"),
    "MISC": Bilingual("اسم آخر", "other name"),
}

STATUS_WORDS: Final[Mapping[Status, Bilingual]] = {
    "resolved": Bilingual("محدَّد الموضع", "located"),
    "ambiguous": Bilingual("يحتمل أكثر من موضع", "several places fit"),
    "unresolved": Bilingual("لم يُعرف موضعه", "not located"),
}

#: What the page's scripts say; the template says the rest.
WORDS: Final[Mapping[str, Bilingual]] = {
    "close": Bilingual("إغلاق", "Close"),
    "zoom in": Bilingual("تكبير", "Zoom in"),
    "zoom out": Bilingual("تصغير", "Zoom out"),
    "doubtful": Bilingual("يحتمل الاسم أكثر من موضع", "The name fits several places"),
    "could also be": Bilingual("قد يكون أيضًا", "It could also be"),
    "why": Bilingual("سبب الاختيار", "Why this place"),
    "in": Bilingual("في", "In"),
    "of": Bilingual("من", "of"),
    "next": Bilingual("الموضع التالي", "Next mention"),
    "previous": Bilingual("الموضع السابق", "Previous mention"),
    "nothing found": Bilingual("لا نتائج", "Nothing found"),
    "place": Bilingual("مكان", "place"),
    "mentions": Bilingual("مرات الذكر", "mentions"),
    "more": Bilingual("غيرها", "more"),
    "articles": Bilingual("المقالات", "articles"),
    "all places": Bilingual("أكثر الأماكن ذكرًا", "Most mentioned places"),
    "back": Bilingual("رجوع", "Back"),
    "original": Bilingual("المقال الأصلي", "Original article"),
    "undated": Bilingual("بلا تاريخ", "undated"),
    "play": Bilingual("تشغيل", "Play"),
    "pause": Bilingual("إيقاف", "Pause"),
    "show more": Bilingual("المزيد", "Show more"),
}

#: Codes of reasons whose argument is the Arabic name of the place's country.
_OF_COUNTRY: Final = frozenset({"described", "beside", "co-mentioned"})


def reason_words(reason: Reason, country: Bilingual | None = None) -> Bilingual:
    """A resolver's reason in both languages; one that is not known stays as it is.

    Parameters
    ----------
    country
        That of the place, by which the English names it.

    Examples
    --------
    >>> reason_words(Reason("co-mentioned", ("أذربيجان",)), country_name("AZ"))
    Bilingual(ar='يرد معه في النص: أذربيجان', en='co-mentioned: Azerbaijan')
    """
    english = reason
    if reason.code in _OF_COUNTRY and country is not None and reason.arguments == (country.ar,):
        english = replace(reason, arguments=(country.en,))
    return Bilingual(shortened(reason.arabic), shortened(english.english))


def date_words(date: str) -> Bilingual:
    """The day of an article's date as readers write it; what states no day as it is.

    Examples
    --------
    >>> date_words("2020-11-10")
    Bilingual(ar='10 نوفمبر 2020', en='10 November 2020')
    """
    day = day_of(date)
    if day is None:
        return Bilingual(shortened(date), shortened(date))
    return Bilingual(
        *(format_date(datetime.date.fromisoformat(day), "d MMMM y", locale=locale) for locale in ("ar", "en"))
    )


def coordinates(lat: float, lon: float) -> Bilingual:
    """Coordinates as readers write them; without degree signs, which land on the wrong side of a number in Arabic.

    Examples
    --------
    >>> coordinates(-33.92, 18.42)
    Bilingual(ar='33.9200 جنوبًا، 18.4200 شرقًا', en='33.9200 S, 18.4200 E')
    """
    north_south = ("شمالًا", "N") if lat >= 0 else ("جنوبًا", "S")
    east_west = ("شرقًا", "E") if lon >= 0 else ("غربًا", "W")
    return Bilingual(
        f"{abs(lat):.4f} {north_south[0]}، {abs(lon):.4f} {east_west[0]}",
        f"{abs(lat):.4f} {north_south[1]}, {abs(lon):.4f} {east_west[1]}",
    )


def country_name(code: str | None, name: str | None = None) -> Bilingual | None:
    """A country's name, the Arabic one as the gazetteer has it; None for no country.

    Examples
    --------
    >>> country_name("AZ")
    Bilingual(ar='أذربيجان', en='Azerbaijan')
    """
    if code is None and name is None:
        return None
    territories = [_territories(language).get(code or "") for language in ("ar", "en")]
    known = name or territories[0] or code or ""
    return Bilingual(shortened(known), shortened(territories[1] or known))


def place_name(name: str, name_en: str) -> Bilingual:
    """A place's name, each language standing in where the other is missing."""
    return Bilingual(shortened(name or name_en), shortened(name_en or name))


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
