"""The one table of the record's fields: the writer, the reader, the JSON Schema and Arrow's schema follow from it.

A field whose value is an attribute of what is written (:class:`geotag.model.Place` …) takes one line here; only what is
put together of several attributes has a function that gives it, and is read by :mod:`geotag.records.reader` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from geotag.model import KINDS, LABELS, Mention, Role, Status, TaggedArticle
from geotag.records.digest import text_digest

__all__ = [
    "CANDIDATE",
    "FOCUS",
    "MATCH",
    "MENTION",
    "PERSON",
    "PLACE",
    "RECORD",
    "SCHEMA_VERSION",
    "Field",
    "FieldType",
    "ListOf",
    "MapOf",
    "Scalar",
    "Struct",
    "looked_up_name",
]

#: Version of the record. It is raised when a field changes its meaning or is added to those that are always there.
SCHEMA_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text or a number, and what it can be.

    Attributes
    ----------
    python
        str, int, or float, which takes whole numbers too.
    choices
        All that it can be, if that is known.
    least, most
        Of a number.
    pattern
        Regular expression that a text fits.
    filled
        Whether a text has a character at least.
    """

    python: type
    choices: tuple[Any, ...] = ()
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of anything else, of `least` to `most` items."""

    item: FieldType
    least: int = 0
    most: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values of one type under keys that nobody knows beforehand; of any type where it is None."""

    value: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record.

    Attributes
    ----------
    nullable
        Whether it can be null.
    optional
        Whether it is left out where it would be null.
    source
        Path of the attribute that it is written from and read into; of its own name if empty.
    take
        Gives its value from what is written, where that is no attribute.
    since
        Version of the record that has it for the first time.
    before
        Gives its value from a record of an earlier version; None where it had none.
    as_text
        Whether a column of a table has it as JSON text, since what it holds differs from run to run.
    """

    name: str
    type: FieldType
    description: str = ""
    nullable: bool = False
    optional: bool = False
    source: str = ""
    take: Callable[[Any], Any] | None = None
    since: int = 1
    before: Callable[[Mapping[str, Any]], Any] | None = None
    as_text: bool = False

    @property
    def path(self) -> str:
        """Path of the attribute."""
        return self.source or self.name


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with fields of its own; one that is `shared` is a definition of the JSON Schema."""

    name: str
    description: str
    fields: tuple[Field, ...]
    shared: bool = True

    def __iter__(self) -> Iterator[Field]:
        """The fields, in their order."""
        return iter(self.fields)


FieldType = Scalar | ListOf | MapOf | Struct

_TEXT: Final = Scalar(str)
_FILLED: Final = Scalar(str, filled=True)
_HASH: Final = Scalar(str, pattern="^[0-9a-f]{64}$")
_COUNTRY: Final = Scalar(str, pattern="^[A-Z]{2}$")
_KIND: Final = Scalar(str, KINDS)
_LATITUDE: Final = Scalar(float, least=-90, most=90)
_LONGITUDE: Final = Scalar(float, least=-180, most=180)
_SHARE: Final = Scalar(float, least=0, most=1)
_NUMBER: Final = Scalar(int, least=0)
_COUNT: Final = Scalar(int, least=1)
_BOX: Final = ListOf(Scalar(float), 4, 4, "West, south, east, north; degrees WGS84.")
_DEGREES: Final = "Degrees WGS84."
_CODE: Final = "ISO 3166-1 alpha-2."


def looked_up_name(mention: Mapping[str, Any]) -> str:
    """The name of a mention's record; of one of schema 1, which has none, its text with the ال that لل hides.

    Examples
    --------
    >>> looked_up_name({"text": "قاهرة", "proclitics": "لل"})
    'القاهرة'
    """
    hidden = "ال" if (mention.get("proclitics") or "").endswith("لل") else ""
    return mention.get("name") or f"{hidden}{mention.get('text') or ''}"


def _status(mention: Mention) -> str | None:
    return mention.resolution.status if mention.resolution else None


def _place(mention: Mention) -> str | None:
    place = mention.resolution.place if mention.resolution else None
    return place.id if place else None


def _confidence(mention: Mention) -> float | None:
    return mention.resolution.confidence if mention.resolution else None


def _candidates(mention: Mention) -> tuple[Any, ...]:
    return mention.resolution.candidates if mention.resolution else ()


def _digest(tagged: TaggedArticle) -> str:
    return tagged.text_sha256 or text_digest(tagged.article.text)


MATCH: Final = Struct(
    "match",
    "How the mention met the gazetteer's name.",
    (Field("form", _TEXT), Field("via", _TEXT), Field("cost", Scalar(float, least=0))),
    shared=False,
)
CANDIDATE: Final = Struct(
    "candidate",
    "A place that the mention may mean.",
    (
        Field("place", _TEXT, source="place.id"),
        Field("name", _TEXT, source="place.name"),
        Field("name_en", _TEXT, nullable=True, source="place.name_en"),
        Field("lat", _LATITUDE, _DEGREES, source="place.lat"),
        Field("lon", _LONGITUDE, _DEGREES, source="place.lon"),
        Field("country", _COUNTRY, _CODE, nullable=True, source="place.country"),
        Field("kind", _KIND, source="place.kind"),
        Field("score", _SHARE, "Share of this candidate among all of them and none of these."),
        Field("match", MATCH),
        Field("reasons", ListOf(_TEXT)),
    ),
)
MENTION: Final = Struct(
    "mention",
    "A recognised name; offsets count Unicode code points.",
    (
        Field("start", _NUMBER),
        Field("end", _COUNT),
        Field("text", _FILLED, "The article's text from start to end."),
        Field(
            "name",
            _FILLED,
            "The name that was looked up: the text, with the article that لل hides (للقاهرة: القاهرة).",
            since=2,
            before=looked_up_name,
        ),
        Field("label", Scalar(str, LABELS)),
        Field("type", _TEXT, "A finer type, where the model has one.", optional=True),
        Field("head", _TEXT, "Generic word before the name.", nullable=True),
        Field("proclitics", _TEXT, "What was attached before the name."),
        Field("score", _SHARE, "The recogniser's posterior for this span."),
        Field("role", Scalar(str, get_args(Role))),
        Field("status", Scalar(str, get_args(Status)), "Null for people and other names.", nullable=True, take=_status),
        Field("place", _TEXT, "Id in places.", nullable=True, take=_place),
        Field("confidence", _SHARE, "Estimated probability that the place is right.", nullable=True, take=_confidence),
        Field("candidates", ListOf(CANDIDATE, most=5), "Best first.", take=_candidates),
        Field("person", _TEXT, "Id in people.", nullable=True),
    ),
)
PLACE: Final = Struct(
    "place",
    "A distinct place of the article.",
    (
        Field("id", _TEXT, source="place.id"),
        Field("name", _TEXT, source="place.name"),
        Field("name_en", _TEXT, nullable=True, source="place.name_en"),
        Field("lat", _LATITUDE, _DEGREES, source="place.lat"),
        Field("lon", _LONGITUDE, _DEGREES, source="place.lon"),
        Field("kind", _KIND, source="place.kind"),
        Field("country", _COUNTRY, _CODE, nullable=True, source="place.country"),
        Field("country_name", _TEXT, nullable=True, source="place.country_name"),
        Field("admin1", _TEXT, nullable=True, source="place.admin1"),
        Field("population", _NUMBER, nullable=True, source="place.population"),
        Field("bbox", _BOX, nullable=True, source="place.bbox"),
        Field("count", _COUNT),
        Field("links", MapOf(_TEXT), source="place.links"),
    ),
)
PERSON: Final = Struct(
    "person",
    "A person, under the fullest name.",
    (
        Field("id", _TEXT),
        Field("name", _FILLED),
        Field("mentions", ListOf(_NUMBER, least=1), "Indices into mentions."),
        Field("count", _COUNT, take=lambda person: len(person.mentions)),
    ),
)
FOCUS: Final = Struct(
    "focus",
    "What the article is about.",
    (
        Field("country", _COUNTRY),
        Field("places", ListOf(_TEXT)),
        Field("score", _SHARE),
        Field("bbox", _BOX),
    ),
)
_SOURCE: Final = Struct(
    "source",
    "A source of the gazetteer.",
    (Field("name", _TEXT), Field("title", _TEXT), Field("licence", _TEXT), Field("attribution", _TEXT)),
    shared=False,
)
_MODEL: Final = Struct("model", "The recogniser's model.", (Field("name", _TEXT), Field("sha256", _HASH)), shared=False)
_GAZETTEER: Final = Struct(
    "gazetteer",
    "The gazetteer.",
    (Field("version", _TEXT), Field("sha256", _HASH), Field("sources", ListOf(_SOURCE))),
    shared=False,
)
_PROVENANCE: Final = Struct(
    "provenance",
    "What made the record.",
    (
        Field("geotag", _TEXT),
        Field("schema", Scalar(int, (SCHEMA_VERSION,))),
        Field("model", _MODEL),
        Field("gazetteer", _GAZETTEER),
        Field("parameters", MapOf()),
    ),
    shared=False,
)
RECORD: Final = Struct(
    "record",
    "What geotag found in one article.",
    (
        Field("id", _FILLED, source="article.id"),
        Field("source", _TEXT, nullable=True, source="article.source"),
        Field("url", _TEXT, nullable=True, source="article.url"),
        Field("title", _TEXT, nullable=True, source="article.title"),
        Field(
            "date",
            _TEXT,
            "ISO 8601: a day, or a day and a time with the offset that the input states.",
            nullable=True,
            source="article.date",
        ),
        Field("language", _TEXT, source="article.language"),
        Field("text_sha256", _HASH, "Of the text exactly as read, in UTF-8.", take=_digest),
        Field("mentions", ListOf(MENTION), "In text order."),
        Field("places", ListOf(PLACE)),
        Field("people", ListOf(PERSON)),
        Field("focus", FOCUS, nullable=True),
        Field("provenance", _PROVENANCE, as_text=True),
    ),
)
