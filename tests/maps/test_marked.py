from __future__ import annotations

import io
import re

from geotag.formats import FORMATS
from geotag.model import TaggedArticle
from tests.maps.factory import karabakh, summit, tagged
from tests.maps.test_drawing import HOSTILE, Elements, hostile


def html(*articles: TaggedArticle) -> str:
    stream = io.StringIO()
    FORMATS["html"].write(articles, stream)
    return stream.getvalue()


def test_the_text_is_whole_and_marked() -> None:
    page = html(karabakh())
    assert page.startswith("<!DOCTYPE html>")
    elements = Elements(page)
    assert elements.all("html") == [{"lang": "ar", "dir": "rtl"}]
    body = re.search(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert body
    said = re.sub(r"<[^>]+>", "", body[1])
    assert said == karabakh().article.text.removeprefix(karabakh().article.title or "").lstrip()
    classes = [mark["class"] for mark in elements.all("mark")]
    assert "label-LOC role-literal status-ambiguous" in classes
    assert "label-PER role-literal" in classes


def test_there_is_no_script_and_nothing_is_loaded() -> None:
    elements = Elements(html(hostile()))
    assert not elements.all("script")
    assert not elements.all("img")
    assert not elements.all("button")
    policy = next(m["content"] for m in elements.all("meta") if m.get("http-equiv")) or ""
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'", policy
    )
    assert ("title", HOSTILE) in elements.texts


def test_all_articles_are_shown_with_one_foot() -> None:
    page = html(karabakh(), summit(), summit())
    assert [("hidden" in article) for article in Elements(page).all("article")] == [False] * 3
    foot = page.partition("<footer>")[2]
    assert foot.count("GeoNames (geonames.org)") == 2  # once in the list, once in the whole provenance
    assert "Leaflet" not in foot


def test_without_articles_there_is_still_a_page() -> None:
    assert html().rstrip().endswith("</html>")
    assert "لا أسماء هنا" in html(tagged("لا أسماء هنا."))
