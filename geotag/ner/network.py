"""Stanza's tagging network, computed for speed: the same weights, the same scores, a fraction of the time.

What a word contributes does not depend on its neighbours: its vector, its letters, and what both add to the gates of
the sentence LSTM. It is computed once and remembered. The sentence LSTM then runs over the sentences of many articles
at once (:mod:`geotag.ner.lanes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import PAD_ID, UNK_ID
from stanza.models.ner.vocab import MultiVocab
from torch import Tensor

from geotag.ner import checkpoints
from geotag.ner.lanes import WIDTH, Direction, Lanes, blocks
from geotag.ner.resources import TYPES

__all__ = ["MEMORY", "TagNetwork", "UnknownTagsetError", "UnsupportedNetworkError"]

FloatArray = NDArray[numpy.float32]

#: Words to remember. 16,384 forms are nine in ten of the running words of news, and take 134 MB.
MEMORY: Final = 16_384


class UnsupportedNetworkError(ValueError):
    """The weights are of a network with parts that this module does not compute."""


class UnknownTagsetError(ValueError):
    """The weights have no tag set of that name."""


class TagNetwork:
    """Scores of each tag at each token.

    Parameters
    ----------
    weights
        A Stanza NER file: word vectors, letters and one BiLSTM layer, without a language model or a transformer.
    vectors
        The Stanza pretrain file that it was trained over.
    memory
        How many words to remember.
    tagset
        Name of the tag set to score; by default the one that the file says.

    Attributes
    ----------
    tags
        Names of the tags, in the order of the scores' columns.
    types
        Names of the tags of the finer tag set, whose scores stand in the columns after those; empty if there is none.
    transitions
        Score of a tag (column) after another (row).
    type_transitions
        The same of the finer tag set, or None.
    ranks
        Number of each word that has a vector, the most frequent first.

    Raises
    ------
    UnsupportedNetworkError
        If the weights are of another kind of network.
    UnknownTagsetError
        If they have no such tag set.
    """

    def __init__(self, weights: Path, vectors: Path, memory: int = MEMORY, tagset: str | None = None) -> None:
        checkpoint = checkpoints.load(weights)
        config = checkpoint["config"]
        if not _computable(config, checkpoint["vocab"]):
            raise UnsupportedNetworkError(f"{weights}: not a network of word vectors, letters and one BiLSTM layer")
        state = {name: tensor.float() for name, tensor in checkpoint["model"].items()}
        vocabulary = MultiVocab.load_state_dict(checkpoint["vocab"])
        tagsets: list[str] = config.get("tagsets", [])
        if tagset is not None and tagset not in tagsets:
            raise UnknownTagsetError(f"{weights} has the tag sets {', '.join(tagsets) or '(unnamed)'}, not {tagset!r}")
        column = (config.get("predict_tagset") or 0) if tagset is None else tagsets.index(tagset)
        columns = [column, *([tagsets.index(TYPES)] if TYPES in tagsets else [])]
        self.tags: list[str] = vocabulary["tag"].items(column)
        self.types: list[str] = vocabulary["tag"].items(columns[1]) if columns[1:] else []
        transitions = [state[f"crits.{number}._transitions"].numpy() for number in columns]
        self.transitions: FloatArray = transitions[0]
        self.type_transitions: FloatArray | None = transitions[1] if transitions[1:] else None
        self._directions = _directions(
            _below(state, "taggerlstm.lstm."), state["taggerlstm_h_init"], state["taggerlstm_c_init"]
        )
        output = torch.cat([state[f"tag_clfs.{number}.weight"] for number in columns]).T
        half = output.shape[0] // 2
        self._outputs = [output[:half].contiguous(), output[half:].contiguous()]
        self._bias = torch.cat([state[f"tag_clfs.{number}.bias"] for number in columns])
        self._words = _WordMemory(state, config, vocabulary, checkpoints.load(vectors)["emb"], self._directions, memory)
        self.ranks: Mapping[str, int] = vocabulary["word"]._unit2id

    @torch.inference_mode()
    def scores(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Scores of each sentence, tokens x (tags and types).

        Parameters
        ----------
        sentences
            Tokens in :func:`~geotag.arabic.orthography.model_form`; none is empty.
        """
        if not sentences:
            return []
        lanes = Lanes.of([len(sentence) for sentence in sentences])
        gates = self._words.gates((word for sentence in sentences for word in sentence), lanes)
        scores = self._bias.repeat(lanes.steps, WIDTH, 1)
        for direction, inputs, output in zip(self._directions, gates, self._outputs, strict=True):
            for step, hidden in direction.run(inputs, lanes):
                scores[step].addmm_(hidden, output)
        flat = scores.reshape(-1, scores.shape[2]).numpy()[lanes.cells]
        return numpy.split(flat, numpy.cumsum([len(sentence) for sentence in sentences])[:-1])


class _WordMemory:
    """What words add to the gates of the sentence LSTM, computed once."""

    def __init__(
        self,
        state: Mapping[str, Tensor],
        config: Mapping[str, Any],
        vocabulary: Any,
        vectors: Any,
        directions: Sequence[Direction],
        room: int,
    ) -> None:
        self._static = torch.as_tensor(vectors)
        # Stanza's own training keeps what it adds to the vectors apart; geotag's adds it.
        self._tuned = state.get("delta_emb.weight")
        self._vocabulary = vocabulary
        self._lower: bool = config.get("lowercase", True)
        self._letter_directions = _directions(
            _below(state, "charmodel.charlstm.lstm."),
            state["charmodel.charlstm_h_init"],
            state["charmodel.charlstm_c_init"],
        )
        letters = state["charmodel.char_emb.weight"]
        with torch.inference_mode():
            self._letter_gates = [_in_blocks(letters, d.project, d.gates) for d in self._letter_directions]
        self._transform = state["input_transform.weight"].T.contiguous()
        self._transform_bias = state["input_transform.bias"]
        self._rows: dict[str, int] = {}
        self._directions = directions
        self._make_room(room)

    def _make_room(self, room: int) -> None:
        self._room = room
        self._tables = [torch.empty(room, direction.gates) for direction in self._directions]

    def gates(self, words: Iterable[str], lanes: Lanes) -> list[Tensor]:
        """For each direction what the words add to its gates, steps x WIDTH x gates."""
        words = list(words)
        self._remember(dict.fromkeys(words))
        cells = numpy.zeros(lanes.steps * WIDTH, dtype=numpy.int64)
        cells[lanes.cells] = [self._rows[word] for word in words]
        chosen = torch.from_numpy(cells)
        return [table[chosen].view(lanes.steps, WIDTH, -1) for table in self._tables]

    def _remember(self, words: Collection[str]) -> None:
        """Make sure that all `words` are in the tables at once; what is there is forgotten if they have no room."""
        new = [word for word in words if word not in self._rows]
        if len(self._rows) + len(new) > self._room:
            self._rows.clear()
            new = list(words)
            self._make_room(max(len(new), self._room))
        if not new:
            return
        first = len(self._rows)
        inputs = self._inputs(new)
        for table, direction in zip(self._tables, self._directions, strict=True):
            for own, block in blocks(inputs):
                table[first + own.start : first + own.stop] = direction.project(block)[: own.stop - own.start]
        self._rows.update(zip(new, range(first, first + len(new)), strict=True))

    def _inputs(self, words: Sequence[str]) -> Tensor:
        """Inputs of the sentence LSTM for `words`: their vectors and letters, transformed."""
        both = torch.cat([self._vectors(words), self._letters(words)], dim=1)
        return _in_blocks(both, lambda rows: torch.addmm(self._transform_bias, rows, self._transform), both.shape[1])

    def _vectors(self, words: Sequence[str]) -> Tensor:
        forms = [word.lower() for word in words] if self._lower else words
        static = torch.tensor(self._vocabulary["word"].map(forms))
        if self._tuned is None:
            return self._static[static].float()
        tuned = torch.tensor(self._vocabulary["delta"].map(forms))
        # A word that has a vector but was not met in training is not unknown; it just has no tuning.
        tuned[(tuned == UNK_ID) & (static != UNK_ID)] = PAD_ID
        return self._static[static].float() + self._tuned[tuned]

    def _letters(self, words: Sequence[str]) -> Tensor:
        """Final states of the letter LSTM, both directions."""
        lanes = Lanes.of([len(word) for word in words])
        cells = numpy.zeros(lanes.steps * WIDTH, dtype=numpy.int64)
        cells[lanes.cells] = self._vocabulary["char"].map("".join(words))
        chosen = torch.from_numpy(cells)
        sizes = numpy.array([len(word) for word in words])
        last = numpy.cumsum(sizes) - 1
        found = []
        for direction, table, own in zip(
            self._letter_directions, self._letter_gates, (last, last - sizes + 1), strict=True
        ):
            gates = table[chosen].view(lanes.steps, WIDTH, -1)
            states = torch.empty(lanes.steps, WIDTH, direction.gates // 4)
            for step, hidden in direction.run(gates, lanes):
                states[step] = hidden
            found.append(states.view(lanes.steps * WIDTH, -1)[torch.from_numpy(lanes.cells[own])])
        return torch.cat(found, dim=1)


def _computable(config: Mapping[str, Any], vocabulary: Any) -> bool:
    others = ("charlm", "bert_model", "connect_output_layers", "char_lowercase")
    return (
        config["num_layers"] == config.get("char_num_layers", 1) == 1
        and bool(config["char"] and config["char_emb_dim"] and config["word_emb_dim"] and config["input_transform"])
        and all(name in vocabulary for name in ("word", "char", "tag"))
        and not any(config.get(other) for other in others)
    )


def _directions(lstm: Mapping[str, Tensor], hidden: Tensor, cell: Tensor) -> list[Direction]:
    """Both directions of a layer, given the states that they start from (directions x 1 x size)."""
    return [Direction(lstm, suffix, hidden[n, 0], cell[n, 0]) for n, suffix in enumerate(("", "_reverse"))]


def _in_blocks(rows: Tensor, product: Any, columns: int) -> Tensor:
    result = torch.empty(len(rows), columns)
    for own, block in blocks(rows):
        result[own] = product(block)[: own.stop - own.start]
    return result


def _below(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
