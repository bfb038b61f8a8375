"""The recogniser: names in an article, by a Stanza pipeline, with the posterior of each span.

Tags come from Stanza's own Viterbi decoding. The posterior of a span is the probability, under the model's
conditional random field, of exactly its tags at its tokens, by the forward-backward algorithm [1]_.

References
----------
.. [1] C. Sutton, A. McCallum: An Introduction to Conditional Random Fields. Foundations and Trends in Machine
   Learning 4 (4), 2012, section 4.1.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy
import stanza
import torch
from numpy.typing import NDArray
from stanza.models.common.crf import viterbi_decode
from stanza.models.common.utils import unsort
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import fix_singleton_tags, unpack_batch
from stanza.models.ner.utils import decode_from_bioes

from geotag.errors import ModelDamagedError
from geotag.ner import resources, tokenizer
from geotag.ner.lexicon import NameLexicon
from geotag.ner.resources import ModelInfo

__all__ = ["Recogniser", "Span"]

FloatArray = NDArray[Any]

_SCORE_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A recognised name as whole tokens: offsets into the article, label, posterior, end of its first token."""

    start: int
    end: int
    label: str
    score: float
    first_token_end: int
    sentence: int


class Recogniser:
    """Finds people, places and organisations.

    Parameters
    ----------
    directory
        A model directory (:mod:`geotag.ner.resources`); the bundled one by default.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError
        If a file is missing, cut short or altered.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.info: ModelInfo = resources.read_info(directory or resources.bundled())
        resources.verify(self.info)
        self._pipeline = _load_pipeline(self.info)
        self._processor = self._pipeline.processors["ner"]
        self._trainer = self._processor.trainers[0]
        self._column: int = self._trainer.args["predict_tagset"]
        self._tags: list[str] = self._trainer.vocab["tag"].items(self._column)
        ranks: dict[str, int] = self._trainer.vocab["word"]._unit2id
        self.lexicon = NameLexicon.read(self.info.directory / resources.LEXICON_FILE, ranks)

    def recognise(self, text: str) -> list[Span]:
        """Names in `text`, in text order, without overlaps."""
        document = self._pipeline.processors["tokenize"].process(text)
        if not document.sentences:
            return []
        spans = []
        for number, (sentence, path) in enumerate(zip(document.sentences, self._decode(document), strict=True)):
            entities = decode_from_bioes(fix_singleton_tags([self._tags[tag] for tag in path.tags]))
            if not entities:
                continue
            posterior = _Posterior(path)
            for entity in entities:
                first, last = entity["start"], entity["end"]
                spans.append(
                    Span(
                        start=sentence.tokens[first].start_char,
                        end=sentence.tokens[last].end_char,
                        label=entity["type"],
                        score=round(posterior.of(first, last), _SCORE_DIGITS),
                        first_token_end=sentence.tokens[first].end_char,
                        sentence=number,
                    )
                )
        return spans

    def _decode(self, document: Any) -> list[_Path]:
        """Best path of each sentence of a Stanza document, in the document's order."""
        config = self._processor.configs[0]
        loader = DataLoader(
            document, config["batch_size"], config, vocab=self._trainer.vocab, evaluation=True, preprocess_tags=False
        )
        self._trainer.model.eval()
        paths: list[_Path] = []
        with torch.inference_mode():
            for batch in loader:
                paths += self._decode_batch(batch)
        return paths

    def _decode_batch(self, batch: Any) -> list[_Path]:
        inputs, order, word_order, char_order, lengths, word_lengths, char_lengths, char_offsets = unpack_batch(
            batch, "cpu"
        )
        words, word_chars, mask, chars, tags = inputs
        _, logits, transitions = self._trainer.model(
            words, word_chars, mask, tags, word_order, lengths, word_lengths, chars, char_offsets, char_lengths,
            char_order,
        )  # fmt: skip
        matrix = transitions[self._column].numpy()
        paths = []
        for row, length in enumerate(lengths):
            emissions = logits[self._column][row, :length].numpy()
            best = viterbi_decode(emissions, matrix)[0]
            paths.append(_Path(emissions, matrix, [max(int(tag), VOCAB_PREFIX_SIZE) for tag in best]))
        return list(unsort(paths, order))


@dataclass(frozen=True, slots=True)
class _Path:
    """Best tag path of a sentence, with the scores it was chosen by (tokens x tags, tags x tags)."""

    emissions: FloatArray
    transitions: FloatArray
    tags: list[int]


class _Posterior:
    """Forward and backward scores of one sentence."""

    def __init__(self, path: _Path) -> None:
        self._path = path
        emissions, transitions = path.emissions.astype(numpy.float64), path.transitions.astype(numpy.float64)
        forward = numpy.empty_like(emissions)
        backward = numpy.zeros_like(emissions)
        forward[0] = emissions[0]
        for position in range(1, len(emissions)):
            forward[position] = _log_sum(forward[position - 1][:, None] + transitions, 0) + emissions[position]
        for position in range(len(emissions) - 1, 0, -1):
            backward[position - 1] = _log_sum(transitions + (emissions[position] + backward[position])[None], 1)
        self._forward, self._backward = forward, backward
        self._total = float(_log_sum(forward[-1], 0))

    def of(self, first: int, last: int) -> float:
        """Probability that the path's tags hold at tokens `first` to `last`, whatever the tags around."""
        path = self._path
        score = float(self._forward[first, path.tags[first]]) + float(self._backward[last, path.tags[last]])
        for position in range(first + 1, last + 1):
            previous, tag = path.tags[position - 1], path.tags[position]
            score += float(path.transitions[previous, tag]) + float(path.emissions[position, tag])
        return min(1.0, math.exp(score - self._total))


def _log_sum(values: FloatArray, axis: int) -> FloatArray:
    result: FloatArray = numpy.logaddexp.reduce(values, axis=axis)
    return result


def _load_pipeline(info: ModelInfo) -> Any:
    logging.getLogger("stanza").setLevel(logging.ERROR)
    try:
        return stanza.Pipeline(
            "ar",
            dir=str(info.directory),
            processors={"tokenize": tokenizer.VARIANT, "ner": resources.PACKAGE},
            package=None,
            download_method=None,
            use_gpu=False,
            verbose=False,
        )
    except (RuntimeError, KeyError, EOFError, AssertionError) as error:
        raise ModelDamagedError(
            f"model {info.name} in {info.directory} cannot be loaded by this Stanza: {error}"
        ) from error
