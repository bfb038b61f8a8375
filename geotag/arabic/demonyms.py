"""Demonyms: the adjectives of countries (سوريا → السورية, السوريين), as evidence of what an article is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from geotag.arabic.orthography import ARTICLE, fold
from geotag.arabic.proclitics import readings
from geotag.arabic.words import forms, ordered, texts

__all__ = ["DemonymIndex"]

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

    def country(self, word: str) -> str | None:
        """Country whose demonym `word` is, with or without proclitics and ال; None if it is none.

        A country's name is none, but may be one behind the article (سورية, السورية), or in the accusative (سورياً).
        """
        for reading in readings(word):
            form = fold(reading.rest)
            has_article = reading.rest.startswith(ARTICLE)
            name = ARTICLE + form if reading.hides_article else form
            if name in self._names and not self._is_accusative(reading.rest, form):
                continue
            # The name of a country may begin with these letters, too: ألمانيا, written without its hamza.
            found = self._countries.get(form)
            if not found and (has_article or reading.hides_article):
                found = self._definite.get(form.removeprefix(ARTICLE) if has_article else form)
            if found and reading.rest.removeprefix(ARTICLE) not in _OTHER_WORDS:
                return found
        return None

    def is_accusative(self, word: str) -> bool:
        """Whether `word` is an adjective of a country by its ending, though its letters are its name's (سورياً)."""
        return any(self._is_accusative(reading.rest, fold(reading.rest)) for reading in readings(word))

    def may_be_feminine(self, word: str) -> bool:
        """Whether `word` is a feminine demonym, or could be one beside being a country's name (سورية)."""
        return any(
            form in self._feminines or (reading.rest.startswith(ARTICLE) and form[2:] in self._feminines)
            for reading in readings(word)
            for form in (fold(reading.rest),)
        )

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
