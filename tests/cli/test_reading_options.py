from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from tests.corpus.readers.prose import BODY, SECOND, page


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def records(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_columns_are_mapped_and_formats_forced(tmp_path: Path) -> None:
    path = tmp_path / "news.dat"
    path.write_bytes(gzip.compress(f'key;body;day\na/1;"{BODY}";2024-03-05\n'.encode()))
    fields = ["--field", "id=key", "--field", "text=body", "--field", "date=day"]
    result = run("tag", path, "--input-format", "csv", *fields, "--format", "jsonl")
    assert result.exit_code == 0, result.stderr
    assert [(record["id"], record["date"]) for record in records(result)] == [("a/1", "2024-03-05")]


def test_pages_are_tagged_from_stdin() -> None:
    result = run("tag", "-", "--format", "jsonl", stdin=page().encode())
    assert [(record["title"], record["date"]) for record in records(result)] == [
        ("هدوء في باكو", "2024-03-05T10:00:00+03:00")
    ]


def test_dates_that_cannot_be_read_are_told_of_and_cost_no_article(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f"text,date\n{BODY},1710488400\n{SECOND},1445-09-05\n", encoding="utf-8")
    result = run("tag", path, "--format", "jsonl")
    assert result.exit_code == 0
    assert [record["date"] for record in records(result)] == ["2024-03-15T07:40:00Z", None]
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"geotag: {path}: Hijri dates, ")
    assert line.endswith(": 1, such as '1445-09-05'")


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("--field", "body", "'body': write NAME=FIELD, where NAME is one of id, text, title, source, url, date"),
        ("--field", "body=text", "'body=text': write NAME=FIELD"),
        ("--field", "text=", "'text=': write NAME=FIELD"),
        ("--input-format", "pdf", "'pdf' is not one of 'text', 'html', 'jsonl', 'csv', 'tsv', 'parquet', 'feed'"),
    ],
)
def test_options_that_are_none_are_refused(option: str, value: str, complaint: str) -> None:
    result = run("tag", "-", option, value)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_field_is_mapped_once() -> None:
    result = run("tag", "-", "--field", "text=a", "--field", "text=b")
    assert result.exit_code == 2
    assert "'text=b': text is a already" in result.stderr


def test_a_missing_extra_is_bad_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    result = run("tag", tmp_path / "a.parquet")
    assert result.exit_code == 2
    assert "reading parquet needs pyarrow: pip install 'geotag[parquet]'" in result.stderr


def test_a_run_links_duplicates_and_goes_on_only_with_the_same_options(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    texts = [BODY, f"{BODY} ", SECOND, f"{BODY} {SECOND}", f"عاجل {BODY} {SECOND}"]
    path.write_text("id,body\n" + "".join(f"n{n},{text}\n" for n, text in enumerate(texts)), encoding="utf-8")
    options = ["run", path, "-o", tmp_path / "out", "--workers", "1"]
    result = run(*options, "--field", "text=body", "--near-duplicates", "0.9")
    assert result.exit_code == 0, result.stderr
    assert "3 articles tagged" in result.stderr
    assert f"2 duplicates are linked to these in {tmp_path / 'out' / 'duplicates.jsonl'}" in result.stderr
    lines = (tmp_path / "out" / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(link["id"], link["duplicate_of"]) for link in map(json.loads, lines)] == [("n1", "n0"), ("n4", "n3")]
    about = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert about["parameters"]["fields"] == {"text": "body"}
    assert about["parameters"]["duplicates"] == {"link": True, "near": 0.9}
    for changed, complaint in (
        (["--field", "text=body", "--keep-duplicates"], "parameters.duplicates.link was true, is false"),
        (["--field", "text=id", "--input-format", "csv"], 'parameters.fields.text was "body", is "id"'),
    ):
        refused = run(*options, "--resume", *changed)
        assert refused.exit_code == 2
        assert complaint in refused.stderr
    result = run(*options, "--keep-duplicates", "--near-duplicates", "0.9")
    assert result.exit_code == 2
    assert "--keep-duplicates forbids" in result.stderr


def test_the_doctor_tells_what_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "feedparser" else find(name))
    result = run("doctor")
    assert result.exit_code == 0
    assert "absent     reading feed needs feedparser: pip install 'geotag[feeds]'" in result.stdout
