"""From recognised spans to mentions: whole tokens become names, and what no rule refuses becomes a place's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from geotag.arabic.heads import Head
from geotag.arabic.orthography import TATWEEL, fold
from geotag.arabic.signs import COMMAS
from geotag.extraction.annotation import AnnotatedText
from geotag.extraction.extents import Extent, Extents
from geotag.extraction.phrases import is_in_phrase
from geotag.extraction.rules import PlaceSpan, Rule, broken_rule
from geotag.extraction.spans import joined_spans, token_spans, trimmed
from geotag.model import PLACE_LABELS, Candidate, Label, Mention
from geotag.ner.lexicon import NameLexicon
from geotag.ner.span import Span
from geotag.protocols import GazetteerProtocol

__all__ = ["FoundMention", "MentionBuilder", "Refusal", "place_mentions"]


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A mention and what the gazetteer has for it.

    Attributes
    ----------
    name
        The name to look up: the mention's text, with the ال that لل hid.
    head
        The generic head before it, or None.
    candidates
        Places of that name; empty for people and organisations, and where nothing matched.
    """

    mention: Mention
    name: str
    head: Head | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A span that was recognised as a place, and the rule by which it is none.

    Attributes
    ----------
    start, end
        Offsets into the article's text.
    text
        The slice between them.
    rule
        Tells the reason in words.
    """

    start: int
    end: int
    text: str
    rule: Rule


class MentionBuilder:
    """Builds the mentions of one article, and knows which of its tokens they take.

    Parameters
    ----------
    text
        The article.
    gazetteer, lexicon
        What knows place names, and how names begin.

    Attributes
    ----------
    text
        The article.
    extents
        Its tokens as names.
    refused
        What was recognised as a place and is none.
    """

    def __init__(self, text: AnnotatedText, gazetteer: GazetteerProtocol, lexicon: NameLexicon) -> None:
        self.text = text
        self.extents = Extents(text, gazetteer, lexicon)
        self.refused: list[Refusal] = []
        self._lexicon = lexicon
        self._taken: set[int] = set()

    def build(self, spans: Sequence[Span]) -> list[FoundMention]:
        """Mentions of `spans`, in text order."""
        ranges = token_spans(self.text, spans)
        self._taken = {index for item in ranges for index in range(item.first, item.last + 1)}
        people = {index for item in ranges if item.span.label == "PER" for index in range(item.first, item.last + 1)}
        found: list[FoundMention] = []
        for item in joined_spans(self.text, ranges, self.extents.is_name):
            edges = trimmed(self.text, item.first, item.last)
            if edges is None:
                continue
            span, previous = item.span, found[-1] if found else None
            rule = None
            if item.is_place:
                rule = broken_rule(
                    PlaceSpan(
                        self.text,
                        *edges,
                        self.extents,
                        self._lexicon,
                        taken=self._taken,
                        people=people,
                        score=span.score,
                        country_end=_country_end(previous),
                    )
                )
            if rule is not None:
                self._refuse(*edges, rule)
                if rule.label is None:
                    continue
                span = Span(span.start, span.end, rule.label, span.score)
            found.append(
                self.place(*edges, span, previous) if span.label in PLACE_LABELS else self._other(span, *edges)
            )
        return found

    def is_refused(self, first: int, last: int) -> bool:
        """Whether the words beside the tokens tell that they are no place, though they are the name of one."""
        span = PlaceSpan(self.text, first, last, self.extents, self._lexicon, taken=self._taken)
        return broken_rule(span, by_words=True) is not None

    def place(self, first: int, last: int, span: Span, previous: FoundMention | None) -> FoundMention:
        """Tokens `first` to `last` as a place mention with the span's label and score.

        Parameters
        ----------
        previous
            The mention before it, whose plural head it may share.
        """
        extent = self.extents.best(first, last, self._taken)
        self._taken.update(range(extent.first, first))
        head = extent.head or self._head_before(extent) or self._shared_head(extent, previous)
        name = self.extents.name(extent)
        candidates = extent.candidates
        if extent.last > extent.first and is_in_phrase(self.text, extent.first + 1, extent.last):
            # A street is not in the place whose name it bears, but it may be known itself.
            candidates = tuple(c for c in candidates if fold(c.match.form) == fold(name))
        elif not candidates and span.label == "LOC":
            candidates = self.extents.by_sound(name)
        return FoundMention(self._mention(span, extent, head), name, head, candidates)

    def untaken(self) -> Iterator[int]:
        """Tokens that belong to no mention."""
        return (index for index in range(len(self.text)) if index not in self._taken)

    def is_free(self, first: int, last: int) -> bool:
        """Whether none of tokens `first` to `last` belongs to a mention."""
        return self._taken.isdisjoint(range(first, last + 1))

    def take(self, first: int, last: int) -> None:
        """Count tokens `first` to `last` as part of a mention."""
        self._taken.update(range(first, last + 1))

    def token_range(self, mention: Mention) -> tuple[int, int]:
        """First and last token of a mention."""
        return self.text.token_range(mention.start, mention.end)

    def _refuse(self, first: int, last: int, rule: Rule) -> None:
        start, end = self.text.tokens[first].start, self.text.tokens[last].end
        self.refused.append(Refusal(start, end, self.text.slice(first, last), rule))

    def _other(self, span: Span, first: int, last: int) -> FoundMention:
        mention = self._mention(span, Extent(first, last, self.extents.read(first, last, span.label)), None)
        return FoundMention(mention, mention.text, None, ())

    def _mention(self, span: Span, extent: Extent, head: Head | None) -> Mention:
        start = self.text.tokens[extent.first].start + extent.reading.start
        end = self.text.tokens[extent.last].end
        # Tatweel before and after a word is no part of it, though it is no sign of its own.
        written = self.text.text[start:end]
        start += len(written) - len(written.lstrip(TATWEEL))
        end -= len(written) - len(written.rstrip(TATWEEL))
        return Mention(
            start=start,
            end=end,
            text=self.text.text[start:end],
            label=cast("Label", span.label),
            score=span.score,
            head=None if head is None else head.word,
            proclitics=extent.reading.proclitics,
            type=span.type,
            name=extent.reading.article + self.text.text[start:end],
        )

    def _head_before(self, extent: Extent) -> Head | None:
        """The head right before a name, if it announces a kind that the name may have."""
        first, text = extent.first, self.text
        if first - 1 in self._taken:
            return None
        for start in (first - 2, first - 1):
            if start < 0 or start in self._taken or not text.are_adjacent(start, first):
                continue
            found = text.head(start, first - 1)
            if found is None or start + found[1] != first:
                continue
            kinds = {candidate.place.kind for candidate in extent.candidates}
            return found[0] if not kinds or kinds & found[0].kinds else None
        return None

    def _shared_head(self, extent: Extent, previous: FoundMention | None) -> Head | None:
        """The plural head of a list of names, for its later members (محافظتي آغدام وفضولي)."""
        if previous is None or previous.head is None or not previous.head.plural:
            return None
        between = self.text.text[previous.mention.end : self.text.tokens[extent.first].start].split()
        joined = extent.reading.proclitics.startswith("و") or bool(between)
        return previous.head if joined and COMMAS.issuperset(between) else None


def place_mentions(found: Iterable[FoundMention]) -> list[FoundMention]:
    """Those that are looked up in the gazetteer."""
    return [item for item in found if item.mention.label in PLACE_LABELS]


def _country_end(found: FoundMention | None) -> int:
    """Where a mention ends, if it is a country's; -1 else."""
    if found is None:
        return -1
    best = max(found.candidates, key=lambda candidate: candidate.place.prominence, default=None)
    return found.mention.end if best is not None and best.place.kind == "country" else -1
