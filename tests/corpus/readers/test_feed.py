from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, SECOND, TITLE, articles, complaints, ids, write


def rss(*items: str, encoding: str = "utf-8") -> str:
    return f"""<?xml version="1.0" encoding="{encoding}"?>
<!-- <item> in a comment -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>أخبار الاختبار</title><link>https://news.example/</link>
{"".join(items)}
</channel></rss>
"""


def item(number: int, body: str = BODY, more: str = "") -> str:
    return f"""<item><title>{TITLE}</title><guid isPermaLink="false">g/{number}</guid>
<link>https://news.example/{number}</link><pubDate>Tue, 05 Mar 2024 10:00:00 +0300</pubDate>
<description>{body}</description>{more}</item>
"""


ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار الاختبار</title><id>urn:feed</id>
<entry><title>{TITLE}</title><id>tag:news.example,2024:1</id><link href="https://news.example/1"/>
<updated>2024-03-05T10:00:00+03:00</updated><summary>موجز</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{BODY}</p><p>{SECOND}</p></div></content>
<source><title>وكالة أخرى</title></source></entry></feed>
"""

RDF = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/"><title>أخبار الاختبار</title>
<items><rdf:Seq><rdf:li rdf:resource="https://news.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://news.example/1"><title>{TITLE}</title><link>https://news.example/1</link>
<description>{BODY}</description><dc:date>2024-03-05</dc:date></item></rdf:RDF>
"""


def test_rss(tmp_path: Path) -> None:
    whole = f"<content:encoded><![CDATA[<p>{BODY}</p><p>{SECOND}&nbsp;</item></p>]]></content:encoded>"
    first, second = articles(write(tmp_path / "f.rss", rss(item(1), item(2, more=whole))))
    assert (first.id, first.title, first.text) == ("g/1", TITLE, f"{TITLE}\n\n{BODY}")
    assert (first.source, first.url) == ("أخبار الاختبار", "https://news.example/1")
    assert first.date == "2024-03-05T10:00:00+03:00"
    assert second.text == f"{TITLE}\n\n{BODY}\n{SECOND}"


def test_atom(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "f.atom", ATOM))
    assert article.text == f"{TITLE}\n\n{BODY}\n{SECOND}"
    assert (article.id, article.url, article.source) == (
        "tag:news.example,2024:1",
        "https://news.example/1",
        "وكالة أخرى",
    )
    assert article.date == "2024-03-05T10:00:00+03:00"


def test_rss_1(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "f.rdf", RDF))
    assert (article.text, article.source, article.date) == (
        f"{TITLE}\n\n{BODY}",
        "أخبار الاختبار",
        "2024-03-05",
    )


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8-sig"])
def test_a_feed_is_read_in_the_encoding_that_it_states(tmp_path: Path, encoding: str) -> None:
    stated = "utf-8" if encoding == "utf-8-sig" else encoding
    path = write(tmp_path / "f.xml", rss(item(1), encoding=stated), encoding)
    assert articles(path)[0].text == f"{TITLE}\n\n{BODY}"


def test_bad_entries_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.xml",
        rss(
            item(1),
            item(2, BODY * 500),
            "<item><guid>g/3</guid></item>",
            item(4, "An English text about Baku, without a word of any other language in it"),
            item(5, "ساحة & شارع &nbsp; قرب <b>باكو"),
            item(6),
        ),
    )
    assert ids(path, max_bytes=20_000) == ["g/1", "g/5", "g/6"]
    long, empty, english = complaints(path, max_bytes=20_000)
    assert "f.xml, line 8: 0.1 MB is too long for an article" in long
    assert "f.xml, line 11: this entry holds no text" in empty
    assert "f.xml, line 11: this is not Arabic" in english


def test_a_feed_cut_in_an_entry_is_named_and_what_is_whole_read(tmp_path: Path) -> None:
    text = rss(item(1), item(2))
    path = write(tmp_path / "f.xml", text[: text.index("g/2")])
    assert ids(path) == ["g/1"]
    assert complaints(path) == [f"{path}, line 8: the file is cut short within this entry"]


def test_entries_are_found_wherever_the_pieces_of_the_file_end(tmp_path: Path) -> None:
    # The file is read in pieces of 64 KiB: one of these entries begins and one ends across each possible place.
    path = write(tmp_path / "f.xml", rss(*(item(n, BODY + " و" * (n % 97)) for n in range(2_000))))
    assert ids(path) == [f"g/{n}" for n in range(2_000)]


def test_what_is_no_feed_is_named(tmp_path: Path) -> None:
    write(tmp_path / "1.xml", "<html><body/></html>")
    write(tmp_path / "2.xml", rss())
    write(tmp_path / "3.xml", rss(item(1)), "windows-1256")
    none, empty, encoding = complaints(tmp_path)
    assert "1.xml: this is no RSS or Atom feed" in none
    assert "2.xml: this feed has no entries" in empty
    assert "3.xml, line 5: this is not UTF-8; it seems to be windows-1256" in encoding


def test_what_looks_like_a_feed_is_read_as_one(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "news", rss(item(1)))) == ["g/1"]


def test_an_entry_that_feedparser_fails_on_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "f.xml", rss(item(1, "&#xd800;"), item(2)))
    assert ids(path) == ["g/2"]
    assert "f.xml, line 5: " in complaints(path)[0]


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        # An hour after midnight: in UTC it would be the day before.
        ("Tue, 05 Mar 2024 01:00:00 +0300", "2024-03-05T01:00:00+03:00"),
        ("Tue, 05 Mar 2024 01:00:00 GMT", "2024-03-05T01:00:00Z"),
        # Arabia Standard Time here, Atlantic Standard Time elsewhere.
        ("Tue, 05 Mar 2024 22:00:00 AST", "2024-03-05T22:00:00"),
        ("2024/03/15", "2024-03-15"),
        ("1710488400", "2024-03-15T07:40:00Z"),
        ("الثلاثاء ٥ آذار/مارس ٢٠٢٤ - ١٠:٣٠ م", "2024-03-05T22:30:00"),
        ("1445-09-05", None),
        ("أمس", None),
    ],
)
def test_the_date_of_an_entry_is_the_one_it_states(tmp_path: Path, stated: str, date: str | None) -> None:
    path = write(tmp_path / "f.xml", rss(item(1).replace("Tue, 05 Mar 2024 10:00:00 +0300", stated)))
    notes: list[str] = []
    assert [article.date for article in articles(path, tell=notes.append)] == [date]
    assert len(notes) == (date is None)


def test_a_date_that_cannot_be_read_leaves_its_place_to_the_update(tmp_path: Path) -> None:
    dates = "<published>أمس</published><updated>2024-03-05T10:00:00+03:00</updated>"
    path = write(tmp_path / "f.atom", ATOM.replace("<updated>2024-03-05T10:00:00+03:00</updated>", dates))
    assert [article.date for article in articles(path)] == ["2024-03-05T10:00:00+03:00"]
