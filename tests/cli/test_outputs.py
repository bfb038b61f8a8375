"""What an output may be called, in every command that writes one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import geotag
from tests.cli.test_cli import run
from tests.conftest import KARABAKH
from tests.factory import tagged


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "karabakh.txt"
    path.write_text(KARABAKH, encoding="utf-8")
    return path


@pytest.fixture
def loaded(tagger: geotag.Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geotag.load", lambda *_, **__: tagger)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(tagged().to_dict(), ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "output", "complaint"),
    [
        ("map", "out.png", "out.png would hold an HTML page: name it {out}.html"),
        ("map", "out.xlsx", "out.xlsx would hold an HTML page"),
        ("map", "out.kml", "for a .kml file type geotag tag ARTICLE… -o {out}.kml"),
        ("map --corpus", "out.geojson", "for a .geojson file type geotag tag ARTICLE… -o {out}.geojson"),
        ("map", "out", "would hold an HTML page: name it {out}.html"),
        ("map", "-", "- would hold an HTML page: name it -.html"),
        ("geojson", "out.gpkg", "for a .gpkg file type geotag tag ARTICLE… -o {out}.gpkg"),
        ("geojson", "out.html", "would hold a GeoJSON FeatureCollection (RFC 7946): name it {out}.geojson"),
        ("geojson", "out.geojson.gz", "out.geojson.gz would hold a GeoJSON FeatureCollection"),
        ("geojson --format geojsonseq", "out.geojson", "name it {out}.geojsons; for a .geojson file type geotag tag"),
        ("tag --format csv", "out.json", "name it {out}.csv; for a .json file leave --format out"),
        ("tag --format gpkg", "out.txt", "would hold a GeoPackage: name it {out}.gpkg"),
        ("tag --format json", "out.zip", "name it {out}.json"),
        ("tag", "out.xlsx", "no format for '{out}.xlsx'; known formats:"),
        ("tag", "out", "no format for '{out}'; known formats:"),
        ("tag", ".", "is a directory"),
        ("map", ".", "is a directory"),
        ("tag", "none/out.json", "out.json cannot be written: there is no directory"),
        ("map", "none/out.html", "out.html cannot be written: there is no directory"),
        ("summary --format html", "out.csv", "out.csv would hold an HTML page: name it {out}.html"),
        ("summary --format csv --table people", "out.parquet", "would hold a CSV table: name it {out}.csv"),
        ("summary --format csv", "out.csv", "a file holds one table; choose it with --table NAME, or name a directory"),
        ("summary", "out.parquet", "a file holds one table"),
        ("summary --format csv", "results.jsonl", "a file holds one table"),
        ("summary --format json", ".", "is a directory"),
        ("summary", "out.pdf", "which format? End it in one of .txt, .csv, .json, .parquet, .html, or add --format"),
        ("review --format json", "out.html", "out.html would hold JSON: name it {out}.json"),
        ("review", "out.xlsx", "which format? End it in one of .txt, .csv, .json, .html, or add --format"),
        ("evaluate --format json", "out.html", "out.html would hold JSON"),
        ("evaluate", "out.xlsx", "which format? End it in one of .txt, .json, .html"),
    ],
)
def test_a_file_that_would_hold_something_else_is_refused(
    article: Path, results: Path, tmp_path: Path, command: str, output: str, complaint: str
) -> None:
    source = article if command.split()[0] in ("map", "geojson", "tag") else results
    before = sorted(tmp_path.rglob("*"))
    target = output if output == "-" else tmp_path / output
    result = run(*command.split(), source, "-o", target)
    assert result.exit_code == 2, result.output
    assert complaint.format(out=tmp_path / "out") in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("command", "output", "opening"),
    [
        ("map", "OUT.HTM", b"<!DOCTYPE html>"),
        ("geojson", "out.json", b'{"type": "FeatureCollection"'),
        ("geojson", "out", b'{"type": "FeatureCollection"'),
        ("geojson --format geojsonseq", "out.geojsonl", b"\x1e"),
        ("tag --format webanno", "out.json", b'{"@context"'),
        ("tag --format csv", "out.txt", b"article,mention,"),
        ("tag --format gpkg", "out", b"SQLite format 3"),
        ("tag --format jsonl", "tagged.out", b'{"id": '),
        ("geojson", "places.v2", b'{"type": "FeatureCollection"'),
    ],
)
def test_other_names_of_what_is_written(
    article: Path, tmp_path: Path, command: str, output: str, opening: bytes
) -> None:
    result = run(*command.split(), article, "-o", tmp_path / output)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / output).read_bytes().startswith(opening)


@pytest.mark.parametrize(
    ("output", "opening"), [("l.csv", "article,title,"), ("l.json", "["), ("l.html", "<!DOCTYPE html>")]
)
def test_the_ending_chooses_the_form_of_a_review(results: Path, tmp_path: Path, output: str, opening: str) -> None:
    assert run("review", results, "-o", tmp_path / output).exit_code == 0
    assert (tmp_path / output).read_text(encoding="utf-8").startswith(opening)


@pytest.mark.usefixtures("loaded")
def test_a_dash_is_stdout(article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("tag", article, "--format", "json", "-o", "-").stdout)
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("inputs", "options", "output"),
    [
        (["news.jsonl"], ["--format", "jsonl"], "news.jsonl"),
        (["."], ["--format", "jsonl"], "news.jsonl"),
        (["*.jsonl"], [], "news.jsonl"),
        (["karabakh.txt", "link.jsonl"], [], "news.jsonl"),
        (["."], [], "pages/old.html"),
        (["."], ["--input-format", "text"], "old.geojson"),
    ],
)
@pytest.mark.usefixtures("article")
def test_an_output_never_replaces_an_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str], options: list[str], output: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    contents = {"news.jsonl": json.dumps({"text": KARABAKH}), "pages/old.html": "<p>", "old.geojson": KARABAKH}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to("news.jsonl")
    result = run("tag", *inputs, *options, "-o", output)
    assert result.exit_code == 2
    assert f"{output} is one of the inputs" in result.stderr
    assert (tmp_path / output).read_text(encoding="utf-8") == contents[output]


@pytest.mark.usefixtures("article", "loaded")
def test_an_output_beside_the_inputs_can_be_written_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("tag", tmp_path, "-o", tmp_path / "out.geojson").exit_code == 0


def test_results_and_corrections_are_never_replaced(results: Path, tmp_path: Path) -> None:
    content = results.read_bytes()
    for command in ("review", "summary"):
        copy = tmp_path / "results.json"
        copy.write_bytes(content)
        result = run(command, copy, "-o", copy)
        assert result.exit_code == 2
        assert "is one of the inputs" in result.stderr
        assert copy.read_bytes() == content


def test_a_pipe_without_an_ending_takes_a_map(article: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([sys.executable, "-m", "geotag", "map", article, "-o", pipe])
    assert pipe.read_bytes().startswith(b"<!DOCTYPE html>")
    assert process.wait(timeout=60) == 0
