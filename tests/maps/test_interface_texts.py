from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

from geotag.corrections import SCOPES
from geotag.maps.interface_texts import (
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
from geotag.model import KINDS, LABELS, Status
from geotag.resolve.reasons import Reason
from geotag.review.page import REVIEW_WORDS

ASSETS = files("geotag.maps") / "assets"


def test_every_kind_label_and_status_has_a_word() -> None:
    assert set(KIND_WORDS) == set(GROUP_OF) == set(KINDS)
    assert set(GROUP_OF.values()) == set(GROUP_WORDS)
    assert set(LABEL_WORDS) == set(LABELS)
    assert set(STATUS_WORDS) == set(get_args(Status))


def test_a_reason_names_its_country_in_both_languages() -> None:
    country = country_name("AZ")
    beside = Reason("co-mentioned", ("أذربيجان",))
    assert reason_words(beside, country) == ("يرد معه في النص: أذربيجان", "co-mentioned: Azerbaijan")
    assert reason_words(beside).en == "co-mentioned: أذربيجان"
    assert reason_words(Reason("co-mentioned", ("أرمينيا",)), country).en == "co-mentioned: أرمينيا"
    assert reason_words(Reason("head", ("أذربيجان",)), country).en == "head: أذربيجان"


def test_days_are_the_ones_that_were_stated() -> None:
    assert date_words("2024-03-15T00:30:00+03:00").en == date_words("1710488400").en == "15 March 2024"
    assert date_words("1445-09-05").en == "1445-09-05"


def test_labels_are_short() -> None:
    name = "ب" * 1000
    words = (*place_name(name, name), *date_words(name), *reason_words(Reason.parse(name)))
    assert [len(word) for word in words] == [300] * 6
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
