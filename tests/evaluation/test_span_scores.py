from __future__ import annotations

import random

import pytest
from stanza.models.ner.scorer import score_by_entity
from stanza.models.ner.trainer import fix_singleton_tags

from geotag.evaluation.span_scores import SCORED_LABELS, Score, micro, score, spans


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("", []),
        ("O O", []),
        ("B-PER I-PER O S-LOC", [(0, 1, "PER"), (3, 3, "LOC")]),
        ("B-PER B-PER I-LOC", [(0, 0, "PER"), (1, 1, "PER"), (2, 2, "LOC")]),
        ("B-ORG I-ORG E-ORG S-ORG", [(0, 2, "ORG"), (3, 3, "ORG")]),
    ],
)
def test_spans_of_tags(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert spans(tags.split()) == expected


def test_figures_of_a_case_counted_by_hand() -> None:
    gold = [[(0, 1, "PER"), (3, 3, "LOC"), (5, 5, "MISC")], [(0, 0, "LOC")]]
    # One right, one with the wrong end, one with the wrong label, one ignored, one in the wrong sentence.
    predicted = [[(0, 1, "PER"), (3, 4, "LOC"), (5, 5, "ORG"), (6, 6, "MISC")], [(3, 3, "LOC")]]
    scores = score(gold, predicted)
    assert scores == {"PER": Score(1, 1, 1), "LOC": Score(2, 2, 0), "ORG": Score(0, 1, 0)}
    every = micro(scores)
    assert (every.gold, every.predicted, every.correct) == (3, 4, 1)
    assert every.precision == pytest.approx(1 / 4)
    assert every.recall == pytest.approx(1 / 3)
    assert every.f1 == pytest.approx(2 / 7)
    assert (scores["ORG"].precision, scores["ORG"].recall, scores["ORG"].f1) == (0, 0, 0)


def test_figures_are_those_of_stanzas_scorer() -> None:
    chance = random.Random(5)
    names = ["O"] * 4 + [f"{prefix}-{label}" for prefix in "BIES" for label in (*SCORED_LABELS, "MISC")]
    sizes = [chance.randint(1, 9) for _ in range(300)]
    gold, predicted = ([fix_singleton_tags(chance.choices(names, k=size)) for size in sizes] for _ in range(2))
    precision, recall, f1, by_label = score_by_entity(predicted, gold, verbose=False, ignore_tags=["MISC"])
    scores = score(map(spans, gold), map(spans, predicted))
    ours = micro(scores)
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx((precision, recall, f1))
    assert {label: one.f1 for label, one in scores.items()} == pytest.approx(by_label)
    assert ours.correct > 0
