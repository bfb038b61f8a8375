"""Any text goes through the tokenizer, folding and the recogniser: nothing is lost, and time is linear.

Surrogates are left out: they cannot be in a UTF-8 file, and Python refuses to decode them.
"""

from __future__ import annotations

import gc
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geotag
from geotag.arabic.orthography import DIACRITICS, INVISIBLE, TATWEEL, fold, fold_with_offsets, model_form
from geotag.arabic.tokens import MAX_SENTENCE_TOKENS, Token, sentences, tokens

#: What matters to the rules is met more often than chance would have it.
ARABIC = st.sampled_from(
    "ابتوللﷺﻻﻼﹰأإآىةکیپ" + TATWEEL + "\u064b\u0651\u064e\u0654\u0670\u0301\u0300"
    "\u200c\u200d\u00ad\u200f\u202b\ufeff\u061c"
    "0٣۴.,٫٬،؛؟!…\u06d4\"'”»)]«( \t\n\r\u00a0\u2028\u0085\x0b\x1caZé_#@/-\U0001f30d\U0001f1f8"
)
TEXTS = st.text() | st.text(ARABIC, max_size=300)
#: Categories of characters that cannot be seen: spaces, controls, format characters.
UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}
#: Repeated to a text of any length.
UNITS = {
    "one word": "ب",
    "lines": "\n",
    "diacritics": "\u064b",
    "unordered diacritics": "\u0651\u064e",
    "vocalised word": "ب\u0651\u064e",
    "spaces": " ",
    "full stops": ".",
    "number": "1.",
    "closed sentences": '". ',
    "joiners": "\u200c",
    "mixed": "وصل إلى باكو، 3.5 كم.\n«نعم» \u200fأ.ف.ب \U0001f30d ",
}


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_tokens_slice_back_in_order_and_lose_nothing_visible(text: str) -> None:
    found = tokens(text)
    end = 0
    for token in found:
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert all(unicodedata.category(character) in UNSEEN for character in text[end : token.start])
        end = token.end
    assert all(unicodedata.category(character) in UNSEEN for character in text[end:])


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_sentences_hold_every_token_once(text: str) -> None:
    found = sentences(text)
    assert [token for sentence in found for token in sentence] == tokens(text)
    assert all(0 < len(sentence) <= MAX_SENTENCE_TOKENS for sentence in found)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_line_keeps_its_sentences_beside_others(first: str, second: str) -> None:
    shift = len(first) + 1
    moved = [[Token(t.text, t.start + shift, t.end + shift) for t in s] for s in sentences(second)]
    assert sentences(f"{first}\n{second}") == sentences(first) + moved


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS)
def test_folding_maps_back_to_the_characters_it_came_from(first: str, second: str) -> None:
    folded = fold_with_offsets(first + second)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < folded.length for origin in folded.origins)
    assert folded.origin(len(folded.text)) == folded.length == len(first + second)
    for index, origin in enumerate(folded.origins):
        assert folded.text[index] in fold_with_offsets((first + second)[origin]).text
    assert folded.text == fold_with_offsets(first).text + fold_with_offsets(second).text
    assert fold(first + second) == fold(folded.text)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_no_token_loses_its_form(text: str) -> None:
    dropped = DIACRITICS | INVISIBLE | {TATWEEL}
    for token in tokens(text):
        form = model_form(token.text)
        assert form
        assert form == token.text or not dropped & set(form)
        assert "00" not in form


def cpu_seconds(action: Callable[[str], object], text: str) -> float:
    # Without the collector, which looks at all that the other tests have left as well.
    gc.disable()
    try:
        start = time.process_time()
        action(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("action", [sentences, fold_with_offsets, fold.__wrapped__, model_form.__wrapped__])
@pytest.mark.parametrize("name", UNITS)
def test_time_is_linear(action: Callable[[str], object], name: str) -> None:
    unit = UNITS[name]
    short, long = (unit * (size // len(unit)) for size in (250_000, 1_000_000))
    # Four times the text: four times as long if linear, sixteen times if quadratic. What takes no time has no ratio.
    base = max(min(cpu_seconds(action, short) for _ in range(2)), 0.005)
    assert cpu_seconds(action, long) < 8 * base or cpu_seconds(action, long) < 8 * base


@settings(max_examples=25, deadline=None)
@given(text=st.text(ARABIC | st.characters(codec="utf-8"), max_size=200))
def test_odd_texts_are_recognised(tagger: geotag.Tagger, text: str) -> None:
    end = 0
    for span in tagger.recogniser.recognise(text).spans:
        assert end <= span.start < span.end <= len(text)
        assert 0 <= span.score <= 1
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        end = span.end
