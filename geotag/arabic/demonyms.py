"""Demonyms: the adjectives of countries (سوريا → السورية, السوريين), as evidence of what an article is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from geotag.arabic.orthography import fold
from geotag.arabic.proclitics import readings

__all__ = ["DemonymIndex"]

#: Endings of the nisba in gender, number and case, folded.
_ENDINGS: Final = ("ي", "يه", "يا", "يين", "يون", "يان", "يتين", "يتان", "يات", "يو")
_FEMININE: Final = "يه"
#: What a country's name loses before the nisba, folded; the first that fits goes.
_LOST: Final = ("يا", "يه", "ا", "ه", "ي")
_SHORTEST_STEM: Final = 3
#: Stems that no rule makes, folded, by ISO 3166-1 alpha-2 code.
_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "AM": ("ارمن",),
        "AT": ("نمساو", "نمسو"),
        "AZ": ("اذر",),
        "CD": ("كونغول",),
        "GB": ("انجليز", "انكليز"),
        "GR": ("اغريق",),
        "MM": ("بورم",),
        "RS": ("صرب",),
    }
)
#: Adjectives that are far more often another word (مالية, financial; كورية of either Korea).
_OTHER_WORDS: Final = frozenset({"مال", "كور", "وال", "عرب", "دول"})


class DemonymIndex:
    """Looks up demonyms of countries.

    Parameters
    ----------
    country_names
        Arabic names of each country by ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> index = DemonymIndex({"SY": ["سوريا"], "LB": ["لبنان"]})
    >>> index.country("السورية"), index.country("واللبنانيين"), index.country("بيت")
    ('SY', 'LB', None)
    """

    def __init__(self, country_names: Mapping[str, Sequence[str]]) -> None:
        claims: dict[str, set[str]] = {}
        for country, names in country_names.items():
            for stem in _stems(country, names):
                for ending in _ENDINGS:
                    claims.setdefault(stem + ending, set()).add(country)
        names_themselves = {fold(name) for names in country_names.values() for name in names}
        self._feminines = frozenset(form for form in claims if form.endswith(_FEMININE))
        self._countries = {
            form: next(iter(countries))
            for form, countries in claims.items()
            if len(countries) == 1 and form not in names_themselves
        }

    def country(self, word: str) -> str | None:
        """Country whose demonym `word` is, with or without proclitics and ال; None if it is none."""
        for reading in readings(word):
            form = fold(reading.rest)
            found = self._countries.get(form.removeprefix("ال"))
            if found:
                return found
        return None

    def may_be_feminine(self, word: str) -> bool:
        """Whether `word` is a feminine demonym, or could be one beside being a country's name (سورية)."""
        return any(fold(reading.rest).removeprefix("ال") in self._feminines for reading in readings(word))


def _stems(country: str, names: Sequence[str]) -> Iterator[str]:
    yield from _IRREGULAR.get(country, ())
    for name in names:
        form = fold(name)
        if " " in form:
            continue
        form = form.removeprefix("ال")
        stem = next((form.removesuffix(lost) for lost in _LOST if form.endswith(lost)), form)
        if len(stem) >= _SHORTEST_STEM and stem not in _OTHER_WORDS:
            yield stem
