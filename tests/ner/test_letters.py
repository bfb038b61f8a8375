from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from geotag.ner.letters import LetterNetwork

ALPHABET = "ابتثج"
SIZE = 6


def numbers(letters: str) -> list[int]:
    return [ALPHABET.index(letter) for letter in letters]


@pytest.fixture(scope="module")
def layer() -> torch.nn.LSTM:
    torch.manual_seed(5)
    return torch.nn.LSTM(4, SIZE, bidirectional=True)


EMBEDDINGS = torch.randn(len(ALPHABET), 4, generator=torch.Generator().manual_seed(1))
STATES = torch.randn(2, 2, 1, SIZE, generator=torch.Generator().manual_seed(2))


def network(layer: torch.nn.LSTM) -> LetterNetwork:
    with torch.inference_mode():
        parameters = {name: value.detach() for name, value in layer.named_parameters()}
        return LetterNetwork(parameters, STATES[0], STATES[1], EMBEDDINGS, numbers)


def states(layer: torch.nn.LSTM, words: Sequence[str]) -> torch.Tensor:
    with torch.inference_mode():
        return network(layer).states(words)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(ALPHABET, min_size=1, max_size=9), min_size=1, max_size=120))
def test_final_states_are_those_of_each_word_by_itself(layer: torch.nn.LSTM, words: list[str]) -> None:
    found = states(layer, words)
    with torch.inference_mode():
        for word, state in zip(words, found, strict=True):
            _, (expected, _) = layer(EMBEDDINGS[numbers(word)], (STATES[0, :, 0], STATES[1, :, 0]))
            assert torch.allclose(state, expected.reshape(-1), atol=1e-5)


def test_company_changes_no_bit(layer: torch.nn.LSTM) -> None:
    words = ["ا", "اب", "ابت", "تبا", "ج" * 30, "اب", *(a + b for a in ALPHABET for b in ALPHABET * 8)]
    together = states(layer, words)
    assert all(torch.equal(states(layer, [word])[0], state) for word, state in zip(words, together, strict=True))


def test_a_shared_beginning_is_computed_once(layer: torch.nn.LSTM, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = network(layer)
    steps = 0
    for direction in letters._directions:
        advance = direction.advance

        def counted(*arguments: torch.Tensor, advance: object = advance) -> None:
            nonlocal steps
            steps += 1
            advance(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(direction, "advance", counted)
    with torch.inference_mode():
        letters.states(["ابتثج"] * 1000 + ["ابت"])
    assert steps == 2 * len("ابتثج")


def test_no_words(layer: torch.nn.LSTM) -> None:
    assert states(layer, []).shape == (0, 2 * SIZE)
