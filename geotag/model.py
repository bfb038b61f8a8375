"""The records that flow through geotag: immutable, and free of behaviour but for what :class:`TaggedArticle` becomes.

Coordinates are degrees WGS84. Offsets are Python ``str`` offsets into the article's text exactly as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from geotag.readonly import ReadOnlyDict, read_only

if TYPE_CHECKING:
    import geopandas

__all__ = [
    "ARTICLE_FIELDS",
    "CURATED_RANK",
    "KINDS",
    "LABELS",
    "PLACE_LABELS",
    "POPULATED_KINDS",
    "SCORE_DIGITS",
    "Article",
    "BBox",
    "Candidate",
    "Focus",
    "Kind",
    "Label",
    "Match",
    "Mention",
    "Person",
    "Place",
    "Resolution",
    "Role",
    "Status",
    "TaggedArticle",
    "TaggedPlace",
]

Label = Literal["PER", "LOC", "ORG", "FAC", "MISC"]
Role = Literal["literal", "metonym", "nested"]
Status = Literal["resolved", "ambiguous", "unresolved"]
Kind = Literal[
    "continent",
    "region",
    "country",
    "admin1",
    "admin2",
    "city",
    "village",
    "neighbourhood",
    "camp",
    "island",
    "mountain",
    "desert",
    "sea",
    "lake",
    "river",
    "strait",
    "facility",
    "crossing",
    "other",
]
LABELS: Final[tuple[Label, ...]] = ("PER", "LOC", "ORG", "FAC", "MISC")
KINDS: Final[tuple[Kind, ...]] = Kind.__args__  # type: ignore[attr-defined]
#: Labels of names that may be places.
PLACE_LABELS: Final = frozenset({"LOC", "FAC"})
#: Kinds of populated places.
POPULATED_KINDS: Final = frozenset({"city", "village", "neighbourhood", "camp"})
#: The rank of facts that were compiled by hand, which no source outranks.
CURATED_RANK: Final = 0
#: What inputs can say of an article; its language is not read.
ARTICLE_FIELDS: Final = ("id", "text", "title", "source", "url", "date")
#: Decimals of the scores and probabilities in records.
SCORE_DIGITS: Final = 4

BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read.

    Attributes
    ----------
    id
        Its own where the input has one, else the file's name without its ending.
    text
        Exactly as read; every offset is into it.
    title, source, url, date
        What the input says, or None. `date` is ISO 8601: a day, or a day and a time with the offset as stated.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    language: str = "ar"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer.

    Attributes
    ----------
    id
        ``source:key``, the same in every build that has the place (``geonames:147429``).
    name
        The usual Arabic name; where no source has one, the English name.
    country
        ISO 3166-1 alpha-2, or None for what lies in several or in none.
    admin1
        English name of the first-level division, or None.
    admin1_code
        GeoNames' code of the first-level division, or None.
    prominence
        How often news names such a place, before any context: about ``log10`` of inhabitants.
    rank
        Trust in the source, :data:`CURATED_RANK` for curated facts; higher is less.
    links
        Ids of the same place elsewhere (``geonames``, ``wikidata``); read-only.
    """

    id: str
    name: str
    name_en: str
    lat: float
    lon: float
    kind: Kind
    country: str | None = None
    country_name: str | None = None
    admin1: str | None = None
    population: int | None = None
    bbox: BBox | None = None
    admin1_code: str | None = None
    prominence: float = 0.0
    rank: int = 0
    links: Mapping[str, str] = field(default_factory=ReadOnlyDict, hash=False)

    def __post_init__(self) -> None:
        if type(self.links) is not ReadOnlyDict:
            object.__setattr__(self, "links", ReadOnlyDict(self.links))


@dataclass(frozen=True, slots=True)
class Match:
    """How a mention's form met a gazetteer name.

    Attributes
    ----------
    form
        The gazetteer's name that was met, as written there.
    via
        The level that met it: exact, orthography, article, head, proclitic, spacing …
    cost
        0 for an exact match; the looser the level, the higher.
    """

    form: str
    via: str
    cost: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a mention may mean, with its score (0 to 1) and the reasons for it."""

    place: Place
    match: Match
    score: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided of one place mention.

    Attributes
    ----------
    status
        ``resolved``: `place` is the answer. ``ambiguous``: it is the best of close candidates.
        ``unresolved``: nothing fits.
    place
        None only where unresolved.
    confidence
        Estimated probability that `place` is right; None where unresolved.
    candidates
        Best first.
    """

    status: Status
    place: Place | None = None
    confidence: float | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A recognised name in an article.

    Attributes
    ----------
    start, end
        Offsets of the name itself; `text` is the slice between them.
    label
        What the recogniser takes it for.
    score
        The recogniser's posterior for this span and label, 0 to 1.
    head
        Generic word before the name (إقليم, مدينة), or None.
    proclitics
        What was attached before it (و, ب, ول …), or "".
    type
        A finer type, where the model has one.
    resolution
        For places; None for people and other names.
    person
        Id of the :class:`Person`, for people.
    name
        The name that is looked up: `text`, with the article that لل hides (للقاهرة: القاهرة).
    """

    start: int
    end: int
    text: str
    label: Label
    score: float
    head: str | None = None
    proclitics: str = ""
    role: Role = "literal"
    type: str | None = None
    resolution: Resolution | None = None
    person: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.text)


@dataclass(frozen=True, slots=True)
class TaggedPlace:
    """A place and how many mentions of an article were resolved to it."""

    place: Place
    count: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person of one article: the fullest name, and the indices of the mentions that mean them."""

    id: str
    name: str
    mentions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """What an article is about: the country with the most weight, its places, and their extent."""

    country: str
    places: tuple[str, ...]
    score: float
    bbox: BBox


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """An article with its mentions in text order, the distinct places and people, and the provenance of it all.

    Provenance is read-only, with tuples in the place of lists; :meth:`to_dict` gives a copy that may be changed.

    Attributes
    ----------
    text_sha256
        Of the text that was tagged, where it is not known: then it was read from a record alone, and the article's
        text holds no more than the names. Else None.
    """

    article: Article
    mentions: tuple[Mention, ...]
    places: tuple[TaggedPlace, ...]
    people: tuple[Person, ...]
    focus: Focus | None
    provenance: Mapping[str, Any] = field(hash=False)
    text_sha256: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "provenance", read_only(self.provenance))

    def to_dict(self) -> dict[str, Any]:
        """The JSON record of the article; its JSON Schema is :func:`geotag.formats.record_schema`."""
        from geotag.records.writer import article_record

        return article_record(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], text: str | None = None) -> TaggedArticle:
        """What was found in an article, from its record: what :meth:`to_dict` gives, and what is written as JSON.

        Written again, it gives the same record. A record holds no text, of a place neither `prominence` nor `rank`,
        and of a candidate's place only what tells it from others.

        Parameters
        ----------
        record
            Of this schema or of schema 1.
        text
            The article's text. Without it, one stands in for it that has the names at their offsets and nothing else
            but ends of lines.

        Raises
        ------
        ResultsError
            If it is no such record (the field is named), or `text` is not the one that it is of.

        Examples
        --------
        >>> found = TaggedArticle(Article("a", "باكو"), (), (), (), None, {"schema": 2})
        >>> TaggedArticle.from_dict(found.to_dict(), "باكو") == found
        True
        """
        from geotag.records.reader import read_article

        return read_article(record, text)

    def to_geodataframe(self, per: Literal["place", "mention"] = "place") -> geopandas.GeoDataFrame:
        """The places as a GeoDataFrame: a row per distinct place, or per mention. Needs geopandas.

        Raises
        ------
        MissingExtraError
            If geopandas is not installed.
        """
        from geotag.formats.geodataframe import geodataframe

        return geodataframe([self], per)

    def _repr_html_(self) -> str:
        """The article beside its map, for notebooks: the first cell holds what later ones share."""
        from geotag.maps.notebook import cell

        return cell(self)
