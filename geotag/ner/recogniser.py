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
from geotag.ner.crf import DecodedSentence, decode
from geotag.ner.lexicon import NameLexicon
from geotag.ner.network import TagNetwork
from geotag.ner.resources import ModelInfo

__all__ = ["Recogniser", "Recognition", "Span"]

_SCORE_DIGITS: Final = 4
#: Tokens that go through the network together.
_CHUNK: Final = 6_000


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
    decoded: DecodedSentence


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
        return round(sentence.decoded.posterior(first, [self._tag_ids[name] for name in names]), _SCORE_DIGITS)

    def _spans(self, sentence: _Sentence) -> Iterator[Span]:
        for entity in decode_from_bioes(sentence.tags):
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
        self._network = _load_network(self.info)
        self._tag_ids = {name: number for number, name in enumerate(self._network.tags)}
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
            Recognition([self._sentence(tokens, next(decoded)) for tokens in article], self._tag_ids)
            for article in articles
        ]

    def tags(self, tokenised: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        """The best BIOES tags of each sentence of tokens; none is empty."""
        return map(self._names, self._decode([model_form(token) for token in tokens] for tokens in tokenised))

    def _decode(self, forms: Iterable[list[str]]) -> Iterator[DecodedSentence]:
        chunk: list[list[str]] = []
        size = 0
        for sentence in forms:
            chunk.append(sentence)
            size += len(sentence)
            if size >= _CHUNK:
                yield from decode(self._network.scores(chunk), self._network.transitions)
                chunk, size = [], 0
        yield from decode(self._network.scores(chunk), self._network.transitions)

    def _sentence(self, tokens: Sequence[Token], decoded: DecodedSentence) -> _Sentence:
        starts, ends = [token.start for token in tokens], [token.end for token in tokens]
        return _Sentence(starts, ends, self._names(decoded), decoded)

    def _names(self, decoded: DecodedSentence) -> list[str]:
        # Tags below the prefix are padding and unknown; Stanza too reads them as O.
        names = [self._network.tags[max(int(tag), VOCAB_PREFIX_SIZE)] for tag in decoded.best]
        return list(fix_singleton_tags(names))


def _load_network(info: ModelInfo) -> TagNetwork:
    try:
        return TagNetwork(info.directory / resources.NER_FILE, info.directory / resources.VECTORS_FILE)
    except (RuntimeError, KeyError, EOFError, AssertionError, ValueError) as error:
        raise ModelDamagedError(f"model {info.name} in {info.directory} cannot be loaded: {error}") from error
