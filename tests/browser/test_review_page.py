"""The page of a review in a real browser, with the network cut off: what it saves is what the tagger applies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geotag.corrections import Corrections
from geotag.gazetteer import Gazetteer
from geotag.review.decisions import decisions, texts_by_id
from geotag.review.page import review_page
from tests.browser.conftest import Open, Opened
from tests.browser.payloads import PAYLOADS
from tests.maps.factory import mention, place, tagged
from tests.review.results import TEXT, visit

pytestmark = pytest.mark.browser

PARIS, PARIS_TEXAS = "geonames:2988507", "geonames:4717560"
MARK = "\ufeff"


def records() -> list[dict[str, Any]]:
    """The visit, with ids that the gazetteer has, and a second article of the same source."""
    record = visit().to_dict()
    ids = {"test:paris": PARIS, "test:paris-tx": PARIS_TEXAS}
    for item in record["mentions"]:
        item["place"] = ids.get(item["place"], item["place"])
        for candidate in item["candidates"]:
            candidate["place"] = ids.get(candidate["place"], candidate["place"])
    for item in record["places"]:
        item["id"] = ids.get(item["id"], item["id"])
    return [record, {**record, "id": "second", "title": "زيارة ثانية"}]


@pytest.fixture
def open_review(open_page: Open, tmp_path: Path) -> Open:
    def opened(
        of: list[dict[str, Any]] | None = None, corrections: Corrections | None = None, **options: Any
    ) -> Opened:
        found = decisions(of or records(), texts_by_id([visit().article]))
        target = tmp_path / "review.html"
        target.write_text(review_page(found, corrections), encoding="utf-8")
        return open_page(target, **options)

    return opened


def save(page: Page) -> str:
    with page.expect_download() as download:
        page.locator("#save").click()
    assert download.value.suggested_filename == "corrections.csv"
    return Path(download.value.path()).read_bytes().decode("utf-8")


def decision(page: Page, number: int) -> Any:
    return page.locator(f"#decision-{number}")


def test_the_page_lists_decisions_and_asks_for_nothing(open_review: Open) -> None:
    opened = open_review()
    page = opened.page
    expect(page.locator(".decision")).to_have_count(6)
    expect(decision(page, 0).locator("legend")).to_contain_text("باريس")
    expect(decision(page, 0)).to_contain_text("الثقة 40%")
    expect(decision(page, 0).locator(".sentence b").first).to_have_text("باريس")
    expect(decision(page, 0).locator(".chosen")).to_have_text("اختيار البرنامج")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    expect(page.locator(".candidate")).to_have_count(2)
    page.wait_for_timeout(300)
    assert opened.requests == [page.url]
    assert opened.errors == []


def test_what_is_picked_is_saved_and_can_be_applied(open_review: Open, gazetteer: Gazetteer, tmp_path: Path) -> None:
    opened = open_review()
    page = opened.page
    decision(page, 0).locator('input[value="candidate-1"]').check()
    decision(page, 0).locator("select").select_option("source")
    decision(page, 0).locator(".scope input").fill('في "تكساس", حقًّا')
    decision(page, 2).locator('input[value="none"]').check()
    decision(page, 4).locator('[aria-label="خط العرض"]').fill("٣٦٫٥")
    decision(page, 4).locator('[aria-label="خط الطول"]').fill("-37.25")
    decision(page, 4).locator("select").select_option("everywhere")
    expect(page.locator("#progress")).to_have_text("رُوجع 3 من 6")
    text = save(page)
    assert text == (
        f"{MARK}scope,where,name,place,lat,lon,note\r\n"
        f'source,"وكالة, ""ب""",باريس,{PARIS_TEXAS},,,"في ""تكساس"", حقًّا"\r\n'
        "article,visit,مدينة حلب,not a place,,,\r\n"
        "everywhere,,تيرا,,36.5,-37.25,\r\n"
    )
    expect(page.locator("#message")).to_contain_text("3")
    file = tmp_path / "corrections.csv"
    file.write_bytes(text.encode())
    rows = Corrections.read(file, gazetteer).rows
    assert [(row.scope, row.where, row.decision if row.is_of_gazetteer else None) for row in rows] == [
        ("source", 'وكالة, "ب"', PARIS_TEXAS),
        ("article", "visit", None),
        ("everywhere", "", None),
    ]
    assert opened.errors == []


def test_nothing_is_saved_before_anything_is_picked(open_review: Open) -> None:
    page = open_review().page
    page.locator("#save").click()
    expect(page.locator("#message")).to_have_text("لم تختر شيئًا بعد")


@pytest.mark.parametrize(
    ("lat", "lon", "message"),
    [
        ("91", "10", "خط العرض عدد"),
        ("", "10", "خط العرض عدد"),
        ("33", "-181", "خط الطول عدد"),
        ("33", "x", "خط الطول عدد"),
    ],
)
def test_bad_coordinates_are_not_saved(open_review: Open, lat: str, lon: str, message: str) -> None:
    page = open_review().page
    item = decision(page, 1)
    item.locator('[aria-label="خط العرض"]').fill(lat)
    item.locator('[aria-label="خط الطول"]').fill(lon)
    page.locator("#save").click()
    expect(page.locator("#message")).to_contain_text(message)
    expect(item).to_have_class(re.compile("faulty"))
    expect(item.locator('input[value="point"]')).to_be_focused()


def test_what_contradicts_is_not_saved(open_review: Open) -> None:
    page = open_review().page
    for number, value in ((0, "candidate-0"), (1, "candidate-1")):
        decision(page, number).locator(f'input[value="{value}"]').check()
        decision(page, number).locator("select").select_option("everywhere")
    page.locator("#save").click()
    expect(page.locator("#message")).to_contain_text("يخالف هذا")
    decision(page, 1).locator("select").select_option("article")
    assert f"everywhere,,باريس,{PARIS},,," in save(page)


def test_the_same_said_twice_is_saved_once(open_review: Open) -> None:
    page = open_review().page
    for number in (0, 1):
        decision(page, number).locator('input[value="none"]').check()
        decision(page, number).locator("select").select_option("everywhere")
    assert save(page).count("not a place") == 1


def test_earlier_corrections_are_kept_unless_decided_anew(
    open_review: Open, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = tmp_path / "earlier.csv"
    file.write_text(
        "scope,where,name,place,lat,lon,note\n"
        f"everywhere,,بَاريس,{PARIS},,,old\n"
        "everywhere,,دمشق,,33.5,36.3,kept\n"
        f"article,visit,باريس,{PARIS},,,kept too\n",
        encoding="utf-8",
    )
    page = open_review(corrections=Corrections.read(file, gazetteer)).page
    decision(page, 0).locator('input[value="candidate-1"]').check()
    decision(page, 0).locator("select").select_option("everywhere")
    assert save(page).splitlines()[1:] == [
        "everywhere,,دمشق,,33.5,36.3,kept",
        f"article,visit,باريس,{PARIS},,,kept too",
        f"everywhere,,باريس,{PARIS_TEXAS},,,",
    ]


def test_a_decision_can_be_made_from_the_keyboard(open_review: Open) -> None:
    page = open_review().page
    decision(page, 0).locator("input:checked").focus()
    page.keyboard.press("ArrowDown")  # from the last choice on to the first
    expect(decision(page, 0).locator('input[value="candidate-0"]')).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(decision(page, 0).locator('input[value="candidate-1"]')).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(decision(page, 0).locator("select")).to_be_focused()
    page.locator("#save").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert PARIS_TEXAS in Path(download.value.path()).read_text(encoding="utf-8")


def test_the_map_shows_and_picks_candidates(open_review: Open) -> None:
    opened = open_review()
    page = opened.page
    page.locator(".candidate", has_text="2").click()
    expect(decision(page, 0).locator('input[value="candidate-1"]')).to_be_checked()
    expect(page.locator(".candidate.picked")).to_have_text("2")
    decision(page, 0).locator('input[value="point"]').check()
    page.locator(".folium-map").click(position={"x": 300, "y": 300})
    assert decision(page, 0).locator('[aria-label="خط العرض"]').input_value() != ""
    expect(page.locator("path.place")).to_have_count(1)
    # Where coordinates were not asked for, a click on the map changes nothing.
    decision(page, 2).locator('input[value=""]').focus()
    page.locator(".folium-map").click(position={"x": 300, "y": 320})
    expect(decision(page, 2).locator('input[value=""]')).to_be_checked()
    assert opened.errors == []


def test_the_page_speaks_english(open_review: Open) -> None:
    page = open_review().page
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(decision(page, 0)).to_contain_text("certainty 40%")
    expect(decision(page, 0)).to_contain_text("chosen by geotag")
    assert decision(page, 0).locator(".sentence").first.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_keeps_nobody_out(open_review: Open, dark: bool) -> None:
    opened = open_review(dark=dark)
    decision(opened.page, 0).locator('input[value="candidate-1"]').check()
    assert opened.serious_violations() == []


def test_on_a_phone_the_page_is_no_wider_than_it(open_review: Open) -> None:
    page = open_review(width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_that_a_record_says_is_run(open_review: Open) -> None:
    hostile = []
    for number, payload in enumerate(PAYLOADS[::4]):
        other = place(payload, payload, payload, 1.0, 2.0)
        article = tagged(
            TEXT,
            mention(TEXT, "باريس", to=other, confidence=0.3),
            article_id=f"{number}{payload}",
            title=payload,
            source=payload,
            date=payload,
        )
        record = article.to_dict()
        record["mentions"][0]["candidates"][0]["reasons"] = [payload]
        record["mentions"][0]["text"] = payload or "x"
        hostile.append(record)
    opened = open_review(hostile)
    page = opened.page
    expect(page.locator(".decision")).to_have_count(len(hostile))
    page.locator("#language").click()
    decision(page, 3).locator('input[value="candidate-0"]').check()
    decision(page, 3).locator("select").select_option("source")
    assert save(page)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert opened.requests == [page.url]
    assert opened.errors == []
