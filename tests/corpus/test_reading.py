from __future__ import annotations

import codecs
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geotag
from geotag.corpus import InputFailure, read_inputs
from geotag.files.decoding import decode

TEXT = "هدوء في باكو\n\nوصل الوفد إلى مدينة باكو صباح اليوم قادما من موسكو، وبحث وقف إطلاق النار.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def articles(*paths: object, **options: object) -> list[geotag.Article]:
    found = list(read_inputs([str(p) for p in paths], **options))  # type: ignore[arg-type]
    assert all(isinstance(item, geotag.Article) for item in found), found
    return [item for item in found if isinstance(item, geotag.Article)]


def failure(*paths: object, **options: object) -> InputFailure:
    (found,) = read_inputs([str(p) for p in paths], **options)  # type: ignore[arg-type]
    assert isinstance(found, InputFailure)
    return found


def test_a_text_file(folder: Path) -> None:
    (article,) = articles(folder / "a.txt")
    assert (article.id, article.title, article.text) == ("a", "هدوء في باكو", TEXT)


def test_a_directory_in_order_without_hidden_files(folder: Path) -> None:
    assert [article.id for article in articles(folder)] == ["a", "b"]


def test_equal_ids_are_numbered(folder: Path) -> None:
    found = articles(folder / "a.txt", folder / "a.txt", folder, folder / "a.txt")
    assert [article.id for article in found] == ["a", "a-2", "a-3", "b", "a-4"]


def test_standard_input() -> None:
    (article,) = articles("-", stdin=io.BytesIO(TEXT.encode()))
    assert article.id == "stdin"


def test_newlines_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "w.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert articles(tmp_path / "w.txt")[0].text == TEXT.replace("\n", "\r\n")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": 7, "text": TEXT, "source": "s", "date": "2020-01-01", "url": "https://x.example"},
        {"text": TEXT, "title": "ت"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second = articles(path)
    assert (first.id, first.source, first.date, first.title) == ("7", "s", "2020-01-01", "هدوء في باكو")
    assert (second.id, second.title) == ("news-2", "ت")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", r"news\.jsonl, line 1: this is no JSON"),
        ("[1]", "line 1: one JSON object with id and text"),
        ('{"id": "a"}', "line 1, field text: a text is needed"),
        ('{"id": "a", "text": " "}', "line 1, field text: it is empty"),
        (json.dumps({"id": True, "text": TEXT}), "line 1, field id: a text or a number is needed, not true or false"),
        (json.dumps({"id": "a", "text": TEXT, "source": {"x": 5}}), "line 1, field source: a text or a number is"),
        ('{"text": "a", "id": 5, "text": "b"}', "line 1, field text: this object has it more than once"),
        (json.dumps({"id": "a", "text": "An English text about Baku"}), "line 1: this is not Arabic"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(f"{line}\n" + json.dumps({"id": "good", "text": TEXT}), encoding="utf-8")
    bad, good = read_inputs([path])
    assert isinstance(bad, InputFailure)
    with pytest.raises(geotag.InputError, match=complaint):
        raise bad.error
    assert isinstance(good, geotag.Article)


@pytest.mark.parametrize(
    ("data", "error", "complaint"),
    [
        (b"", geotag.EmptyArticleError, r"x\.txt: the file is empty"),
        (b" \n\t", geotag.EmptyArticleError, "the file is empty"),
        (codecs.BOM_UTF8, geotag.EmptyArticleError, "the file is empty"),
        ("؟! 12".encode(), geotag.EmptyArticleError, "there is no word in it"),
        (b"President visits Baku. " * 9, geotag.LanguageError, r"this is not Arabic \(0% of its letters are\)"),
        (TEXT.encode("windows-1256"), geotag.EncodingError, "not UTF-8 .byte 0.; it seems to be windows-1256"),
        (
            TEXT.encode("iso-8859-6"),
            geotag.EncodingError,
            "it seems to be iso-8859-6: if so, add --encoding iso-8859-6",
        ),
        (TEXT.encode()[:-2] + b"\xff", geotag.EncodingError, "not UTF-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\x00", geotag.EncodingError, "not UTF-16-LE"),
        (b"%PDF-1.7 ...", geotag.InputError, "this is no text but a PDF file"),
        (b"PK\x03\x04....", geotag.InputError, "a ZIP archive"),
        (b"\x00\x01\x02\x03\x04" * 9, geotag.InputError, "this is no text"),
        (b"a" * 2000, geotag.ArticleTooLargeError, "0.0 MB is too long for an article .* --max-mb"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, data: bytes, error: type[Exception], complaint: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    found = failure(path, max_bytes=1500)
    with pytest.raises(error, match=complaint):
        raise found.error
    assert str(path) in str(found.error)


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "there is no such file" in str(failure(tmp_path / "no.txt").error)
    assert "this directory holds no file that geotag reads" in str(failure(tmp_path).error)
    (tmp_path / "x.docx").write_bytes(b"x")
    assert "files ending in .docx cannot be read; geotag reads .txt" in str(failure(tmp_path / "x.docx").error)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_certain_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.txt").write_bytes(TEXT.encode(encoding))
    assert articles(tmp_path / "x.txt")[0].text == TEXT


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16", "utf-8"])
def test_declared_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.txt").write_bytes(TEXT.encode(encoding))
    assert articles(tmp_path / "x.txt", encoding=encoding)[0].text == TEXT


def test_a_wrong_declaration_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(TEXT.encode("windows-1256"))
    assert "this is not utf-8" in str(failure(tmp_path / "x.txt", encoding="utf-8").error)
    assert "there is no encoding called 'arabic-9'" in str(failure(tmp_path / "x.txt", encoding="arabic-9").error)


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_fail_clearly(data: bytes) -> None:
    with suppress(geotag.InputError):
        assert decode(data, "x").strip()
