"""Stanza's tagging network, computed for speed: the same weights, the same scores, a fraction of the time.

What a word contributes does not depend on its neighbours: its vector, its letters, and what both add to the gates of
the sentence LSTM. It is computed once and remembered. The sentence LSTM then runs over the sentences of many articles
at once (:mod:`geotag.ner.lanes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import PAD_ID, UNK_ID
from stanza.models.ner.vocab import MultiVocab
from torch import Tensor

from geotag.errors import UnknownTagsetError, UnsupportedNetworkError
from geotag.forking import NATIVE, Lock
from geotag.ner import checkpoints
from geotag.ner.lanes import WIDTH, Lanes, run_lanes
from geotag.ner.letters import LetterNetwork
from geotag.ner.lstm import Direction
from geotag.ner.products import Product, in_blocks
from geotag.ner.resources import TYPES
from geotag.ner.torch_threads import torch_threads

__all__ = ["MEMORY", "TagNetwork"]

FloatArray = NDArray[numpy.float32]

#: Words to remember. 16,384 forms are nine in ten of the running words of news, and take 210 MB at 400 units.
MEMORY: Final = 16_384


class TagNetwork:
    """Scores of each tag at each token; for any number of threads of the program.

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
    threads
        How many threads torch computes the scores of one call with.

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

    def __init__(
        self, weights: Path, vectors: Path, memory: int = MEMORY, tagset: str | None = None, *, threads: int = 1
    ) -> None:
        self._threads = threads
        checkpoint = checkpoints.load_checkpoint(weights)
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
        self._words = _WordMemory(
            state, config, vocabulary, checkpoints.load_checkpoint(vectors)["emb"], self._directions, memory
        )
        self.ranks: Mapping[str, int] = vocabulary["word"]._unit2id

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Scores of each sentence, tokens x (tags and types).

        Parameters
        ----------
        sentences
            Tokens in :func:`~geotag.arabic.orthography.model_form`; none is empty.
        """
        if not sentences:
            return []
        with NATIVE, torch_threads(self._threads), torch.inference_mode():
            return self._scores(sentences)

    def _scores(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        lanes = Lanes.of([len(sentence) for sentence in sentences])
        cells = numpy.zeros(lanes.steps * WIDTH, dtype=numpy.int64)
        scores = self._bias.repeat(lanes.steps, WIDTH, 1)
        with self._words.held([word for sentence in sentences for word in sentence]) as (rows, tables):
            cells[lanes.cells] = rows
            chosen = torch.from_numpy(cells).view(lanes.steps, WIDTH)
            for direction, gates, output in zip(self._directions, tables, self._outputs, strict=True):
                for step, hidden in run_lanes(direction, gates, chosen, lanes):
                    scores[step].addmm_(hidden, output)
        flat = scores.reshape(-1, scores.shape[2]).numpy()[lanes.cells]
        return numpy.split(flat, numpy.cumsum([len(sentence) for sentence in sentences])[:-1])


class _WordMemory:
    """What words add to the gates of the sentence LSTM, computed once for all threads."""

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
        self._directions = directions
        self._lock = Lock()
        #: Threads that read the tables or write to them.
        self._users = 0
        self._make_room(room)

    def _make_room(self, room: int) -> None:
        self._room = room
        self._gates = [torch.empty(room, direction.gates) for direction in self._directions]
        self._uses = numpy.zeros(room, dtype=numpy.int64)
        self._rows: dict[str, int] = {}
        #: Rows that are given out. Where two threads met a word at the same time, one of them is nobody's.
        self._taken = 0

    @contextmanager
    def held(self, words: Sequence[str]) -> Iterator[tuple[NDArray[numpy.int64], list[Tensor]]]:
        """Where each word stands in which tables, one a direction; both hold for as long as the context does.

        Threads compute side by side: the lock is held only to give out rows, and to say what stands in them. A row
        that is said to hold a word is never written again while any thread may read it.
        """
        try:
            with self._lock:
                self._users += 1
                found, new, tables = self._reserve(dict.fromkeys(words))
            if new:
                self._compute(new, tables)
                self._publish(new, tables)
            rows = numpy.fromiter((found[word] for word in words), numpy.int64, len(words))
            with self._lock:
                if tables is self._gates:
                    self._uses += numpy.bincount(rows, minlength=self._room)
            yield rows, tables
        finally:
            with self._lock:
                self._users -= 1

    def _reserve(self, words: Collection[str]) -> tuple[dict[str, int], dict[str, int], list[Tensor]]:
        """The rows of `words`, which of these are to be computed, and the tables."""
        known = self._rows
        if self._taken + sum(word not in known for word in words) > self._room:
            self._forget(words)
            known = self._rows
        new = {word: row for row, word in enumerate((word for word in words if word not in known), self._taken)}
        self._taken += len(new)
        return {word: new[word] if word in new else known[word] for word in words}, new, self._gates

    def _compute(self, new: Mapping[str, int], tables: Sequence[Tensor]) -> None:
        """Write what words add to the gates into their rows, which follow each other."""
        words = list(new)
        first = new[words[0]]
        both = torch.cat([self._vectors(words), self._letters.states(words)], dim=1)
        inputs = in_blocks(self._transform, both, self._transform_bias, torch.empty_like(both))
        for table, direction in zip(tables, self._directions, strict=True):
            direction.project(inputs, table[first : first + len(words)])

    def _publish(self, new: Mapping[str, int], tables: Sequence[Tensor]) -> None:
        """Let other threads find what was computed, unless they have new tables by now."""
        with self._lock:
            if tables is self._gates:
                for word, row in new.items():
                    self._rows.setdefault(word, row)

    def _forget(self, words: Collection[str]) -> None:
        """Make room for `words`, and keep the most used of the others in half of what is left."""
        if len(words) > self._room:
            self._make_room(len(words))
            return
        others = sorted(self._rows.keys() - words, key=lambda word: (-self._uses[self._rows[word]], self._rows[word]))
        kept = [word for word in words if word in self._rows] + others[: (self._room - len(words)) // 2]
        rows = numpy.array([self._rows[word] for word in kept], dtype=numpy.int64)
        # What was used long ago counts half.
        uses = self._uses[rows] // 2
        before, self._uses = self._gates, numpy.zeros_like(self._uses)
        self._uses[: len(rows)] = uses
        if self._users > 1:
            # Other threads read these tables, or write to them: they keep them, until they are done.
            self._gates = [torch.empty_like(table) for table in before]
        for table, old in zip(self._gates, before, strict=True):
            table[: len(rows)] = old[torch.from_numpy(rows)]
        self._rows = {word: row for row, word in enumerate(kept)}
        self._taken = len(kept)

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
