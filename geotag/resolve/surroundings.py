"""What stands around a mention and tells where it is: countries, adjectives of countries, the names it is joined to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geotag.arabic.heads import head_at
from geotag.arabic.orthography import model_form
from geotag.arabic.signs import COMMAS, DASHES
from geotag.arabic.tokens import Token
from geotag.arabic.words import forms

if TYPE_CHECKING:
    from geotag.resolve.evidence import Query

__all__ = ["LIST_JOINERS", "Surroundings", "surroundings"]

#: How many tokens after a mention may still qualify it (طرابلس في شمال لبنان).
_WINDOW: Final = 4
#: Words between a name and the name of what it lies in, in model form; ب may be attached instead.
_CONTAINMENT: Final = forms("prepositions.of_place", relation=("in",)) | forms("prepositions.of_belonging")
#: More words that may stand there, besides heads: directions.
_DIRECTIONS: Final = forms("directions.sides") | forms("directions.parts")
#: What stands between the fellows of a list, or between the ends of a range or a road (من حلب إلى حماة, بغداد - دمشق).
LIST_JOINERS: Final = forms("joiners.of_lists") | COMMAS | DASHES
#: Words between a name and the name of what it lies beside (بلدة عين عيسى قرب الرقة, بالقرب من الرقة).
_BESIDE: Final = forms("prepositions.of_place", relation=("beside",)) | {"من"}
_ARTICLE: Final = "ال"


@dataclass(frozen=True, slots=True)
class Surroundings:
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

    def __or__(self, other: Surroundings) -> Surroundings:
        return Surroundings(
            self.countries | other.countries,
            self.described | other.described,
            other.container if self.container is None else self.container,
            (*self.fellows, *other.fellows),
        )


def surroundings(queries: Sequence[Query], tokens: Sequence[Token], demonyms: Mapping[int, str]) -> list[Surroundings]:
    """What stands around each of `queries`, which are in text order.

    Parameters
    ----------
    demonyms
        Country of each adjective of a country, by its offset.
    """
    starts = [token.start for token in tokens]
    named = sorted([*demonyms.items(), *((q.start, country) for q in queries if (country := q.named_country))])
    offsets = [start for start, _ in named]
    found = []
    fellows: list[list[int]] = [[] for _ in queries]
    containers: list[int | None] = [None] * len(queries)
    for number, query in enumerate(queries[:-1]):
        relation = _relation(query, queries[number + 1], tokens, starts)
        if relation == "fellow":
            fellows[number].append(number + 1)
            fellows[number + 1].append(number)
        elif relation == "container":
            containers[number] = number + 1
    for number, query in enumerate(queries):
        after = bisect_left(starts, query.end)
        following = starts[after : after + _WINDOW]
        inside = slice(bisect_left(offsets, query.end), bisect_right(offsets, following[-1])) if following else slice(0)
        found.append(
            Surroundings(
                frozenset(country for _, country in named[inside]),
                _described(query, tokens, starts, demonyms),
                containers[number],
                tuple(fellows[number]),
            )
        )
    return found


def _described(
    query: Query, tokens: Sequence[Token], starts: Sequence[int], demonyms: Mapping[int, str]
) -> frozenset[str]:
    """Countries whose adjective stands right after the name, or between it and its head (المدينة السورية حلب)."""
    found = set()
    after = bisect_left(starts, query.end)
    if after < len(tokens) and tokens[after].text.startswith(_ARTICLE) and starts[after] in demonyms:
        found.add(demonyms[starts[after]])
    first = bisect_right(starts, query.start) - 1
    if first > 1 and starts[first - 1] in demonyms:
        noun = model_form(tokens[first - 2].text)
        if _ARTICLE in noun and head_at([noun.replace(_ARTICLE, "", 1)]):
            found.add(demonyms[starts[first - 1]])
    return frozenset(found)


def _relation(query: Query, following: Query, tokens: Sequence[Token], starts: Sequence[int]) -> str | None:
    """How the next mention is joined to this one: as what it lies in, as its fellow, or not."""
    first = bisect_left(starts, query.end)
    last = bisect_right(starts, following.start) - 1
    words = [model_form(token.text) for token in tokens[first:last]]
    if len(words) > _WINDOW:
        return None
    rest = [word for word in words if word not in _DIRECTIONS and not head_at([word])]
    if not rest and following.proclitics.endswith("و"):
        return "fellow"
    if following.proclitics == "ب" or (words and words[0] in _CONTAINMENT) or (words and not rest):
        return "container" if len(rest) <= 1 else None
    if rest and (LIST_JOINERS.issuperset(rest) or (rest[0] != "من" and _BESIDE.issuperset(rest))):
        return "fellow"
    return None
