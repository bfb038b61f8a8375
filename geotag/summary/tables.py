"""The tables of a summary: what each counts, as a query of the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from geotag.summary.facts import Facts

__all__ = ["TABLES", "SummaryTable", "Value"]

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """A table of a summary.

    Attributes
    ----------
    columns
        The types of its columns by their names.
    query
        What gives its rows, in an order that leaves no two of them to chance.
    """

    title: str
    columns: Mapping[str, type]
    query: str

    def rows(self, facts: Facts, limit: int | None = None) -> Iterator[tuple[Value, ...]]:
        """Its rows, one by one; at most `limit`, the first of them."""
        yield from facts.database.each(f"{self.query} LIMIT ?", -1 if limit is None else limit)


_PLACE: Final[dict[str, type]] = {"place": str, "name": str, "name_en": str, "country": str}
_PERSON: Final[dict[str, type]] = {"person": str}
_COUNTRY: Final[dict[str, type]] = {"country": str, "country_name": str}
_COUNTED: Final[dict[str, type]] = {"articles": int, "mentions": int}
_WITHIN: Final[dict[str, type]] = {"articles": int, "places": int, "mentions": int, "people": int}
_PLURALS: Final = {"place": "Places", "person": "People", "country": "Countries"}
_SPAN: Final[dict[str, type]] = {"first_day": str, "last_day": str}
_OTHER: Final[dict[str, type]] = {
    f"other_{name}" if name != "place" else "other": kind for name, kind in _PLACE.items()
}
_TOGETHER: Final[dict[str, type]] = {"articles": int, "share": float}
#: What an article can name: the columns that say it, and the view that has them.
_NAMED: Final = {
    "place": (_PLACE, "named_place"),
    "person": (_PERSON, "named_person"),
    "country": (_COUNTRY, "named_country"),
}
#: Where the names of things are.
_LABELS: Final = {"place": "place", "person": "called"}

_PLACES: Final = """
SELECT p.key, p.name, p.name_en, p.kind, p.country, p.lat, p.lon,
    count(*) AS articles, sum(mentions) AS mentions, min(day), max(day)
FROM named_place n JOIN place p ON p.id = n.id GROUP BY p.id ORDER BY articles DESC, mentions DESC, p.key"""
_PEOPLE: Final = """
SELECT person, count(*) AS articles, sum(mentions) AS mentions, min(day), max(day)
FROM named_person GROUP BY id ORDER BY articles DESC, mentions DESC, person"""
_COUNTRIES: Final = """
SELECT n.country, n.country_name, count(*) AS articles,
    (SELECT count(*) FROM place WHERE country = n.country), sum(mentions) AS mentions, min(day), max(day)
FROM named_country n GROUP BY n.country ORDER BY articles DESC, mentions DESC, n.country"""

_PERSON_COUNTRIES: Final = """
WITH pair AS (
    SELECT p.person, c.country, count(*) AS articles
    FROM names_person p JOIN names_country c ON c.article = p.article GROUP BY p.person, c.country)
SELECT called.name, pair.country, nation.name, articles
FROM pair JOIN called ON called.id = pair.person JOIN nation ON nation.code = pair.country
ORDER BY articles DESC, called.name, pair.country"""


def _pairs(left: str, right: str, columns: str) -> str:
    """Things that the same articles name; of two of a kind, each pair once, the one named first on the left.

    `share` is Jaccard's index: the articles that name both, of those that name either.
    """
    apart = f"AND l.{left} < r.{left}" if left == right else ""
    return f"""
WITH pair AS (
    SELECT l.{left} AS a, r.{right} AS b, count(*) AS both
    FROM names_{left} l JOIN names_{right} r ON r.article = l.article {apart} GROUP BY a, b),
l AS (SELECT {left} AS id, count(*) AS articles FROM names_{left} GROUP BY id),
r AS (SELECT {right} AS id, count(*) AS articles FROM names_{right} GROUP BY id)
SELECT {columns}, both, round(1.0 * both / (l.articles + r.articles - both), 4)
FROM pair JOIN l ON l.id = a JOIN r ON r.id = b
    JOIN {_LABELS[left]} AS x ON x.id = a JOIN {_LABELS[right]} AS y ON y.id = b
ORDER BY both DESC, 1, a, b"""  # noqa: S608 - fixed names


def _within(column: Literal["day", "source"], order: str) -> str:
    """What the articles of a day or of a source name; those without one come last."""
    return f"""
WITH of_places AS (
    SELECT {column} AS c, count(DISTINCT id) AS places, sum(mentions) AS mentions FROM named_place GROUP BY c),
of_people AS (SELECT {column} AS c, count(DISTINCT id) AS people FROM named_person GROUP BY c)
SELECT {column}, count(*) AS articles, coalesce(places, 0), coalesce(mentions, 0), coalesce(people, 0)
FROM article LEFT JOIN of_places p ON p.c IS {column} LEFT JOIN of_people q ON q.c IS {column}
GROUP BY {column} ORDER BY {column} IS NULL, {order}"""  # noqa: S608 - fixed names


def _broken_down(thing: str, column: Literal["day", "source"]) -> SummaryTable:
    """What is named on each day, or by each source."""
    labels, view = _NAMED[thing]
    names = ", ".join(labels)
    return SummaryTable(
        f"{_PLURALS[thing]} by {column}",
        {column: str, **labels, **_COUNTED},
        f"""
SELECT {column}, {names}, count(*) AS articles, sum(mentions) AS mentions
FROM {view} WHERE {column} IS NOT NULL GROUP BY {column}, id
ORDER BY {column}, articles DESC, mentions DESC, {thing}""",  # noqa: S608 - fixed names
    )


#: The tables by their names.
TABLES: Final[Mapping[str, SummaryTable]] = {
    "places": SummaryTable(
        "Places",
        {"place": str, "name": str, "name_en": str, "kind": str, "country": str, "lat": float, "lon": float}
        | _COUNTED
        | _SPAN,
        _PLACES,
    ),
    "people": SummaryTable("People", {**_PERSON, **_COUNTED, **_SPAN}, _PEOPLE),
    "countries": SummaryTable(
        "Countries", {**_COUNTRY, "articles": int, "places": int, "mentions": int, **_SPAN}, _COUNTRIES
    ),
    "days": SummaryTable("Days", {"day": str, **_WITHIN}, _within("day", "day")),
    "sources": SummaryTable("Sources", {"source": str, **_WITHIN}, _within("source", "articles DESC, source")),
    "place_pairs": SummaryTable(
        "Places named in the same articles",
        {**_PLACE, **_OTHER, **_TOGETHER},
        _pairs("place", "place", "x.key, x.name, x.name_en, x.country, y.key, y.name, y.name_en, y.country"),
    ),
    "person_pairs": SummaryTable(
        "People named in the same articles",
        {**_PERSON, "other": str, **_TOGETHER},
        _pairs("person", "person", "x.name, y.name"),
    ),
    "person_places": SummaryTable(
        "People and places named in the same articles",
        {**_PERSON, **_PLACE, **_TOGETHER},
        _pairs("person", "place", "x.name, y.key, y.name, y.name_en, y.country"),
    ),
    "person_countries": SummaryTable(
        "People and countries named in the same articles", {**_PERSON, **_COUNTRY, "articles": int}, _PERSON_COUNTRIES
    ),
    **{f"{thing}_{column}s": _broken_down(thing, column) for thing in _NAMED for column in ("day", "source")},
}
