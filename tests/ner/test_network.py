from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from geotag.errors import UnsupportedNetworkError
from geotag.ner import resources
from geotag.ner.lanes import WIDTH, Lanes
from geotag.ner.network import TagNetwork

DIRECTORY = resources.bundled_model()
SENTENCES = [["انسحبت", "القوات", "من", "اغدام"], ["باريس"], ["و", "0", "qqq", "."] * 20]


@pytest.fixture(scope="module")
def net() -> TagNetwork:
    return TagNetwork(DIRECTORY / resources.NER_FILE, DIRECTORY / resources.VECTORS_FILE)


def _marked(steps: list[torch.Tensor | None]) -> Any:
    none = torch.zeros(WIDTH, 1, dtype=torch.bool)
    assert all(lanes is None or lanes.any() for lanes in steps)
    return torch.cat([none if lanes is None else lanes for lanes in steps]).reshape(-1).numpy()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=80))
def test_lanes_hold_each_sequence_in_one_piece(lengths: list[int]) -> None:
    lanes = Lanes.of(lengths)
    assert len(set(lanes.cells)) == len(lanes.cells) == sum(lengths)
    begins, ends = _marked(lanes.begins), _marked(lanes.ends)
    for cells in numpy.split(lanes.cells, numpy.cumsum(lengths)[:-1]):
        assert (numpy.diff(cells) == WIDTH).all()
        assert begins[cells[0]]
        assert ends[cells[-1]]
    assert begins.sum() == ends.sum() == len(lengths)
    assert lanes.steps <= sum(lengths) // WIDTH + max(lengths)


def test_scores_do_not_depend_on_company(net: TagNetwork) -> None:
    together = net.scores(SENTENCES * 3)
    for sentence, scores in zip(SENTENCES * 3, together, strict=True):
        assert scores.shape == (len(sentence), len(net.tags) + len(net.types))
        assert (net.scores([sentence])[0] == scores).all()


@pytest.mark.parametrize("memory", [2, 6])
def test_memory_changes_nothing(net: TagNetwork, memory: int) -> None:
    expected = net.scores(SENTENCES)
    forgetful = TagNetwork(DIRECTORY / resources.NER_FILE, DIRECTORY / resources.VECTORS_FILE, memory)
    for sentence, scores in zip(SENTENCES, expected, strict=True):
        assert (forgetful.scores([sentence])[0] == scores).all()
    assert all((a == b).all() for a, b in zip(forgetful.scores(SENTENCES), expected, strict=True))


def test_the_most_used_words_are_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    network = TagNetwork(DIRECTORY / resources.NER_FILE, DIRECTORY / resources.VECTORS_FILE, memory=8)
    computed: list[str] = []
    states = network._words._letters.states

    def counted(words: Sequence[str]) -> torch.Tensor:
        computed.extend(words)
        return states(words)

    monkeypatch.setattr(network._words._letters, "states", counted)
    often = ["من", "الى"]
    expected = network.scores([often])[0]
    for number in range(20):
        network.scores([[*often, "مدينة", "x" * (number + 1)]])
    assert (network.scores([often])[0] == expected).all()
    assert [computed.count(word) for word in often] == [1, 1]
    # More words than there is room for.
    network.scores([[*often, *"ابتثجحخدذرزس"]])
    assert (network.scores([often])[0] == expected).all()


def test_other_networks_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "ner.pt"
    shutil.copyfile(DIRECTORY / resources.NER_FILE, weights)
    checkpoint = torch.load(weights, weights_only=True)
    checkpoint["config"]["charlm"] = True
    torch.save(checkpoint, weights)
    with pytest.raises(UnsupportedNetworkError, match=r"ner\.pt: not a network of word vectors"):
        TagNetwork(weights, DIRECTORY / resources.VECTORS_FILE)
