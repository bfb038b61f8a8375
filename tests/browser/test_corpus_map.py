"""The page of a corpus in a real browser, with the network cut off."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geotag.corpus import read_inputs
from geotag.maps import write_corpus_map
from geotag.model import Article, Mention, TaggedArticle
from tests.browser.conftest import Open, Opened, click_at
from tests.browser.payloads import PAYLOADS
from tests.factory import BAKU, resolved
from tests.maps.corpus import corpus
from tests.maps.factory import earthquake, karabakh, mention, place, summit, tagged

pytestmark = pytest.mark.browser


@pytest.fixture
def open_corpus(open_page: Open, tmp_path: Path) -> Open:
    def opened(*articles: TaggedArticle, **options: int) -> Opened:
        target = tmp_path / "corpus.html"
        write_corpus_map(articles, target)
        return open_page(target, **options)

    return opened


def test_ten_thousand_articles_open_in_five_seconds(open_page: Open, tmp_path: Path) -> None:
    target = tmp_path / "corpus.html"
    write_corpus_map(corpus(10_000), target)
    start = time.perf_counter()
    opened = open_page(target)
    expect(opened.page.locator("#passing")).to_have_text("المقالات: 10000")
    took = time.perf_counter() - start
    assert took < 5, took
    assert opened.page.evaluate("geotag.circles.getLayers().length") > 50
    assert opened.requests == [opened.page.url]
    assert opened.errors == []


def test_filters_narrow_the_map_and_the_list(open_corpus: Open) -> None:
    opened = open_corpus(*corpus(400, places=200))
    page = opened.page
    passing = page.locator("#passing")
    expect(passing).to_have_text("المقالات: 400")
    page.select_option("#source", label="صحيفة 3")
    expect(passing).to_have_text("المقالات: 50")
    page.select_option("#source", "-1")
    page.locator("#person").fill("شخص 5")
    page.locator("#person").press("Tab")
    expect(passing).to_have_text("المقالات: 2")
    page.locator("#person").fill("")
    page.locator("#person").press("Tab")
    expect(passing).to_have_text("المقالات: 400")
    page.locator("#confidence").fill("95")
    expect(passing).not_to_have_text("المقالات: 400")
    page.locator("#confidence").fill("0")
    page.select_option("#group", label="جبال وجزر ومياه")
    kinds = page.evaluate("[...new Set(geotag.ranked().map((i) => geotag.data.places.group[i]))]")
    assert kinds == [3]
    assert opened.errors == []


def test_time_can_be_narrowed_and_played(open_corpus: Open) -> None:
    opened = open_corpus(*corpus(400, places=200))
    page = opened.page
    assert page.locator("#bars i").count() > 50
    page.locator("#from").fill("30")
    expect(page.locator("#passing")).not_to_have_text("المقالات: 400")
    expect(page.locator("#bars i.out")).to_have_count(30)
    before = page.locator("#dates").inner_text()
    page.locator("#to").fill("40")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("إيقاف")
    expect(page.locator("#dates")).not_to_have_text(before)
    page.wait_for_timeout(1000)
    assert page.evaluate("geotag.filter.from") > 30
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("تشغيل")
    assert opened.errors == []


def test_a_place_lists_its_articles_with_sentences_and_links(open_corpus: Open) -> None:
    opened = open_corpus(karabakh(), summit())
    page = opened.page
    page.locator("#panel .chip", has_text="موسكو").click()
    entries = page.locator("#panel .entries li")
    expect(entries).to_have_count(2)
    expect(entries.first.locator("a")).to_have_attribute("href", "https://example.org/karabakh?a=1&b=2")
    expect(entries.first.locator("b")).to_have_text("موسكو")
    expect(entries.last.locator(".sentence")).to_contain_text("استقبلت موسكو وفدًا")
    page.locator("#panel .back").click()
    expect(page.locator("#panel .chip", has_text="موسكو")).to_be_visible()
    page.locator("#search").fill("شوشه")
    page.locator("#search").press("Enter")
    expect(page.locator("#panel h2")).to_have_text("شوشة")
    page.locator("#language").click()
    expect(page.locator("#panel h2")).to_have_text("Shusha")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert opened.errors == []


def test_circles_cluster_and_part(open_corpus: Open) -> None:
    opened = open_corpus(*corpus(400, places=200))
    page = opened.page
    shared = "geotag.drawn.filter(({ places }) => places.length > 1).length"
    together = page.evaluate("[geotag.drawn.length, geotag.ranked().length]")
    assert 0 < together[0] < together[1]
    page.evaluate("void geotag.map.setView([25, 30], 2, { animate: false })")
    page.evaluate("geotag.openCluster(geotag.map, geotag.drawn.find(({ places }) => places.length > 1))")
    assert page.evaluate("geotag.map.getZoom()") > 2
    page.evaluate("void geotag.map.setView([25, 30], 11, { animate: false })")
    assert page.evaluate(shared) == 0
    page.evaluate("geotag.openCluster(geotag.map, geotag.drawn[0])")
    expect(page.locator("#panel .sentence").first).to_be_visible()


def test_a_country_is_named_once_and_by_the_base_map_where_it_is_no_place(open_corpus: Open) -> None:
    opened = open_corpus(karabakh())
    page = opened.page
    page.evaluate("void geotag.map.setView([40.4, 47.8], 8, { animate: false })")
    of_place, of_country = (
        page.locator(f".map-name.{group}:not(.out)", has_text="أذربيجان") for group in ("of-place", "of-country")
    )
    expect(of_place).to_have_count(1)
    expect(of_country).to_have_count(0)
    page.select_option("#shown", "heat")
    expect(of_place).to_have_count(0)
    expect(of_country).to_have_count(1)
    assert opened.errors == []


def test_countries_and_divisions_are_outlined_under_the_circles(open_corpus: Open) -> None:
    opened = open_corpus(earthquake(), summit())
    page = opened.page
    drawn = (
        "[...geotag.outlines].filter(([, outline]) => outline && geotag.map.hasLayer(outline)).map(([place]) => place)"
    )
    names = f"{drawn}.map((place) => geotag.data.places.name[place][1])"
    page.evaluate("void geotag.map.setView([38, 36], 4, { animate: false })")
    assert page.evaluate(names) == ["Turkey"]  # Hatay is too small to be seen
    page.evaluate("void geotag.map.setView([36.5, 36.2], 8, { animate: false })")
    assert sorted(page.evaluate(names)) == ["Hatay", "Turkey"]
    click_at(page, [36.55, 36.2])
    expect(page.locator("#panel h2")).to_have_text("هاتاي")
    weights = (
        f"Object.fromEntries({drawn}.map((p) => [geotag.data.places.name[p][1], geotag.outlineOf(p).options.weight]))"
    )
    assert page.evaluate(weights) == {"Hatay": 3, "Turkey": 1}
    click_at(page, [37.0, 35.8])
    expect(page.locator("#panel h2")).to_have_text("تركيا")
    page.locator("#confidence").fill("95")
    assert page.evaluate(names) == []
    page.locator("#confidence").fill("0")
    page.select_option("#shown", "heat")
    assert page.evaluate(names) == []
    page.evaluate("void geotag.map.setView([0, -120], 8, { animate: false })")
    page.select_option("#shown", "circles")
    assert page.evaluate(names) == []  # out of sight
    assert opened.errors == []


def test_heat_is_drawn(open_corpus: Open) -> None:
    opened = open_corpus(*corpus(200, places=100))
    page = opened.page
    page.select_option("#shown", "heat")
    painted = page.evaluate(
        """() => {
            const { canvas } = geotag.heat;
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return data.some((value, i) => i % 4 === 3 && value > 60);
        }"""
    )
    assert painted
    assert page.evaluate("geotag.circles.getLayers().length") == 0
    page.select_option("#shown", "circles")
    expect(page.locator("canvas.heat")).to_have_count(0)
    assert opened.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_kept_out(open_corpus: Open, dark: bool) -> None:
    opened = open_corpus(karabakh(), summit(), dark=dark)
    assert opened.serious_violations() == []
    opened.page.locator("#panel .chip", has_text="موسكو").click()
    assert opened.serious_violations() == []


def test_on_a_phone_nothing_sticks_out(open_corpus: Open) -> None:
    page = open_corpus(*corpus(40, places=20), width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel, drawn = page.locator(".side").bounding_box(), page.locator(".map").bounding_box()
    assert panel is not None
    assert drawn is not None
    assert panel["y"] >= drawn["y"] + drawn["height"] - 1


def test_hostile_texts_are_shown_and_never_run(open_corpus: Open) -> None:
    articles = []
    for number, payload in enumerate(PAYLOADS):
        text = f"باكو {payload}"
        where = place(f"p{number}", payload, payload, 30 + number / 10, 40, country_name=payload, country="AZ")
        articles.append(
            tagged(text, mention(text, "باكو", to=where), title=payload, source=payload, url=f"javascript:{payload}")
        )
    opened = open_corpus(*articles)
    page = opened.page
    for place_index in (0, 1, 40, 80, len(PAYLOADS) - 1):
        page.evaluate("index => geotag.goTo(index)", place_index)
        expect(page.locator("#panel h2")).to_have_count(1)
    assert page.evaluate("window.ran") is None
    assert page.locator("img, iframe, object, embed, a[href^=javascript]").count() == 0
    assert opened.requests == [page.url]
    assert opened.errors == []


def test_the_examples_have_dates_to_slide_along(open_corpus: Open) -> None:
    articles = [article for article in read_inputs(["examples"]) if isinstance(article, Article)]
    here = resolved(BAKU)  # whatever is where: this is of when
    opened = open_corpus(
        *(
            TaggedArticle(article, (Mention(0, 4, article.text[:4], "LOC", 0.9, resolution=here),), (), (), None, {})
            for article in articles
        )
    )
    page = opened.page
    expect(page.locator("#passing")).to_have_text(f"المقالات: {len(articles)}")
    expect(page.locator(".time")).to_be_visible()
    expect(page.locator("#dates")).to_have_text("6 أغسطس 2020 – 27 سبتمبر 2023")
    page.locator("#from").press("End")
    expect(page.locator("#passing")).to_have_text("المقالات: 1")
