"""The facts of a run that its summary counts: which article names which places and people, and how often.

They lie in a temporary SQLite database, which SQLite keeps in memory while it is small and moves to a file when it is
not. So memory stays bounded whatever the size of the run.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from geotag.arabic.orthography import fold
from geotag.corpus.index import INDEX_FILE, read_records
from geotag.corpus.scratch import ScratchDatabase
from geotag.dates import day_of
from geotag.errors import ResultsError
from geotag.formats.provenance import without_counts
from geotag.formats.serialising import to_json
from geotag.paths import StrPath
from geotag.safe_text import replace_surrogates

__all__ = ["Facts", "read_results"]

_SCHEMA: Final = (
    "CREATE TABLE article (id INTEGER PRIMARY KEY, day TEXT, source TEXT)",
    """CREATE TABLE place (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, name TEXT, name_en TEXT, kind TEXT, country TEXT, country_name TEXT,
    lat REAL, lon REAL)""",
    "CREATE TABLE person (id INTEGER PRIMARY KEY, key TEXT UNIQUE)",
    "CREATE TABLE spelling (person INTEGER, name TEXT, articles INTEGER, PRIMARY KEY (person, name)) WITHOUT ROWID",
    """CREATE TABLE names_place (
    article INTEGER, place INTEGER, mentions INTEGER, PRIMARY KEY (article, place)) WITHOUT ROWID""",
    """CREATE TABLE names_person (
    article INTEGER, person INTEGER, mentions INTEGER, PRIMARY KEY (article, person)) WITHOUT ROWID""",
    """CREATE TABLE names_country (
    article INTEGER, country TEXT, mentions INTEGER, PRIMARY KEY (article, country)) WITHOUT ROWID""",
    """CREATE VIEW called AS SELECT person AS id, name FROM (
    SELECT person, name, row_number() OVER (PARTITION BY person ORDER BY articles DESC, name) AS nth FROM spelling)
    WHERE nth = 1""",
    """CREATE VIEW nation AS
    SELECT country AS code, min(country_name) AS name FROM place WHERE country IS NOT NULL GROUP BY country""",
    """CREATE VIEW named_place AS
    SELECT n.article, a.day, a.source, n.mentions, n.place AS id, p.key AS place, p.name, p.name_en, p.country
    FROM names_place n JOIN article a ON a.id = n.article JOIN place p ON p.id = n.place""",
    """CREATE VIEW named_person AS
    SELECT n.article, a.day, a.source, n.mentions, n.person AS id, c.name AS person
    FROM names_person n JOIN article a ON a.id = n.article JOIN called c ON c.id = n.person""",
    """CREATE VIEW named_country AS
    SELECT n.article, a.day, a.source, n.mentions, n.country AS id, n.country, c.name AS country_name
    FROM names_country n JOIN article a ON a.id = n.article JOIN nation c ON c.code = n.country""",
)
_PLACE_FIELDS: Final = ("id", "name", "name_en", "kind", "country", "country_name", "lat", "lon")


def read_results(path: StrPath) -> Iterator[dict[str, Any]]:
    """The records of a run, one by one: of the directory of ``geotag run``, or of a JSON Lines file of ``geotag tag``.

    Raises
    ------
    ResultsError
        If it holds something else; file and line are named.
    """
    path = Path(path)
    if path.is_dir():
        if not (path / INDEX_FILE).is_file():
            raise ResultsError(f"{path} is no directory that geotag run wrote: {path / INDEX_FILE} is missing")
        yield from read_records(path)
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _json_object(line)
                except ValueError as error:
                    raise ResultsError(f"{path}, line {number}: no record ({error})") from None


class Facts:
    """The facts of a run; to be used in a ``with`` statement.

    Attributes
    ----------
    database
        The tables ``article``, ``place``, ``person``, ``names_place``, ``names_person`` and ``names_country``, and
        the views ``named_place``, ``named_person`` and ``named_country`` of what each article names.
    provenances
        The different ones of the articles, in the order of their first article.
    """

    def __init__(self) -> None:
        self.database = ScratchDatabase(*_SCHEMA)
        self._provenances: dict[str, dict[str, Any]] = {}

    @property
    def provenances(self) -> list[dict[str, Any]]:
        """The different provenances of the articles, in the order of their first article."""
        return list(self._provenances.values())

    def add(self, records: Iterable[Mapping[str, Any]], name: str = "records") -> None:
        """Take in the records of articles.

        Parameters
        ----------
        name
            What messages call them.

        Raises
        ------
        ResultsError
            If one of them is no record.
        """
        for number, record in enumerate(records, 1):
            try:
                self._add(record)
            except (AttributeError, KeyError, TypeError, ValueError, sqlite3.Error) as error:
                raise ResultsError(
                    f"{name}, record {number}: this is no record of an article ({error!r}); "
                    "records as geotag run or geotag tag --format jsonl writes them are needed"
                ) from error

    def counts(self) -> dict[str, int]:
        """How many articles, places and people there are."""
        tables = {"articles": "article", "places": "place", "people": "person"}
        return {
            name: int(self.database.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - fixed names
            for name, table in tables.items()
        }

    def _add(self, record: Mapping[str, Any]) -> None:
        database = self.database
        source = replace_surrogates(record["source"]) if record["source"] else None
        date = record["date"]
        if not isinstance(date, str | None):
            raise TypeError("a date is a text")
        article = database.number_of("INSERT INTO article VALUES (NULL, ?, ?)", day_of(date), source)
        countries: Counter[str] = Counter()
        for place in record["places"]:
            count = int(place["count"])
            if place["country"] is not None:
                countries[place["country"]] += count
            database.change("INSERT INTO names_place VALUES (?, ?, ?)", article, self._place(place), count)
        for country, count in countries.items():
            database.change("INSERT INTO names_country VALUES (?, ?, ?)", article, country, count)
        people: Counter[int] = Counter()
        for person in record["people"]:
            people[self._person(replace_surrogates(person["name"]))] += int(person["count"])
        for number, count in people.items():
            database.change("INSERT INTO names_person VALUES (?, ?, ?)", article, number, count)
        provenance = without_counts(record["provenance"])
        self._provenances.setdefault(to_json(provenance), dict(provenance))

    def _place(self, place: Mapping[str, Any]) -> int:
        found = self.database.rows("SELECT id FROM place WHERE key = ?", place["id"])
        if found:
            return int(found[0][0])
        fields = [place[field] for field in _PLACE_FIELDS]
        return self.database.number_of("INSERT INTO place VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", *fields)

    def _person(self, name: str) -> int:
        """The person that articles call so: one for all spellings of a name."""
        key = _name_key(name)
        found = self.database.rows("SELECT id FROM person WHERE key = ?", key)
        number = int(found[0][0]) if found else self.database.number_of("INSERT INTO person VALUES (NULL, ?)", key)
        self.database.change(
            "INSERT INTO spelling VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1", number, name
        )
        return number

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()


def _json_object(line: bytes) -> dict[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("a JSON object is needed")
    return found


@lru_cache(10_000)
def _name_key(name: str) -> str:
    return fold(name) or name
