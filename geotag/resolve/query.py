"""What each place mention asks of the resolver: a name, where it stands, and the places that it may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geotag.arabic.heads import Head
from geotag.arabic.orthography import fold, is_marked
from geotag.extraction.mentions import FoundMention
from geotag.gazetteer.lookup.search import CONTRADICTION_COST
from geotag.model import Candidate

__all__ = ["Query", "queries_of"]

#: Prominence that a match's cost outweighs.
_PROMINENCE_OF_COST: Final = 5.0


@dataclass(frozen=True, slots=True)
class Query:
    """A place mention with what it may mean.

    Attributes
    ----------
    key
        The folded name: queries with one key have one sense in the article.
    start, end
        Offsets of the mention.
    posterior
        The recogniser's.
    type
        The finer type that the recogniser gives the mention, or None.
    proclitics
        What is attached before it.
    """

    key: str
    start: int
    end: int
    posterior: float
    type: str | None
    proclitics: str
    head: Head | None
    candidates: tuple[Candidate, ...]

    @property
    def most_prominent(self) -> Candidate | None:
        """The candidate that is best known before any context, a worse match that much less."""
        return max(
            self.candidates,
            key=lambda candidate: candidate.place.prominence - _PROMINENCE_OF_COST * candidate.match.cost,
            default=None,
        )

    @property
    def named_country(self) -> str | None:
        """The country that the mention names, if it names one."""
        best = self.most_prominent
        return best.place.country if best is not None and best.place.kind == "country" else None


def queries_of(found: Iterable[FoundMention]) -> list[Query]:
    """What each place mention asks of the resolver."""
    return [
        Query(
            key=_key(item),
            start=item.mention.start,
            end=item.mention.end,
            posterior=item.mention.score,
            type=item.mention.type,
            proclitics=item.mention.proclitics,
            head=item.head,
            candidates=item.candidates,
        )
        for item in found
    ]


def _key(found: FoundMention) -> str:
    """The folded name; with its marks where they tell what it is (عمّان and عُمان are two names)."""
    contradicts = is_marked(found.name) and any(c.match.cost >= CONTRADICTION_COST for c in found.candidates)
    return found.name if contradicts else fold(found.name)
