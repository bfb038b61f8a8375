"""From recognised spans to mentions: whole tokens become names.

The recogniser marks tokens as they are written. Here a name loses its proclitics (وفضولي) and generic heads (إقليم قره
باغ), and its extent is checked against the gazetteer: a span that took in a word too many (أذربيجان تدمر) or left out
one of its name (باغ of قره باغ) is set right where the gazetteer knows the right one and not the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import Head, head_at
from geotag.arabic.orthography import TATWEEL, fold, model_form
from geotag.arabic.proclitics import Reading, readings
from geotag.arabic.tokens import Token, tokens
from geotag.extraction.edges import is_glued, is_quote, is_word, trimmed, without_quotes
from geotag.extraction.ordinary import (
    agrees,
    has_age,
    is_direction,
    is_first_name,
    is_flood,
    is_half_of_adjective,
    is_other_bank,
    is_prayer,
    is_told_agency,
    may_agree,
    takes_adjective,
)
from geotag.extraction.phrases import is_in_phrase
from geotag.model import Candidate, Label, Mention
from geotag.ner.lexicon import NameLexicon
from geotag.ner.span import Span
from geotag.protocols import GazetteerProtocol

__all__ = ["PLACE_LABELS", "FoundMention", "MentionBuilder", "place_mentions"]

#: Labels whose mentions are looked up in the gazetteer.
PLACE_LABELS: Final = frozenset({"LOC", "FAC"})
#: How many tokens a name may gain at its start to become one that the gazetteer knows.
_EXTENSION: Final = 2
#: A part of a span stands for the whole only if it is the name of a place at least this prominent.
_SURE_PROMINENCE: Final = 5.5
_FACILITIES: Final = frozenset({"facility", "crossing"})
_TIGHT_LEVELS: Final = frozenset({"exact", "orthography", "spacing"})
#: A recogniser as sure as this of a place is not asked whether it is an adjective.
_SURE_NAME: Final = 0.9
#: Words between two names of a list that share a head.
_LIST_JOINERS: Final = frozenset({"،", ","})
#: Stretches of land that an adjective tells apart without naming them (الأراضي الروسية, السواحل الشمالية), folded.
_STRETCHES: Final = frozenset(
    map(fold, ("أراضي", "سواحل", "ساحل", "منطقة", "مناطق", "حدود", "مدخل", "مداخل", "أجزاء", "أطراف", "ضواحي", "أحياء"))
) | frozenset(map(fold, ("بلدات", "قرى", "مدن", "محافظات", "مياه", "أجواء", "جهة")))
#: A recogniser as sure as this of a place is not asked whether it is a verb.
_SURE_POSTERIOR: Final = 0.8
_SHORTEST_VERB: Final = 4
_VERB_PREFIXES: Final = ("ت", "ي")
#: Words that stand before places and not before verbs, in model form.
_BEFORE_PLACES: Final = frozenset(
    ("في", "من", "الى", "على", "عن", "قرب", "نحو", "باتجاه", "صوب", "حول", "وسط", "داخل", "خارج", "شمال", "جنوب", "شرق")
) | frozenset(("غرب", "شمالي", "جنوبي", "شرقي", "غربي", "محيط", "مدينة", "بلدة", "قرية", "ريف", "بين", "حتى", "عند"))
_PREPOSITIONS: Final = frozenset(("في", "من", "الى", "على", "عن", "قرب", "نحو", "صوب", "باتجاه", "وسط", "شرقي", "غربي"))
#: Proclitics that are prepositions.
_PREPOSITIONAL: Final = frozenset("بلك")
#: Accusatives that are no objects, in model form.
_ADVERBS: Final = frozenset(
    ("ليلا", "صباحا", "فجرا", "ظهرا", "عصرا", "غدا", "شمالا", "جنوبا", "شرقا", "غربا", "وسطا")
) | frozenset(("ايضا", "سابقا", "لاحقا", "مجددا", "اخيرا", "تماما", "قريبا", "حاليا"))
#: A quoted name that the recogniser is less sure of is that of a work or a product.
_DOUBTFUL_POSTERIOR: Final = 0.3
#: Words that text without its spaces glues to the next.
_PARTICLES: Final = ("أن", "إن", "ان", "أنّ", "إنّ", "من", "في", "عن", "على", "إلى", "الى", "بين")
_SHORTEST_UNGLUED: Final = 4
_AND: Final = "و"
_HASHTAG_SPACE: Final = "_"


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
class _Extent:
    """A range of tokens with the reading of its first."""

    first: int
    last: int
    reading: Reading
    head: Head | None
    candidates: tuple[Candidate, ...] = ()


class MentionBuilder:
    """Builds the mentions of one article.

    Parameters
    ----------
    text
        The article.
    gazetteer, lexicon, demonyms
        What knows place names, how names begin, and adjectives of countries.
    """

    def __init__(self, text: str, gazetteer: GazetteerProtocol, lexicon: NameLexicon, demonyms: DemonymIndex) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._demonyms = demonyms
        self.tokens: Sequence[Token] = tokens(text)
        self._starts = [token.start for token in self.tokens]
        self._forms = Counter(model_form(token.text) for token in self.tokens)
        self._taken: set[int] = set()

    def build(self, spans: Sequence[Span]) -> list[FoundMention]:
        """Mentions of `spans`, in text order."""
        ranges = [(span, *self._token_range(span)) for span in spans]
        self._taken = {index for _, first, last in ranges for index in range(first, last + 1)}
        found: list[FoundMention] = []
        joined = list(self._joined(ranges))
        for number, (span, *extent) in enumerate(joined):
            edges = trimmed(self.tokens, *extent)
            if edges is None:
                continue
            first, last = edges
            if self._is_within_person(joined, number):
                span = replace(span, label="PER", type=None)
            if span.label not in PLACE_LABELS:
                found.append(self._other(span, first, last))
                continue
            previous = found[-1] if found else None
            ordinary = (
                self._is_adjective(first, last, span.score)
                or self._is_description(first, last)
                or is_prayer(self.tokens, first, last)
                or is_told_agency(self.tokens, first, last)
                or has_age(self.tokens, last)
                or self.is_other(first, last)
                or self._is_bare_head(first, last)
                or (span.score < _DOUBTFUL_POSTERIOR and self.is_quoted(first, last))
            )
            if not ordinary and not (span.score < _SURE_POSTERIOR and self._is_verb(first, last, previous)):
                found.append(self.place(first, last, span, previous))
        return found

    def is_other(self, first: int, last: int) -> bool:
        """Whether the words beside the tokens tell that they are no place, though they are the name of one."""
        return (
            is_in_phrase(self.tokens, first, last)
            or is_flood(self.tokens, first, last)
            or is_other_bank(self.tokens, first, last)
            or self._is_family_name(first, last)
        )

    def is_announced(self, index: int) -> bool:
        """Whether a preposition of place or a head stands right before the token (قرب النبك)."""
        before = self.tokens[index - 1].text if index and self._adjacent(index - 1, index) else ""
        return model_form(before) in _BEFORE_PLACES or (before != "" and head_at([before]) is not None)

    def place(self, first: int, last: int, span: Span, previous: FoundMention | None) -> FoundMention:
        """Tokens `first` to `last` as a place mention with the span's label and score.

        Parameters
        ----------
        previous
            The mention before it, whose plural head it may share.
        """
        extent = self._best_extent(first, last)
        if not extent.candidates:
            extent = self._unglued(extent) or extent
        head = extent.head or self._head_before(extent) or self._shared_head(extent, previous)
        mention = replace(self._mention(span, extent), head=head.word if head else None)
        name = self._name(extent)
        candidates = extent.candidates
        if extent.last > extent.first and is_in_phrase(self.tokens, extent.first + 1, extent.last):
            # A street is not in the place whose name it bears, but it may be known itself.
            candidates = tuple(c for c in candidates if fold(c.match.form) == fold(name))
            return FoundMention(mention, name, head, candidates)
        if not candidates and span.label == "LOC":
            candidates = tuple(self._gazetteer.find_alike(name))
        return FoundMention(mention, name, head, candidates)

    def untaken(self) -> Iterator[int]:
        """Tokens that belong to no mention."""
        return (index for index in range(len(self.tokens)) if index not in self._taken)

    def is_free(self, first: int, last: int) -> bool:
        """Whether none of tokens `first` to `last` belongs to a mention."""
        return self._taken.isdisjoint(range(first, last + 1))

    def take(self, first: int, last: int) -> None:
        """Count tokens `first` to `last` as part of a mention."""
        self._taken.update(range(first, last + 1))

    def known_name(self, first: int, last: int) -> tuple[Candidate, ...]:
        """Places whose name tokens `first` to `last` are, proclitics apart, no looser than by spacing."""
        if not self._adjacent(first, last):
            return ()
        extent = self._extent(first, last)
        return tuple(c for c in extent.candidates if c.match.via in _TIGHT_LEVELS) if extent.first == first else ()

    def token_range(self, mention: Mention) -> tuple[int, int]:
        """First and last token of a mention."""
        return bisect_right(self._starts, mention.start) - 1, bisect_left(self._starts, mention.end) - 1

    def _token_range(self, span: Span) -> tuple[int, int]:
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end) - 1

    def _joined(self, ranges: list[tuple[Span, int, int]]) -> Iterator[tuple[Span, int, int]]:
        """The spans, two place spans as one where the gazetteer knows only both together (كهرمان + مرعش)."""
        pending: tuple[Span, int, int] | None = None
        for span, first, last in ranges:
            if pending is not None:
                other, start, end = pending
                both_places = span.label in PLACE_LABELS and other.label in PLACE_LABELS
                if both_places and end + 1 == first and self.known_name(start, last):
                    pending = (replace(other, end=span.end, score=min(other.score, span.score)), start, last)
                    continue
                # البوسنة و الهرسك: the recogniser is less sure of the second half.
                with_and = end + 2 == first and self.tokens[end + 1].text == _AND
                if with_and and other.label in PLACE_LABELS and span.label != "PER" and self.known_name(start, last):
                    pending = (replace(other, end=span.end), start, last)
                    continue
                yield pending
            pending = (span, first, last)
        if pending is not None:
            yield pending

    def _is_description(self, first: int, last: int) -> bool:
        """Whether the tokens describe a stretch of land that the gazetteer has no name like (الأراضي الروسية)."""
        nouns = (fold(reading.rest) for reading in readings(self.tokens[first].text))
        if first == last or _STRETCHES.isdisjoint(noun.removeprefix("ال") for noun in nouns if noun.startswith("ال")):
            return False
        words = [token.text for token in self.tokens[first + 1 : last + 1]]
        told = all(self._demonyms.country(word) or is_direction(word) for word in words)
        return told and not self._extent(first, last).candidates

    def _is_verb(self, first: int, last: int, previous: FoundMention | None) -> bool:
        """Whether a name that looks like a verb of the present has a subject or an object (أذربيجان تدمر دبابات)."""
        word = model_form(self.tokens[first].text)
        if first != last or len(word) < _SHORTEST_VERB or word[0] not in _VERB_PREFIXES:
            return False
        if first and self._adjacent(first - 1, first):
            if model_form(self.tokens[first - 1].text) in _BEFORE_PLACES:
                return False
            # A country stands behind its towns, never right before them.
            if previous is not None and previous.mention.end == self.tokens[first - 1].end and _is_country(previous):
                return True
        if first + 1 == len(self.tokens) or not self._adjacent(first, first + 1):
            return False
        following = model_form(self.tokens[first + 1].text)
        indefinite = following.endswith("ا") and len(following) >= _SHORTEST_VERB and not following.startswith("ال")
        return indefinite and following not in _ADVERBS and not self.known_name(first + 1, first + 1)

    def _is_adjective(self, first: int, last: int, score: float = 0.0) -> bool:
        """Whether a name that is also an adjective stands behind the noun that it describes (الخوذ البيضاء)."""
        if first != last:
            return False
        own = self.tokens[first].text
        if self._demonyms.is_accusative(own) or is_half_of_adjective(self.tokens, first, self._demonyms):
            return True
        if self._demonyms.country(own) and not _is_tight(self._extent(first, last)):
            return True
        if first == 0 or not self._adjacent(first - 1, first):
            return False
        before = model_form(self.tokens[first - 1].text)
        if self._demonyms.may_be_feminine(own) and takes_adjective(before, own):
            # ليرة سورية, قوات عسكرية أرمينية, دفاع جوي أرمينية: an indefinite noun or adjective with an adjective.
            return not any(reading.rest.startswith("ال") or reading.hides_article for reading in readings(before))
        if score >= _SURE_NAME or head_at([before]):
            return False
        return agrees(self.tokens[first - 1].text, own, self._lexicon.ranks)

    def _is_bare_head(self, first: int, last: int) -> bool:
        """Whether the name is a generic word for places and nothing more (#مدينة_): a place has it before its name."""
        words = [token.text for token in self.tokens[first : last + 1] if token.text != _HASHTAG_SPACE]
        head = head_at(words) if words else None
        if head is None or len(words) > head[1] + 1 or self._is_division(first, last):
            return False
        # The port of the town that was named before (مرفأ المدينة), not of Medina.
        of_a_town = _FACILITIES.issuperset(head[0].kinds) and _is_definite_head(words[-1])
        return len(words) == head[1] or of_a_town

    def _is_family_name(self, first: int, last: int) -> bool:
        """Whether a first name that belongs to no mention stands right before the only word (جاك لندن)."""
        before = first - 1
        if first != last or before < 0 or before in self._taken or not self._adjacent(before, first):
            return False
        return is_first_name(self.tokens[before].text, self._lexicon)

    def _is_division(self, first: int, last: int) -> bool:
        """Whether a division's head stands before a name that is a generic word, too (ولاية معسكر)."""
        if not first or first != last or not self._adjacent(first - 1, first):
            return False
        head = head_at([self.tokens[first - 1].text])
        return head is not None and "admin1" in head[0].kinds and self._gazetteer.knows(self.tokens[first].text)

    def _is_within_person(self, spans: Sequence[tuple[Span, int, int]], number: int) -> bool:
        """Whether a name stands between two parts of a person's name, and nothing else (لبنان بعلبكي)."""
        if not 0 < number < len(spans) - 1 or spans[number][0].label not in PLACE_LABELS:
            return False
        (before, _, end), (_, first, last), (after, start, _) = spans[number - 1 : number + 2]
        if before.label != "PER" or after.label != "PER" or end + 1 != first or last + 1 != start:
            return False
        return self._adjacent(end, first) and self._adjacent(last, start)

    def is_quoted(self, first: int, last: int) -> bool:
        """Whether the tokens stand alone in quotation marks."""
        before, after = self.tokens[max(0, first - 1)], self.tokens[min(last + 1, len(self.tokens) - 1)]
        return is_quote(before) and is_quote(after)

    def _other(self, span: Span, first: int, last: int) -> FoundMention:
        reading = self._read(first, last, span.label, known=False)
        mention = self._mention(span, _Extent(first, last, reading, None))
        return FoundMention(mention, mention.text, None, ())

    def _best_extent(self, first: int, last: int) -> _Extent:
        """The span as it is if the gazetteer knows it, else a longer or shorter one that it knows."""
        if first and self._adjacent(first - 1, first) and first - 1 not in self._taken:
            whole = head_at([token.text for token in self.tokens[first - 1 : first + 1]])
            if whole is not None and whole[1] > 1 and first < last:
                first -= 1  # the span begins inside a head of two words (شبه جزيرة)
        given = self._extent(first, last)
        for start in range(max(0, first - _EXTENSION), first):
            if self._taken.intersection(range(start, first)) or not self._adjacent(start, last):
                continue
            if not is_word(self.tokens[start]) or not self._is_name_like(start, first):
                continue
            longer = self._extent(start, last)
            if _is_tight(longer) and longer.first < given.first:
                self._taken.update(range(longer.first, first))
                return longer
        if given.candidates:
            return given
        ends = (end for end in range(last - 1, first - 1, -1) if is_word(self.tokens[end]) and self._may_end(end))
        shorter = [self._extent(first, end) for end in ends]
        starts = (start for start in range(first + 1, last + 1) if self._may_begin(start, last))
        shorter += [self._extent(start, last) for start in starts]
        sure = [
            extent
            for extent in shorter
            if _prominence(extent) >= _SURE_PROMINENCE
            and _is_tight(extent)
            and extent.reading.proclitics == (given.reading.proclitics if extent.first == first else "")
        ]
        return given if self._is_facility(given.first) else max(sure, key=_prominence, default=given)

    def _may_begin(self, start: int, last: int) -> bool:
        """Whether the end of a span may be a name by itself: not where it describes what is before (الخوذ البيضاء)."""
        before, own = self.tokens[start - 1], self.tokens[start]
        return is_word(own) and not may_agree(before.text, own.text) and not self._is_adjective(start, last)

    def _is_name_like(self, first: int, last: int) -> bool:
        """Whether tokens may be of one name: all are words, or what is between the words is glued to them (أبو_ظبي)."""
        return all(is_word(self.tokens[index]) or is_glued(self.tokens, index) for index in range(first, last + 1))

    def _unglued(self, extent: _Extent) -> _Extent | None:
        """A well-known name without the particle that a missing space left before it (أنأوكرانيا), if it is one."""
        word = self.tokens[extent.first].text
        for particle in _PARTICLES:
            if word.startswith(particle) and len(word) - len(particle) >= _SHORTEST_UNGLUED:
                reading = Reading("", len(particle), word[len(particle) :])
                rest = replace(extent, reading=reading)
                rest = replace(rest, candidates=tuple(self._gazetteer.find(self._name(rest))))
                if _is_tight(rest) and _prominence(rest) >= _SURE_PROMINENCE:
                    return rest
        return None

    def _may_end(self, end: int) -> bool:
        """Whether a name may end at token `end`: not before an adjective of its own (أوروبا الوسطى), if no demonym."""
        following = self.tokens[end + 1].text
        return not model_form(following).startswith("ال") or self._demonyms.country(following) is not None

    def _is_facility(self, first: int) -> bool:
        """Whether the name is that of a facility, which may be named after a place but is not the place."""
        found = head_at([token.text for token in self.tokens[first : first + 2]])
        return found is not None and bool(found[0].kinds & _FACILITIES)

    def _extent(self, first: int, last: int) -> _Extent:
        """Tokens `first` to `last` as a name, a generic head parted from it if it is one without."""
        parted = head_at([token.text for token in self.tokens[first : min(first + 2, last + 1)]])
        if parted is not None and first + parted[1] <= last and parted[0].detachable:
            head, size = parted
            inner = self._extent(*without_quotes(self.tokens, first + size, last))
            fits = any(candidate.place.kind in head.kinds for candidate in inner.candidates)
            if fits or (inner.candidates and not self._gazetteer.knows(self._text_between(first, last))):
                return replace(inner, head=inner.head or head)
        reading = self._read(first, last, "LOC", known=True)
        extent = _Extent(first, last, reading, None)
        if self._is_bare_head(first, last):
            return extent
        return replace(extent, candidates=tuple(self._gazetteer.find(self._name(extent))))

    def _read(self, first: int, last: int, label: str, *, known: bool) -> Reading:
        token = self.tokens[first]
        rest = self._text[token.end : self.tokens[last].end]
        whole, *others = readings(token.text)
        if not others or self._is_governed(first):
            return whole
        prominence = self._gazetteer.prominence if known else None
        return self._lexicon.read_name(token.text, rest, label, self._forms, prominence)

    def _is_governed(self, index: int) -> bool:
        """Whether a preposition or a head stands before the token: then no second one is attached to it (في لايدن)."""
        if not index or not self._adjacent(index - 1, index):
            return False
        before = self.tokens[index - 1].text
        head = head_at([before])
        governed = model_form(before) in _PREPOSITIONS or (head is not None and not head[0].plural)
        return governed and self.tokens[index].text[0] in _PREPOSITIONAL

    def _text_between(self, first: int, last: int) -> str:
        return self._text[self.tokens[first].start : self.tokens[last].end]

    def _name(self, extent: _Extent) -> str:
        start = self.tokens[extent.first].start + extent.reading.start
        return ("ال" if extent.reading.hides_article else "") + self._text[start : self.tokens[extent.last].end]

    def _mention(self, span: Span, extent: _Extent) -> Mention:
        start = self.tokens[extent.first].start + extent.reading.start
        end = self.tokens[extent.last].end
        # Tatweel before and after a word is no part of it, though it is no sign of its own.
        written = self._text[start:end]
        start += len(written) - len(written.lstrip(TATWEEL))
        end -= len(written) - len(written.rstrip(TATWEEL))
        return Mention(
            start=start,
            end=end,
            text=self._text[start:end],
            label=cast("Label", span.label),
            score=span.score,
            proclitics=extent.reading.proclitics,
            type=span.type,
            name=("ال" if extent.reading.hides_article else "") + self._text[start:end],
        )

    def _adjacent(self, first: int, last: int) -> bool:
        """Whether nothing but spaces lies between the tokens."""
        return all(
            self._text[self.tokens[i].end : self.tokens[i + 1].start].strip(" \u00a0") == "" for i in range(first, last)
        )

    def _head_before(self, extent: _Extent) -> Head | None:
        """The head right before a name, if it announces a kind that the name may have."""
        first = extent.first
        for start in (first - 2, first - 1):
            if start < 0 or start in self._taken or first - 1 in self._taken or not self._adjacent(start, first):
                continue
            found = head_at([token.text for token in self.tokens[start:first]])
            if found is None or start + found[1] != first:
                continue
            kinds = {candidate.place.kind for candidate in extent.candidates}
            return found[0] if not kinds or kinds & found[0].kinds else None
        return None

    def _shared_head(self, extent: _Extent, previous: FoundMention | None) -> Head | None:
        """The plural head of a list of names, for its later members (محافظتي آغدام وفضولي)."""
        if previous is None or previous.head is None or not previous.head.plural:
            return None
        between = self._text[previous.mention.end : self.tokens[extent.first].start].split()
        joined = extent.reading.proclitics.startswith("و") or bool(between)
        return previous.head if joined and _LIST_JOINERS.issuperset(between) else None


def place_mentions(found: Iterable[FoundMention]) -> list[FoundMention]:
    """Those that are looked up in the gazetteer."""
    return [item for item in found if item.mention.label in PLACE_LABELS]


def _is_country(found: FoundMention) -> bool:
    best = max(found.candidates, key=lambda candidate: candidate.place.prominence, default=None)
    return best is not None and best.place.kind == "country"


def _is_definite_head(word: str) -> bool:
    """Whether the word is a generic word for places with the article (المدينة, البلدة)."""
    return word.startswith("ال") and head_at([word.removeprefix("ال")]) is not None


def _is_tight(extent: _Extent) -> bool:
    return any(candidate.match.via in _TIGHT_LEVELS for candidate in extent.candidates)


def _prominence(extent: _Extent) -> float:
    return max((candidate.place.prominence for candidate in extent.candidates), default=0.0)
