"""The facts of a run that its summary counts: which article names which places and people, and how often.

They lie in a temporary SQLite database, which SQLite keeps in memory while it is small and moves to a file when it is
not. So memory stays bounded whatever the size of the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, Self

from geotag.arabic.orthography import fold
from geotag.corpus.scratch import ScratchDatabase
from geotag.dates import day_of
from geotag.formats.provenance import without_counts
from geotag.records import to_json
from geotag.safe_text import replace_surrogates

__all__ = ["Facts"]

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
#: Places whose numbers are remembered outside of the database: the first of a run are its most frequent ones.
_PLACES_AT_HAND: Final = 10_000
_PLACE_FIELDS: Final = ("id", "name", "name_en", "kind", "country", "country_name", "lat", "lon")


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
        self._noted: Mapping[str, Any] | None = None
        self._numbers: dict[str, int] = {}

    @property
    def provenances(self) -> list[dict[str, Any]]:
        """The different provenances of the articles, in the order of their first article."""
        return list(self._provenances.values())

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Take in the records of articles, as :func:`geotag.records.read_results` gives them."""
        for record in records:
            self._add(record)

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
        article = database.number_of("INSERT INTO article VALUES (NULL, ?, ?)", day_of(record["date"]), source)
        countries: Counter[str] = Counter()
        for place in record["places"]:
            count = place["count"]
            if place["country"] is not None:
                countries[place["country"]] += count
            database.change("INSERT INTO names_place VALUES (?, ?, ?)", article, self._place(place), count)
        for country, count in countries.items():
            database.change("INSERT INTO names_country VALUES (?, ?, ?)", article, country, count)
        people: Counter[int] = Counter()
        for person in record["people"]:
            people[self._person(replace_surrogates(person["name"]))] += person["count"]
        for number, count in people.items():
            database.change("INSERT INTO names_person VALUES (?, ?, ?)", article, number, count)
        self._note(record["provenance"])

    def _note(self, provenance: Mapping[str, Any]) -> None:
        # Most articles share that of the one before.
        if provenance is not self._noted:
            self._noted = provenance
            shared = without_counts(provenance)
            self._provenances.setdefault(to_json(shared), dict(shared))

    def _place(self, place: Mapping[str, Any]) -> int:
        number = self._numbers.get(place["id"])
        if number is None:
            found = self.database.rows("SELECT id FROM place WHERE key = ?", place["id"])
            fields = [place[field] for field in _PLACE_FIELDS]
            insert = "INSERT INTO place VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
            number = int(found[0][0]) if found else self.database.number_of(insert, *fields)
            if len(self._numbers) < _PLACES_AT_HAND:
                self._numbers[place["id"]] = number
        return number

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


@lru_cache(10_000)
def _name_key(name: str) -> str:
    return fold(name) or name
