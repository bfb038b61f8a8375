"""Sentences of kinds that were seen to fail: each must be right, but for those that no rule decides yet."""

from __future__ import annotations

import pytest

import geotag
from tests.extraction.field_kinds import Sentence, sentences

_ALL = list(sentences())


@pytest.mark.parametrize("sentence", [pytest.param(s, id=f"{s.kind}-{n}") for n, s in enumerate(_ALL) if not s.is_open])
def test_a_hard_sentence_is_right(tagger: geotag.Tagger, sentence: Sentence) -> None:
    assert sentence.faults(tagger.tag(sentence.text)) == []


def test_each_kind_has_sentences_that_are_right() -> None:
    kinds = {sentence.kind for sentence in _ALL}
    assert {sentence.kind for sentence in _ALL if not sentence.is_open} >= kinds - {"dialect", "line_wrap"}
