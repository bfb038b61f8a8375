"""A second look: names that the recogniser overlooked, or took for people, found in the light of the whole article.

The recogniser sees a sentence; some town names are rare, or are people's names too (جبرائيل وفضولي). Once it is clear
which countries an article is about, a name that the gazetteer's curated facts have in one of them is hardly anything
else, unless it is an ordinary word; and so is one that is joined to a place (من مكة إلى المدينة, قرب كسب والقرداحة).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from geotag.arabic.orthography import model_form
from geotag.arabic.tokens import Token
from geotag.extraction.mentions import FoundMention, MentionBuilder, place_mentions
from geotag.model import Candidate
from geotag.ner.span import Span
from geotag.protocols import RecognitionProtocol
from geotag.resolve.country_context import CountryContext
from geotag.resolve.surroundings import LIST_JOINERS

__all__ = ["second_look"]

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
#: Sources' rank of facts compiled by hand.
_CURATED: Final = 0
_KINDS: Final = frozenset({"city", "village", "camp", "neighbourhood", "admin1", "admin2", "region", "crossing"})


def second_look(
    found: Sequence[FoundMention],
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    context: CountryContext,
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
        mention = item.mention
        if mention.label == "PER" and mention.score < _SURE_PERSON:
            first, last = builder.token_range(mention)
            if not builder.is_quoted(first, last) and _in_main(builder.known_name(first, last), main):
                span = _place_span(recognition, builder.tokens[first].start, mention.end)
                item = builder.place(first, last, span, seen[-1] if seen else None)
        seen.append(item)
    seen += _overlooked(seen, builder, recognition, main, ranks)
    return sorted(seen, key=lambda item: item.mention.start)


def _overlooked(
    seen: Sequence[FoundMention],
    builder: MentionBuilder,
    recognition: RecognitionProtocol,
    main: set[str],
    ranks: Mapping[str, int],
) -> Iterator[FoundMention]:
    tokens = builder.tokens
    ends = {builder.token_range(item.mention)[1]: item for item in place_mentions(seen)}
    starts = {builder.token_range(item.mention)[0]: item for item in ends.values()}
    beginnings = recognition.beginnings("LOC")
    for first in list(builder.untaken()):
        if beginnings.get(tokens[first].start, 0.0) < _LEAST_BEGINNING:
            continue
        for last in range(min(first + _LONGEST_NAME, len(tokens)) - 1, first - 1, -1):
            if not builder.is_free(first, last) or builder.is_quoted(first, last):
                continue
            # The gazetteer is asked last: for most tokens the recogniser has said no already.
            start, end = tokens[first].start, tokens[last].end
            posterior = recognition.posterior(start, end, "LOC")
            if posterior < _LEAST_POSTERIOR:
                continue
            ordinary = first == last and ranks.get(model_form(tokens[first].text), _FREQUENT_RANK) < _FREQUENT_RANK
            before, after = _joined_before(first, tokens, ends), _joined_after(last, tokens, starts)
            joined = posterior >= _LEAST_JOINED and (before is not None or after is not None)
            announced = not ordinary and posterior >= _LEAST_ANNOUNCED and builder.is_announced(first)
            if (ordinary and not joined) or builder.is_other(first, last):
                continue
            candidates = builder.known_name(first, last)
            if (
                _in_main(candidates, set() if ordinary else main)
                or (joined and _fits(candidates, before, after))
                or (announced and _is_curated(candidates))
            ):
                builder.take(first, last)
                item = builder.place(first, last, _place_span(recognition, start, end), None)
                ends[last] = starts[first] = item
                yield item
                break


def _joined_before(first: int, tokens: Sequence[Token], ends: Mapping[int, FoundMention]) -> FoundMention | None:
    """The place that the token joins on to (حلب وحماة, من مكة إلى المدينة)."""
    last = first - 1
    while last > 0 and model_form(tokens[last].text) in LIST_JOINERS:
        last -= 1
    joined = last < first - 1 or tokens[first].text.startswith(_AND)
    return ends.get(last) if joined else None


def _joined_after(last: int, tokens: Sequence[Token], starts: Mapping[int, FoundMention]) -> FoundMention | None:
    """The place that joins on to the token."""
    first = last + 1
    while first < len(tokens) and model_form(tokens[first].text) in LIST_JOINERS:
        first += 1
    item = starts.get(first)
    joined = item is not None and (first > last + 1 or item.mention.proclitics.startswith(_AND))
    return item if joined else None


def _fits(candidates: Sequence[Candidate], before: FoundMention | None, after: FoundMention | None) -> bool:
    """Whether a name between two places, or in a country of the one that it is joined to, is a place."""
    curated = {candidate.place.country for candidate in candidates if candidate.place.rank == _CURATED}
    if before is not None and after is not None:
        return bool(curated)
    return any(
        candidate.place.country in curated
        for fellow in (before, after)
        if fellow is not None
        for candidate in fellow.candidates
        if candidate.place.rank == _CURATED and candidate.place.country is not None
    )


def _place_span(recognition: RecognitionProtocol, start: int, end: int) -> Span:
    return Span(start, end, "LOC", recognition.posterior(start, end, "LOC"), recognition.place_type(start, end))


def _is_curated(candidates: Sequence[Candidate]) -> bool:
    return any(candidate.place.rank == _CURATED and candidate.place.kind in _KINDS for candidate in candidates)


def _in_main(candidates: Sequence[Candidate], main: set[str]) -> bool:
    return any(
        candidate.place.rank == _CURATED and candidate.place.country in main and candidate.place.kind in _KINDS
        for candidate in candidates
    )
