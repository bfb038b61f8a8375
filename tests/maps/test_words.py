from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from geotag.corrections import SCOPES
from geotag.maps.words import GROUP_OF, GROUP_WORDS, KIND_WORDS, LABEL_WORDS, STATUS_WORDS, WORDS, reason_words
from geotag.model import KINDS, LABELS, Status
from geotag.review.page import REVIEW_WORDS

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
        ("something new: x", "something new: x"),
    ],
)
def test_reasons(reason: str, arabic: str) -> None:
    assert reason_words(reason) == (arabic, reason)


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
