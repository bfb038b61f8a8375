"""A processor for Stanza's pipelines that resolves places: ``import geotag.stanza`` registers it as ``geo``.

    >>> import stanza, geotag.stanza                                                  # doctest: +SKIP
    >>> pipeline = stanza.Pipeline("ar", processors="tokenize,ner,geo",               # doctest: +SKIP
    ...                            dir=str(geotag.stanza.bundled()), download_method=None)
    >>> document = pipeline("وصل الوزير إلى بغداد وبيروت")                               # doctest: +SKIP
    >>> [(e.text, e.geo.text, e.geo.resolution.place.country) for e in document.ents]   # doctest: +SKIP
    [('بغداد', 'بغداد', 'IQ'), ('وبيروت', 'بيروت', 'LB')]

It adds to what Stanza has:

``entity.geo``
    the :class:`~geotag.Mention` that the entity is, with its resolution; None where geotag takes the entity for no name
    (a verb, an agency), or before ``geo`` ran
``document.geo``
    the whole :class:`~geotag.TaggedArticle`, also with the people, and the mentions that are no entities (places inside
    longer names, overlooked ones)
``document.places``
    its places, ``document.geo.places``
``document.focus``
    what it is about, ``document.geo.focus``

Any processors may come before it: the ``ner`` of any model, or none, for a document whose entities are there already.
With a model of geotag's and its tokenizer, what is found is what :meth:`geotag.Tagger.tag` finds. Of other models no
posteriors are known: each of their entities has the score 0.75, and places that they overlooked are not looked for.

Options of the pipeline are ``geo_gazetteer`` and ``geo_corrections``, files as of :func:`geotag.load`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from stanza.models.common.doc import Document
from stanza.models.common.doc import Span as Entity
from stanza.pipeline._constants import NER, TOKENIZE
from stanza.pipeline.processor import Processor, register_processor

import geotag
from geotag.arabic.tokens import tokens
from geotag.errors import InputError
from geotag.model import LABELS, Article, Mention
from geotag.ner import resources
from geotag.ner.corpora import COARSE_LABELS
from geotag.ner.recogniser import Recognition, Span
from geotag.ner.resources import bundled_model as bundled
from geotag.ner.tokenizer import GeotagTokenizer
from geotag.readonly import read_only

__all__ = ["GEO", "GeoProcessor", "bundled"]

GEO: Final = "geo"
#: What other models call people, places and organisations.
_OTHER_LABELS: Final[Mapping[str, str]] = {"PERSON": "PER", "LOCATION": "LOC", "ORGANIZATION": "ORG"}
#: Score of an entity of which no posterior is known: about the share of their entities that published models of Arabic
#: get right. It lets the checks of doubtful names be made.
_UNKNOWN_POSTERIOR: Final = 0.75
#: Documents whose names are recognised together.
_TOGETHER: Final = 32
#: Instead of the hash of a model that is not known.
_NO_HASH: Final = "0" * 64


@register_processor(name=GEO)
class GeoProcessor(Processor):  # type: ignore[misc]
    """Resolves the entities of Stanza documents.

    Raises
    ------
    ValueError
        If the pipeline is for another language than Arabic.
    GazetteerError, CorrectionsError, ModelError
        As :func:`geotag.load`.
    """

    PROVIDES_DEFAULT: ClassVar[set[str]] = {GEO}
    # Not ner: the entities may be there already.
    REQUIRES_DEFAULT: ClassVar[set[str]] = set()

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        if config["lang"] != resources.LANGUAGE:
            raise ValueError(f"the processor {GEO} is for Arabic (ar), not for {config['lang']!r}")
        files = [Path(path) for path in getattr(pipeline.processors.get(NER), "model_paths", ())]
        own = _model_of(files, pipeline.processors.get(TOKENIZE))
        self._tagger = _load(own, config)
        self._recognises = own is not None
        if own is None:
            self._tagger.provenance = read_only({**self._tagger.provenance, "model": _described(files)})

    def process(self, document: Document) -> Document:
        """Resolve the entities of one document.

        Raises
        ------
        InputError
            If the document has no text, or no entities were looked for.
        """
        return self.bulk_process([document])[0]

    def bulk_process(self, docs: Sequence[Document]) -> Sequence[Document]:
        """Resolve the entities of several documents; raises as :meth:`process`."""
        for document in docs:
            _check(document)
        for start in range(0, len(docs), _TOGETHER):
            part = docs[start : start + _TOGETHER]
            for document, recognition in zip(part, self._recognitions(part), strict=True):
                self._resolve(document, recognition)
        return docs

    def _recognitions(self, documents: Sequence[Document]) -> list[Recognition]:
        if self._recognises:
            recognised = self._tagger.recogniser.recognise_many([document.text for document in documents])
            return cast("list[Recognition]", recognised)  # geotag.load brings geotag's own
        return [Recognition([], {}, {}) for _ in documents]

    def _resolve(self, document: Document, recognition: Recognition) -> None:
        recognition.spans = list(self._spans(document, recognition))
        document.geo = self._tagger.tag_recognised(Article("document", document.text), recognition)
        mentions = [mention for mention in document.geo.mentions if mention.role != "nested"]
        starts, ends = [mention.start for mention in mentions], [mention.end for mention in mentions]
        for entity in document.ents:
            shared = mentions[bisect_right(ends, entity.start_char) : bisect_left(starts, entity.end_char)]
            entity.geo = max(shared, key=lambda mention: _common(entity, mention), default=None)

    def _spans(self, document: Document, recognition: Recognition) -> Iterator[Span]:
        """The entities as whole tokens of geotag's, without overlaps."""
        words = tokens(document.text)
        starts, ends = [word.start for word in words], [word.end for word in words]
        free = 0
        for entity in sorted(document.ents, key=lambda entity: (entity.start_char, -entity.end_char)):
            first = max(bisect_right(ends, entity.start_char), free)
            last = bisect_left(starts, entity.end_char) - 1
            if first <= last:
                free = last + 1
                start, end, label = starts[first], ends[last], _label(entity.type)
                score = recognition.posterior(start, end, label) if self._recognises else _UNKNOWN_POSTERIOR
                yield Span(start, end, label, score, recognition.place_type(start, end) if label == "LOC" else None)


def _model_of(files: Sequence[Path], tokenizer: Any) -> Path | None:
    """Directory of the model that the pipeline's names are from, if geotag can tell their posteriors too."""
    if len(files) != 1 or not isinstance(getattr(tokenizer, "_variant", None), GeotagTokenizer):
        return None
    directory = files[0].absolute().parent.parent.parent
    try:
        own = resources.read_info(directory).part("ner")
    except geotag.ModelError:
        return None
    return directory if own == files[0].absolute() else None


def _load(model: Path | None, config: Mapping[str, Any]) -> geotag.Tagger:
    gazetteer, corrections = (Path(config[name]) if name in config else None for name in ("gazetteer", "corrections"))
    try:
        return geotag.load(model, gazetteer, corrections=corrections)
    except geotag.GazetteerNotFoundError as error:
        # Of a FileNotFoundError Stanza would say that there is no processor of this name.
        raise geotag.GazetteerError(str(error)) from error


def _described(files: Sequence[Path]) -> dict[str, str]:
    """Name and hash of the pipeline's NER models, for provenance."""
    if not files:
        return {"name": "entities of the document", "sha256": _NO_HASH}
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return {"name": ";".join(file.stem for file in files), "sha256": digest.hexdigest()}


def _check(document: Any) -> None:
    if not isinstance(document, Document):
        raise InputError(f"the processor {GEO} takes a Stanza document, not a {type(document).__name__}; put ner first")
    if document.text is None or any(entity.start_char is None for entity in document.ents):
        raise InputError(f"the processor {GEO} needs the document's text and its entities' offsets; tokenize the text")
    if not document.ents and any(token.ner is None for token in document.iter_tokens()):
        raise InputError(f"no entities were looked for in the document; put ner before {GEO}")


def _label(name: str) -> str:
    label = name if name in LABELS else COARSE_LABELS.get(name, _OTHER_LABELS.get(name, name))
    return label if label in LABELS else "MISC"


def _common(entity: Entity, mention: Mention) -> int:
    """How many characters an entity and a mention share."""
    return int(min(entity.end_char, mention.end) - max(entity.start_char, mention.start))


def _add_property(kind: Any, name: str, getter: Any = None) -> None:
    # Stanza's own way to extend its objects. It refuses a second time, which is when this module is loaded anew.
    if not hasattr(kind, name):
        kind.add_property(name, getter=getter, setter=None if getter else lambda self, v: setattr(self, f"_{name}", v))


_add_property(Entity, "geo")
_add_property(Document, "geo")
_add_property(Document, "places", lambda document: document.geo and document.geo.places)
_add_property(Document, "focus", lambda document: document.geo and document.geo.focus)
