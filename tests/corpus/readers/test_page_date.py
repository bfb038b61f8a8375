"""Which of the dates on a page is that of its article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, SECOND, TITLE, articles, write
from tests.corpus.readers.test_warc import Crawl

DAY = "2024-03-15"
MOMENT = "2024-03-15T10:30:00+03:00"
OLD = "وكانت المدينة شهدت في 3 يناير 2019 احتجاجات واسعة، كما قال سكان حضروا إليها من القرى المجاورة في ذلك اليوم."


def page(*, head: str = "", above: str = "", header: str = "", below: str = "", foot: str = "") -> str:
    """A page of which nothing but the given parts states a date."""
    return f"""<!doctype html><html lang="ar"><head><meta charset="utf-8">
<title>{TITLE} | أخبار الاختبار</title>{head}</head>
<body><div class="top"><div class="logo">أخبار الاختبار</div>{above}</div>
<article><h1>{TITLE}</h1>{header}<p>{BODY}</p><p>{SECOND}</p>{below}</article>
<footer><p>جميع الحقوق محفوظة</p>{foot}</footer></body></html>"""


def date_of(tmp_path: Path, text: str) -> str | None:
    (article,) = articles(write(tmp_path / "a.html", text))
    return article.date


def linked_data(*nodes: object) -> str:
    data = json.dumps(nodes[0] if len(nodes) == 1 else nodes, ensure_ascii=False)
    return f'<script type="application/ld+json">{data}</script>'


def news(day: str = DAY, **more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": day, **more}


LIST = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": news("2019-01-01")}]}
CANONICAL = '<link rel="canonical" href="https://www.news.example/a/1/">'

STATED = {
    "JSON-LD": ({"head": linked_data(news())}, DAY),
    "JSON-LD with a time": ({"head": linked_data(news(MOMENT, dateModified="2024-03-16"))}, MOMENT),
    "JSON-LD beside a list of others": ({"head": linked_data(LIST, news())}, DAY),
    "JSON-LD in a graph": (
        {
            "head": linked_data(
                {"@graph": [{"@type": "WebSite"}, {"@type": ["Article", "NewsArticle"], "datePublished": DAY}]}
            )
        },
        DAY,
    ),
    "JSON-LD of a page": ({"head": linked_data({"@type": "WebPage", "datePublished": DAY})}, DAY),
    "JSON-LD of two articles, one of which is this": (
        {
            "head": CANONICAL
            + linked_data(news("2019-01-01", url="https://news.example/a/2"), news(url="http://news.example/a/1"))
        },
        DAY,
    ),
    "JSON-LD before a tag in UTC": (
        {"head": linked_data(news("2024-03-15T01:00:00+03:00")) + '<meta name="date" content="2024-03-14T22:00:00Z">'},
        "2024-03-15T01:00:00+03:00",
    ),
    "broken JSON-LD and a tag": (
        {"head": '<script type="application/ld+json">{"@type":</script>' + f'<meta name="pubdate" content="{DAY}">'},
        DAY,
    ),
    "Open Graph": ({"head": f'<meta property="article:published_time" content="{MOMENT}">'}, MOMENT),
    "Dublin Core": ({"head": '<meta name="DC.date.issued" content="15/03/2024">'}, DAY),
    "DC.Date": ({"head": f'<meta name="DC.Date" content="{DAY}">'}, DAY),
    "a tag in Arabic": ({"head": '<meta name="date" content="١٥ آذار/مارس ٢٠٢٤">'}, DAY),
    "a tag as a property": ({"head": f'<meta itemprop="datePublished" content="{DAY}">'}, DAY),
    "microdata": ({"header": f'<span itemprop="datePublished" content="{DAY}">منذ يومين</span>'}, DAY),
    "a time": ({"header": f'<div><time datetime="{MOMENT}">الجمعة</time></div>'}, MOMENT),
    "a time without a datetime": ({"header": "<time>15 مارس 2024</time>"}, DAY),
    "a time and that of a change": (
        {"header": f'<time datetime="{DAY}">x</time><time class="updated" datetime="2024-03-16">y</time>'},
        DAY,
    ),
    "a published time at the end": (
        {"below": f'<p><time class="entry-date published" datetime="{DAY}">x</time></p>'},
        DAY,
    ),
    "a byline": (
        {"header": '<p class="byline">بقلم سعاد الأحمد - دمشق - 15 آذار/مارس 2024، 10:30 ص</p>'},
        "2024-03-15T10:30:00",
    ),
    "a line with nothing else": ({"header": "<p>الجمعة 15 مارس 2024</p>"}, DAY),
    "a byline with a change": (
        {"header": '<div class="post-meta"><span>نشر: 15-03-2024</span> <span>آخر تحديث: 16-03-2024</span></div>'},
        DAY,
    ),
    "a byline with a change in spans": (
        {"header": '<ul class="meta"><li>آخر تحديث:</li><li>2024/03/16</li><li>نشر في</li><li>2024/03/15</li></ul>'},
        DAY,
    ),
    "both calendars": ({"header": '<span class="date">5 رمضان 1445 هـ الموافق 15 مارس 2024 م</span>'}, DAY),
    "a header, and prose with another": (
        {"header": '<span class="date">15 مارس 2024</span>', "below": f"<p>{OLD}</p>"},
        DAY,
    ),
}

UNSTATED = {
    "nothing": {},
    "prose": {"below": f"<p>{OLD}</p>"},
    "the first paragraph": {"header": f"<p>{OLD}</p>"},
    "a copyright line": {"foot": "<p>© 2015 - 2024 أخبار الاختبار. حقوق النشر 1 يناير 2024</p>"},
    "a copyright date for machines": {"foot": '<p>منذ <time datetime="2015-01-01">2015</time></p>'},
    "an upload path": {"header": '<img src="https://cdn.news.example/wp-content/uploads/2019/05/03/a.jpg" alt="صورة">'},
    "its own address": {"head": '<link rel="canonical" href="https://news.example/2019/05/03/a">'},
    "read also": {
        "below": '<aside><h3>اقرأ أيضا</h3><ul><li><a href="/b">خبر آخر</a> '
        '<time datetime="2019-01-01">1 يناير</time></li></ul></aside>'
    },
    "related below in a div": {
        "below": '<div class="related-posts"><article><a href="/b">خبر</a>'
        '<time class="published" datetime="2019-01-01">x</time></article></div>'
    },
    "related in the header": {"header": '<div class="related"><span class="date">1 يناير 2019</span></div>'},
    "microdata of another article": {
        "below": '<div class="more-related"><span itemprop="datePublished" content="2019-01-01">x</span></div>'
    },
    "today above": {"above": '<div class="date">الاثنين 1 أبريل 2024</div>'},
    "a clock in the header": {"header": '<div class="today-date">1 أبريل 2024</div>'},
    "a change alone": {"header": '<p class="date">آخر تحديث: 16 مارس 2024</p>'},
    "a change for machines": {
        "head": '<meta property="article:modified_time" content="2024-03-16">'
        '<meta property="og:updated_time" content="2024-03-16">'
        + linked_data({"@type": "NewsArticle", "dateModified": "2024-03-16"})
    },
    "a time of a change": {"header": '<time class="updated" datetime="2024-03-16">16 مارس</time>'},
    "the server's clock": {"head": '<meta http-equiv="last-modified" content="Fri, 15 Mar 2024 10:00:00 GMT">'},
    "a server's date": {"head": '<meta http-equiv="date" content="Fri, 15 Mar 2024 10:00:00 GMT">'},
    "JSON-LD of others": {"head": linked_data(LIST)},
    "JSON-LD of two articles that differ": {"head": linked_data(news("2019-01-01"), news("2020-01-01"))},
    "an event": {"head": linked_data({"@type": "Event", "startDate": "2024-04-01"})},
    "two times that differ": {"header": '<time datetime="2024-03-15">x</time><time datetime="2024-03-16">y</time>'},
    "a comment": {"below": '<div id="comments"><time class="published" datetime="2024-03-20">x</time></div>'},
    "an expiry": {"head": '<meta property="article:expiration_time" content="2025-01-01">'},
    "a Hijri date": {"header": '<span class="date">5 رمضان 1445 هـ</span>'},
    "relative": {"header": '<span class="date">قبل 3 ساعات</span>'},
}


@pytest.mark.parametrize("name", STATED)
def test_what_a_page_states_as_its_date_is_taken(tmp_path: Path, name: str) -> None:
    parts, date = STATED[name]
    assert date_of(tmp_path, page(**parts)) == date


@pytest.mark.parametrize("name", UNSTATED)
def test_what_it_says_of_other_things_is_not(tmp_path: Path, name: str) -> None:
    assert date_of(tmp_path, page(**UNSTATED[name])) is None


def test_a_page_without_article_elements(tmp_path: Path) -> None:
    text = page(header='<div class="date">15 مارس 2024</div>', above='<div class="date">1 أبريل 2024</div>')
    bare = text.replace("<article>", '<div class="content">').replace("</article>", "</div>")
    assert date_of(tmp_path, bare) == DAY
    assert date_of(tmp_path, bare.replace('<div class="date">15 مارس 2024</div>', "")) is None


def test_a_date_may_stand_above_its_headline(tmp_path: Path) -> None:
    text = page().replace("<h1>", '<div><span class="date">15 مارس 2024</span></div><h1>')
    assert date_of(tmp_path, text) == DAY
    # In no article, only right beside it; what the site says above it is of today.
    bare = text.replace("<article>", "<section>").replace("</article>", "</section>")
    assert date_of(tmp_path, bare) == DAY
    assert date_of(tmp_path, bare.replace("<section>", "").replace("</section>", "")) is None


def test_a_headline_may_stand_far_below(tmp_path: Path) -> None:
    text = page(header='<div class="date">15 مارس 2024</div>', above="<b></b><i></i>" * 1000)
    for tag in ("main", "section"):
        moved = text.replace('<div class="top">', f'<{tag}><div class="top">').replace("</article>", f"</{tag}>")
        assert date_of(tmp_path, moved.replace("<article>", "")) == DAY


def test_a_date_of_a_page_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", page(head='<meta name="pubdate" content="5 رمضان 1445">'))
    notes: list[str] = []
    assert [article.date for article in articles(path, tell=notes.append)] == [None]
    assert notes[0].endswith("such as '5 رمضان 1445'")


def test_when_a_page_was_fetched_or_changed_is_not_its_date(tmp_path: Path) -> None:
    header = "Last-Modified: Fri, 15 Mar 2024 10:00:00 GMT\r\nDate: Sat, 16 Mar 2024 10:00:00 GMT\r\n"
    crawl = Crawl(tmp_path / "c.warc")
    crawl.add(1, page().encode(), http=header)
    crawl.add(2, page(below=f"<p>{OLD}</p>").encode(), http=header)
    crawl.add(3, page(head=linked_data(news(MOMENT))).encode(), http=header)
    assert [article.date for article in articles(crawl.close())] == [None, None, MOMENT]
