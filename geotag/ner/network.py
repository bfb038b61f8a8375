"""Stanza's tagging network, computed for speed: the same weights, the same scores, a fraction of the time.

What a word contributes does not depend on its neighbours: its vector, its letters, and what both add to the gates of
the sentence LSTM. It is computed once and remembered. The sentence LSTM then runs over the sentences of many articles
at once (:mod:`geotag.ner.lanes`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import PAD_ID, UNK_ID
from stanza.models.ner.vocab import MultiVocab
from torch import Tensor

from geotag.errors import UnknownTagsetError, UnsupportedNetworkError
from geotag.ner import checkpoints
from geotag.ner.lanes import WIDTH, Lanes, run
from geotag.ner.letters import LetterNetwork
from geotag.ner.lstm import Direction
from geotag.ner.products import Product, in_blocks
from geotag.ner.resources import TYPES

__all__ = ["MEMORY", "TagNetwork"]

FloatArray = NDArray[numpy.float32]

#: Words to remember. 16,384 forms are nine in ten of the running words of news, and take 210 MB at 400 units.
MEMORY: Final = 16_384


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
        lstm = _below(state, "taggerlstm.lstm.")
        hidden, cell = state["taggerlstm_h_init"], state["taggerlstm_c_init"]
        self._directions = [
            Direction(lstm, suffix, hidden[n, 0], cell[n, 0], WIDTH) for n, suffix in enumerate(("", "_reverse"))
        ]
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
        cells = numpy.zeros(lanes.steps * WIDTH, dtype=numpy.int64)
        cells[lanes.cells] = self._words.rows([word for sentence in sentences for word in sentence])
        chosen = torch.from_numpy(cells).view(lanes.steps, WIDTH)
        scores = self._bias.repeat(lanes.steps, WIDTH, 1)
        for direction, gates, output in zip(self._directions, self._words.gates, self._outputs, strict=True):
            for step, hidden in run(direction, gates, chosen, lanes):
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
        with torch.inference_mode():
            self._letters = LetterNetwork(
                _below(state, "charmodel.charlstm.lstm."),
                state["charmodel.charlstm_h_init"],
                state["charmodel.charlstm_c_init"],
                state["charmodel.char_emb.weight"],
                vocabulary["char"].map,
            )
        self._transform = Product(state["input_transform.weight"].T, WIDTH)
        self._transform_bias = state["input_transform.bias"]
        self._rows: dict[str, int] = {}
        self._directions = directions
        self._make_room(room)

    def _make_room(self, room: int) -> None:
        self._room = room
        self.gates = [torch.empty(room, direction.gates) for direction in self._directions]
        self._uses = numpy.zeros(room, dtype=numpy.int64)

    def rows(self, words: Sequence[str]) -> list[int]:
        """Where each word stands in :attr:`gates`, until the next call."""
        self._remember(dict.fromkeys(words))
        found = [self._rows[word] for word in words]
        self._uses += numpy.bincount(found, minlength=self._room)
        return found

    def _remember(self, words: Collection[str]) -> None:
        """Make sure that all `words` are in the tables at once."""
        new = [word for word in words if word not in self._rows]
        if len(self._rows) + len(new) > self._room:
            self._forget(words)
            new = [word for word in words if word not in self._rows]
        if not new:
            return
        first = len(self._rows)
        both = torch.cat([self._vectors(new), self._letters.states(new)], dim=1)
        inputs = in_blocks(self._transform, both, self._transform_bias, torch.empty_like(both))
        for table, direction in zip(self.gates, self._directions, strict=True):
            direction.project(inputs, table[first : first + len(new)])
        self._rows.update(zip(new, range(first, first + len(new)), strict=True))

    def _forget(self, words: Collection[str]) -> None:
        """Make room for `words`, and keep the most used of the others in half of what is left."""
        if len(words) > self._room:
            self._rows.clear()
            self._make_room(len(words))
            return
        others = sorted(self._rows.keys() - words, key=lambda word: (-self._uses[self._rows[word]], self._rows[word]))
        kept = [word for word in words if word in self._rows] + others[: (self._room - len(words)) // 2]
        rows = numpy.array([self._rows[word] for word in kept], dtype=numpy.int64)
        for table in self.gates:
            table[: len(rows)] = table[torch.from_numpy(rows)]
        # What was used long ago counts half.
        uses = self._uses[rows] // 2
        self._uses[:] = 0
        self._uses[: len(rows)] = uses
        self._rows = {word: row for row, word in enumerate(kept)}

    def _vectors(self, words: Sequence[str]) -> Tensor:
        forms = [word.lower() for word in words] if self._lower else words
        static = torch.tensor(self._vocabulary["word"].map(forms))
        if self._tuned is None:
            return self._static[static].float()
        tuned = torch.tensor(self._vocabulary["delta"].map(forms))
        # A word that has a vector but was not met in training is not unknown; it just has no tuning.
        tuned[(tuned == UNK_ID) & (static != UNK_ID)] = PAD_ID
        return self._static[static].float() + self._tuned[tuned]


def _computable(config: Mapping[str, Any], vocabulary: Any) -> bool:
    others = ("charlm", "bert_model", "connect_output_layers", "char_lowercase")
    return (
        config["num_layers"] == config.get("char_num_layers", 1) == 1
        and bool(config["char"] and config["char_emb_dim"] and config["word_emb_dim"] and config["input_transform"])
        and all(name in vocabulary for name in ("word", "char", "tag"))
        and not any(config.get(other) for other in others)
    )


def _below(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
