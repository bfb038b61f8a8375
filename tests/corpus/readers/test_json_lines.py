from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.readers.prose import BODY, TEXT, articles, complaints, ids, read, write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_every_certain_encoding_is_split_into_lines(tmp_path: Path, encoding: str) -> None:
    # U+060A has the byte of a newline in UTF-16.
    lines = [json.dumps({"id": f"n{n}", "text": f"{BODY} \u060a {n}"}, ensure_ascii=False) for n in range(3)]
    found = articles(write(tmp_path / "c.jsonl", "\n".join(lines), encoding))
    assert [article.text for article in found] == [f"{BODY} \u060a {n}" for n in range(3)]


def test_a_declared_encoding_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", json.dumps({"text": TEXT}, ensure_ascii=False), "windows-1256")
    assert articles(path, encoding="windows-1256")[0].text == TEXT
    assert "line 1: this is not UTF-8; it seems to be windows-1256" in complaints(path)[0]
    assert "there is no encoding called 'arabic-9'" in complaints(path, encoding="arabic-9")[0]


def test_fields_are_mapped(tmp_path: Path) -> None:
    rows = [
        {"key": 7, "article": {"body": BODY}, "published": "2024-03-05", "a.b": "x"},
        {"key": 8, "article": {}, "published": "2024-03-05"},
    ]
    path = write(tmp_path / "c.jsonl", "\n".join(map(json.dumps, rows)))
    fields = {"id": "key", "text": "article.body", "date": "published", "source": "a.b"}
    first = read(path, fields=fields)[0]
    assert (first.id, first.text, first.date, first.source) == ("7", BODY, "2024-03-05", "x")
    assert complaints(path, fields=fields) == [f"{path}, line 2, field article.body: a text is needed"]


def test_what_no_text_can_hold_is_named(tmp_path: Path) -> None:
    rows = [{"text": BODY + "\ud800"}, {"text": BODY + "\x00"}, {"id": "\udc00", "text": BODY}]
    path = write(tmp_path / "c.jsonl", "\n".join([*map(json.dumps, rows), "[" * 100_000]))
    half, nul, half_id, deep = complaints(path)
    assert f"line 1, field text: this is no text (character {len(BODY)} is half of a surrogate pair)" in half
    assert "line 2, field text: this is no text (it holds NUL characters)" in nul
    assert "line 3, field id: this is no text" in half_id
    assert "line 4: this is no JSON" in deep


def test_a_line_that_is_too_long_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": BODY}, {"id": "b", "text": BODY * 4_000}, {"id": "c", "text": BODY}]
    path = write(tmp_path / "c.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert ids(path, max_bytes=300_000) == ["a", "c"]
    assert "line 2: 0.6 MB is too long for an article (at most 0.3 MB)" in complaints(path, max_bytes=300_000)[0]


def test_a_line_cut_in_the_middle_is_named(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": BODY}, ensure_ascii=False).encode()
    path = tmp_path / "c.jsonl"
    path.write_bytes(line + b"\n" + line[:-5])
    assert ids(path) == ["a"]
    assert "c.jsonl, line 2: this is no JSON" in complaints(path)[0]
    path.write_bytes(line + b"\n" + line[:40])
    assert "c.jsonl, line 2: this is no" in complaints(path)[0]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60).map(lambda text: f"{BODY} {text}")


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, st.booleans()), min_size=1, max_size=6), st.sampled_from(["utf-8", "utf-16", "utf-32-le"]))
def test_any_texts_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, bool]], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("jsonl") / "c.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=escaped) for text, escaped in rows]
    write(path, "\r\n".join(lines), encoding)
    assert [article.text for article in articles(path)] == [text for text, _ in rows]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("jsonl") / "c.jsonl"
    path.write_bytes(data)
    complaints(path)
