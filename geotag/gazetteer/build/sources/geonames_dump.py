"""GeoNames' own dumps (CC BY 4.0): ``allCountries.zip`` or a country's, and ``alternateNamesV2.zip`` for Arabic names.

The files are those of https://download.geonames.org/export/dump/, zipped or not. Places are streamed; of the alternate
names only the Arabic ones and the Wikidata ids are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import CITY_INHABITANTS, SourceInfo, SourcePlace
from geotag.gazetteer.build.sources.geonames_divisions import Divisions
from geotag.gazetteer.build.sources.geonames_rows import rows
from geotag.gazetteer.build.sources.geonamescache import arabic_form
from geotag.paths import StrPath

__all__ = ["AlternateNames", "kind_of", "read", "read_alternate_names"]

_COLUMNS: Final = 19
_ALTERNATE_COLUMNS: Final = 10
_KIND_CODES: Final = {
    "country": "PCL PCLD PCLF PCLI PCLIX PCLS",
    "admin1": "ADM1",
    "admin2": "ADM2",
    "city": "PPLC PPLA PPLA2 PPLG",
    "neighbourhood": "PPLX",
    "camp": "CMPRF",
    "continent": "CONT",
    "region": "RGN RGNE TERR PEN VAL VALS PLN ZN ZNB OAS",
    "island": "ISL ISLS ISLET ATOL ISLX",
    "mountain": "MT MTS PK PKS HLL HLLS VLC RDGE PASS PLAT",
    "desert": "DSRT",
    "river": "STM STMS STMI STMX STMM WAD WADS",
    "lake": "LK LKS LKI LKN RSV RSVT LGN",
    "sea": "SEA OCN GULF BAY",
    "strait": "STRT CHN CNL CNLN",
    "facility": "OILF GASF PRT NVB INSM AIRB",
    "crossing": "PSTB",
}
#: Kinds by feature code, then by feature class; classes that are not named (roads, undersea) are left out.
_CODES: Final = {code: kind for kind, codes in _KIND_CODES.items() for code in codes.split()}
_CLASSES: Final = {"A": "other", "P": "village", "S": "facility", "T": "other", "H": "other", "L": "other"}


@dataclass(slots=True)
class AlternateNames:
    """Arabic names (the preferred ones first) and Wikidata ids, by GeoNames id."""

    arabic: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wikidata: dict[str, str] = field(default_factory=dict)


def kind_of(feature_class: str, feature_code: str, population: int) -> str | None:
    """Kind of a place, or None for what is no place that news names.

    Examples
    --------
    >>> kind_of("P", "PPL", 120_000), kind_of("P", "PPL", 90), kind_of("H", "STM", 0), kind_of("R", "RD", 0)
    ('city', 'village', 'river', None)
    """
    if feature_class == "P" and feature_code not in _CODES and population >= CITY_INHABITANTS:
        return "city"
    return _CODES.get(feature_code) or _CLASSES.get(feature_class)


def read_alternate_names(path: StrPath) -> AlternateNames:
    """Read ``alternateNamesV2``.

    Raises
    ------
    GazetteerSourceError
        Naming the file and the line of what cannot be used.
    """
    path = Path(path)
    found = AlternateNames()
    preferred: dict[str, list[str]] = defaultdict(list)
    for number, values in rows(path, _ALTERNATE_COLUMNS):
        _, place, language, name, is_preferred, *_ = values
        if not place.isdecimal():
            raise GazetteerSourceError(f"{path.name}, line {number}, column geonameid: {place!r} is no number")
        if language == "ar":
            (preferred if is_preferred == "1" else found.arabic)[place].append(name)
        elif language == "wkdt":
            found.wikidata.setdefault(place, name)
    for place, names in preferred.items():
        found.arabic[place] = names + found.arabic.get(place, [])
    return found


def read(
    path: StrPath, info: SourceInfo, alternates: AlternateNames | None = None, divisions: Divisions | None = None
) -> Iterator[SourcePlace]:
    """Places of a dump, in its order.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the line and the column of what cannot be used.
    """
    path = Path(path)
    names = alternates or AlternateNames()
    known_divisions = divisions or Divisions()
    for number, values in rows(path, _COLUMNS):
        origin = f"{path.name}, line {number}"
        place_id, name, feature_class, code, country = values[0], values[1], values[6], values[7], values[8]
        population = values[14] or "0"
        for column, value in (("geonameid", place_id), ("population", population)):
            if not value.isdecimal():
                raise GazetteerSourceError(f"{origin}, column {column}: {value!r} is no whole number")
        kind = kind_of(feature_class, code, int(population))
        if kind is None:
            continue
        forms = (*names.arabic.get(place_id, ()), *filter(None, map(arabic_form, values[3].split(","))))
        links = {"geonames": place_id}
        if place_id in names.wikidata:
            links["wikidata"] = names.wikidata[place_id]
        admin1_code, admin1 = known_divisions.of(place_id, country or None, values[10] or None)
        yield SourcePlace(
            source=info.name,
            key=place_id,
            name_en=name,
            kind=kind,
            lat=_degrees(values[4], 90, f"{origin}, column latitude"),
            lon=_degrees(values[5], 180, f"{origin}, column longitude"),
            forms=tuple(dict.fromkeys(forms)),
            latin=(name,),
            country=country or None,
            admin1=admin1,
            admin1_code=admin1_code,
            population=int(population) or None,
            rank=info.rank,
            links=links,
            origin=origin,
        )


def _degrees(text: str, limit: int, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise GazetteerSourceError(f"{where}: {text!r} is no number") from None
    if not -limit <= value <= limit:
        raise GazetteerSourceError(f"{where}: {text!r} is outside -{limit} to {limit} degrees")
    return value
