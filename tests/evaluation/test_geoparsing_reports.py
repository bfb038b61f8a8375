from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from geotag.evaluation.geoparsing_reports import as_html, as_table
from tests.browser.payloads import PAYLOADS
from tests.evaluation.annotated import gold_records, predicted_records, write


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(tmp_path / "gold.jsonl", gold_records())


@pytest.fixture
def predictions(tmp_path: Path) -> Path:
    return write(tmp_path / "found.jsonl", predicted_records())


def test_json_has_every_figure(gold: Path, predictions: Path) -> None:
    result = evaluate(gold, "--predictions", predictions, "--format", "json")
    assert result.exit_code == 0, result.stderr
    measured = json.loads(result.stdout)
    assert (measured["gold"], measured["resolution_accuracy"]) == ("gold.jsonl", 0.6)
    assert set(measured["baselines"]) == {"highest population", "nearest to the others"}
    assert measured["calibration"]["error"] == 0.225
    assert result.stdout == evaluate(gold, "--predictions", predictions, "--format", "json").stdout


def test_the_table_sets_the_baselines_beside_the_figures(gold: Path, predictions: Path) -> None:
    text = evaluate(gold, "--predictions", predictions).stdout
    assert "gold.jsonl (news): 2 articles" in text
    (row,) = re.findall(r"^  right place, of those found +(.*)$", text, re.MULTILINE)
    assert row.split()[0] == "0.600"
    assert len(row.split()) == 3
    assert re.search(r"^  median km +6\.0 ", text, re.MULTILINE)
    (header,) = re.findall(r"^ +geotag +(.*)$", text, re.MULTILINE)
    assert header.split("  ")[0] == "highest population"
    assert "expected calibration error 0.225; 0.250 where" in text
    assert "0.6-0.7" in text
    assert re.search(r"visit: طرابلس +taken for طرابلس .*confidence 0\.650; 2,\d\d\d\.\d km off", text)
    assert "زار وزير الخارجية دمشق ثم بيروت، وقال سامي خوري إن طرابلس هادئة." in text


def test_the_page_runs_no_script_and_says_the_same(gold: Path, predictions: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    assert evaluate(gold, "--predictions", predictions, "--format", "html", "-o", output).exit_code == 0
    page = output.read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page)
    assert "<script" not in page
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page)
    assert '<th scope="row"><bdi>right place, of those found</bdi></th><td>0.600</td>' in page
    assert "إن <mark>طرابلس</mark> هادئة." in page


def test_all_that_a_file_says_is_escaped() -> None:
    for payload in PAYLOADS:
        error = {
            "article": payload, "name": payload, "km": 1.0, "expected": [1.0, 2.0], "country": payload,
            "place": payload, "place_name": payload, "found": [1.0, 2.0], "confidence": 0.5,
            "quote": [payload, payload, payload],
        }  # fmt: skip
        measured = {
            "gold": payload, "format": "cases", "articles": 1, "accuracy": 1.0, "baselines": {},
            "by_class": {payload: 1.0}, "errors": {"wrong": [error]},
        }  # fmt: skip
        page = as_html(measured)
        assert set(re.findall(r"<([a-z0-9]+)", page)) <= {
            "html", "head", "meta", "title", "link", "style", "body", "main", "h1", "div", "section", "h2", "table",
            "thead", "tr", "th", "td", "tbody", "bdi", "ol", "li", "p", "mark",
        }  # fmt: skip
        assert as_table(measured)


def test_a_run_tags_the_articles_itself(gold: Path) -> None:
    result = evaluate(gold, "--format", "json", "--worst", "0")
    assert result.exit_code == 0, result.stderr
    measured = json.loads(result.stdout)
    assert measured["absent"] == 0
    assert measured["recognition"]["r"] > 0.5
    assert measured["errors"] == {"wrong": [], "unresolved": [], "missed": [], "spurious": []}


def test_names_are_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("name\tcountry\tcategory\nدمشق\tSY\tcapital\nدمشق\tEG\tcapital\n", encoding="utf-8")
    text = evaluate(path).stdout
    assert "names.tsv (names): 2 names" in text
    assert re.search(r"first candidate in the right country +0\.500", text)
    assert "دمشق (capital): Damascus (SY), not EG" in text
    assert evaluate(path, "--predictions", path).exit_code == 2


def test_bad_gold_is_bad_usage(tmp_path: Path, predictions: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "حلب", "places": [{}], "people": []}\n', encoding="utf-8")
    result = evaluate(path, "--predictions", predictions)
    assert result.exit_code == 2
    assert "gold.jsonl, line 1: there is no field 'start'" in result.stderr
