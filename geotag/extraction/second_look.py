"""A second look: names that the recogniser overlooked, or took for people, found in the light of the whole article.

The recogniser sees a sentence; some town names are rare, or are people's names too (جبرائيل وفضولي). Once it is clear
which countries an article is about, a name that the gazetteer's curated facts have in one of them is hardly anything
else, unless it is an ordinary word; and so is one that is joined to a place (من مكة إلى المدينة, قرب كسب والقرداحة).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final, Protocol

from geotag.arabic.signs import LIST_JOINERS
from geotag.extraction.mentions import FoundMention, MentionBuilder, place_mentions
from geotag.extraction.rules import BEFORE_PLACES
from geotag.model import CURATED_RANK, Candidate
from geotag.ner.span import Span
from geotag.protocols import RecognitionProtocol

__all__ = ["CountryShares", "second_look"]

#: Share of an article's country evidence from which on the article is about a country.
_MAIN_SHARE: Final = 0.2
#: A person whom the recogniser is surer of stays a person.
_SURE_PERSON: Final = 0.9
#: An overlooked name needs at least this posterior.
_LEAST_POSTERIOR: Final = 0.02
#: So that no name from a token on can have that much; posteriors are rounded.
_LEAST_BEGINNING: Final = 0.9 * _LEAST_POSTERIOR
#: And this much if it is joined to a place.
_LEAST_JOINED: Final = 0.03
#: And this much behind a preposition of place or a head (قرب النبك), where its word is no frequent one.
_LEAST_ANNOUNCED: Final = 0.1
_AND: Final = "و"
#: Among the more frequent forms of news are too many ordinary words.
_FREQUENT_RANK: Final = 15_000
_LONGEST_NAME: Final = 3
_KINDS: Final = frozenset({"city", "village", "camp", "neighbourhood", "admin1", "admin2", "region", "crossing"})


class CountryShares(Protocol):
    """Which countries an article is about."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Of each country that the article speaks of."""

    def share(self, country: str) -> float:
        """Share of `country` in the article's country evidence, 0 to 1."""


def second_look(
    found: Sequence[FoundMention],
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    context: CountryShares,
    ranks: Mapping[str, int],
) -> list[FoundMention]:
    """Return the mentions of an article with doubtful people made places and overlooked places added.

    Parameters
    ----------
    found
        What was found at first, in text order.
    context
        Which countries the article is about, by what was found at first.
    ranks
        Frequency rank of word forms in news.
    """
    main = {country for country in context.weights if context.share(country) >= _MAIN_SHARE}
    seen: list[FoundMention] = []
    for item in found:
        seen.append(_place_or_person(item, builder, recognition, main, seen[-1] if seen else None))
    seen += _Overlooked(seen, builder, recognition, main, ranks).places()
    return sorted(seen, key=lambda item: item.mention.start)


def _place_or_person(
    item: FoundMention,
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    main: Set[str],
    previous: FoundMention | None,
) -> FoundMention:
    """The mention, as a place if it is a doubtful person's and the name of a place in a main country."""
    mention = item.mention
    if mention.label != "PER" or mention.score >= _SURE_PERSON:
        return item
    first, last = builder.token_range(mention)
    if builder.text.is_quoted(first, last) or not _in_main(builder.extents.named(first, last), main):
        return item
    span = _place_span(recognition, builder.text.tokens[first].start, mention.end)
    return builder.place(first, last, span, previous)


class _Overlooked:
    """Looks for places among the tokens of an article that no mention took."""

    def __init__(
        self,
        seen: Sequence[FoundMention],
        builder: MentionBuilder,
        recognition: RecognitionProtocol,
        main: Set[str],
        ranks: Mapping[str, int],
    ) -> None:
        self._builder = builder
        self._text = builder.text
        self._recognition = recognition
        self._main = main
        self._ranks = ranks
        self._ends = {builder.token_range(item.mention)[1]: item for item in place_mentions(seen)}
        self._starts = {builder.token_range(item.mention)[0]: item for item in self._ends.values()}

    def places(self) -> Iterator[FoundMention]:
        """The places, from the left to the right; each may tell of the next."""
        beginnings, starts = self._recognition.beginnings("LOC"), self._text.starts
        for first in list(self._builder.untaken()):
            if beginnings.get(starts[first], 0.0) < _LEAST_BEGINNING:
                continue
            for last in range(min(first + _LONGEST_NAME, len(self._text)) - 1, first - 1, -1):
                if self._is_place(first, last):
                    yield self._take(first, last)
                    break

    def _is_place(self, first: int, last: int) -> bool:
        if not self._builder.is_free(first, last) or self._text.is_quoted(first, last):
            return False
        # The gazetteer is asked last: for most tokens the recogniser has said no already.
        tokens = self._text.tokens
        posterior = self._recognition.posterior(tokens[first].start, tokens[last].end, "LOC")
        if posterior < _LEAST_POSTERIOR:
            return False
        ordinary = first == last and self._ranks.get(self._text.words[first].form, _FREQUENT_RANK) < _FREQUENT_RANK
        before, after = self._joined_before(first), self._joined_after(last)
        joined = posterior >= _LEAST_JOINED and (before is not None or after is not None)
        if (ordinary and not joined) or self._builder.is_refused(first, last):
            return False
        candidates = self._builder.extents.named(first, last)
        if not ordinary and _in_main(candidates, self._main):
            return True
        if joined and _fits(candidates, before, after):
            return True
        return not ordinary and posterior >= _LEAST_ANNOUNCED and self._is_announced(first) and _is_curated(candidates)

    def _take(self, first: int, last: int) -> FoundMention:
        tokens = self._text.tokens
        self._builder.take(first, last)
        span = _place_span(self._recognition, tokens[first].start, tokens[last].end)
        item = self._builder.place(first, last, span, None)
        self._ends[last] = self._starts[first] = item
        return item

    def _is_announced(self, index: int) -> bool:
        """Whether a preposition of place or a head stands right before the token (قرب النبك)."""
        if not index or not self._text.are_adjacent(index - 1, index):
            return False
        before = self._text.words[index - 1]
        return before.form in BEFORE_PLACES or before.head is not None

    def _joined_before(self, first: int) -> FoundMention | None:
        """The place that the token joins on to (حلب وحماة, من مكة إلى المدينة)."""
        words, last = self._text.words, first - 1
        while last > 0 and words[last].form in LIST_JOINERS:
            last -= 1
        joined = last < first - 1 or words[first].text.startswith(_AND)
        return self._ends.get(last) if joined else None

    def _joined_after(self, last: int) -> FoundMention | None:
        """The place that joins on to the token."""
        words, first = self._text.words, last + 1
        while first < len(words) and words[first].form in LIST_JOINERS:
            first += 1
        item = self._starts.get(first)
        joined = item is not None and (first > last + 1 or item.mention.proclitics.startswith(_AND))
        return item if joined else None


def _fits(candidates: Sequence[Candidate], before: FoundMention | None, after: FoundMention | None) -> bool:
    """Whether a name between two places, or in a country of the one that it is joined to, is a place."""
    curated = {candidate.place.country for candidate in candidates if candidate.place.rank == CURATED_RANK}
    if before is not None and after is not None:
        return bool(curated)
    return any(
        candidate.place.country in curated
        for fellow in (before, after)
        if fellow is not None
        for candidate in fellow.candidates
        if candidate.place.rank == CURATED_RANK and candidate.place.country is not None
    )


def _place_span(recognition: RecognitionProtocol, start: int, end: int) -> Span:
    return Span(start, end, "LOC", recognition.posterior(start, end, "LOC"), recognition.place_type(start, end))


def _is_curated(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.place.rank == CURATED_RANK and candidate.place.kind in _KINDS for candidate in candidates)


def _in_main(candidates: Sequence[Candidate], main: Set[str]) -> bool:
    return any(
        candidate.place.rank == CURATED_RANK and candidate.place.country in main and candidate.place.kind in _KINDS
        for candidate in candidates
    )
