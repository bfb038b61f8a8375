from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, SECOND, TITLE, articles, complaints, page, write


def test_the_article_of_a_page_without_what_stands_around_it(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.html", page()))
    assert article.text.startswith(f"{TITLE}\n")
    assert BODY in article.text
    assert SECOND in article.text
    assert "الحقوق" not in article.text
    assert "رياضة" not in article.text
    assert (article.id, article.title, article.date) == ("a", TITLE, "2024-03-05T10:00:00+03:00")
    assert (article.source, article.url) == ("أخبار الاختبار", "https://news.example/a/1")


@pytest.mark.parametrize(("stated", "encoding"), [("windows-1256", "windows-1256"), ("utf-8", "utf-8-sig")])
def test_a_page_is_read_in_the_encoding_that_it_states(tmp_path: Path, stated: str, encoding: str) -> None:
    (article,) = articles(write(tmp_path / "a.htm", page(charset=stated), encoding))
    assert BODY in article.text


def test_xhtml_states_its_encoding_in_its_declaration(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="windows-1256"?>\n' + page().replace('<meta charset="utf-8">', "")
    assert BODY in articles(write(tmp_path / "a.xhtml", text, "windows-1256"))[0].text


def test_pages_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    write(tmp_path / "1.html", "<html><body></body></html>")
    write(tmp_path / "2.html", page(), "windows-1256")
    write(tmp_path / "3.html", page(charset="arabic-9"))
    write(tmp_path / "4.html", page(body=BODY * 200))
    write(tmp_path / "5.html", "<html><body><p>" + "The president visited Baku today. " * 20 + "</p></body></html>")
    none, wrong, unknown, long, english = complaints(tmp_path, max_bytes=10_000)
    assert "1.html: no article was found on this page" in none
    assert "2.html: this is not UTF-8" in wrong
    assert "add --encoding windows-1256" in wrong
    assert "3.html: there is no encoding called 'arabic-9'" in unknown
    assert "4.html: 0.0 MB is too long" in long
    assert "5.html: this is not Arabic" in english


def test_what_looks_like_a_page_is_read_as_one(tmp_path: Path) -> None:
    assert BODY in articles(write(tmp_path / "page", page()))[0].text
    assert BODY in articles(write(tmp_path / "page.php", page()), input_format="html")[0].text
