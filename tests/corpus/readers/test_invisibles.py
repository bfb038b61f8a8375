"""Characters without an appearance come through every reader alike, so that the words that they part stay parted."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

import geotag
from geotag.arabic.tokens import tokens
from tests.corpus.readers.prose import SECOND, TITLE, articles, page, write
from tests.corpus.readers.test_feed import item, rss
from tests.corpus.readers.test_mbox import box, message

PLACES = "وصل الوفد مساء اليوم إلى{}بغداد قادما من دمشق، ثم توجه إلى{}حلب للقاء المسؤولين في المدينة."
CHARACTERS = ["\u200b", "\u2060", "\u00ad", "\u200c", "\u200f", "\ufeff", "\u00a0", "\u202f", "\u2009"]


def sentence(character: str) -> str:
    return PLACES.format(character, character)


def wordings(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize("character", CHARACTERS, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("written", ["itself", "decimal", "hexadecimal", "name"])
def test_words_are_parted_alike_in_every_format(tmp_path: Path, character: str, written: str) -> None:
    names = {"\u200b": "&ZeroWidthSpace;", "\u2060": "&NoBreak;", "\u00ad": "&shy;", "\u200c": "&zwnj;"}
    names |= {"\u200f": "&rlm;", "\u00a0": "&nbsp;", "\u2009": "&thinsp;"}
    shown = {
        "itself": character,
        "decimal": f"&#{ord(character)};",
        "hexadecimal": f"&#x{ord(character):X};",
        "name": names.get(character, character),
    }[written]
    wanted = wordings(sentence(character))
    body = sentence(shown)
    write(tmp_path / "1.txt", f"{TITLE}\n\n{sentence(character)}\n")
    write(tmp_path / "2.html", page(body=body))
    write(tmp_path / "3.rss", rss(item(1, html.escape(body) if "&" in body else body)))
    box(tmp_path / "4.mbox", message(1, f"<p>{body}</p>", "html"))
    write(tmp_path / "5.jsonl", json.dumps({"text": sentence(character)}))
    found = articles(tmp_path)
    assert len(found) == 5
    for article in found:
        assert " ".join(wanted) in " ".join(wordings(article.text)), article.id


def test_both_places_beside_a_space_without_width_are_found(tagger: geotag.Tagger, tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.html", page(body=sentence("&#8203;"))))
    names = {mention.text for mention in tagger.tag(article).mentions if mention.label == "LOC"}
    assert {"بغداد", "دمشق", "حلب"} <= names


def test_what_is_hidden_stays_in_headlines_and_leaves_addresses(tmp_path: Path) -> None:
    title = "وصول الوفد إلى\u200bبغداد"
    text = page(title).replace("https://news.example/a/1", "https://news.example/a&#8203;/1")
    (article,) = articles(write(tmp_path / "a.html", text))
    assert article.title == title
    assert article.text.startswith(title)
    assert article.url in ("https://news.example/a/1", None)


def test_lines_of_nothing_visible_are_left_out(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.html", page().replace("<p>", "<p>&#8203;</p><p>")))
    assert "\u200b" not in article.text
    assert SECOND in article.text


def test_a_page_with_the_letters_that_stand_in_is_read_as_it_is(tmp_path: Path) -> None:
    letters = "".join(map(chr, range(0x14400, 0x14410)))
    (article,) = articles(write(tmp_path / "a.html", page(body=f"{sentence('&#8203;')} {letters}")))
    assert letters in article.text
    assert "إلى\u200bبغداد" in article.text
