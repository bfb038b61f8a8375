"""Spans of names in sentences of ours, as the rules ask them."""

from __future__ import annotations

from functools import cache

from geotag.arabic.demonyms import DemonymIndex
from geotag.extraction.annotation import annotate
from geotag.extraction.extents import Extents
from geotag.extraction.rules import PlaceSpan, broken_rule
from geotag.gazetteer.lookup.search import Gazetteer
from geotag.ner.lexicon import NameLexicon

#: Names of people in news, and how frequent forms are there.
LEXICON = NameLexicon({"PER": {"جاك": 90_000}, "LOC": {"باريس": 90_000}}, {"جاك": 900, "باريس": 800, "الابيض": 500})


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer()


@cache
def _demonyms() -> DemonymIndex:
    return DemonymIndex(_gazetteer().country_names)


def place_span(
    text: str, name: str, *, score: float = 0.7, people: tuple[str, ...] = (), country: str = ""
) -> PlaceSpan:
    """The last `name` in `text`, where `people` and a `country` before it were recognised, too."""
    annotated = annotate(text, _demonyms())

    def numbers(part: str) -> range:
        start = text.rindex(part)
        first, last = annotated.token_range(start, start + len(part))
        return range(first, last + 1)

    own = numbers(name)
    named = frozenset(number for person in people for number in numbers(person))
    return PlaceSpan(
        annotated,
        own[0],
        own[-1],
        Extents(annotated, _gazetteer(), LEXICON),
        LEXICON,
        taken=named | frozenset(own),
        people=named,
        score=score,
        country_end=text.rindex(country) + len(country) if country else -1,
    )


def refusal(span: PlaceSpan) -> str | None:
    """Name of the rule that refuses it, or None."""
    rule = broken_rule(span)
    return None if rule is None else rule.name
