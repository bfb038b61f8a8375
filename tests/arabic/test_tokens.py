from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotag.arabic.tokens import MAX_SENTENCE_TOKENS, sentences, tokens


@given(st.text())
def test_offsets_slice_back_and_nothing_visible_is_lost(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    covered = {index for token in found for index in range(token.start, token.end)}
    lost = {text[index] for index in range(len(text)) if index not in covered}
    assert all(character.isspace() or not character.isprintable() or character == "\u061c" for character in lost)


@given(st.text())
def test_sentences_hold_every_token_once(text: str) -> None:
    found = sentences(text)
    assert [token for sentence in found for token in sentence] == tokens(text)
    assert all(0 < len(sentence) <= MAX_SENTENCE_TOKENS for sentence in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال: نعم. ثم عاد", [["قال", ":", "نعم", "."], ["ثم", "عاد"]]),
        ('قال "نعم." ثم عاد', [["قال", '"', "نعم", ".", '"'], ["ثم", "عاد"]]),
        ("وكالة أ.ف.ب قالت", [["وكالة", "أ", ".", "ف", ".", "ب", "قالت"]]),
        ("نسبة 3.5 في المئة", [["نسبة", "3.5", "في", "المئة"]]),
        ("عنوان\nنص", [["عنوان"], ["نص"]]),
        ("كيف؟! هكذا", [["كيف", "؟", "!"], ["هكذا"]]),
        ("#بيروت_مدينة و30 قتيلا", [["#", "بيروت", "_", "مدينة", "و", "30", "قتيلا"]]),
        ("دَمَّرَ أرتالاً", [["دَمَّرَ", "أرتالاً"]]),
        ("", []),
        (" \n\t\u200f", []),
    ],
)
def test_rules(text: str, expected: list[list[str]]) -> None:
    assert [[token.text for token in sentence] for sentence in sentences(text)] == expected


@pytest.mark.parametrize("unit", ["ب", "\n", "\u064b", "ب\u064b", ". ", '".'])
def test_time_is_linear(unit: str) -> None:
    # Without collections of garbage, which walk over all that other tests left.
    gc.collect()
    gc.disable()

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        sentences(text)
        return time.process_time() - start

    seconds(10_000)
    try:
        small, large = min(seconds(50_000) for _ in range(3)), min(seconds(400_000) for _ in range(2))
    finally:
        gc.enable()
    assert large < small * 8 * 4


def test_sentences_and_tokens_are_cut_where_they_are_too_long() -> None:
    assert [len(sentence) for sentence in sentences("كلمة " * 151)] == [150, 1]
    assert [len(token.text) for token in tokens("ب" * 61)] == [60, 1]


def test_a_joiner_parts_no_word() -> None:
    assert [token.text for token in tokens("می\u200cخواهم رفت")] == ["می\u200cخواهم", "رفت"]
