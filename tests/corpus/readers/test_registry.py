from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest

import geotag
from geotag.corpus import read_inputs
from geotag.corpus.readers.registry import INPUT_FORMATS, format_by_ending, format_of
from tests.corpus.readers.prose import BODY, TEXT, articles, complaints, ids, page, write


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in packages else find(name))


@pytest.mark.parametrize(
    ("name", "package", "message"),
    [
        ("html", "trafilatura", r"reading html needs trafilatura: pip install 'geotag\[html\]'"),
        ("html", "lxml_html_clean", r"reading html needs lxml_html_clean: pip install 'geotag\[html\]'"),
        ("parquet", "pyarrow", r"reading parquet needs pyarrow: pip install 'geotag\[parquet\]'"),
        ("feed", "feedparser", r"reading feed needs feedparser: pip install 'geotag\[feeds\]'"),
        ("warc", "warcio", r"reading warc needs warcio: pip install 'geotag\[warc\]'"),
    ],
)
def test_a_missing_extra_is_named_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str, message: str
) -> None:
    without(monkeypatch, package)
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / f"b{INPUT_FORMATS[name].endings[0]}.gz").write_bytes(b"x")
    with pytest.raises(geotag.MissingExtraError, match=message):
        next(read_inputs([tmp_path]))
    assert ids(tmp_path / "a.txt") == ["a"]


def test_a_missing_extra_that_only_the_content_shows_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "trafilatura")
    with pytest.raises(geotag.MissingExtraError, match="trafilatura"):
        articles(write(tmp_path / "a", page()))


def test_missing_zstandard_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "backports", None)
    monkeypatch.setitem(__import__("sys").modules, "backports.zstd", None)
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.txt.zst", "x")
    with pytest.raises(geotag.MissingExtraError, match=r"pip install 'geotag\[zstd\]'"):
        next(read_inputs([tmp_path]))


def test_formats_are_known_by_their_endings_and_their_beginnings() -> None:
    assert {ending: format_by_ending(ending.upper()) for form in INPUT_FORMATS.values() for ending in form.endings} == {
        ending: form for form in INPUT_FORMATS.values() for ending in form.endings
    }
    assert format_by_ending(".md") is None
    for head, name in {
        b"PAR1...": "parquet",
        b"WARC/1.1\r\n": "warc",
        b"From a@b Tue": "mbox",
        b' \n{"text": ': "jsonl",
        '\ufeff{"text": "'.encode("utf-16"): "jsonl",
        b"<?xml version='1.0'?><rss version='2.0'>": "feed",
        b"<feed xmlns='x'>": "feed",
        b"<!DOCTYPE html>": "html",
        b"<HTML lang=ar>": "html",
        b"<p>x</p>": "text",
        BODY.encode(): "text",
        BODY.encode("windows-1256"): "text",
        b"": "text",
    }.items():
        assert format_of(head).name == name, head


def test_a_forced_format_goes_before_the_ending(tmp_path: Path) -> None:
    assert articles(write(tmp_path / "a.txt", f'{{"text": "{BODY}"}}'), input_format="jsonl")[0].text == BODY
    assert articles(write(tmp_path / "a.dat", TEXT), input_format="text")[0].text == TEXT
    assert articles("-", stdin=io.BytesIO(f"text\tid\n{BODY}\t7\n".encode()), input_format="tsv")[0].id == "7"
    with pytest.raises(geotag.InputError, match="there is no input format 'pdf'; there are text, html, jsonl, csv"):
        read_inputs([tmp_path], input_format="pdf")


def test_fields_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(geotag.InputError, match="there is no field 'body' of an article; there are id, text, title"):
        read_inputs([tmp_path], fields={"body": "text"})
    with pytest.raises(geotag.InputError, match="field text: the name of the input's field is missing"):
        read_inputs([tmp_path], fields={"text": ""})


def test_what_geotag_reads_is_told(tmp_path: Path) -> None:
    (complaint,) = complaints(write(tmp_path / "a.docx", "x"))
    assert (
        "files ending in .docx cannot be read; geotag reads .txt, .html, .jsonl, .csv, .tsv, .parquet, .rss"
        in complaint
    )
