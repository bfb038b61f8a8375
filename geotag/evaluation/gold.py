"""Annotated articles: the forms of gold files, read into one.

    news     articles with ``places`` (start, end, lat, lon, acc_km, role, kind, cc) and ``people`` (start, end)
    cases    short hard cases: ``places`` by surface and occurrence, and ``not_places``, words that are none
    idrisi   tweets with ``mentions`` (start, end, lat, lon, bbox), as IDRISI-DA has them [1]_
    names    a table of names with the ``country`` that the best candidate should be in, and a ``category``

References
----------
.. [1] R. Suwaileh, M. Imran, T. Elsayed: IDRISI-RA: The First Arabic Location Mention Recognition Dataset of Disaster
   Tweets. ACL 2023.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from geotag.errors import GoldError
from geotag.paths import StrPath

__all__ = [
    "GOLD_FORMATS",
    "ROLES",
    "GoldArticle",
    "GoldFormat",
    "GoldName",
    "GoldPlace",
    "gold_format",
    "read_articles",
    "read_names",
]

GoldFormat = Literal["news", "cases", "idrisi", "names"]
GOLD_FORMATS: Final[tuple[GoldFormat, ...]] = ("news", "cases", "idrisi", "names")
ROLES: Final = ("literal", "metonym", "nested")
_NAME_COLUMNS: Final = ("name", "country", "category")


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """An annotated place mention.

    Attributes
    ----------
    lat, lon
        Degrees WGS84; None where the place could not be located.
    acc_km
        Kilometres within which a prediction is right, where the annotation says so.
    box
        South, north, west, east of the place, degrees.
    """

    start: int
    end: int
    surface: str
    lat: float | None = None
    lon: float | None = None
    acc_km: float = 0.0
    role: str = "literal"
    kind: str | None = None
    country: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article.

    Attributes
    ----------
    people
        Start and end of each mention of a person.
    not_places
        Words that look like places and are none.
    group
        Class of a case, or None.
    """

    id: str
    text: str
    places: tuple[GoldPlace, ...]
    people: tuple[tuple[int, int], ...] = ()
    not_places: tuple[str, ...] = ()
    group: str | None = None
    source: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class GoldName:
    """A name and the countries, by ISO 3166-1 alpha-2 code, of which the best candidate should be in one."""

    name: str
    countries: frozenset[str]
    category: str


def gold_format(path: StrPath) -> GoldFormat:
    """Which form a gold file has.

    Raises
    ------
    GoldError
        If it has none of them.
    """
    path = Path(path)
    if path.suffix.lower() in (".tsv", ".csv"):
        return "names"
    for _, record in _records(path):
        if "not_places" in record:
            return "cases"
        if "mentions" in record:
            return "idrisi"
        if "places" in record:
            return "news"
        break
    raise GoldError(f"{path}, line 1: there is no field 'places' or 'mentions'; no annotated articles")


def read_articles(path: StrPath, form: GoldFormat) -> list[GoldArticle]:
    """The articles of a gold file of any form but names.

    Raises
    ------
    GoldError
        If a line is no such article; file, line and field are named.
    """
    path = Path(path)
    read = _READERS[form]
    articles: list[GoldArticle] = []
    lines: dict[str, int] = {}
    for line, record in _records(path):
        origin = f"{path}, line {line}"
        try:
            article = read(record)
        except KeyError as error:
            raise GoldError(f"{origin}: there is no field {error}") from error
        except (TypeError, ValueError) as error:
            raise GoldError(f"{origin}: {error}") from error
        if not any(map(str.isalnum, article.text)):
            raise GoldError(f"{origin}, field text: there is no text")
        if article.id in lines:
            raise GoldError(f"{origin}, field id: {article.id!r} is in line {lines[article.id]} already")
        lines[article.id] = line
        articles.append(article)
    if not articles:
        raise GoldError(f"{path} holds no articles")
    return articles


def read_names(path: StrPath) -> list[GoldName]:
    """The names of a table with the columns name, country (codes joined by ``|``; XX for any) and category.

    Raises
    ------
    GoldError
        If a line is no such row; file and line are named.
    """
    path = Path(path)
    delimiter = "," if path.suffix.lower() == ".csv" else "\t"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.DictReader(stream, delimiter=delimiter)
        missing = [column for column in _NAME_COLUMNS if column not in (lines.fieldnames or ())]
        if missing:
            raise GoldError(f"{path}, line 1: there is no column {missing[0]!r}")
        names = []
        for row in lines:
            values = [(row[column] or "").strip() for column in _NAME_COLUMNS]
            if not all(values):
                raise GoldError(f"{path}, line {lines.line_num}: name, country and category are needed")
            names.append(GoldName(values[0], frozenset(values[1].split("|")), values[2]))
    if not names:
        raise GoldError(f"{path} holds no names")
    return names


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                except ValueError as error:
                    raise GoldError(f"{path}, line {number}: no JSON ({error})") from error
                if not isinstance(record, dict):
                    raise GoldError(f"{path}, line {number}: an object is needed, an article a line")
                yield number, record
    except UnicodeError as error:
        raise GoldError(f"{path}: it is not UTF-8 ({error})") from error


def _news(record: Mapping[str, Any]) -> GoldArticle:
    text = str(record["text"])
    return GoldArticle(
        id=str(record["id"]),
        text=text,
        places=tuple(_place(place, text) for place in record["places"]),
        people=tuple(_span(person, text) for person in record["people"]),
        source=record.get("source"),
        date=record.get("date"),
    )


def _case(record: Mapping[str, Any]) -> GoldArticle:
    text = str(record["text"])
    places = []
    for place in record["places"]:
        start = -1
        for _ in range(int(place["occurrence"])):
            start = text.find(place["surface"], start + 1)
            if start < 0:
                raise ValueError(f"field surface: {place['surface']!r} is not {place['occurrence']} times in the text")
        places.append(_place({**place, "start": start, "end": start + len(place["surface"])}, text))
    return GoldArticle(
        id=str(record["id"]),
        text=text,
        places=tuple(places),
        not_places=tuple(map(str, record.get("not_places") or ())),
        group=str(record["class"]),
    )


def _tweet(record: Mapping[str, Any]) -> GoldArticle:
    text = str(record["text"])
    # A mention that is listed twice counts once, as the last of them says.
    places = {
        (place["start"], place["end"]): _place(
            {**place, "kind": place.get("type"), "cc": (place.get("country_code") or "").upper() or None}, text
        )
        for place in record["mentions"]
    }
    return GoldArticle(str(record["id"]), text, tuple(places.values()), date=record.get("date"))


_READERS: Final[Mapping[GoldFormat, Callable[[Mapping[str, Any]], GoldArticle]]] = {
    "news": _news,
    "cases": _case,
    "idrisi": _tweet,
}


def _span(record: Mapping[str, Any], text: str) -> tuple[int, int]:
    start, end = int(record["start"]), int(record["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError(f"field start: {start} to {end} is no part of the text, which has {len(text)} characters")
    return start, end


def _place(record: Mapping[str, Any], text: str) -> GoldPlace:
    start, end = _span(record, text)
    role = record.get("role") or "literal"
    if role not in ROLES:
        raise ValueError(f"field role: {role!r} is not one of {', '.join(ROLES)}")
    lat, lon = (_degrees(record, key, limit) for key, limit in (("lat", 90.0), ("lon", 180.0)))
    if (lat is None) != (lon is None):
        raise ValueError("fields lat and lon: one of the two is missing")
    return GoldPlace(
        start=start,
        end=end,
        surface=text[start:end],
        lat=lat,
        lon=lon,
        acc_km=float(record.get("acc_km") or 0.0),
        role=role,
        kind=record.get("kind"),
        country=record.get("cc"),
        box=_box(record.get("bbox")),
    )


def _degrees(record: Mapping[str, Any], key: str, limit: float) -> float | None:
    value = record[key]
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number) or abs(number) > limit:
        raise ValueError(f"field {key}: {value!r} is not within {-limit:g} to {limit:g}")
    return number


def _box(values: Sequence[Any] | None) -> tuple[float, float, float, float] | None:
    if not values:
        return None
    south, north, west, east = (float(value) for value in values)
    return south, north, west, east
