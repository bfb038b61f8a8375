from __future__ import annotations

import itertools
import math

import numpy
import pytest
from stanza.models.common.crf import viterbi_decode

from geotag.ner.crf import decode_tags


def test_best_tags_are_those_of_stanza() -> None:
    random = numpy.random.default_rng(3)
    transitions = random.normal(size=(5, 5)).astype(numpy.float32)
    # Rounded scores make ties.
    scores = [random.normal(size=(n, 5)).round().astype(numpy.float32) for n in [7, 1, 30, *range(1, 70), 2]]
    decoded = decode_tags(scores, transitions)
    assert [list(sentence.best) for sentence in decoded] == [viterbi_decode(s, transitions)[0] for s in scores]


def test_nothing_to_decode() -> None:
    assert decode_tags([], numpy.zeros((3, 3))) == []


@pytest.mark.parametrize("temperature", [1.0, 2.5])
def test_posteriors_are_sums_over_all_paths(temperature: float) -> None:
    random = numpy.random.default_rng(7)
    transitions = random.normal(size=(3, 3))
    scores = [random.normal(size=(n, 3)) for n in (2, 4, 5)]
    emissions, path = scores[1], [1, 2, 0, 1]

    def weight(tags: tuple[int, ...]) -> float:
        score = sum(emissions[i, tag] for i, tag in enumerate(tags))
        score += sum(transitions[a, b] for a, b in itertools.pairwise(tags))
        return math.exp(score / temperature)

    every = list(itertools.product(range(3), repeat=4))
    total = sum(map(weight, every))
    sentence = decode_tags(scores, transitions, temperature)[1]
    for first, last in ((0, 0), (1, 2), (0, 3), (3, 3)):
        kept = [tags for tags in every if tags[first : last + 1] == tuple(path[first : last + 1])]
        expected = sum(map(weight, kept)) / total
        assert sentence.posterior(first, path[first : last + 1]) == pytest.approx(expected)


def test_marginals_are_posteriors_of_single_tags() -> None:
    random = numpy.random.default_rng(9)
    (sentence,) = decode_tags([random.normal(size=(6, 4))], random.normal(size=(4, 4)))
    tags = numpy.array([3, 0, 1, 1, 2, 0])
    assert sentence.marginals(tags) == pytest.approx([sentence.posterior(n, [tag]) for n, tag in enumerate(tags)])
    both = [sentence.posterior(n, [0]) + sentence.posterior(n, [1]) for n in range(len(tags))]
    assert sentence.shares([0, 1]) == pytest.approx(both)
