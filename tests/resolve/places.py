"""Places, and what asks for them, made by hand: tests of the resolver's parts need neither model nor gazetteer."""

from __future__ import annotations

from typing import Any

from geotag.arabic.tokens import tokens
from geotag.model import Candidate, Match, Place
from geotag.resolve.query import Query

TRIPOLI_LY = Place(
    "ly",
    "طرابلس",
    "Tripoli",
    32.89,
    13.18,
    "city",
    "LY",
    "ليبيا",
    admin1="طرابلس",
    population=1_126_000,
    prominence=6.5,
)
TRIPOLI_LB = Place(
    "lb", "طرابلس", "Tripoli", 34.44, 35.84, "city", "LB", "لبنان", admin1="الشمال", prominence=5.5, rank=2
)
LIBYA = Place("libya", "ليبيا", "Libya", 28.0, 17.0, "country", "LY", "ليبيا", prominence=7.0)
LEBANON = Place("lebanon", "لبنان", "Lebanon", 33.83, 35.83, "country", "LB", "لبنان", prominence=7.0)
NORTH = Place("north", "الشمال", "North", 34.5, 36.0, "admin1", "LB", "لبنان", admin1="الشمال", prominence=5.0)
RED_SEA = Place("red", "البحر الأحمر", "Red Sea", 20.0, 38.0, "sea", prominence=6.0)
BATROUN = Place("batroun", "البترون", "Batroun", 34.26, 35.66, "city", "LB", "لبنان", admin1="الشمال", prominence=4.0)


def candidate(place: Place, cost: float = 0.0, via: str = "exact") -> Candidate:
    return Candidate(place, Match(place.name, via, cost))


def query(*places: Place, **properties: Any) -> Query:
    """A mention that may mean those places."""
    values = {"key": places[0].name if places else "", "start": 0, "end": 6, "posterior": 0.5, "type": None}
    fields = {"proclitics": "", "head": None, "candidates": tuple(map(candidate, places))}
    return Query(**{**values, **fields, **properties})


def queries_in(text: str, *names: Place) -> list[Query]:
    """The mentions of the places in a text: words that end in their names, the rest of the word being proclitics."""
    found = []
    words = tokens(text)
    for place in names:
        start = text.index(place.name, found[-1].end if found else 0)
        word = next(word for word in words if word.start <= start < word.end)
        span = {"start": start, "end": start + len(place.name), "proclitics": text[word.start : start]}
        found.append(query(place, **span))
    return found
