"""Examples that raw news gives by itself: names that an article qualifies once and writes plain elsewhere.

Where طرابلس الليبية stands in an article, its plain طرابلس is Libya's too. With the qualification hidden, the name is
an example that nobody had to annotate; one sense per article is what Yarowsky's method of self-training rests on [1]_.

References
----------
.. [1] D. Yarowsky: Unsupervised word sense disambiguation rivaling supervised methods. ACL, 1995.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geotag.arabic.tokens import Token
from geotag.extraction.mentions import FoundMention
from geotag.model import Article
from geotag.resolve.learning.weights import Example
from geotag.resolve.query import Query, queries_of
from geotag.resolve.resolver import Resolver
from geotag.resolve.surroundings import LocalContext, local_contexts

__all__ = ["qualified_examples"]

_FEWEST_MENTIONS = 2


@dataclass(frozen=True, slots=True)
class _Qualification:
    """A name with the only country that it is said to be of, and what says so.

    Attributes
    ----------
    mention
        Number of one of the name's mentions.
    adjectives
        Offsets of the adjectives beside its mentions.
    containers
        Numbers of the mentions that it is said to lie in.
    """

    mention: int
    country: str
    adjectives: frozenset[int]
    containers: frozenset[int]


def qualified_examples(
    resolver: Resolver, article: Article, found: Sequence[FoundMention], tokens: Sequence[Token], *, weight: float = 1.0
) -> list[Example]:
    """Examples of the names that an article qualifies by one country, with the qualification hidden.

    Parameters
    ----------
    found
        The article's place mentions with their candidates.
    tokens
        The article's tokens.
    weight
        How much each counts.
    """
    queries = queries_of(found)
    demonyms = resolver.context(article, found, tokens).demonyms
    local = local_contexts(queries, tokens, demonyms)
    examples = []
    for qualified in _qualifications(queries, local, tokens, frozenset(demonyms)):
        candidates = queries[qualified.mention].candidates
        right = tuple(candidate.place.country == qualified.country for candidate in candidates)
        if not any(right) or all(right):
            continue
        kept = [number for number in range(len(found)) if number not in qualified.containers]
        plain = [token for token in tokens if token.start not in qualified.adjectives]
        for evidence in resolver.evidence(article, [found[number] for number in kept], plain):
            if (
                qualified.mention in (kept[number] for number in evidence.mentions)
                and evidence.candidates == candidates
            ):
                places = tuple(candidate.place for candidate in candidates)
                examples.append(Example(places, evidence.features, right, weight))
    return examples


def _qualifications(
    queries: Sequence[Query], local: Sequence[LocalContext], tokens: Sequence[Token], adjectives: frozenset[int]
) -> Iterator[_Qualification]:
    starts = [token.start for token in tokens]
    names: defaultdict[str, list[int]] = defaultdict(list)
    for number, query in enumerate(queries):
        names[query.key].append(number)
    for numbers in names.values():
        if len(numbers) < _FEWEST_MENTIONS:
            continue
        containers = frozenset(at for number in numbers if (at := local[number].container) is not None)
        countries = {country for number in numbers for country in local[number].described}
        countries |= {country for at in containers if (country := queries[at].named_country)}
        if len(countries) != 1:
            continue
        neighbours = set()
        for number in numbers:
            first, after = bisect_left(starts, queries[number].start), bisect_left(starts, queries[number].end)
            neighbours.update(starts[max(first - 1, 0) : after + 1])
        yield _Qualification(numbers[0], countries.pop(), adjectives & neighbours, containers)
