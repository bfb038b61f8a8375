"""Any of Stanza's tagging networks, computed by Stanza itself: those that :mod:`geotag.ner.network` does not compute.

Sentences go through one by one. In a batch they would be padded to its longest, and the last bits of a sentence's
scores would depend on the company it is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
import torch
from numpy.typing import NDArray
from stanza.models.common.doc import Document
from stanza.models.common.foundation_cache import FoundationCache
from stanza.models.common.pretrain import Pretrain
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import Trainer, unpack_batch

from geotag.forking import NATIVE, Lock
from geotag.ner.torch_threads import torch_threads

__all__ = ["StanzaNetwork"]

FloatArray = NDArray[numpy.float32]


class StanzaNetwork:
    """Scores of each tag at each token, from Stanza's own modules.

    Parameters
    ----------
    weights
        A Stanza NER file.
    vectors
        The Stanza pretrain file that it was trained over, if it was.
    forward_charlm, backward_charlm
        The character language models that it was trained over, if it was.
    threads
        How many threads torch computes with.

    Attributes
    ----------
    tags
        Names of the tags, in the order of the scores' columns.
    types
        Empty: finer tag sets are not computed.
    transitions
        Score of a tag (column) after another (row).
    ranks
        Number of each word that has a vector, the most frequent first.
    """

    def __init__(
        self,
        weights: Path,
        vectors: Path | None = None,
        forward_charlm: Path | None = None,
        backward_charlm: Path | None = None,
        *,
        threads: int = 1,
    ) -> None:
        self._threads = threads
        # Stanza says nothing of threads: they take turns.
        self._turn = Lock()
        charlms = {"charlm_forward_file": forward_charlm, "charlm_backward_file": backward_charlm}
        self._trainer = Trainer(
            args={name: str(path) if path else None for name, path in charlms.items()},
            model_file=str(weights),
            pretrain=Pretrain(str(vectors)) if vectors else None,
            device="cpu",
            # A transformer that is not on this machine is not looked for elsewhere.
            foundation_cache=FoundationCache(local_files_only=True),
        )
        self._trainer.model.eval()
        self._column: int = self._trainer.args["predict_tagset"]
        vocabulary = self._trainer.vocab
        self.tags: list[str] = vocabulary["tag"].items(self._column)
        self.types: list[str] = []
        self.transitions: FloatArray = self._trainer.model.crits[self._column]._transitions.detach().numpy()
        self.ranks: Mapping[str, int] = vocabulary["word"]._unit2id if "word" in vocabulary else {}

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        """Scores of each sentence, tokens x tags.

        Parameters
        ----------
        sentences
            Tokens written as the network's training text was; none is empty.
        """
        if not sentences:
            return []
        with self._turn, NATIVE, torch_threads(self._threads), torch.inference_mode():
            return self._all_scores(sentences)

    def _all_scores(self, sentences: Sequence[Sequence[str]]) -> list[FloatArray]:
        entries = [[{"id": (n,), "text": word} for n, word in enumerate(s, 1)] for s in sentences]
        batches = DataLoader(
            Document(entries),
            1,
            self._trainer.args,
            vocab=self._trainer.vocab,
            evaluation=True,
            preprocess_tags=False,
            bert_tokenizer=self._trainer.model.bert_tokenizer,
        )
        return [self._scores(batch)[: len(sentence)] for batch, sentence in zip(batches, sentences, strict=True)]

    def _scores(self, batch: Any) -> FloatArray:
        inputs, _, word_order, char_order, sizes, word_sizes, char_sizes, char_offsets = unpack_batch(batch, "cpu")
        words, letters, letters_mask, characters, tags = inputs
        _, logits, _ = self._trainer.model(
            words,
            letters,
            letters_mask,
            tags,
            word_order,
            sizes,
            word_sizes,
            characters,
            char_offsets,
            char_sizes,
            char_order,
        )
        scores: FloatArray = logits[self._column][0].numpy()
        return scores
