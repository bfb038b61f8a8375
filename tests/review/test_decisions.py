from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from geotag.errors import ResultsError
from geotag.model import Article
from geotag.records import read_results
from geotag.review.decisions import decisions, texts_by_id
from tests.review.results import TEXT, results, visit, write


def review(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["review", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "results.jsonl", results())


def test_the_least_certain_come_first_and_those_without_a_choice_last(file: Path) -> None:
    found = decisions(read_results(file))
    assert [d.certainty for d in found if d.certainty is not None] == sorted(
        d.certainty for d in found if d.certainty is not None
    )
    first, second = found[:2]
    assert (first.article, first.name, first.count, first.certainty) == ("visit", "باريس", 2, 0.4)
    assert (second.article, second.name, second.certainty) == ("karabakh", "باريس", 0.55)
    assert [d.name for d in found if d.certainty is None] == ["تيرا", "دشت خاور", "مطار فضولي الدولي"]
    assert [d.certainty is None for d in found] == sorted(d.certainty is None for d in found)
    assert "إيمانويل ماكرون" not in {d.name for d in found}


def test_a_name_goes_with_its_head(file: Path) -> None:
    (aleppo,) = [d for d in decisions(read_results(file)) if "حلب" in d.name]
    assert aleppo.name == "مدينة حلب"


def test_an_unresolved_name_is_as_certain_as_its_candidates_leave_it() -> None:
    record = visit().to_dict()
    mention = record["mentions"][0]
    mention.update(place=None, confidence=None, status="unresolved")
    mention["candidates"] = [{**mention["candidates"][0], "score": score} for score in (0.15, 0.05)]
    record["mentions"] = [mention]
    (decision,) = decisions([record])
    assert decision.certainty == 0.8
    assert decision.place is None


def test_sentences_are_those_of_the_text_with_the_records_hash(file: Path) -> None:
    texts = texts_by_id([Article("another id", TEXT), Article("karabakh", "نص آخر")])
    found = decisions(read_results(file), texts)
    quotes = {(d.article, d.name): [str(q) for q in d.quotes] for d in found}
    assert quotes["visit", "باريس"] == ["وقال إن باريس هادئة وإن تيرا بعيدة.", "وصل الوفد إلى باريس، ثم إلى مدينة حلب."]
    assert quotes["karabakh", "باريس"] == []


def test_a_directory_of_a_run_is_read_and_half_a_record_left_out(tmp_path: Path, file: Path) -> None:
    index = []
    for number, record in enumerate(results()):
        part = tmp_path / f"articles-0000{number}.jsonl"
        write(part, [record])
        index.append({"file": part.name, "offset": 0, "bytes": part.stat().st_size})
        with part.open("a", encoding="utf-8") as stream:
            stream.write('{"id": "cut sho')
    (tmp_path / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in index), encoding="utf-8")
    assert list(read_results(tmp_path)) == list(read_results(file))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ResultsError, match=r"holds no index\.jsonl"):
        list(read_results(empty))


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"places": [], "mentions": [{"label": "LOC"}]}'])
def test_what_are_no_results_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    result = review(path)
    assert result.exit_code == 2
    assert f"{path}, line 2: no record" in result.stderr
    path.write_bytes("حلب".encode("windows-1256"))
    assert "it is not UTF-8" in review(path).stderr


def test_the_table_has_a_line_for_each(file: Path, tmp_path: Path) -> None:
    article = tmp_path / "visit.txt"
    article.write_text(TEXT, encoding="utf-8")
    result = review(file, "--limit", "2", "--articles", article)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 4
    assert [cell.strip() for cell in lines[1].split("  ") if cell.strip()] == [
        "0.40", "باريس", "2", "Paris (city, FR)", "Paris (city, US)", "visit"
    ]  # fmt: skip
    assert lines[2].strip() == "وقال إن باريس هادئة وإن تيرا بعيدة."
    assert "--limit shows more" in result.stderr


def test_csv_and_json_say_the_same(file: Path) -> None:
    rows = list(csv.DictReader(review(file, "--format", "csv").stdout.splitlines()))
    objects = json.loads(review(file, "--format", "json").stdout)
    assert [row["name"] for row in rows] == [each["name"] for each in objects]
    assert rows[0]["source"] == 'وكالة, "ب"'
    assert float(rows[0]["certainty"]) == objects[0]["certainty"] == 0.4
    assert rows[0]["place"] == objects[0]["place"]["id"]
    assert rows[0]["alternatives"] == objects[0]["candidates"][1]["place"]


def test_only_those_below_a_certainty(file: Path) -> None:
    below = json.loads(review(file, "--format", "json", "--below", "0.5").stdout)
    assert {each["certainty"] for each in below} == {0.4, None}


def test_an_article_that_cannot_be_read_is_named(file: Path, tmp_path: Path) -> None:
    result = review(file, "--articles", tmp_path / "none.txt")
    assert result.exit_code == 0
    assert "none.txt" in result.stderr


def test_earlier_corrections_are_for_the_page(file: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("scope,where,name,place\neverywhere,,حلب,geonames:0\n", encoding="utf-8")
    assert review(file, "--corrections", corrections).exit_code == 2
    result = review(file, "--corrections", corrections, "-o", tmp_path / "page.html")
    assert result.exit_code == 2
    assert "there is no place 'geonames:0'" in result.stderr
    assert not (tmp_path / "page.html").exists()


def test_the_page_is_the_same_bytes_each_time(file: Path, tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        assert review(file, "-o", tmp_path / name).exit_code == 0
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
