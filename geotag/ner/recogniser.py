"""The recogniser: names in articles, with the posterior of each span.

The weights are Stanza's. Where they are of a network that :mod:`geotag.ner.network` computes, as the bundled ones are,
the scores come from there; else from Stanza's own network, sentence by sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.trainer import fix_singleton_tags
from stanza.models.ner.utils import decode_from_bioes

from geotag.arabic.orthography import model_form
from geotag.arabic.tokens import Token, sentences
from geotag.errors import ModelDamagedError
from geotag.ner import resources
from geotag.ner.corpora import COARSE_LABELS
from geotag.ner.crf import DecodedSentence, decode
from geotag.ner.lexicon import NameLexicon
from geotag.ner.network import FloatArray, TagNetwork
from geotag.ner.resources import ModelInfo

__all__ = ["Recogniser", "Recognition", "Span"]

_SCORE_DIGITS: Final = 4
#: Tokens that go through the network together.
_CHUNK: Final = 6_000


@dataclass(frozen=True, slots=True)
class Span:
    """A recognised name as whole tokens: offsets into the article, label, posterior, and a place's finer type."""

    start: int
    end: int
    label: str
    score: float
    type: str | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: offsets of its tokens, best tags, belief in any others, scores of finer types (tokens x tags)."""

    starts: list[int]
    ends: list[int]
    tags: list[str]
    decoded: DecodedSentence
    types: FloatArray


class Recognition:
    """What was recognised in one article.

    Attributes
    ----------
    spans
        In text order, without overlaps.
    """

    def __init__(self, sentences: Sequence[_Sentence], tag_ids: Mapping[str, int], types: Mapping[str, int]) -> None:
        self._sentences = sentences
        self._tag_ids = tag_ids
        self._type_ids = types
        self._place_types = sorted({tag[2:] for tag in types if COARSE_LABELS.get(tag[2:]) == "LOC"})
        self.spans = [span for sentence in sentences for span in self._spans(sentence)]

    def posterior(self, start: int, end: int, label: str) -> float:
        """Probability that the tokens from offset `start` to `end` are a name of that label."""
        found = self._find(start, end)
        return self._posterior(*found, label) if found else 0.0

    def place_type(self, start: int, end: int) -> str | None:
        """The finer type of place that the tokens from offset `start` to `end` look most like; None without types."""
        found = self._find(start, end)
        return self._type(*found) if found else None

    def _find(self, start: int, end: int) -> tuple[_Sentence, int, int] | None:
        number = bisect_right(self._sentences, start, key=lambda sentence: sentence.starts[0]) - 1
        if number < 0:
            return None
        sentence = self._sentences[number]
        if start not in sentence.starts or end not in sentence.ends:
            return None
        return sentence, sentence.starts.index(start), sentence.ends.index(end)

    def _type(self, sentence: _Sentence, first: int, last: int) -> str | None:
        def score(label: str) -> float:
            tags = _span_tags(label, last - first + 1)
            return sum(float(sentence.types[first + n, self._type_ids[tag]]) for n, tag in enumerate(tags))

        return max(self._place_types, key=score, default=None)

    def _posterior(self, sentence: _Sentence, first: int, last: int, label: str) -> float:
        names = _span_tags(label, last - first + 1)
        if not all(name in self._tag_ids for name in names):
            return 0.0
        return round(sentence.decoded.posterior(first, [self._tag_ids[name] for name in names]), _SCORE_DIGITS)

    def _spans(self, sentence: _Sentence) -> Iterator[Span]:
        for entity in decode_from_bioes(sentence.tags):
            first, last, label = entity["start"], entity["end"], entity["type"]
            score = self._posterior(sentence, first, last, label)
            kind = self._type(sentence, first, last) if label == "LOC" else None
            yield Span(sentence.starts[first], sentence.ends[last], label, score, kind)


def _span_tags(label: str, length: int) -> list[str]:
    return [f"S-{label}"] if length == 1 else [f"B-{label}", *[f"I-{label}"] * (length - 2), f"E-{label}"]


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
        self._network = _load_network(self.info)
        self._tag_ids = {name: number for number, name in enumerate(self._network.tags)}
        self._type_ids = {name: number for number, name in enumerate(self._network.types)}
        self._temperature = float(self.info.details.get("temperature", 1.0))
        self.lexicon = NameLexicon.read(self.info.directory / resources.LEXICON_FILE, self._network.ranks)

    def recognise(self, text: str) -> Recognition:
        """Find the names in `text`."""
        return self.recognise_many([text])[0]

    def recognise_many(self, texts: Sequence[str]) -> list[Recognition]:
        """Find the names in each text. Together is faster; what is found in a text does not depend on the others."""
        articles = [sentences(text) for text in texts]
        forms = ([model_form(token.text) for token in tokens] for tokens in chain.from_iterable(articles))
        decoded = self._decode(forms)
        return [
            Recognition([self._sentence(tokens, *next(decoded)) for tokens in article], self._tag_ids, self._type_ids)
            for article in articles
        ]

    def tags(self, tokenised: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        """The best BIOES tags of each sentence of tokens; none is empty."""
        decoded = self._decode([model_form(token) for token in tokens] for tokens in tokenised)
        return (self._names(sentence) for sentence, _ in decoded)

    def _decode(self, forms: Iterable[list[str]]) -> Iterator[tuple[DecodedSentence, FloatArray]]:
        """Each sentence decoded, and its scores of finer types."""
        chunk: list[list[str]] = []
        size = 0
        for sentence in forms:
            chunk.append(sentence)
            size += len(sentence)
            if size >= _CHUNK:
                yield from self._decode_chunk(chunk)
                chunk, size = [], 0
        yield from self._decode_chunk(chunk)

    def _decode_chunk(self, chunk: Sequence[Sequence[str]]) -> Iterator[tuple[DecodedSentence, FloatArray]]:
        scores = self._network.scores(chunk)
        main = len(self._network.tags)
        decoded = decode([rows[:, :main] for rows in scores], self._network.transitions, self._temperature)
        return zip(decoded, (rows[:, main:] for rows in scores), strict=True)

    def _sentence(self, tokens: Sequence[Token], decoded: DecodedSentence, types: FloatArray) -> _Sentence:
        starts, ends = [token.start for token in tokens], [token.end for token in tokens]
        return _Sentence(starts, ends, self._names(decoded), decoded, types)

    def _names(self, decoded: DecodedSentence) -> list[str]:
        # Tags below the prefix are padding and unknown; Stanza too reads them as O.
        names = [self._network.tags[max(int(tag), VOCAB_PREFIX_SIZE)] for tag in decoded.best]
        return list(fix_singleton_tags(names))


def _load_network(info: ModelInfo) -> TagNetwork:
    try:
        return TagNetwork(info.directory / resources.NER_FILE, info.directory / resources.VECTORS_FILE)
    except (RuntimeError, KeyError, EOFError, AssertionError, ValueError) as error:
        raise ModelDamagedError(f"model {info.name} in {info.directory} cannot be loaded: {error}") from error
