from __future__ import annotations

import random

import pytest

import geotag
from geotag.model import Mention


def by_text(article: geotag.TaggedArticle) -> dict[str, Mention]:
    return {mention.text: mention for mention in article.mentions}


def country_of(mention: Mention) -> str | None:
    assert mention.resolution is not None
    place = mention.resolution.place
    return place.country if place else None


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("وصل رئيس الحكومة الليبية إلى طرابلس قادما من بنغازي ومصراتة.", "طرابلس", "LY"),
        ("زار وزير الداخلية اللبناني مدينة طرابلس ثم عاد إلى بيروت وصيدا.", "طرابلس", "LB"),
        ("قتل جنود في باريس، وقالت الشرطة الفرنسية إن التحقيق مستمر.", "باريس", "FR"),
        ("قال مسؤول في سلطنة عمان إن عمان ستستضيف المحادثات بين إيران والسعودية في مسقط.", "عمان", "OM"),
        ("اندلعت معارك في قره باغ بين أذربيجان وأرمينيا.", "قره باغ", "AZ"),
    ],
)
def test_the_article_decides(tagger: geotag.Tagger, text: str, name: str, country: str) -> None:
    assert country_of(by_text(tagger.tag(text))[name]) == country


def test_heads_tell_division_from_town(tagger: geotag.Tagger) -> None:
    mention = by_text(tagger.tag("أعلنت السلطات حظر التجول في محافظة حلب شمالي سوريا."))["حلب"]
    assert mention.head == "محافظة"
    assert mention.resolution is not None
    assert mention.resolution.place is not None
    assert mention.resolution.place.kind == "admin1"
    assert "head: محافظة" in mention.resolution.candidates[0].reasons


def test_one_sense_per_article(tagger: geotag.Tagger) -> None:
    text = "شهدت طرابلس اشتباكات. وأغلقت الطرق في طرابلس بعد أن أعلنت الحكومة الليبية الطوارئ. وعاد الهدوء إلى طرابلس."
    places = {m.resolution.place.id for m in tagger.tag(text).mentions if m.resolution and m.resolution.place}
    assert len(places) == 1


def test_confidence_and_status_agree(karabakh: geotag.TaggedArticle) -> None:
    for mention in karabakh.mentions:
        if mention.resolution is None:
            assert mention.label in ("PER", "ORG", "MISC")
            continue
        resolution = mention.resolution
        assert (resolution.place is None) == (resolution.status == "unresolved") == (resolution.confidence is None)
        scores = [candidate.score for candidate in resolution.candidates]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 5
        assert sum(scores) <= 1.001


def test_the_same_bytes_every_time(tagger: geotag.Tagger) -> None:
    texts = [
        "عقد اجتماع في باكو بين وفدي أذربيجان وتركيا.",
        "وصلت مساعدات إلى درنة من مصر والإمارات.",
        "تظاهر الآلاف في لندن وباريس وبرلين.",
    ]
    first = {text: tagger.tag(text).to_dict() for text in texts}
    random.Random(3).shuffle(texts)
    assert {text: tagged.to_dict() for text, tagged in zip(texts, tagger.tag_many(texts), strict=True)} == first
