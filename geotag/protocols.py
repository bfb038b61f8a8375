"""What :class:`geotag.Tagger` asks of its parts: any object with these methods serves in the place of geotag's own.

They are for type checkers: nothing need inherit from them. ``docs/library.md`` shows a recogniser and a gazetteer of
one's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from geotag.model import Article, Candidate, Place, Resolution

if TYPE_CHECKING:
    from geotag.arabic.demonyms import DemonymIndex
    from geotag.arabic.tokens import Token
    from geotag.corrections import AppliedCorrections
    from geotag.extraction.mentions import FoundMention
    from geotag.ner.lexicon import NameLexicon
    from geotag.ner.span import Span
    from geotag.resolve.country_context import CountryContext

__all__ = [
    "CorrectionsProtocol",
    "GazetteerProtocol",
    "ModelDescription",
    "RecogniserProtocol",
    "RecognitionProtocol",
    "ResolverProtocol",
]


class ModelDescription(Protocol):
    """What provenance says of a recogniser's model."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def sha256(self) -> str:
        """What tells it from any other model of that name."""


class RecognitionProtocol(Protocol):
    """What was recognised in one article; offsets are into its text, probabilities from 0 to 1."""

    @property
    def spans(self) -> Sequence[Span]:
        """The names in text order, without overlaps."""

    def posterior(self, start: int, end: int, label: str) -> float:
        """Probability that the tokens from offset `start` to `end` are a name of that label."""

    def beginnings(self, label: str) -> Mapping[int, float]:
        """For the offset of each token, the most probable that a name of that label from there on can be."""

    def place_type(self, start: int, end: int) -> str | None:
        """The finer type of place that these tokens look most like; None where there are no types."""


class RecogniserProtocol(Protocol):
    """Finds the names in texts, as :class:`geotag.ner.recogniser.Recogniser` does."""

    @property
    def info(self) -> ModelDescription:
        """The model, for the provenance."""

    @property
    def lexicon(self) -> NameLexicon:
        """How names begin; ``NameLexicon({}, {})`` knows nothing."""

    def recognise_many(self, texts: Sequence[str]) -> Sequence[RecognitionProtocol]:
        """Find the names in each text."""


class GazetteerProtocol(Protocol):
    """Knows places by name."""

    @property
    def info(self) -> Mapping[str, Any]:
        """For the provenance: ``version``, ``sha256`` and ``sources``, a list of records with licences."""

    @property
    def country_names(self) -> Mapping[str, tuple[str, ...]]:
        """Arabic names of each country, the usual one first, by ISO 3166-1 alpha-2 code."""

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""

    def find(self, name: str) -> list[Candidate]:
        """Places that a name without proclitics may mean."""

    def find_by_sound(self, name: str) -> list[Candidate]:
        """Places whose names may be spelt like `name`; may always be empty."""

    def knows(self, name: str) -> bool:
        """Whether a place has that name as it stands."""

    def prominence(self, name: str) -> float:
        """How often news names the best place of that name, about ``log10`` of inhabitants; 0 if there is none."""


class ResolverProtocol(Protocol):
    """Decides which places names mean, as :class:`geotag.resolve.resolver.Resolver` does."""

    @property
    def demonyms(self) -> DemonymIndex:
        """The adjectives of countries."""

    def context(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> CountryContext:
        """Weigh the countries that an article names or describes, given its place mentions."""

    def resolve(self, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token]) -> list[Resolution]:
        """One resolution for each place mention of an article, in order."""


class CorrectionsProtocol(Protocol):
    """Decides before the resolver does."""

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Which corrections they are."""

    def apply(self, article: Article, found: Sequence[FoundMention]) -> AppliedCorrections:
        """Correct the mentions of an article before the resolver decides the others."""
