from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from typing import get_args

import pytest

from geotag.arabic.heads import Head
from geotag.corrections import SCOPES
from geotag.maps.words import (
    GROUP_OF,
    GROUP_WORDS,
    KIND_WORDS,
    LABEL_WORDS,
    STATUS_WORDS,
    WORDS,
    country_name,
    date_words,
    place_name,
    reason_words,
    shortened,
)
from geotag.model import KINDS, LABELS, Candidate, Match, Status
from geotag.resolve.evidence import FEATURES, CountryContext, Query
from geotag.resolve.reasons import LOST, reasons
from geotag.resolve.surroundings import Surroundings
from geotag.review.page import REVIEW_WORDS
from tests.maps.factory import AGHDAM

ASSETS = files("geotag.maps") / "assets"


def test_every_kind_label_and_status_has_a_word() -> None:
    assert set(KIND_WORDS) == set(GROUP_OF) == set(KINDS)
    assert set(GROUP_OF.values()) == set(GROUP_WORDS)
    assert set(LABEL_WORDS) == set(LABELS)
    assert set(STATUS_WORDS) == set(get_args(Status))


@pytest.mark.parametrize(
    ("reason", "arabic"),
    [
        ("head: إقليم", "تسبقه كلمة: إقليم"),
        ("head does not fit: نهر", "لا تناسبه الكلمة التي قبله: نهر"),
        ("beside it: الكونغو (برازافيل)", "يجاوره في النص: الكونغو (برازافيل)"),
        ("spelling: قره باغ (spacing)", "كُتب في المعجم: قره باغ"),
        ("known in news", "معروف في الأخبار"),
        ("described as: ليبيا", "يوصف بأنه في: ليبيا"),
        ("something new: x", "something new: x"),
    ],
)
def test_reasons(reason: str, arabic: str) -> None:
    assert reason_words(reason) == (arabic, reason)


def test_a_reason_names_its_country_in_both_languages() -> None:
    country = country_name("AZ")
    assert reason_words("co-mentioned: أذربيجان", country) == ("يرد معه في النص: أذربيجان", "co-mentioned: Azerbaijan")
    assert reason_words("co-mentioned: أرمينيا", country).en == "co-mentioned: أرمينيا"
    assert reason_words("head: أذربيجان", country).en == "head: أذربيجان"


def test_every_reason_of_the_resolver_has_arabic_words() -> None:
    near = Match("اغدام", "orthography", 0.1)
    unknown, known = (Candidate(replace(AGHDAM, rank=rank), near, 0.5) for rank in (2, 0))
    heads = (None, Head("مدينة", ("city",), False, True), Head("نهر", ("river",), False, False))
    found = {
        reason
        for candidate in (unknown, known)
        for head in heads
        for around in (
            Surroundings(),
            Surroundings(described={"AZ"}),
            Surroundings(described={"AM"}),
            Surroundings({"AZ"}),
        )
        for reason in reasons(
            candidate, Query("", 0, 5, 1.0, None, "", head, (candidate,)), CountryContext({"AZ": 100.0}, {}), around
        )
    }
    assert {reason.partition(":")[0] for reason in found} == {
        "head",
        "head does not fit",
        "described as",
        "described as another country's",
        "beside it",
        "co-mentioned",
        "spelling",
        "known in news",
        "population",
    }
    assert [reason for reason in found if reason_words(reason).ar == reason] == []


def test_every_reason_why_a_candidate_lost_has_arabic_words() -> None:
    assert set(LOST) == set(FEATURES)
    for reason in LOST.values():
        said = reason_words(f"lost: {reason}")
        assert said.en == f"lost: {reason}"
        assert not re.search("[a-z]", said.ar)


def test_days_are_the_ones_that_were_stated() -> None:
    assert date_words("2024-03-15T00:30:00+03:00").en == date_words("1710488400").en == "15 March 2024"
    assert date_words("1445-09-05").en == "1445-09-05"


def test_labels_are_short() -> None:
    name = "ب" * 1000
    assert [len(said) for said in (*place_name(name, name), *date_words(name), *reason_words(name))] == [300] * 6
    assert shortened("ب" * 300) == "ب" * 300


def test_every_word_that_a_script_says_is_there_and_no_other() -> None:
    others = [path for path in ASSETS.iterdir() if path.name.endswith(".js") and not path.name.startswith("review")]
    scripts = "".join(path.read_text(encoding="utf-8") for path in others)
    said = set(re.findall(r'say\("([^"]+)"\)', scripts)) | {"zoom in", "zoom out", "next", "previous", "play", "pause"}
    assert set(WORDS) == said | {"place"}


def test_every_word_that_the_review_says_is_there_and_no_other() -> None:
    script = (ASSETS / "review.js").read_text(encoding="utf-8")
    patterns = (
        r'say\("([^"]+)"\)',
        r'this\.number\("([^"]+)"\)',
        r'"(bad [^"]+)"',
        r"words\.(\w+)",
        r'words\["([^"]+)"\]',
    )
    said = {word for pattern in patterns for word in re.findall(pattern, script)}
    assert set(REVIEW_WORDS) == said | {*SCOPES, "zoom in", "zoom out"}
