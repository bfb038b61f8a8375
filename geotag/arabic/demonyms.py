"""Demonyms: the adjectives of countries (سوريا → السورية, السوريين), as evidence of what an article is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from geotag.arabic.orthography import ARTICLE, fold
from geotag.arabic.proclitics import Reading, readings
from geotag.arabic.words import forms, ordered, texts

__all__ = ["Demonym", "DemonymIndex"]

#: Endings of the nisba in gender, number and case, folded.
_ENDINGS: Final = ordered("demonyms.endings")
_FEMININE: Final = "يه"
#: The indefinite accusative, which no name of a country ends in: سورياً is Syrian, سوريا Syria.
_TANWEEN: Final = "\u064b"
#: What a country's name loses before the nisba, folded; the first that fits goes.
_LOST: Final = ordered("demonyms.lost")
#: "Land of", before which the people's own name stands (أفغانستان, أفغاني).
_LANDS: Final = ordered("demonyms.land")
_SHORTEST_STEM: Final = 3
_SHORTEST_PEOPLE: Final = 4
#: Stems that no rule makes, and plurals that no ending makes, folded; the plurals are read with the article only.
_STEMS: Final = texts("demonyms.stems", "country")
_PLURALS: Final = texts("demonyms.plurals", "country")
#: Stems and single words that are far more often something else.
_OTHER_STEMS: Final = forms("demonyms.other_stems")
_OTHER_WORDS: Final = forms("demonyms.other_words")


@dataclass(frozen=True, slots=True)
class Demonym:
    """What a word is as the adjective of a country.

    Attributes
    ----------
    country
        Code of the country, or None. A country's name is no adjective, but may be one behind the article (سورية,
        السورية), or in the accusative (سورياً).
    is_accusative
        Whether it is one by its ending, though its letters are its country's name (سورياً).
    may_be_feminine
        Whether it is a feminine, or could be one beside being a country's name (سورية).
    """

    country: str | None = None
    is_accusative: bool = False
    may_be_feminine: bool = False


#: What most words are.
_NONE: Final = Demonym()
_REMEMBERED_WORDS: Final = 65_536


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
        self._names = frozenset(fold(name) for names in country_names.values() for name in names)
        self._feminines = frozenset(form for form in claims if form.endswith(_FEMININE))
        self._countries = _unclaimed(claims)
        plurals = {plural: country for plural, country in _PLURALS.items() if country in country_names}
        self._definite = plurals | self._countries
        self._country_names = {country: tuple(names) for country, names in country_names.items()}
        self._remembered = lru_cache(_REMEMBERED_WORDS)(self._read_anew)

    def __reduce__(self) -> tuple[Any, ...]:
        """It is pickled as the names that it was made of."""
        return type(self), (self._country_names,)

    def read(self, word: str) -> Demonym:
        """What `word`, with or without proclitics and ال, is as the adjective of a country."""
        return self._remembered(word)

    def country(self, word: str) -> str | None:
        """Country whose demonym `word` is, as :meth:`read` tells."""
        return self._remembered(word).country

    def _read_anew(self, word: str) -> Demonym:
        found = [(reading, fold(reading.rest)) for reading in readings(word)]
        country = next(filter(None, (self._country(reading, form) for reading, form in found)), None)
        is_accusative = any(self._is_accusative(reading.rest, form) for reading, form in found)
        may_be_feminine = any(
            form in self._feminines or (reading.rest.startswith(ARTICLE) and form[2:] in self._feminines)
            for reading, form in found
        )
        demonym = Demonym(country, is_accusative, may_be_feminine)
        return _NONE if demonym == _NONE else demonym

    def _country(self, reading: Reading, form: str) -> str | None:
        has_article = reading.rest.startswith(ARTICLE)
        name = reading.article + form
        if name in self._names and not self._is_accusative(reading.rest, form):
            return None
        # The name of a country may begin with these letters, too: ألمانيا, written without its hamza.
        found = self._countries.get(form)
        if not found and (has_article or reading.hides_article):
            found = self._definite.get(form.removeprefix(ARTICLE) if has_article else form)
        return found if reading.rest.removeprefix(ARTICLE) not in _OTHER_WORDS else None

    def _is_accusative(self, written: str, form: str) -> bool:
        return _TANWEEN in written[-2:] and form in self._countries


def _unclaimed(claims: Mapping[str, set[str]]) -> dict[str, str]:
    """The forms that are of one country only."""
    return {form: next(iter(countries)) for form, countries in claims.items() if len(countries) == 1}


def _stems(country: str, names: Sequence[str]) -> Iterator[str]:
    yield from (stem for stem, of in _STEMS.items() if of == country)
    for name in names:
        form = fold(name)
        if " " in form:
            continue
        # أل is no article, nor is it where its hamza is left out (ألمانيا, المانيا).
        if all(other.startswith(ARTICLE) for other in names if fold(other) == form):
            form = form.removeprefix(ARTICLE)
        stem = next((form.removesuffix(lost) for lost in _LOST if form.endswith(lost)), form)
        for land in _LANDS:
            people = form.removesuffix(land)
            if len(people) >= _SHORTEST_PEOPLE and people != form:
                yield people
        if len(stem) >= _SHORTEST_STEM and stem not in _OTHER_STEMS:
            yield stem
