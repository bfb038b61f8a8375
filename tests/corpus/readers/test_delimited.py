from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.readers.prose import BODY, TEXT, TITLE, articles, complaints, ids, read, write


def table(*rows: list[str], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


HEADER = ["id", "title", "text", "date", "url", "source"]


def test_columns_become_fields(tmp_path: Path) -> None:
    rows = [["a/1", TITLE, TEXT, "2024-03-05", "https://news.example/1", "وكالة"], ["", "", TEXT, "", "", ""]]
    first, second = articles(write(tmp_path / "c.csv", table(HEADER, *rows)))
    assert (first.id, first.title, first.text) == ("a/1", TITLE, TEXT)
    assert (first.date, first.url, first.source) == ("2024-03-05", "https://news.example/1", "وكالة")
    assert (second.id, second.title, second.date, second.url, second.source) == ("c-6", TITLE, None, None, None)


@pytest.mark.parametrize("ending", ["csv", "tsv"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_that_which_gives_the_column_of_texts(tmp_path: Path, ending: str, delimiter: str) -> None:
    text = f'{TEXT}{delimiter} "x"'
    path = write(tmp_path / f"c.{ending}", table(["id", "text"], ["a", text], delimiter=delimiter))
    assert articles(path)[0].text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_tables_as_spreadsheets_write_them(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "c.csv", table(["id", "text"], ["a", TEXT], delimiter="\t"), encoding)
    assert [(article.id, article.text) for article in articles(path)] == [("a", TEXT)]


def test_columns_are_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", table(["no", "body", "published"], ["1", BODY, "2024-03-05"]))
    (article,) = articles(path, fields={"id": "no", "text": "body", "date": "published"})
    assert (article.id, article.text, article.date) == ("1", BODY, "2024-03-05")
    (complaint,) = complaints(path)
    assert f"{path}, line 1: there is no column text; there are no, body, published. Say which one" in complaint
    assert "with --field text=COLUMN" in complaint
    (complaint,) = complaints(path, fields={"text": "body", "date": "day"})
    assert "line 1: there is no column day" in complaint
    assert "--field date=COLUMN" in complaint


def test_bad_rows_are_named_by_the_line_they_begin_on_and_the_others_read(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "id,text",
            f'a,"{BODY}\nسطر ثان"',
            "b",
            f'c,"{BODY}" x',
            "",
            "d,",
            f"e,{BODY},more",
            "f,An English text about Baku",
            f"g,{BODY}",
            f'h,"{BODY}\nwithout an end',
        ]
    )
    path = write(tmp_path / "c.csv", text)
    assert ids(path) == ["a", "g"]
    short, after_quote, empty, long, english, cut = complaints(path)
    assert "line 4: there are 1 columns here, but 2 in the header" in short
    assert "line 5: this is no row of a table ('" in after_quote
    assert "line 7, column text: it is empty" in empty
    assert "line 8: there are 3 columns here" in long
    assert "line 9: this is not Arabic" in english
    assert "line 11: this is no row of a table (a quote that is opened here is closed nowhere)" in cut


def test_tables_that_are_none_are_named(tmp_path: Path) -> None:
    write(tmp_path / "1.csv", "")
    write(tmp_path / "2.csv", f"text,text\n{BODY},{BODY}\n")
    write(tmp_path / "3.csv", f"id,text\na,{BODY}\n", "windows-1256")
    (tmp_path / "4.csv").write_bytes(b"%PDF-1.7")
    empty, twice, encoding, pdf = complaints(tmp_path)
    assert "1.csv: the file is empty" in empty
    assert "2.csv, line 1: 2 columns are called text" in twice
    assert "3.csv, line 2: this is not UTF-8; it seems to be windows-1256" in encoding
    assert "4.csv: this is no text but a PDF file" in pdf
    assert ids(tmp_path / "3.csv", encoding="windows-1256") == ["a"]


@pytest.mark.parametrize("filler", ["x", "x\n", '""', ',"",\n'])
def test_a_row_that_is_too_long_is_passed_over(tmp_path: Path, filler: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f'id,text\na,{BODY}\nb,"{filler * 300_000}"\nc,{BODY}\n', encoding="utf-8")
    found = read(path, max_bytes=100_000)
    assert [getattr(item, "id", None) for item in found] == ["a", None, "c"]
    assert "line 3: " in str(found[1].error)
    assert "MB is too long for an article" in str(found[1].error)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60).map(
    lambda text: f"{BODY} {text}"
)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16"]))
def test_any_texts_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], delimiter: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    rows = [[f"n{number}", text] for number, text in enumerate(texts)]
    write(path, table(["id", "text"], *rows, delimiter=delimiter), encoding)
    assert [[article.id, article.text] for article in articles(path)] == rows


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    path.write_bytes(b"id,text\n" + data)
    complaints(path)
