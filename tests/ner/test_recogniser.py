from __future__ import annotations

import itertools
import math

import numpy
import pytest
import stanza

import geotag
from geotag.ner import resources, tokenizer
from geotag.ner.posteriors import SentencePosterior
from tests.conftest import KARABAKH


def test_any_stanza_user_can_load_the_model() -> None:
    assert tokenizer.VARIANT == "geotag"
    pipeline = stanza.Pipeline(
        "ar", dir=str(resources.bundled()), download_method=None, processors="tokenize,ner", verbose=False
    )
    entities = {(KARABAKH[e.start_char : e.end_char], e.type) for e in pipeline(KARABAKH).ents}
    assert ("فلاديمير بوتين", "PER") in entities
    assert ("أذربيجان", "LOC") in entities


def test_spans_are_those_of_the_stanza_pipeline(tagger: geotag.Tagger) -> None:
    entities = [(e.start_char, e.end_char, e.type) for e in tagger.recogniser._pipeline(KARABAKH).ents]
    spans = tagger.recogniser.recognise(KARABAKH).spans
    assert [(s.start, s.end, s.label) for s in spans] == entities
    assert all(0 < span.score <= 1 for span in spans)


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200f", "."])
def test_nothing_to_find(tagger: geotag.Tagger, text: str) -> None:
    assert tagger.recogniser.recognise(text).spans == []


def test_posteriors_are_sums_over_all_paths() -> None:
    random = numpy.random.default_rng(7)
    emissions, transitions = random.normal(size=(4, 3)), random.normal(size=(3, 3))
    path = [1, 2, 0, 1]

    def weight(tags: tuple[int, ...]) -> float:
        score = sum(emissions[i, tag] for i, tag in enumerate(tags))
        return math.exp(score + sum(transitions[a, b] for a, b in itertools.pairwise(tags)))

    every = list(itertools.product(range(3), repeat=4))
    total = sum(map(weight, every))
    posterior = SentencePosterior(emissions, transitions)
    for first, last in ((0, 0), (1, 2), (0, 3), (3, 3)):
        kept = [tags for tags in every if tags[first : last + 1] == tuple(path[first : last + 1])]
        assert posterior.of(first, path[first : last + 1]) == pytest.approx(sum(map(weight, kept)) / total)


def test_posteriors_of_other_readings(tagger: geotag.Tagger) -> None:
    text = "زار الوفد باريس أمس."
    recognition = tagger.recogniser.recognise(text)
    start, end = text.index("باريس"), text.index("باريس") + 5
    (span,) = recognition.spans
    assert recognition.posterior(start, end, "LOC") == span.score > 0.9
    assert recognition.posterior(start, end, "PER") < 0.1
    assert recognition.posterior(start, end, "XYZ") == 0
    assert recognition.posterior(start + 1, end, "LOC") == 0
