from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geotag.maps import corpus_map, write_corpus_map
from tests.maps.corpus import corpus
from tests.maps.factory import MOSCOW, karabakh, summit, tagged
from tests.maps.test_drawing import HOSTILE, Elements, data_of, hostile


def html(*articles: object) -> str:
    return str(corpus_map(articles).get_root().render())  # type: ignore[arg-type]


def test_the_columns_hold_every_resolved_mention_with_its_sentence() -> None:
    data: dict[str, object] = data_of(html(karabakh(), summit()))  # type: ignore[assignment]
    places, articles, mentions = (data[key] for key in ("places", "articles", "mentions"))
    wanted = [
        (a, m.resolution.place.name, m.text)
        for a, article in enumerate((karabakh(), summit()))
        for m in article.mentions
        if m.resolution and m.resolution.place
    ]
    got = []
    for i, article in enumerate(mentions["article"]):  # type: ignore[index]
        sentence = articles["sentences"][article][mentions["sentence"][i]]  # type: ignore[index]
        encoded = sentence.encode("utf-16-le")
        start, length = 2 * mentions["start"][i], 2 * mentions["length"][i]  # type: ignore[index]
        name = places["name"][mentions["place"][i]][0]  # type: ignore[index]
        got.append((article, name, encoded[start : start + length].decode("utf-16-le")))
    assert got == wanted
    assert [name for name, _ in places["name"]].count(MOSCOW.name) == 1  # type: ignore[index]


def test_dates_sources_people_and_addresses() -> None:
    data: dict[str, dict[str, object]] = data_of(html(karabakh(), hostile()))  # type: ignore[assignment]
    articles = data["articles"]
    assert articles["date"] == ["2020-11-20", ""]
    assert articles["url"] == ["https://example.org/karabakh?a=1&b=2", ""]
    assert data["sources"] == ["وكالة للاختبار", HOSTILE]
    assert data["people"] == ["فلاديمير بوتين", "إيمانويل ماكرون", "alert(1)"]


@pytest.mark.parametrize(
    ("date", "day"),
    [("2024-03-15T00:30:00+03:00", "2024-03-15"), ("1710488400", "2024-03-15"), ("1445-09-05", ""), ("2024", "")],
)
def test_the_day_of_an_article_is_the_one_where_it_was_stated(date: str, day: str) -> None:
    dated = karabakh()
    dated = replace(dated, article=replace(dated.article, date=date))
    data: dict[str, dict[str, object]] = data_of(html(dated))  # type: ignore[assignment]
    assert data["articles"]["date"] == [day]


def test_nothing_that_is_said_becomes_markup() -> None:
    plain, elements = Elements(html(tagged("باكو"))), Elements(html(hostile()))
    assert len(elements.all("script")) == len(plain.all("script"))
    assert not elements.all("img")
    assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)


def test_the_same_articles_give_the_same_bytes_and_none_are_an_error() -> None:
    assert html(*corpus(20)) == html(*corpus(20))
    with pytest.raises(ValueError, match="at least one article"):
        corpus_map([])


def test_ten_thousand_articles_stay_under_thirty_megabytes(tmp_path: Path) -> None:
    write_corpus_map(corpus(10_000), tmp_path / "corpus.html")
    assert (tmp_path / "corpus.html").stat().st_size < 30_000_000


def test_an_offline_page_names_no_host() -> None:
    policy = next(m["content"] for m in Elements(html(karabakh())).all("meta") if m.get("http-equiv")) or ""
    assert "http" not in policy
    assert "unsafe" not in policy
