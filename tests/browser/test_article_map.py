"""The page in a real browser, with the network cut off."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from geotag.maps import write_map
from geotag.model import TaggedArticle
from tests.maps.factory import karabakh, mention, place, summit, tagged

pytestmark = pytest.mark.browser


@dataclass
class Opened:
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def open_map(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_page(*articles: TaggedArticle, width: int = 1400, height: int = 900) -> Opened:
        target = tmp_path / "map.html"
        write_map(articles, target)
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        opened = Opened(context.new_page())

        def record(route: Route) -> None:
            opened.requests.append(route.request.url)
            if route.request.url == target.as_uri():
                route.continue_()
            else:
                route.abort()

        context.route("**/*", record)
        opened.page.on("console", lambda message: opened.errors.append(message.text))
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(target.as_uri())
        return opened

    yield open_page
    for context in contexts:
        context.close()


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
        opened.page.locator(".chip", has_text=name).click()
    expect(opened.page.locator(".popup")).to_have_count(1)
    expect(opened.page.locator(".popup h3").last).to_contain_text("باريس")
    assert opened.errors == []


def test_the_popup_lies_within_the_map_at_its_marker(open_map: Open) -> None:
    opened = open_map(karabakh())
    opened.page.locator(".chip", has_text="باكو").click()
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


def test_hostile_names_are_shown_as_text(open_map: Open) -> None:
    evil = "<img src=x onerror=\"document.title='run'\"></script>"
    text = f"في باكو {evil}"
    baku = place("baku", evil, evil, 40.4, 49.9, country_name=evil)
    opened = open_map(tagged(text, mention(text, "باكو", to=baku), title=evil))
    opened.page.locator("mark", has_text="باكو").click()
    expect(opened.page.locator(".popup h3").last).to_contain_text("<img src=x")
    assert opened.page.locator("img").count() == 0
    assert opened.page.title() == evil
    assert opened.requests == [opened.page.url]


def test_an_article_without_places_opens(open_map: Open) -> None:
    opened = open_map(tagged("لا أسماء هنا."))
    expect(opened.page.locator("path.country").first).to_be_attached()
    assert opened.errors == []
