"""Selecting among an article's mentions: its distinct places, and the article without mentions of some roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from geotag.model import Mention, Place, Role, TaggedArticle, TaggedPlace
from geotag.resolve.focus import find_focus

__all__ = ["distinct_places", "with_roles"]


def distinct_places(mentions: Iterable[Mention]) -> tuple[TaggedPlace, ...]:
    """The places of the mentions with how often each is meant, in the order of their first mentions."""
    places: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.resolution and mention.resolution.place:
            place = mention.resolution.place
            places.setdefault(place.id, place)
            counts[place.id] += 1
    return tuple(TaggedPlace(place, counts[place_id]) for place_id, place in places.items())


def with_roles(tagged: TaggedArticle, roles: Collection[Role]) -> TaggedArticle:
    """The article with those of its places only that are mentioned in one of the roles.

    Parameters
    ----------
    roles
        Such as ``("literal",)``: without governments called by their capitals (metonym) and without places inside
        longer names (nested). Mentions that are no places stay; the focus follows the places that are left, and the
        provenance says which roles were asked for.
    """
    kept = [
        number for number, mention in enumerate(tagged.mentions) if mention.resolution is None or mention.role in roles
    ]
    position = {number: index for index, number in enumerate(kept)}
    mentions = tuple(tagged.mentions[number] for number in kept)
    people = tuple(
        replace(person, mentions=tuple(position[number] for number in person.mentions)) for person in tagged.people
    )
    parameters = {**tagged.provenance.get("parameters", {}), "roles": sorted(roles)}
    return replace(
        tagged,
        mentions=mentions,
        places=distinct_places(mentions),
        people=people,
        focus=find_focus(mentions),
        provenance={**tagged.provenance, "parameters": parameters},
    )
