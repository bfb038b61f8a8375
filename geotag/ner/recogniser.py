"""The recogniser: names in articles, with the posterior of each span.

The weights are Stanza's. Where they are of a network that :mod:`geotag.ner.network` computes, as the bundled ones are,
the scores come from there; else from Stanza's own network, sentence by sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final, Protocol

from numpy.typing import NDArray
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.trainer import fix_singleton_tags
from stanza.models.ner.utils import decode_from_bioes

from geotag.arabic.orthography import model_form
from geotag.arabic.tokens import Token, sentences
from geotag.errors import ModelDamagedError, ModelNotFoundError, UnknownTagsetError, UnsupportedNetworkError
from geotag.forking import NATIVE
from geotag.model import LABELS, SCORE_DIGITS
from geotag.ner import resources
from geotag.ner.corpora import COARSE_LABELS
from geotag.ner.crf import DecodedSentence, decode_tags
from geotag.ner.lexicon import NameLexicon
from geotag.ner.network import FloatArray, TagNetwork
from geotag.ner.resources import ModelInfo
from geotag.ner.span import Span
from geotag.ner.torch_threads import torch_threads
from geotag.paths import StrPath

__all__ = ["Recogniser", "Recognition", "Span"]

#: What names are; a model's finer labels are taken for these.
#: Tokens that go through the network together.
_CHUNK: Final = 12_000


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
        self._finer = _finer_labels(tag_ids)
        self._type_ids = types
        self._place_types = sorted({tag[2:] for tag in types if COARSE_LABELS.get(tag[2:]) == "LOC"})
        self.spans = [span for sentence in sentences for span in self._spans(sentence)]

    def posterior(self, start: int, end: int, label: str) -> float:
        """Probability that the tokens from offset `start` to `end` are a name of that label."""
        found = self._find(start, end)
        return self._posterior(*found, label) if found else 0.0

    def beginnings(self, label: str) -> dict[int, float]:
        """For the offset of each token, the probability that a name of that label begins there.

        No name from there on is more probable.
        """
        labels = self._finer.get(label, (label,))
        tags = [number for tag, number in self._tag_ids.items() if tag[:2] in ("B-", "S-") and tag[2:] in labels]
        return {
            start: float(share)
            for sentence in self._sentences
            for start, share in zip(sentence.starts, sentence.decoded.shares(tags), strict=True)
        }

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
        return round(
            sum(self._exact_posterior(sentence, first, last, finer) for finer in self._finer.get(label, (label,))),
            SCORE_DIGITS,
        )

    def _exact_posterior(self, sentence: _Sentence, first: int, last: int, label: str) -> float:
        names = _span_tags(label, last - first + 1)
        if not all(name in self._tag_ids for name in names):
            return 0.0
        return sentence.decoded.posterior(first, [self._tag_ids[name] for name in names])

    def _spans(self, sentence: _Sentence) -> Iterator[Span]:
        for entity in decode_from_bioes(sentence.tags):
            first, last = entity["start"], entity["end"]
            label = _label(entity["type"])
            score = self._posterior(sentence, first, last, label)
            kind = self._type(sentence, first, last) if label == "LOC" else None
            yield Span(sentence.starts[first], sentence.ends[last], label, score, kind)


def _span_tags(label: str, length: int) -> list[str]:
    return [f"S-{label}"] if length == 1 else [f"B-{label}", *[f"I-{label}"] * (length - 2), f"E-{label}"]


def _label(name: str) -> str:
    """The label of geotag's that a model's label is; MISC where it is none of them."""
    known = name if name in LABELS else COARSE_LABELS.get(name, name)
    return known if known in LABELS else "MISC"


def _finer_labels(tags: Iterable[str]) -> dict[str, list[str]]:
    """For each label of geotag's, those of the model's that are it."""
    finer: dict[str, list[str]] = {}
    for name in dict.fromkeys(tag[2:] for tag in tags if tag[1:2] == "-"):
        finer.setdefault(_label(name), []).append(name)
    return finer


class Recogniser:
    """Finds people, places and organisations; any number of threads may use it at the same time.

    Parameters
    ----------
    model
        A model directory or the name of an installed model (:func:`geotag.ner.resources.find`); the bundled one by
        default.
    tagset
        Name of the model's tag set to answer with; by default its main one.
    threads
        How many threads torch computes with. One is best nearly always; a program with many threads needs no more.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError
        If a file is missing, cut short or altered.
    UnknownTagsetError
        If the model has no such tag set.
    """

    def __init__(self, model: StrPath | None = None, tagset: str | None = None, *, threads: int = 1) -> None:
        if threads < 1:
            raise ValueError(f"torch computes with at least one thread, not with {threads}")
        self.info: ModelInfo = resources.read_info(
            resources.bundled_model() if model is None else resources.find(model)
        )
        resources.verify(self.info)
        self._arguments = (self.info.directory.absolute(), tagset, threads)
        with NATIVE, torch_threads(threads):
            self._network = _load_network(self.info, tagset, threads)
        self._form: Callable[[str], str] = model_form if self.info.normalised else str
        self._tag_ids = {name: number for number, name in enumerate(self._network.tags)}
        self._type_ids = {name: number for number, name in enumerate(self._network.types)}
        self._temperature = float(self.info.details.get("temperature", 1.0))
        self.lexicon = NameLexicon.read(_lexicon_file(self.info), _ranks(self.info, self._network.ranks))

    def __reduce__(self) -> tuple[Any, ...]:
        """It is pickled as its model's directory, and read from there again."""
        return _opened, self._arguments

    def recognise(self, text: str) -> Recognition:
        """Find the names in `text`."""
        return self.recognise_many([text])[0]

    def recognise_many(self, texts: Sequence[str]) -> list[Recognition]:
        """Find the names in each text. Together is faster; what is found in a text does not depend on the others."""
        articles = [sentences(text) for text in texts]
        forms = ([self._form(token.text) for token in tokens] for tokens in chain.from_iterable(articles))
        decoded = self._decode(forms)
        return [
            Recognition([self._sentence(tokens, *next(decoded)) for tokens in article], self._tag_ids, self._type_ids)
            for article in articles
        ]

    def tags(self, tokenised: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        """The best BIOES tags of each sentence of tokens; none is empty."""
        decoded = self._decode([self._form(token) for token in tokens] for tokens in tokenised)
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
        decoded = decode_tags([rows[:, :main] for rows in scores], self._network.transitions, self._temperature)
        return zip(decoded, (rows[:, main:] for rows in scores), strict=True)

    def _sentence(self, tokens: Sequence[Token], decoded: DecodedSentence, types: FloatArray) -> _Sentence:
        starts, ends = [token.start for token in tokens], [token.end for token in tokens]
        return _Sentence(starts, ends, self._names(decoded), decoded, types)

    def _names(self, decoded: DecodedSentence) -> list[str]:
        # Tags below the prefix are padding and unknown; Stanza too reads them as O.
        names = [self._network.tags[max(int(tag), VOCAB_PREFIX_SIZE)] for tag in decoded.best]
        return list(fix_singleton_tags(names))


def _opened(directory: Path, tagset: str | None, threads: int) -> Recogniser:
    return Recogniser(directory, tagset, threads=threads)


class _Network(Protocol):
    """What computes the scores of tags, and of finer ones in the columns after them."""

    tags: list[str]
    types: list[str]
    transitions: NDArray[Any]
    ranks: Mapping[str, int]

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[NDArray[Any]]:
        """Scores of each sentence, tokens x (tags and types)."""


def _load_network(info: ModelInfo, tagset: str | None, threads: int) -> _Network:
    weights, vectors = info.part("ner"), info.part("pretrain")
    if weights is None:
        raise ModelDamagedError(f"model {info.name} in {info.directory} lists no NER weights; name another directory")
    try:
        if vectors is not None:
            try:
                return TagNetwork(weights, vectors, tagset=tagset, threads=threads)
            except UnsupportedNetworkError:
                pass
        if tagset is not None:
            raise UnknownTagsetError(f"model {info.name} has no named tag sets, so not {tagset!r} either")
        # Imported only where it is needed: it brings Stanza's whole NER trainer.
        from geotag.ner.stanza_network import StanzaNetwork

        charlms = info.part("forward_charlm"), info.part("backward_charlm")
        return StanzaNetwork(weights, vectors, *charlms, threads=threads)
    except UnknownTagsetError:
        raise
    except FileNotFoundError as error:
        raise ModelNotFoundError(
            f"model {info.name} in {info.directory} needs a file that is not there: {error}"
        ) from error
    except (OSError, RuntimeError, KeyError, EOFError, AssertionError, ValueError, UnpicklingError) as error:
        raise ModelDamagedError(f"model {info.name} in {info.directory} cannot be loaded: {error}") from error


def _lexicon_file(info: ModelInfo) -> Path:
    """The model's lexicon, or the bundled one, checked, for models that have none."""
    if resources.LEXICON_FILE not in info.files:
        info = resources.read_info(resources.bundled_model())
        resources.verify_file(info, resources.LEXICON_FILE)
    return info.directory / resources.LEXICON_FILE


def _ranks(info: ModelInfo, ranks: Mapping[str, int]) -> Mapping[str, int]:
    """Frequency ranks of forms as the lexicon has them, given those of the model's word vectors."""
    if info.normalised:
        return ranks
    normalised: dict[str, int] = {}
    for word, rank in ranks.items():
        normalised.setdefault(model_form(word), rank)
    return normalised
