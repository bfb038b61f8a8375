"""One sense per article: the mentions of a name that are decided together [1]_.

References
----------
.. [1] W. Gale, K. Church, D. Yarowsky: One Sense Per Discourse. Speech and Natural Language, 1992.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geotag.resolve.local_context import LocalContext, merged
from geotag.resolve.query import Query

__all__ = ["Sense", "senses_of"]


@dataclass(frozen=True, slots=True)
class Sense:
    """The mentions of one name in one sense.

    Attributes
    ----------
    query
        Of the mention that the recogniser is surest of: its candidates are those of the sense.
    mentions
        Numbers of the mentions, ascending.
    local
        What stands around any of them.
    """

    query: Query
    mentions: tuple[int, ...]
    local: LocalContext


def senses_of(queries: Sequence[Query], local: Sequence[LocalContext]) -> list[Sense]:
    """Group an article's mentions by name, by the kinds that their heads announce, and by the adjectives about them.

    A name that is described as two countries' (طرابلس اللبنانية … طرابلس الليبية) has two senses; a mention without
    description takes the sense of the last one before it.

    Parameters
    ----------
    queries, local
        The mentions in text order, and what stands around each.
    """
    groups: defaultdict[tuple[str, frozenset[str], frozenset[str]], list[int]] = defaultdict(list)
    for number, (query, described) in enumerate(zip(queries, _descriptions(queries, local), strict=True)):
        groups[query.key, query.head.kinds if query.head else frozenset(), described].append(number)
    return [
        Sense(
            query=max((queries[number] for number in numbers), key=lambda query: query.posterior),
            mentions=tuple(numbers),
            local=merged([local[number] for number in numbers]),
        )
        for numbers in groups.values()
    ]


def _descriptions(queries: Sequence[Query], local: Sequence[LocalContext]) -> Iterator[frozenset[str]]:
    """Countries that each mention is described as of: its own, else the last before it, else the first of its name."""
    latest: dict[str, frozenset[str]] = {}
    for query, context in zip(queries, local, strict=True):
        if context.described:
            latest.setdefault(query.key, frozenset(context.described))
    for query, context in zip(queries, local, strict=True):
        if context.described:
            latest[query.key] = frozenset(context.described)
        yield latest.get(query.key, frozenset())
