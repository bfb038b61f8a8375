from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stanza

import geotag
from geotag.arabic.tokens import tokens as tokens_of
from geotag.ner import resources, tokenizer
from tests.conftest import KARABAKH

EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted(Path("examples").glob("*.txt"))]
ODD = "ليمكه وفسطين qqq ١٢٣ " + "ب" * 300 + " \U0001f30d\n\nباريس"


@pytest.fixture(scope="module")
def pipeline() -> Any:
    assert tokenizer.VARIANT == "geotag"
    return stanza.Pipeline(
        "ar", dir=str(resources.bundled_model()), download_method=None, processors="tokenize,ner", verbose=False
    )


def test_any_stanza_user_can_load_the_model(pipeline: Any) -> None:
    entities = {(KARABAKH[e.start_char : e.end_char], e.type) for e in pipeline(KARABAKH).ents}
    assert ("فلاديمير بوتين", "PER") in entities
    assert ("أذربيجان", "LOC") in entities


@pytest.mark.parametrize("text", [KARABAKH, ODD, *EXAMPLES])
def test_spans_are_those_of_the_stanza_pipeline(tagger: geotag.Tagger, pipeline: Any, text: str) -> None:
    entities = [(e.start_char, e.end_char, e.type) for e in pipeline(text).ents]
    spans = tagger.recogniser.recognise(text).spans
    assert [(s.start, s.end, s.label) for s in spans] == entities
    assert all(0 < span.score <= 1 for span in spans)


def test_company_changes_nothing(tagger: geotag.Tagger) -> None:
    texts = [*EXAMPLES, ODD, KARABAKH, "", *EXAMPLES]
    together = [recognition.spans for recognition in tagger.recogniser.recognise_many(texts)]
    assert together == [tagger.recogniser.recognise(text).spans for text in texts]


def test_tokens_can_be_tagged(tagger: geotag.Tagger) -> None:
    tags = tagger.recogniser.tags([["زار", "الوفد", "باريس"], ["عاد"]])
    assert list(tags) == [["O", "O", "S-LOC"], ["O"]]


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200f", "."])
def test_nothing_to_find(tagger: geotag.Tagger, text: str) -> None:
    assert tagger.recogniser.recognise(text).spans == []


def test_posteriors_of_other_readings(tagger: geotag.Tagger) -> None:
    text = "زار الوفد باريس أمس."
    recognition = tagger.recogniser.recognise(text)
    start, end = text.index("باريس"), text.index("باريس") + 5
    (span,) = recognition.spans
    assert recognition.posterior(start, end, "LOC") == span.score > 0.9
    assert recognition.posterior(start, end, "PER") < 0.1
    assert recognition.posterior(start, end, "XYZ") == 0
    assert recognition.posterior(start + 1, end, "LOC") == 0


def test_no_name_is_more_probable_than_that_one_begins_there(tagger: geotag.Tagger) -> None:
    recognition = tagger.recogniser.recognise(KARABAKH)
    beginnings = recognition.beginnings("LOC")
    tokens = tokens_of(KARABAKH)
    assert list(beginnings) == [token.start for token in tokens]
    likely = 0
    for first, token in enumerate(tokens):
        for last in tokens[first : first + 3]:
            posterior = recognition.posterior(token.start, last.end, "LOC")
            assert posterior <= beginnings[token.start] + 1e-4
            likely += posterior > 0.5
    assert likely > 5
    assert set(recognition.beginnings("XYZ").values()) == {0.0}
