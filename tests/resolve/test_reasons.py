from __future__ import annotations

import re
from pathlib import Path

import pytest

from geotag.resolve.features import FEATURES, Feature
from geotag.resolve.reasons import REASON_CODES, Reason

#: Of every code: a reason, the words that records have, and the Arabic ones.
WORDED = [
    (Reason("head", ("إقليم",)), "head: إقليم", "تسبقه كلمة: إقليم"),
    (Reason("other head", ("نهر",)), "head does not fit: نهر", "لا تناسبه الكلمة التي قبله: نهر"),
    (Reason("described", ("ليبيا",)), "described as: ليبيا", "يوصف بأنه في: ليبيا"),
    (Reason("described otherwise"), "described as another country's", "يوصف بأنه في دولة أخرى"),
    (Reason("beside", ("الكونغو (برازافيل)",)), "beside it: الكونغو (برازافيل)", "يجاوره في النص: الكونغو (برازافيل)"),
    (Reason("co-mentioned", ("أذربيجان",)), "co-mentioned: أذربيجان", "يرد معه في النص: أذربيجان"),
    (Reason("spelling", ("قره باغ", "spacing")), "spelling: قره باغ (spacing)", "كُتب في المعجم: قره باغ"),
    (Reason("spelling", ("توريس (ب)", "exact")), "spelling: توريس (ب) (exact)", "كُتب في المعجم: توريس (ب)"),
    (Reason("known in news"), "known in news", "معروف في الأخبار"),
    (Reason("population", ("1200",)), "population: 1200", "عدد السكان: 1200"),
    (Reason("lost", ("match cost",)), "lost: spelled less alike", "رُجّح عليه غيره: كتابته أبعد عن المذكور"),
    (Reason("corrected", ("everywhere (x)",)), "corrected: everywhere (x)", "صحّحه مستخدم: everywhere (x)"),
    (Reason("overruled"), "overruled by a correction", "استُبعد بتصحيح"),
    (Reason("unknown", ("something new: x",)), "something new: x", "something new: x"),
]


@pytest.mark.parametrize(("reason", "english", "arabic"), WORDED)
def test_a_reason_has_words_that_give_it_back(reason: Reason, english: str, arabic: str) -> None:
    assert (reason.english, reason.arabic) == (english, arabic)
    assert Reason.parse(english) == reason


def test_every_code_is_worded() -> None:
    assert {reason.code for reason, _, _ in WORDED} == set(REASON_CODES)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_what_a_loser_lacks_is_said_in_both_languages(feature: Feature) -> None:
    reason = Reason("lost", (feature.name,))
    assert Reason.parse(reason.english).arabic == reason.arabic
    assert re.search("[a-z]", reason.english.removeprefix("lost: "))
    assert not re.search("[a-z]", reason.arabic)


@pytest.mark.parametrize(
    "words",
    [
        "",
        ": ",
        "head",
        "head:",
        "known in news: x",
        "spelling: قره باغ",
        "spelling: (a",
        "lost: near",
        "lost: ",
        "lost",
    ],
)
def test_words_that_are_no_reason_of_ours_stay_as_they_are(words: str) -> None:
    assert Reason.parse(words) == Reason("unknown", (words,))


def test_a_reason_of_a_million_letters_is_read_at_once() -> None:
    words = "spelling: " + " (" * 1_000_000
    assert Reason.parse(words).english == words


def test_the_documentation_has_the_words_of_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "resolution.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| ([^|]+) \|$", page, re.MULTILINE)
    assert {code for code, *_ in rows} | {"unknown"} == set(REASON_CODES)
    for code, english, arabic in rows:
        reason = Reason.parse(english)
        assert (reason.code, reason.arabic) == (code, arabic)
