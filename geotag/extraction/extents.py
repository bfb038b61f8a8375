"""How far a name extends: tokens that the gazetteer knows as one, without proclitics and generic heads.

The recogniser marks tokens as they are written. A span that took in a word too many (أذربيجان تدمر) or left out one of
its name (باغ of قره باغ) is set right where the gazetteer knows the right one and not the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Final

from geotag.arabic.heads import Head
from geotag.arabic.orthography import ARTICLE
from geotag.arabic.prepositions import PREPOSITIONS
from geotag.arabic.proclitics import Reading
from geotag.arabic.words import forms, ordered
from geotag.extraction.annotation import AnnotatedText
from geotag.extraction.rules import PlaceSpan, describes, is_adjective, is_bare_head
from geotag.extraction.spans import without_quotes
from geotag.gazetteer.lookup.search import TIGHT_LEVELS
from geotag.model import Candidate
from geotag.ner.lexicon import NameLexicon
from geotag.protocols import GazetteerProtocol

__all__ = ["Extent", "Extents"]

#: How many tokens a name may gain at its start to become one that the gazetteer knows.
_EXTENSION: Final = 2
#: A part of a span stands for the whole only if it is the name of a place at least this prominent.
_SURE_PROMINENCE: Final = 5.5
_FACILITIES: Final = frozenset({"facility", "crossing"})
#: Proclitics that are prepositions.
_PREPOSITIONAL: Final = forms("proclitics.prepositions")
#: Words that text without its spaces glues to the next.
_PARTICLES: Final = ordered("ordinary.glued")
_SHORTEST_UNGLUED: Final = 4


@dataclass(frozen=True, slots=True)
class Extent:
    """A range of tokens read as a name.

    Attributes
    ----------
    reading
        What is attached before the first of them, and where the name begins in it.
    head
        The generic head that was parted from the name, or None.
    candidates
        Places of that name.
    """

    first: int
    last: int
    reading: Reading
    head: Head | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def tight(self) -> tuple[Candidate, ...]:
        """The places that are written so, but for spelling and spaces."""
        return tuple(candidate for candidate in self.candidates if candidate.match.via in TIGHT_LEVELS)

    @property
    def prominence(self) -> float:
        """That of the most prominent place."""
        return max((candidate.place.prominence for candidate in self.candidates), default=0.0)


class Extents:
    """Reads tokens of one article as names; each range is looked up once.

    Parameters
    ----------
    text
        The article.
    gazetteer, lexicon
        What knows place names, and how names begin.
    """

    def __init__(self, text: AnnotatedText, gazetteer: GazetteerProtocol, lexicon: NameLexicon) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._known: dict[tuple[int, int], Extent] = {}

    def extent(self, first: int, last: int) -> Extent:
        """Tokens `first` to `last` as the name of a place, a generic head parted from it if it is one without."""
        found = self._known.get((first, last))
        if found is None:
            found = self._known[first, last] = self._extent(first, last)
        return found

    def candidates(self, first: int, last: int) -> tuple[Candidate, ...]:
        """Places whose name the tokens may be."""
        return self.extent(first, last).candidates

    def is_tight(self, first: int, last: int) -> bool:
        """Whether one of them is written so, but for spelling and spaces."""
        return bool(self.extent(first, last).tight)

    def is_name(self, first: int, last: int) -> bool:
        """The same, of tokens that stand together and have no head among them."""
        return bool(self.named(first, last))

    def named(self, first: int, last: int) -> tuple[Candidate, ...]:
        """Places whose name the tokens are, proclitics apart, no looser than by spacing."""
        if not self._text.are_adjacent(first, last):
            return ()
        extent = self.extent(first, last)
        return extent.tight if extent.first == first else ()

    def knows(self, name: str) -> bool:
        """Whether a place has that name as it stands."""
        return self._gazetteer.knows(name)

    def by_sound(self, name: str) -> tuple[Candidate, ...]:
        """Places whose names may be spelt like `name`."""
        return tuple(self._gazetteer.find_by_sound(name))

    def name(self, extent: Extent) -> str:
        """The name to look up: as it is written, with the ال that لل hid."""
        start = self._text.tokens[extent.first].start + extent.reading.start
        return extent.reading.article + self._text.text[start : self._text.tokens[extent.last].end]

    def read(self, first: int, last: int, label: str, *, is_known: bool = False) -> Reading:
        """What is attached before a name.

        Parameters
        ----------
        label
            Of the name.
        is_known
            Whether the gazetteer is asked.
        """
        own = self._text.words[first]
        if len(own.readings) == 1 or self._is_governed(first):
            return own.readings[0]
        rest = self._text.text[self._text.tokens[first].end : self._text.tokens[last].end]
        prominence = self._gazetteer.prominence if is_known else None
        return self._lexicon.read_name(own.text, rest, label, self._text.form_counts, prominence)

    def best(self, first: int, last: int, taken: Set[int]) -> Extent:
        """The tokens as they are if the gazetteer knows them, else more or fewer that it knows.

        Parameters
        ----------
        taken
            Tokens of other names, which it does not extend to.
        """
        extent = self._extended(first, last, taken)
        if extent.candidates:
            return extent
        return self._unglued(extent) or extent

    def _extended(self, first: int, last: int, taken: Set[int]) -> Extent:
        text = self._text
        if first and first < last and text.are_adjacent(first - 1, first) and first - 1 not in taken:
            whole = text.head(first - 1, first)
            if whole is not None and whole[1] > 1:
                first -= 1  # the span begins inside a head of two words (شبه جزيرة)
        given = self.extent(first, last)
        for start in range(max(0, first - _EXTENSION), first):
            if not taken.isdisjoint(range(start, first)) or not text.are_adjacent(start, last):
                continue
            if not text.words[start].is_word or not self._may_be_one_name(start, first):
                continue
            longer = self.extent(start, last)
            if longer.first < given.first and longer.tight:
                return longer
        return given if given.candidates else self._shortened(first, last, given)

    def _shortened(self, first: int, last: int, given: Extent) -> Extent:
        """The part of a span that is surely a place, if there is one."""
        if self._is_facility(given.first):
            return given
        ends = (end for end in range(last - 1, first - 1, -1) if self._may_end(end))
        starts = (start for start in range(first + 1, last + 1) if self._may_begin(start, last))
        shorter = [*(self.extent(first, end) for end in ends), *(self.extent(start, last) for start in starts)]
        sure = [
            extent
            for extent in shorter
            if extent.prominence >= _SURE_PROMINENCE
            and extent.tight
            and extent.reading.proclitics == (given.reading.proclitics if extent.first == first else "")
        ]
        return max(sure, key=lambda extent: extent.prominence, default=given)

    def _may_end(self, end: int) -> bool:
        """Whether a name may end at the token: not before an adjective of its own (أوروبا الوسطى), if no demonym."""
        if not self._text.words[end].is_word:
            return False
        following = self._text.words[end + 1].form
        return not following.startswith(ARTICLE) or self._text.demonyms[end + 1].country is not None

    def _may_begin(self, start: int, last: int) -> bool:
        """Whether the end of a span may be a name by itself: not where it describes what is before (الخوذ البيضاء)."""
        before, own = self._text.words[start - 1], self._text.words[start]
        if not own.is_word or describes(before, own):
            return False
        return not is_adjective(PlaceSpan(self._text, start, last, self, self._lexicon))

    def _may_be_one_name(self, first: int, last: int) -> bool:
        """Whether tokens may be of one name: all are words, or what is between the words is glued to them (أبو_ظبي)."""
        return all(self._text.words[index].is_word or self._text.is_glued(index) for index in range(first, last + 1))

    def _is_facility(self, first: int) -> bool:
        """Whether the name is that of a facility, which may be named after a place but is not the place."""
        found = self._text.head(first, first + 1)
        return found is not None and not _FACILITIES.isdisjoint(found[0].kinds)

    def _unglued(self, extent: Extent) -> Extent | None:
        """A well-known name without the particle that a missing space left before it (أنأوكرانيا), if it is one."""
        for reading in _particles(self._text.words[extent.first].text):
            rest = Extent(extent.first, extent.last, reading, extent.head)
            found = tuple(self._gazetteer.find(self.name(rest)))
            rest = Extent(extent.first, extent.last, reading, extent.head, found)
            if rest.tight and rest.prominence >= _SURE_PROMINENCE:
                return rest
        return None

    def _extent(self, first: int, last: int) -> Extent:
        parted = self._text.head(first, last)
        if parted is not None and first + parted[1] <= last and parted[0].detachable:
            head, size = parted
            inner = self.extent(*without_quotes(self._text, first + size, last))
            fits = any(candidate.place.kind in head.kinds for candidate in inner.candidates)
            if fits or (inner.candidates and not self._gazetteer.knows(self._text.slice(first, last))):
                return Extent(inner.first, inner.last, inner.reading, inner.head or head, inner.candidates)
        extent = Extent(first, last, self.read(first, last, "LOC", is_known=True))
        if is_bare_head(self._text, first, last, self._gazetteer.knows):
            return extent
        return Extent(first, last, extent.reading, None, tuple(self._gazetteer.find(self.name(extent))))

    def _is_governed(self, index: int) -> bool:
        """Whether a preposition or a head stands before the token: then no second one is attached to it (في لايدن)."""
        if self._text.words[index].text[0] not in _PREPOSITIONAL:
            return False
        if not index or not self._text.are_adjacent(index - 1, index):
            return False
        before = self._text.words[index - 1]
        return before.form in PREPOSITIONS or (before.head is not None and not before.head.plural)


def _particles(text: str) -> Iterator[Reading]:
    """The readings of a word that begins with a particle."""
    for particle in _PARTICLES:
        if text.startswith(particle) and len(text) - len(particle) >= _SHORTEST_UNGLUED:
            yield Reading("", len(particle), text[len(particle) :])
