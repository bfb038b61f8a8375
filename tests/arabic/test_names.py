"""Proclitics, heads and demonyms."""

from __future__ import annotations

import pytest

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import head_at, strip_head
from geotag.arabic.proclitics import readings


@pytest.mark.parametrize(
    ("word", "proclitics", "rest"),
    [
        ("وفضولي", "و", "فضولي"),
        ("بقره", "ب", "قره"),
        ("لأرمينيا", "ل", "أرمينيا"),
        ("للجزائر", "لل", "جزائر"),
        ("وبالقاهرة", "وب", "القاهرة"),
        ("وَبَغداد", "و", "بَغداد"),
    ],
)
def test_the_right_reading_is_among_them(word: str, proclitics: str, rest: str) -> None:
    found = readings(word)
    assert found[0].proclitics == ""
    assert found[0].rest == word
    assert (proclitics, rest) in [(reading.proclitics, reading.rest.lstrip("َ")) for reading in found]
    assert all(word[reading.start :] == reading.rest for reading in found)


def test_a_reading_leaves_a_name() -> None:
    assert [reading.rest for reading in readings("وب")] == ["وب"]


@pytest.mark.parametrize(
    ("name", "head", "rest"),
    [
        ("إقليم قره باغ", "إقليم", "قره باغ"),
        ("بمدينة حلب", "مدينة", "حلب"),
        ("شبه جزيرة القرم", "شبه جزيرة", "القرم"),
        ("محافظتي آغدام", "محافظتي", "آغدام"),
    ],
)
def test_heads_part_from_names(name: str, head: str, rest: str) -> None:
    parted = strip_head(name)
    assert parted is not None
    assert (parted[0].word, parted[1]) == (head, rest)


@pytest.mark.parametrize("name", ["حلب", "مدينة", "شبه جزيرة", "", "قره باغ"])
def test_what_is_no_head_stays(name: str) -> None:
    assert strip_head(name) is None


def test_plural_heads_may_govern_lists() -> None:
    plural, single = head_at(["محافظات"]), head_at(["محافظة"])
    assert plural is not None
    assert plural[0].plural
    assert single is not None
    assert not single[0].plural


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("الأذربيجانية", "AZ"),
        ("الأرميني", "AM"),
        ("الأرمنية", "AM"),
        ("والسوريين", "SY"),
        ("لبنانيون", "LB"),
        ("الروسي", "RU"),
        ("للفرنسية", "FR"),
        ("بريطانيا", None),
        ("المالية", None),
        ("بيت", None),
    ],
)
def test_demonyms(word: str, country: str | None) -> None:
    index = DemonymIndex(
        {
            "AZ": ["أذربيجان"],
            "AM": ["أرمينيا"],
            "SY": ["سوريا", "سورية"],
            "LB": ["لبنان"],
            "RU": ["روسيا"],
            "FR": ["فرنسا"],
            "GB": ["بريطانيا"],
            "ML": ["مالي"],
        }
    )
    assert index.country(word) == country
