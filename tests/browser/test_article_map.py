"""The page of an article in a real browser, with the network cut off."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from geotag.maps import write_corpus_map, write_map
from geotag.model import TaggedArticle
from tests.browser.conftest import Open, Opened, click_at
from tests.browser.payloads import PAYLOADS
from tests.maps.factory import earthquake, karabakh, mention, place, summit, tagged

pytestmark = pytest.mark.browser


@pytest.fixture
def open_map(open_page: Open, tmp_path: Path) -> Open:
    def opened(*articles: TaggedArticle, **options: int) -> Opened:
        target = tmp_path / "map.html"
        write_map(articles, target)
        return open_page(target, **options)

    return opened


def test_the_page_asks_for_nothing_but_itself(open_map: Open) -> None:
    opened = open_map(karabakh())
    expect(opened.page.locator("path.place")).to_have_count(len(karabakh().places))
    assert opened.page.locator("path.country").count() > 200
    opened.page.wait_for_timeout(300)
    assert opened.requests == [opened.page.url]
    assert opened.errors == []


def test_a_marker_opens_its_popup_and_lights_its_mentions(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.locator("path.place.ambiguous").click()
    popup = opened.page.locator(".popup")
    expect(popup).to_contain_text("باريس")
    expect(popup).to_contain_text("يحتمل الاسم أكثر من موضع")
    expect(popup).to_contain_text("55%")
    expect(popup.locator(".quote b")).to_have_text("باريس")
    expect(opened.page.locator("mark.lit")).to_have_text(["باريس"])
    assert popup.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert opened.errors == []


def test_a_mention_opens_the_popup_of_its_marker(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.locator("mark", has_text="موسكو").click()
    expect(opened.page.locator(".popup h3").last).to_contain_text("موسكو")
    opened.page.locator("mark.role-nested", has_text="فضولي").click()
    expect(opened.page.locator(".popup h3").last).to_contain_text("فضولي")
    expect(opened.page.locator(".popup")).to_have_count(1)
    expect(opened.page.locator("mark.lit")).to_have_count(3)
    assert opened.errors == []


def test_a_mention_can_be_followed_from_the_keyboard(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.locator("mark", has_text="شوشة").press("Enter")
    expect(opened.page.locator(".popup h3").last).to_contain_text("شوشة")


def test_a_place_can_be_followed_twice_and_in_haste(open_map: Open) -> None:
    opened = open_map(karabakh())
    for name in ("موسكو", "باريس", "باريس"):
        opened.page.locator(".places .chip", has_text=name).click()
    expect(opened.page.locator(".popup")).to_have_count(1)
    expect(opened.page.locator(".popup h3").last).to_contain_text("باريس")
    assert opened.errors == []


def test_the_popup_lies_within_the_map_at_its_marker(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.locator(".places .chip", has_text="باكو").click()
    popup = opened.page.locator(".leaflet-popup")
    expect(popup).to_be_visible()
    box, frame = popup.bounding_box(), opened.page.locator(".folium-map").bounding_box()
    marker = opened.page.locator("path.place.lit").bounding_box()
    assert box is not None
    assert frame is not None
    assert marker is not None
    assert frame["x"] <= box["x"] <= box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= box["y"]
    assert abs(box["x"] + box["width"] / 2 - marker["x"] - marker["width"] / 2) < 5


def test_the_text_is_right_to_left_at_the_right_of_the_map(open_map: Open) -> None:
    page = open_map(karabakh()).page
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.folium-map')).direction") == "ltr"
    text, drawn = page.locator(".reading").bounding_box(), page.locator(".map").bounding_box()
    assert text is not None
    assert drawn is not None
    assert text["x"] >= drawn["x"] + drawn["width"] - 1


def test_on_a_phone_the_text_lies_below_the_map(open_map: Open) -> None:
    page = open_map(karabakh(), width=390, height=844).page
    text, drawn = page.locator(".reading").bounding_box(), page.locator(".map").bounding_box()
    assert text is not None
    assert drawn is not None
    assert text["y"] >= drawn["y"] + drawn["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_person_lights_all_mentions(open_map: Open) -> None:
    page = open_map(karabakh()).page
    page.locator(".people .chip", has_text="بوتين").click()
    expect(page.locator("mark.lit")).to_have_text(["فلاديمير بوتين", "بوتين"])


def test_another_article_can_be_chosen(open_map: Open) -> None:
    opened = open_map(karabakh(), summit())
    opened.page.select_option("#chooser", "1")
    expect(opened.page.locator('article[data-article="1"]')).to_be_visible()
    expect(opened.page.locator('article[data-article="0"]')).to_be_hidden()
    expect(opened.page.locator("path.place:not(.elsewhere)")).to_have_count(3)
    opened.page.locator('article[data-article="1"] mark', has_text="موسكو").click()
    opened.page.locator(".popup .quote").first.click()
    expect(opened.page.locator('article[data-article="0"]')).to_be_visible()
    assert opened.errors == []


def test_the_focus_can_be_zoomed_to(open_map: Open) -> None:
    page = open_map(karabakh()).page
    page.locator('[data-view="focus"]').click()
    expect(page.locator(".map-name.of-place:not(.out)", has_text="قره باغ")).to_have_count(1)
    expect(page.locator(".map-name.of-place:not(.out)", has_text="آغدام")).to_have_count(1)


def test_a_place_steps_through_its_mentions(open_map: Open) -> None:
    opened = open_map(karabakh())
    page = opened.page
    page.locator(".chip", has_text="فضولي").first.click()
    expect(page.locator(".popup .step")).to_have_text("1 من 3")
    expect(page.locator("mark.current")).to_have_attribute("data-mentions", "2")
    page.locator(".popup .move").last.click()
    expect(page.locator(".popup .step")).to_have_text("2 من 3")
    page.locator("path.place.lit").click(force=True)
    expect(page.locator(".popup .step")).to_have_text("3 من 3")
    expect(page.locator("mark.current")).to_have_class("label-LOC role-nested status-resolved lit current")
    page.locator(".popup .move").last.click()
    expect(page.locator(".popup .step")).to_have_text("1 من 3")
    expect(page.locator("mark.current")).to_be_in_viewport()
    assert opened.errors == []


def test_a_country_is_an_outline_that_opens(open_map: Open) -> None:
    page = open_map(karabakh()).page
    outline = page.locator("path.place.outline")
    expect(outline).to_have_count(1)
    page.evaluate("void geotag.map.setView([40, 47], 11, { animate: false })")
    page.locator(".places .chip", has_text="أذربيجان").click()
    expect(page.locator(".popup h3")).to_contain_text("أذربيجان")
    assert page.evaluate("geotag.map.getZoom()") < 11
    assert page.evaluate("geotag.map.getBounds().pad(0.25).contains(geotag.layers[geotag.opened].getBounds())")
    page.keyboard.press("Escape")
    outline.press("Enter")
    expect(page.locator(".popup h3")).to_contain_text("أذربيجان")
    expect(page.locator(".popup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".popup")).to_have_count(0)
    expect(outline).to_be_focused()


def test_a_province_of_an_example_is_an_outline_that_opens(open_map: Open) -> None:
    opened = open_map(earthquake())
    page = opened.page
    hatay = page.locator("path.place.outline.group-region")
    expect(hatay).to_have_count(1)
    expect(hatay).to_have_attribute("aria-label", "هاتاي, مرات الذكر: 2")
    expect(page.locator("path.place.outline.group-land")).to_have_count(1)
    expect(page.locator("path.place:not(.outline)")).to_have_count(1)
    by_kind = hatay.evaluate("element => getComputedStyle(element).stroke")
    page.select_option("#colours", "confidence")
    assert hatay.evaluate("element => getComputedStyle(element).stroke") != by_kind
    page.evaluate("void geotag.map.setView([36.5, 36.2], 9, { animate: false })")
    samandag, iskenderun, adana = ([36.09, 36.0], [36.55, 36.2], [37.0, 35.5])
    click_at(page, iskenderun)
    expect(page.locator(".popup h3")).to_contain_text("هاتاي")
    expect(hatay).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator("mark.lit")).to_have_text(["هاتاي", "هاتاي"])
    expect(page.locator(".popup .step")).to_have_text("1 من 2")
    click_at(page, samandag)
    expect(page.locator(".popup .step")).to_have_text("2 من 2")
    click_at(page, adana)  # outside, in the country
    expect(page.locator(".popup h3")).to_contain_text("تركيا")
    page.keyboard.press("Escape")
    hatay.press("Enter")
    expect(page.locator(".popup h3")).to_contain_text("هاتاي")
    expect(page.locator(".popup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(hatay).to_be_focused()
    page.locator(".places .chip", has_text="هاتاي").click()
    assert page.evaluate("geotag.map.getBounds().intersects(geotag.layers[geotag.opened].getBounds())")
    assert opened.serious_violations() == []
    assert opened.errors == []


def test_the_page_speaks_english_and_the_text_stays(open_map: Open) -> None:
    page = open_map(karabakh()).page
    page.locator("#language").click()
    root = page.locator("html")
    expect(root).to_have_attribute("dir", "ltr")
    expect(root).to_have_attribute("lang", "en")
    expect(page.locator(".places h2")).to_contain_text("Places")
    expect(page.locator(".map-name.of-place", has_text="Baku")).to_have_count(1)
    assert page.locator(".text").evaluate("element => getComputedStyle(element).direction") == "rtl"
    page.locator("mark", has_text="موسكو").click()
    expect(page.locator(".popup h3")).to_contain_text("Moscow")
    expect(page.locator(".popup")).to_contain_text("Confidence")
    page.locator("#language").click()
    expect(root).to_have_attribute("dir", "rtl")
    expect(page.locator(".places h2")).to_contain_text("الأماكن")


def test_the_search_finds_whatever_the_spelling_and_from_the_keyboard(open_map: Open) -> None:
    page = open_map(karabakh(), summit()).page
    box = page.locator("#search")
    box.fill("اغدام")
    expect(page.locator("#found [role=option]").first).to_contain_text("آغدام")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(".popup h3")).to_contain_text("آغدام")
    box.fill("tbilisi")
    page.locator("#found [role=option]").first.click()
    expect(page.locator('article[data-article="1"]')).to_be_visible()
    expect(page.locator(".popup h3")).to_contain_text("تبليسي")
    box.fill("ماكرون")
    box.press("Enter")
    expect(page.locator("mark.lit")).to_have_text(["إيمانويل ماكرون"])
    box.fill("كلمة لا توجد")
    expect(page.locator("#found")).to_contain_text("لا نتائج")
    box.press("Escape")
    expect(page.locator("#found")).to_be_hidden()


def test_colours_theme_and_full_screen(open_map: Open) -> None:
    page = open_map(karabakh()).page
    marker = page.locator("path.place.ambiguous")
    by_kind = marker.evaluate("element => getComputedStyle(element).fill")
    page.select_option("#colours", "confidence")
    assert marker.evaluate("element => getComputedStyle(element).fill") != by_kind
    expect(page.locator("[data-key=confidence]")).to_be_visible()
    expect(page.locator("[data-key=kind]")).to_be_hidden()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.locator("#full").click()
    expect(page.locator(".map:fullscreen")).to_have_count(1)
    page.evaluate("document.exitFullscreen()")


def test_a_candidate_of_a_doubtful_name_is_shown(open_map: Open) -> None:
    page = open_map(karabakh()).page
    page.locator(".ambiguous .option", has_text="الولايات المتحدة").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("باريس (مدينة، الولايات المتحدة)")
    expect(page.locator(".people li", has_text="بوتين").locator(".near")).to_contain_text("موسكو")


def test_cities_and_countries_of_the_base_map_have_arabic_names(open_map: Open) -> None:
    page = open_map(karabakh()).page
    expect(page.locator(".map-name.of-country:not(.out)", has_text="تركيا")).to_have_count(1)
    page.locator("mark", has_text="باكو").first.click()
    expect(page.locator(".popup h3")).to_contain_text("باكو")
    expect(page.locator(".map-name.of-city:not(.out)").first).to_be_attached()


def test_print_leaves_text_and_map(open_map: Open) -> None:
    page = open_map(karabakh()).page
    page.emulate_media(media="print")
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator(".text")).to_be_visible()
    expect(page.locator(".folium-map")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_kept_out(open_map: Open, dark: bool) -> None:
    opened = open_map(karabakh(), summit(), dark=dark)
    opened.page.locator("mark", has_text="باريس").click()
    expect(opened.page.locator(".popup")).to_have_count(1)
    assert opened.serious_violations() == []
    opened.page.locator("#language").click()
    assert opened.serious_violations() == []


def test_a_hundred_hostile_texts_are_shown_and_never_run(open_map: Open) -> None:
    assert len(set(PAYLOADS)) >= 100
    text = "باكو\n" + "\n".join(PAYLOADS)
    names = [mention(text, "باكو", to=place("p0", PAYLOADS[0], PAYLOADS[1], 40.4, 49.9, admin1=PAYLOADS[2]))]
    start = 5
    for number, payload in enumerate(PAYLOADS):
        where = place(f"p{number + 1}", payload, payload, 30 + number / 10, 40, country_name=payload, country="AZ")
        found = mention(text, payload, to=where, status="ambiguous", others=(where,))
        names.append(replace(found, start=start, end=start + len(payload)))
        start += len(payload) + 1
    hostile = tagged(
        text, *names, title=PAYLOADS[3], source=PAYLOADS[4], url="javascript:window.ran=1", date=PAYLOADS[5]
    )
    opened = open_map(hostile, replace(hostile, article=replace(hostile.article, id="second", title=PAYLOADS[6])))
    page = opened.page
    expect(page.locator("path.place")).to_have_count(len(PAYLOADS) + 1)
    for index in (0, 1, 25, 50, 75, len(PAYLOADS)):
        page.evaluate("index => geotag.visit(index, geotag.at(index))", index)
        expect(page.locator(".popup h3")).to_be_visible()
    for hostile_name in PAYLOADS[:100:20]:
        page.locator("#search").fill(hostile_name[:12])
    page.locator("#language").click()
    shown = page.locator('article[data-article="0"] .text').evaluate("element => element.textContent")
    for payload in PAYLOADS:
        assert payload.replace("\r", "\n") in shown.replace("\r", "\n")
    assert page.evaluate("window.ran") is None
    assert page.locator("img, iframe, object, embed, svg script, a[href^=javascript]").count() == 0
    assert opened.requests == [page.url]
    assert opened.errors == []


def test_the_policy_stops_what_would_get_in(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            const image = document.createElement("div");
            image.innerHTML = "<img src=x onerror='window.ran = 2'>";
            document.body.append(image);
        }"""
    )
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in error for error in opened.errors)


MEGABYTE = "كلمة" * 250_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", MEGABYTE),
        ("text", "ب" + "\u064e" * 1_000_000),
        ("title", MEGABYTE),
        ("source", MEGABYTE),
        ("date", MEGABYTE),
        ("url", f"https://example.org/{MEGABYTE}"),
        ("name", MEGABYTE),
    ],
)
def test_a_word_of_a_megabyte_is_laid_out_in_seconds(open_map: Open, field: str, value: str) -> None:
    fields = {field: value} if field not in {"text", "name"} else {}
    text = f"باكو {value if field == 'text' else ''}"
    baku = place("baku", value if field == "name" else "باكو", "Baku", 40.4, 49.9)
    start = time.perf_counter()
    opened = open_map(tagged(text, mention(text, "باكو", to=baku), **fields))
    opened.page.locator("mark").click()
    expect(opened.page.locator(".popup")).to_be_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 1400
    assert time.perf_counter() - start < 10
    assert opened.page.locator(".text").evaluate("element => element.textContent") == text
    assert opened.errors == []


def test_an_article_without_places_opens(open_map: Open) -> None:
    opened = open_map(tagged("لا أسماء هنا."))
    expect(opened.page.locator("path.country").first).to_be_attached()
    assert opened.errors == []


#: A PNG of one pixel, in the place of a tile.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize("write", [write_map, write_corpus_map])
def test_an_online_page_loads_tiles_of_one_host_and_nothing_else(
    browser: Browser, tmp_path: Path, write: Callable[..., None]
) -> None:
    target = tmp_path / "online.html"
    write([karabakh()], target, online=True)
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.fulfill(body=_PIXEL, content_type="image/png")

    context.route("**/*", answer)
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(target.as_uri())
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    assert asked[0] == target.as_uri()
    assert len(asked) > 4
    assert all(url.startswith("https://tile.openstreetmap.org/") and url.endswith(".png") for url in asked[1:])
    assert "OpenStreetMap contributors" in page.locator(".leaflet-control-attribution").inner_text()
    # Another host's image is refused by the page's policy.
    page.evaluate("() => { const image = new Image(); image.src = 'https://example.org/x.png'; }")
    page.wait_for_timeout(300)
    assert not any("example.org" in url for url in asked)
    assert any("Content Security Policy" in error for error in errors)
    assert [error for error in errors if "Content Security Policy" not in error] == []
    context.close()
