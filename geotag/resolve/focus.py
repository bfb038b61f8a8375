"""What an article is about, as apart from what it mentions: the country with the most weight [1]_.

References
----------
.. [1] C. D'Ignazio, R. Bhargava, E. Zuckerman, L. Beck: CLIFF-CLAVIN: Determining Geographic Focus for News.
   NewsKDD, 2014.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from shapely import MultiPoint

from geotag.model import SCORE_DIGITS, Focus, Mention, Place

__all__ = ["find_focus"]


def find_focus(mentions: Sequence[Mention]) -> Focus | None:
    """Find the country that most resolved mentions lie in, its share of them, and its places with their extent."""
    places: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    weights: defaultdict[str, float] = defaultdict(float)
    for mention in mentions:
        place = mention.resolution.place if mention.resolution else None
        if place is None or mention.resolution is None:
            continue
        places[place.id] = place
        counts[place.id] += 1
        if place.country:
            weights[place.country] += mention.resolution.confidence or 0.0
    if not weights:
        return None
    country, weight = min(weights.items(), key=lambda item: (-item[1], item[0]))
    inside = [place for place in places.values() if place.country == country]
    inside.sort(key=lambda place: (-counts[place.id], place.id))
    west, south, east, north = MultiPoint([(place.lon, place.lat) for place in inside]).bounds
    return Focus(
        country=country,
        places=tuple(place.id for place in inside),
        score=round(weight / sum(weights.values()), SCORE_DIGITS),
        bbox=(west, south, east, north),
    )
