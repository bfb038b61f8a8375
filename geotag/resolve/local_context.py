"""What stands around a mention and tells where it is: countries, adjectives of countries, the names it is joined to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Final, Literal

from geotag.arabic.heads import head_at
from geotag.arabic.orthography import ARTICLE, model_form
from geotag.arabic.signs import LIST_JOINERS
from geotag.arabic.tokens import Token
from geotag.arabic.words import forms
from geotag.resolve.query import Query

__all__ = ["LocalContext", "local_contexts", "merged"]

#: How many tokens after a mention may still qualify it (طرابلس في شمال لبنان).
_WINDOW: Final = 4
#: Words between a name and the name of what it lies in, in model form; ب may be attached instead.
_CONTAINMENT: Final = forms("prepositions.of_place", relation=("in",)) | forms("prepositions.of_belonging")
#: More words that may stand there, besides heads: directions.
_DIRECTIONS: Final = forms("directions.sides") | forms("directions.parts")
#: Words between a name and the name of what it lies beside (بلدة عين عيسى قرب الرقة, بالقرب من الرقة).
_BESIDE: Final = forms("prepositions.of_place", relation=("beside",)) | {"من"}


@dataclass(frozen=True, slots=True)
class LocalContext:
    """What stands around one mention, or around all of a name.

    Attributes
    ----------
    countries
        Countries named or described within a few tokens after it.
    described
        Countries whose adjective describes it (طرابلس اللبنانية, العاصمة السورية دمشق).
    container
        Number of the mention that it is said to lie in (باريس في ولاية تكساس), or None.
    fellows
        Numbers of the mentions in one list with it, at the other end of a range, or beside it.
    """

    countries: Set[str] = frozenset()
    described: Set[str] = frozenset()
    container: int | None = None
    fellows: tuple[int, ...] = ()


_Relation = Literal["container", "fellow"]


def merged(contexts: Sequence[LocalContext]) -> LocalContext:
    """What stands around any of several mentions; they are said to lie in what the first says."""
    return LocalContext(
        countries=frozenset().union(*(context.countries for context in contexts)),
        described=frozenset().union(*(context.described for context in contexts)),
        container=next((context.container for context in contexts if context.container is not None), None),
        fellows=tuple(fellow for context in contexts for fellow in context.fellows),
    )


def local_contexts(
    queries: Sequence[Query], tokens: Sequence[Token], demonyms: Mapping[int, str]
) -> list[LocalContext]:
    """What stands around each of `queries`, which are in text order.

    Parameters
    ----------
    demonyms
        Country of each adjective of a country, by its offset.
    """
    starts = [token.start for token in tokens]
    named = sorted([*demonyms.items(), *((q.start, country) for q in queries if (country := q.named_country))])
    containers, fellows = _joined(queries, tokens, starts)
    return [
        LocalContext(
            countries=_countries_after(query, named, starts),
            described=_described(query, tokens, starts, demonyms),
            container=containers.get(number),
            fellows=tuple(fellows[number]),
        )
        for number, query in enumerate(queries)
    ]


def _countries_after(query: Query, named: Sequence[tuple[int, str]], starts: Sequence[int]) -> frozenset[str]:
    """Countries of the names and adjectives at the offsets in `named` that are among the tokens after the mention."""
    after = bisect_left(starts, query.end)
    following = starts[after : after + _WINDOW]
    if not following:
        return frozenset()
    first = bisect_left(named, query.end, key=itemgetter(0))
    last = bisect_right(named, following[-1], key=itemgetter(0))
    return frozenset(country for _, country in named[first:last])


def _described(
    query: Query, tokens: Sequence[Token], starts: Sequence[int], demonyms: Mapping[int, str]
) -> frozenset[str]:
    """Countries whose adjective stands right after the name, or between it and its head (المدينة السورية حلب)."""
    found = set()
    after = bisect_left(starts, query.end)
    if after < len(tokens) and tokens[after].text.startswith(ARTICLE) and starts[after] in demonyms:
        found.add(demonyms[starts[after]])
    first = bisect_right(starts, query.start) - 1
    if first > 1 and starts[first - 1] in demonyms:
        noun = model_form(tokens[first - 2].text)
        if ARTICLE in noun and head_at([noun.replace(ARTICLE, "", 1)]):
            found.add(demonyms[starts[first - 1]])
    return frozenset(found)


def _joined(
    queries: Sequence[Query], tokens: Sequence[Token], starts: Sequence[int]
) -> tuple[dict[int, int], list[list[int]]]:
    """The number of what each mention is said to lie in, where it is, and the numbers of each mention's fellows."""
    containers: dict[int, int] = {}
    fellows: list[list[int]] = [[] for _ in queries]
    for number, (query, following) in enumerate(pairwise(queries)):
        between = slice(bisect_left(starts, query.end), bisect_right(starts, following.start) - 1)
        relation = _relation(tokens[between], following.proclitics)
        if relation == "fellow":
            fellows[number].append(number + 1)
            fellows[number + 1].append(number)
        elif relation == "container":
            containers[number] = number + 1
    return containers, fellows


def _relation(between: Sequence[Token], proclitics: str) -> _Relation | None:
    """How two names are joined by the tokens between them and the second's proclitics; None if they are not."""
    if len(between) > _WINDOW:
        return None
    words = [model_form(token.text) for token in between]
    rest = [word for word in words if word not in _DIRECTIONS and not head_at([word])]
    if not rest and proclitics.endswith("و"):
        return "fellow"
    if proclitics == "ب" or (words and words[0] in _CONTAINMENT) or (words and not rest):
        return "container" if len(rest) <= 1 else None
    if rest and (LIST_JOINERS.issuperset(rest) or (rest[0] != "من" and _BESIDE.issuperset(rest))):
        return "fellow"
    return None
