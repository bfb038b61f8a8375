"""People of one article: mentions of one person under one name.

News gives the full name first and the surname later. A short name joins the fullest earlier or later name that ends
with it, if just one person has such a name; two people who share a surname are never merged by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geotag.arabic.orthography import fold
from geotag.model import Person

__all__ = ["PersonMention", "link_people"]


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A mention of a person: its index among the article's mentions, and its text."""

    index: int
    text: str


@dataclass(slots=True)
class _Known:
    words: tuple[str, ...]
    name: str
    mentions: list[int]


def link_people(mentions: Sequence[PersonMention]) -> tuple[Person, ...]:
    """Gather the mentions of each person, in the order in which the people first appear.

    Examples
    --------
    >>> names = ["إيمانويل ماكرون", "فلاديمير بوتين", "ماكرون"]
    >>> [(p.name, p.mentions) for p in link_people([PersonMention(i, n) for i, n in enumerate(names)])]
    [('إيمانويل ماكرون', (0, 2)), ('فلاديمير بوتين', (1,))]
    """
    known: list[_Known] = []
    for mention in sorted(mentions, key=lambda m: -len(fold(m.text).split())):
        words = tuple(fold(mention.text).split())
        same = [person for person in known if person.words == words]
        longer = same or [person for person in known if _abbreviates(words, person.words)]
        if len(longer) == 1:
            longer[0].mentions.append(mention.index)
        else:
            known.append(_Known(words, " ".join(mention.text.split()), [mention.index]))
    for person in known:
        person.mentions.sort()
    known.sort(key=lambda person: person.mentions[0])
    return tuple(Person(f"p{number}", person.name, tuple(person.mentions)) for number, person in enumerate(known, 1))


def _abbreviates(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether `short` is the surname part of `full`, or all of it but some middle names."""
    if not short or len(short) >= len(full):
        return False
    if full[-len(short) :] == short:
        return True
    return len(short) > 1 and short[0] == full[0] and short[-1] == full[-1]
