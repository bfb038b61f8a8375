"""The recogniser: names in an article, by a Stanza pipeline, with the posterior of each span.

Tags come from Stanza's own Viterbi decoding. The posterior of a span is the probability, under the model's
conditional random field, of exactly its tags at its tokens.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import stanza
import torch
from stanza.models.common.crf import viterbi_decode
from stanza.models.common.utils import unsort
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import fix_singleton_tags, unpack_batch
from stanza.models.ner.utils import decode_from_bioes

from geotag.errors import ModelDamagedError
from geotag.ner import resources, tokenizer
from geotag.ner.lexicon import NameLexicon
from geotag.ner.posteriors import SentencePosterior
from geotag.ner.resources import ModelInfo

__all__ = ["Recogniser", "Recognition", "Span"]

_SCORE_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A recognised name as whole tokens: offsets into the article, label, posterior."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the offsets of its tokens, its best tags, and what the field believes of any others."""

    starts: list[int]
    ends: list[int]
    tags: list[str]
    posterior: SentencePosterior


class Recognition:
    """What was recognised in one article.

    Attributes
    ----------
    spans
        In text order, without overlaps.
    """

    def __init__(self, sentences: Sequence[_Sentence], tag_ids: Mapping[str, int]) -> None:
        self._sentences = sentences
        self._tag_ids = tag_ids
        self.spans = [span for sentence in sentences for span in self._spans(sentence)]

    def posterior(self, start: int, end: int, label: str) -> float:
        """Probability that the tokens from offset `start` to `end` are a name of that label."""
        number = bisect_right(self._sentences, start, key=lambda sentence: sentence.starts[0]) - 1
        if number < 0:
            return 0.0
        sentence = self._sentences[number]
        if start not in sentence.starts or end not in sentence.ends:
            return 0.0
        return self._posterior(sentence, sentence.starts.index(start), sentence.ends.index(end), label)

    def _posterior(self, sentence: _Sentence, first: int, last: int, label: str) -> float:
        inside = last - first - 1
        names = [f"S-{label}"] if first == last else [f"B-{label}", *[f"I-{label}"] * inside, f"E-{label}"]
        if not all(name in self._tag_ids for name in names):
            return 0.0
        return round(sentence.posterior.of(first, [self._tag_ids[name] for name in names]), _SCORE_DIGITS)

    def _spans(self, sentence: _Sentence) -> Iterator[Span]:
        for entity in decode_from_bioes(fix_singleton_tags(sentence.tags)):
            first, last, label = entity["start"], entity["end"], entity["type"]
            score = self._posterior(sentence, first, last, label)
            yield Span(sentence.starts[first], sentence.ends[last], label, score)


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
        self._tag_ids = {name: number for number, name in enumerate(self._tags)}
        ranks: dict[str, int] = self._trainer.vocab["word"]._unit2id
        self.lexicon = NameLexicon.read(self.info.directory / resources.LEXICON_FILE, ranks)

    def recognise(self, text: str) -> Recognition:
        """Find the names in `text`."""
        document = self._pipeline.processors["tokenize"].process(text)
        if not document.sentences:
            return Recognition([], {})
        sentences = [
            _Sentence([t.start_char for t in sentence.tokens], [t.end_char for t in sentence.tokens], tags, posterior)
            for sentence, (tags, posterior) in zip(document.sentences, self._decode(document), strict=True)
        ]
        return Recognition(sentences, self._tag_ids)

    def _decode(self, document: Any) -> list[tuple[list[str], SentencePosterior]]:
        """Best tags of each sentence of a Stanza document, in the document's order."""
        config = self._processor.configs[0]
        loader = DataLoader(
            document, config["batch_size"], config, vocab=self._trainer.vocab, evaluation=True, preprocess_tags=False
        )
        self._trainer.model.eval()
        decoded: list[tuple[list[str], SentencePosterior]] = []
        with torch.inference_mode():
            for batch in loader:
                decoded += self._decode_batch(batch)
        return decoded

    def _decode_batch(self, batch: Any) -> list[tuple[list[str], SentencePosterior]]:
        inputs, order, word_order, char_order, lengths, word_lengths, char_lengths, char_offsets = unpack_batch(
            batch, "cpu"
        )
        words, word_chars, mask, chars, tags = inputs
        _, logits, transitions = self._trainer.model(
            words, word_chars, mask, tags, word_order, lengths, word_lengths, chars, char_offsets, char_lengths,
            char_order,
        )  # fmt: skip
        matrix = transitions[self._column].numpy()
        decoded = []
        for row, length in enumerate(lengths):
            emissions = logits[self._column][row, :length].numpy()
            best, _ = viterbi_decode(emissions, matrix)
            names = [self._tags[max(int(tag), VOCAB_PREFIX_SIZE)] for tag in best]
            decoded.append((names, SentencePosterior(emissions, matrix)))
        return list(unsort(decoded, order))


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
