from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from geotag.corpus.running import run_corpus
from geotag.model import Article, TaggedArticle
from geotag.summary.facts import Facts
from geotag.summary.tables import TABLES
from geotag.summary.tagged import Texts, tagged_articles
from tests.corpus.test_running import FewAtATime
from tests.maps.factory import karabakh, summit
from tests.maps.test_drawing import data_of
from tests.memory import peak_memory_of
from tests.review.results import write

PLURALS = {"place": "places", "person": "people", "country": "countries"}


def later() -> TaggedArticle:
    """The first article told again on another day, with its people spelled in another way."""
    first = karabakh()
    people = tuple(replace(person, name=person.name.replace("إ", "ا")) for person in first.people)
    return replace(first, article=replace(first.article, id="later", date="2020-11-21T08:00:00Z"), people=people)


def articles() -> list[TaggedArticle]:
    return [karabakh(), summit(), later()]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return write(tmp_path / "results.jsonl", articles())


def summary(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["summary", *map(str, arguments)])


def rows(name: str, found: list[TaggedArticle] | None = None) -> list[dict[str, Any]]:
    with Facts() as facts:
        facts.add(article.to_dict() for article in (articles() if found is None else found))
        columns = list(TABLES[name].columns)
        return [dict(zip(columns, row, strict=True)) for row in TABLES[name].rows(facts)]


def test_places_are_counted_by_articles_and_by_mentions() -> None:
    first, second, *_ = rows("places")
    assert first == {
        "place": "test:baku",
        "name": "باكو",
        "name_en": "Baku",
        "kind": "city",
        "country": "AZ",
        "lat": 40.3777,
        "lon": 49.892,
        "articles": 3,
        "mentions": 5,
        "first_day": "2020-11-20",
        "last_day": "2020-11-21",
    }
    assert (second["name_en"], second["articles"], second["mentions"]) == ("Moscow", 3, 3)
    assert len(rows("places")) == 10


def test_spellings_of_a_name_are_one_person_under_the_most_frequent_one() -> None:
    assert [(row["person"], row["articles"], row["mentions"]) for row in rows("people")] == [
        ("فلاديمير بوتين", 2, 4),
        ("إيمانويل ماكرون", 2, 2),
    ]
    twice = [later(), replace(later(), article=replace(later().article, id="again")), karabakh()]
    assert "ايمانويل ماكرون" in [row["person"] for row in rows("people", twice)]


def test_pairs_are_each_counted_once_with_their_share() -> None:
    pairs = {(row["name_en"], row["other_name_en"]): row for row in rows("place_pairs")}
    moscow_baku = pairs["Moscow", "Baku"]
    assert (moscow_baku["articles"], moscow_baku["share"]) == (3, 1.0)
    assert (pairs["Azerbaijan", "Baku"]["articles"], pairs["Azerbaijan", "Baku"]["share"]) == (2, 0.6667)
    assert ("Baku", "Moscow") not in pairs
    assert all(name != other for name, other in pairs)
    # 9 places in two articles, and Tbilisi with two of them in the third.
    assert len(pairs) == 9 * 8 // 2 + 2
    (people,) = rows("person_pairs")
    assert (people["person"], people["other"], people["articles"]) == ("فلاديمير بوتين", "إيمانويل ماكرون", 2)
    putin = [row for row in rows("person_places") if row["person"] == "فلاديمير بوتين"]
    assert {row["articles"] for row in putin} == {2}
    assert len(putin) == 9
    assert {row["name_en"]: row["share"] for row in putin}["Baku"] == 0.6667


def test_days_sources_and_countries() -> None:
    # The river lies in no country, and the second article has neither day nor source.
    assert [(row["day"], row["articles"], row["places"], row["mentions"], row["people"]) for row in rows("days")] == [
        ("2020-11-20", 1, 9, 15, 2),
        ("2020-11-21", 1, 9, 15, 2),
        (None, 1, 3, 3, 0),
    ]
    assert [(row["source"], row["articles"], row["people"]) for row in rows("sources")] == [
        ("وكالة للاختبار", 2, 2),
        (None, 1, 0),
    ]
    countries = {row["country"]: row for row in rows("countries")}
    assert list(countries) == ["AZ", "RU", "FR", "GE"]
    assert (countries["AZ"]["articles"], countries["AZ"]["places"], countries["AZ"]["mentions"]) == (3, 6, 25)
    assert countries["AZ"]["country_name"] == "أذربيجان"
    named = {(row["person"], row["country"]): row["articles"] for row in rows("person_countries")}
    assert named["فلاديمير بوتين", "RU"] == 2
    assert ("فلاديمير بوتين", "GE") not in named


@pytest.mark.parametrize("thing", ["place", "person", "country"])
@pytest.mark.parametrize("by", ["day", "source"])
def test_what_is_broken_down_adds_up(thing: str, by: str) -> None:
    dated = [replace(a, article=replace(a.article, date="2020-11-20", source="s")) for a in articles()]
    whole = {row[thing]: (row["articles"], row["mentions"]) for row in rows(PLURALS[thing], dated)}
    assert {row[thing]: (row["articles"], row["mentions"]) for row in rows(f"{thing}_{by}s", dated)} == whole
    found = rows(f"{thing}_{by}s")
    assert [row[by] for row in found] == sorted(row[by] for row in found)


def test_an_article_counts_on_the_day_that_its_source_states() -> None:
    stated = ["2024-03-15T00:30:00+03:00", "2024-03-15T23:30:00-05:00", "1710488400", "1445-09-05"]
    dated = [
        replace(karabakh(), article=replace(karabakh().article, id=str(number), date=date))
        for number, date in enumerate(stated)
    ]
    assert [(row["day"], row["articles"]) for row in rows("days", dated)] == [("2024-03-15", 3), (None, 1)]


def test_tables_on_the_terminal(results: Path) -> None:
    shown = summary(results, "--limit", "2")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert lines[0] == "3 articles name 10 places and 2 people"
    assert lines[2] == "Places (places)"
    assert lines[4].split()[:3] == ["test:baku", "باكو", "Baku"]
    assert lines[6:8] == ["", "People (people)"]
    only = summary(results, "--table", "people").stdout
    assert "(people)" in only
    assert "(places)" not in only


def test_several_runs_are_summed_up_together(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", articles()[:2])
    second = write(tmp_path / "b.jsonl", articles()[2:])
    both = summary(first, second, "--format", "json").stdout
    assert json.loads(both)["tables"]["place_pairs"] == rows("place_pairs")
    assert summary(first, second, "-o", tmp_path / "map.html").exit_code == 0
    data: dict[str, Any] = data_of((tmp_path / "map.html").read_text(encoding="utf-8"))  # type: ignore[assignment]
    assert len(data["articles"]["title"]) == 3


def test_a_file_for_each_table_as_csv_and_parquet(results: Path, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        assert summary(results, "--format", form, "-o", tmp_path / form).exit_code == 0
        assert sorted(path.name for path in (tmp_path / form).iterdir()) == sorted(f"{name}.{form}" for name in TABLES)
    for name, table in TABLES.items():
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            lines = list(csv.DictReader(stream))
        stored = pq.read_table(tmp_path / "parquet" / f"{name}.parquet")
        assert stored.to_pylist() == rows(name)
        assert stored.column_names == list(table.columns)
        assert b"GeoNames" in stored.schema.metadata[b"geotag:provenance"]
        assert len(lines) == stored.num_rows
        assert all("GeoNames" in line["attribution"] for line in lines)
        assert [line[next(iter(table.columns))] or None for line in lines] == stored.column(0).to_pylist()


def test_one_table_to_a_file_and_all_as_json(results: Path, tmp_path: Path) -> None:
    assert summary(results, "--table", "people", "-o", tmp_path / "people.csv", "--limit", "1").exit_code == 0
    assert len((tmp_path / "people.csv").read_text(encoding="utf-8").splitlines()) == 2
    assert summary(results, "-o", tmp_path / "all.json").exit_code == 0
    content = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert content["counts"] == {"articles": 3, "places": 10, "people": 2}
    assert content["provenance"] == [karabakh().to_dict()["provenance"]]
    assert list(content["tables"]) == list(TABLES)
    assert content["tables"]["place_pairs"] == rows("place_pairs")
    assert summary(results, "--format", "json").stdout == (tmp_path / "all.json").read_text(encoding="utf-8")


def test_a_map_with_the_sentences_of_the_articles(results: Path, tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"id": "x", "text": summit().article.text}) + "\n", encoding="utf-8")
    shown = summary(results, "--articles", source, "-o", tmp_path / "map.html")
    assert shown.exit_code == 0, shown.stderr
    data: dict[str, Any] = data_of((tmp_path / "map.html").read_text(encoding="utf-8"))  # type: ignore[assignment]
    # Of the first article the text is not known: its names stand alone.
    assert data["articles"]["sentences"][0][0] == "أذربيجان"
    assert data["articles"]["sentences"][1] == ["استقبلت موسكو وفدًا من تبليسي، ثم زار الوفد باكو."]
    assert data["mentions"]["start"][-15 - 3 : -15] == [m.start for m in summit().mentions]
    assert data["articles"]["date"] == ["2020-11-20", "", "2020-11-21"]
    first = summary(results, "-o", tmp_path / "one.html", "--limit", "1")
    assert "it shows the first 1 articles" in first.stderr


def test_articles_come_back_from_their_records() -> None:
    texts = Texts(article.article for article in articles())
    for got, article in zip(tagged_articles((a.to_dict() for a in articles()), texts), articles(), strict=True):
        bare = [
            replace(m, resolution=replace(m.resolution, candidates=()) if m.resolution else None)
            for m in article.mentions
        ]
        assert list(got.mentions) == bare
        assert (got.article, got.places, got.people) == (article.article, article.places, article.people)


def test_a_run_that_goes_on_is_summed_up_as_far_as_it_is(tmp_path: Path) -> None:
    run_corpus([Article("a", "باكو")], tmp_path / "out", FewAtATime())
    (tmp_path / "out" / "articles-00000.jsonl").write_text(
        json.dumps(karabakh().to_dict()) + '\n{"half', encoding="utf-8"
    )
    length = len(json.dumps(karabakh().to_dict())) + 1
    row = {"input": "a", "sha256": "0", "file": "articles-00000.jsonl", "offset": 0, "bytes": length}
    (tmp_path / "out" / "index.jsonl").write_text(json.dumps(row) + '\n{"input', encoding="utf-8")
    assert summary(tmp_path / "out").stdout.startswith("1 articles name 9 places and 2 people\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--table", "towns"], "there is no table 'towns'; there are places, people"),
        (["-o", "out.shp"], "which format?"),
        (["--format", "csv"], "needs -o DIR for all tables, or one --table NAME"),
        (["--format", "html"], "a map needs -o FILE"),
        (["--articles", "a.txt"], "are for the map"),
        (["-o", "nowhere/out.json"], "there is no directory nowhere"),
    ],
)
def test_bad_usage(results: Path, arguments: list[str], complaint: str) -> None:
    shown = summary(results, *arguments)
    assert shown.exit_code == 2
    assert complaint in shown.stderr


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda record: record["places"].append(record["places"][0]), "places has two of the same id"),
        (lambda record: record["places"][0].update(name=["a", "b"]), "places[0].name is no text: ['a', 'b']"),
        (lambda record: record["people"][0].update(count="many"), "people[0].count is no whole number: 'many'"),
        (lambda record: record.update(date=5), "date is no text: 5"),
    ],
)
def test_a_record_that_cannot_be_is_named(
    spoil: Callable[[dict[str, Any]], object], fault: str, tmp_path: Path
) -> None:
    record = karabakh().to_dict()
    spoil(record)
    shown = summary(write(tmp_path / "x.jsonl", [summit(), record]))
    assert shown.exit_code == 2
    assert f"x.jsonl, line 2: no record of an article: {fault}; what geotag run" in shown.stderr


def test_what_is_no_result_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty holds no index.jsonl" in summary(tmp_path / "empty").stderr
    run_corpus([Article("a", "باكو")], tmp_path / "out", FewAtATime())
    (tmp_path / "out" / "articles-00000.jsonl").write_text("{", encoding="utf-8")
    assert "articles-00000.jsonl was cut short (1 bytes of 12, which index" in summary(tmp_path / "out").stderr
    assert summary(write(tmp_path / "bad.jsonl", [{"id": "a"}]), "-o", tmp_path / "map.html").exit_code == 2


MEMORY = """
import sys
from geotag.summary.facts import Facts
from geotag.summary.tables import TABLES
def records(count):
    for n in range(count):
        places = [{"id": f"p{(n * k) % 997}", "name": "ا", "name_en": "A", "kind": "city", "country": "EG",
                   "country_name": "مصر", "lat": 1.0, "lon": 2.0, "count": 1} for k in range(1, 7)]
        places = list({place["id"]: place for place in places}.values())
        yield {"source": "s", "date": "2020-01-01", "places": places, "provenance": {},
               "people": [{"name": f"فلان {n % 500}", "count": 1}]}
with Facts() as facts:
    facts.add(records(int(sys.argv[1])))
    for name in TABLES:
        for _ in TABLES[name].rows(facts):
            pass
"""


def test_memory_does_not_grow_with_the_run() -> None:
    small, large = (peak_memory_of(MEMORY, count) for count in ("1000", "20000"))
    # The database may take its cache of 32 MB, twice: facts, and rows being sorted.
    assert large - small < 64_000, (small, large)
