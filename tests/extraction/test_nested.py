"""Places inside the names of organisations and facilities."""

from __future__ import annotations

import pytest

import geotag


def nested(tagger: geotag.Tagger, text: str) -> dict[str, str | None]:
    return {
        mention.text: mention.resolution.place.country
        for mention in tagger.tag(text).mentions
        if mention.role == "nested" and mention.resolution and mention.resolution.place
    }


@pytest.mark.parametrize(
    ("text", "inner", "country"),
    [
        ("وقالت وزارة الصحة في غزة إن عدد المصابين ارتفع.", "غزة", "PS"),
        ("أعلنت وزارة دفاع أذربيجان إسقاط طائرة مسيرة قرب باكو.", "أذربيجان", "AZ"),
        ("قالت إدارة مطار بيروت الدولي إن الرحلات استؤنفت.", "بيروت", "LB"),
    ],
)
def test_a_place_in_a_longer_name_is_found(tagger: geotag.Tagger, text: str, inner: str, country: str) -> None:
    assert nested(tagger, text).get(inner) == country


@pytest.mark.parametrize(
    "text",
    [
        "وأعلنت وزارة الداخلية المصرية ضبط شحنة مهربة في القاهرة.",
        "قالت شبكة الجزيرة الإعلامية إن مراسلها أصيب في جنين.",
        "فاز ريال مدريد على مانشستر سيتي بثلاثة أهداف.",
        "أعلنت هيئة تحرير الشام انسحابها من البلدة.",
    ],
)
def test_a_word_that_only_looks_like_a_place_is_not(tagger: geotag.Tagger, text: str) -> None:
    assert nested(tagger, text) == {}


def test_an_inner_name_lies_within_the_outer(tagger: geotag.Tagger) -> None:
    mentions = tagger.tag("وقالت وزارة الصحة في غزة إن عدد المصابين ارتفع.").mentions
    inner = next(mention for mention in mentions if mention.role == "nested")
    assert any(m.start < inner.start and m.end >= inner.end and m.label == "ORG" for m in mentions)
