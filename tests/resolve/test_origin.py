from __future__ import annotations

import pytest

import geotag
from geotag.arabic.demonyms import DemonymIndex
from geotag.extraction.mentions import place_mentions
from geotag.resolve.origin import dateline_country, source_country
from geotag.resolve.query import queries_of


@pytest.mark.parametrize(
    ("source", "url", "country"),
    [
        ("عكاظ", None, "SA"),
        ("Hespress", None, "MA"),
        ("alkhaleej.ae (SANAD)", None, "AE"),
        (None, "https://www.almasryalyoum.com/news/1", "EG"),
        (None, "http://news.example.iq/2", "IQ"),
        (None, "https://www.example.co.uk/", "GB"),
        ("الوكالة الوطنية اللبنانية", None, "LB"),
        ("example", "https://example.tv/", None),
        ("صحيفة", "https://example.org/sa/", None),
        (None, None, None),
    ],
)
def test_the_country_of_a_source(
    tagger: geotag.Tagger, source: str | None, url: str | None, country: str | None
) -> None:
    demonyms: DemonymIndex = tagger.resolver.demonyms
    assert source_country(geotag.Article("a", "نص", source=source, url=url), demonyms) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("بيروت (أ ف ب) - قال مسؤول أمس إن المفاوضات توقفت.", "LB"),
        ("عنوان طويل\n\nالرياض - واس: استقبل الوزير ضيوفه.", "SA"),
        ("القاهرة، دبي «الحياة» نفى مسؤول الخبر.", "EG"),
        ("وصل الوفد إلى باكو - وهي العاصمة - صباح أمس.", None),
        ("باكو مدينة على بحر قزوين.", None),
    ],
)
def test_the_country_of_a_dateline(tagger: geotag.Tagger, text: str, country: str | None) -> None:
    article = geotag.Article("a", text)
    found, _ = tagger.find(article, tagger.recogniser.recognise(text))
    assert dateline_country(queries_of(place_mentions(found)), text) == country
