"""What the page shows of each article beside the map: its marked text and its lists of names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geotag.arabic.signs import SENTENCE_ENDS
from geotag.maps.interface_texts import (
    LABEL_WORDS,
    STATUS_WORDS,
    Bilingual,
    country_name,
    date_words,
    place_name,
    shortened,
)
from geotag.maps.places import described
from geotag.maps.segments import Segment, cut
from geotag.model import Mention, Place, Status, TaggedArticle

__all__ = ["ArticleView", "ListedName", "MarkedText", "PossiblePlace", "view_article", "web_address"]

_SENTENCE_END: Final = re.compile(rf"[{re.escape(''.join(sorted(SENTENCE_ENDS)))}](?=\s)|[\n\r]")
_NEAR_SHOWN: Final = 4
_NOTHING: Final = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A piece of text and how it is marked; `mentions` is empty where it is not.

    Attributes
    ----------
    classes
        Those of the innermost mention: its label, its role, the status of its place.
    place
        Index of its marker, or None.
    """

    text: str
    mentions: tuple[int, ...] = ()
    classes: str = ""
    hint: Bilingual = _NOTHING
    place: int | None = None


@dataclass(frozen=True, slots=True)
class PossiblePlace:
    """A place that a name may mean: what it is, how likely, and where."""

    name: Bilingual
    percent: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of a list, with the mentions it stands for.

    Attributes
    ----------
    place
        The index of its marker, if any.
    near
        For a person: the places named in the same sentences, the most frequent first.
    options
        For a name that is ambiguous or was not resolved: the places it may mean.
    """

    name: Bilingual
    count: int
    mentions: tuple[int, ...]
    place: int | None = None
    near: tuple[ListedName, ...] = ()
    options: tuple[PossiblePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as the page shows it.

    Attributes
    ----------
    heading
        The title: as marked in the text where the text begins with it, else plain.
    body
        The rest of the text, without the empty lines before it.
    focus
        The country that the article is about, or None.
    focus_places
        Indices of the markers of its focus.
    """

    name: str
    heading: tuple[MarkedText, ...]
    body: tuple[MarkedText, ...]
    source: str | None
    date: str | None
    shown_date: Bilingual | None
    url: str | None
    focus: Bilingual | None
    focus_places: tuple[int, ...]
    places: tuple[ListedName, ...]
    people: tuple[ListedName, ...]
    organisations: tuple[ListedName, ...]
    ambiguous: tuple[ListedName, ...]
    unresolved: tuple[ListedName, ...]


def view_article(tagged: TaggedArticle, markers: Mapping[str, int]) -> ArticleView:
    """Prepare an article for the page.

    Parameters
    ----------
    markers
        The index of the marker of each place, by the place's id.
    """
    article, mentions = tagged.article, tagged.mentions
    title = (article.title or "").strip()
    opening = len(article.text) - len(article.text.lstrip())
    title_end = opening + len(title) if title and article.text.startswith(title, opening) else 0
    body_start = len(article.text) - len(article.text[title_end:].lstrip())
    pieces = cut(article.text, mentions, title_end, body_start)
    in_heading = [piece for piece in pieces if piece.start < title_end]
    heading = tuple(_mark(piece, mentions, markers) for piece in in_heading) or (MarkedText(title or article.id),)
    places = {item.place.id: item.place for item in tagged.places}
    return ArticleView(
        name=shortened(title or article.id),
        heading=heading,
        body=tuple(_mark(piece, mentions, markers) for piece in pieces if piece.start >= body_start),
        source=shortened(article.source) if article.source else None,
        date=article.date,
        shown_date=date_words(article.date) if article.date else None,
        url=web_address(article.url),
        focus=_focus_name(tagged.focus.country, places.values()) if tagged.focus else None,
        focus_places=tuple(markers[p] for p in tagged.focus.places if p in markers) if tagged.focus else (),
        places=_listed_places(tagged, markers),
        people=_listed_people(tagged, markers),
        organisations=_listed_names(mentions, lambda mention: mention.label == "ORG"),
        ambiguous=_listed_names(mentions, lambda mention: _status(mention) == "ambiguous"),
        unresolved=_listed_names(mentions, lambda mention: _status(mention) == "unresolved"),
    )


def web_address(url: str | None) -> str | None:
    """`url` if it is safe to link to, else None.

    Examples
    --------
    >>> web_address("javascript:alert(1)") is None
    True
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None


def _mark(piece: Segment, mentions: Sequence[Mention], markers: Mapping[str, int]) -> MarkedText:
    if not piece.mentions:
        return MarkedText(piece.text)
    mention = mentions[piece.mentions[0]]
    classes = [f"label-{mention.label}", f"role-{mention.role}"]
    hints = [LABEL_WORDS[mention.label]]
    place = None
    if mention.resolution:
        classes.append(f"status-{mention.resolution.status}")
        hints.append(STATUS_WORDS[mention.resolution.status])
        if mention.resolution.place:
            found = mention.resolution.place
            place = markers.get(found.id)
            hints.append(place_name(found.name, found.name_en))
    hint = Bilingual(" · ".join(h.ar for h in hints), " · ".join(h.en for h in hints))
    return MarkedText(piece.text, piece.mentions, " ".join(classes), hint, place)


def _listed_places(tagged: TaggedArticle, markers: Mapping[str, int]) -> tuple[ListedName, ...]:
    found: dict[str, list[int]] = {item.place.id: [] for item in tagged.places}
    places = {item.place.id: item.place for item in tagged.places}
    counts = {item.place.id: item.count for item in tagged.places}
    for i, mention in enumerate(tagged.mentions):
        if mention.resolution and mention.resolution.place:
            place = mention.resolution.place
            found.setdefault(place.id, []).append(i)
            places.setdefault(place.id, place)
    listed = [
        ListedName(_name_of(places[p]), counts.get(p, len(found[p])), tuple(found[p]), markers.get(p)) for p in found
    ]
    return tuple(sorted(listed, key=lambda name: -name.count))


def _listed_people(tagged: TaggedArticle, markers: Mapping[str, int]) -> tuple[ListedName, ...]:
    sentences = _sentence_numbers(tagged)
    listed = []
    for person in sorted(tagged.people, key=lambda person: -len(person.mentions)):
        within = {sentences[i] for i in person.mentions}
        near_by_place: dict[str, list[int]] = {}
        places = {}
        for i, mention in enumerate(tagged.mentions):
            if sentences[i] in within and mention.resolution and mention.resolution.place:
                place = mention.resolution.place
                places[place.id] = place
                near_by_place.setdefault(place.id, []).append(i)
        near = [
            ListedName(_name_of(places[p]), len(which), tuple(which), markers.get(p))
            for p, which in near_by_place.items()
        ]
        near.sort(key=lambda name: -name.count)
        name = Bilingual(shortened(person.name), shortened(person.name))
        listed.append(ListedName(name, len(person.mentions), person.mentions, near=tuple(near[:_NEAR_SHOWN])))
    return tuple(listed)


def _sentence_numbers(tagged: TaggedArticle) -> list[int]:
    """For each mention, which sentence it stands in."""
    ends = [match.start() for match in _SENTENCE_END.finditer(tagged.article.text)]
    return [bisect_left(ends, mention.start) for mention in tagged.mentions]


def _listed_names(mentions: Sequence[Mention], wanted: Callable[[Mention], bool]) -> tuple[ListedName, ...]:
    found: dict[str, list[int]] = {}
    for i, mention in enumerate(mentions):
        if wanted(mention):
            found.setdefault(mention.name, []).append(i)
    return tuple(
        ListedName(
            Bilingual(shortened(name), shortened(name)), len(which), tuple(which), options=_options(mentions[which[0]])
        )
        for name, which in found.items()
    )


def _options(mention: Mention) -> tuple[PossiblePlace, ...]:
    candidates = mention.resolution.candidates if mention.resolution else ()
    return tuple(
        PossiblePlace(described(c.place), round(100 * c.score), round(c.place.lat, 5), round(c.place.lon, 5))
        for c in candidates
    )


def _name_of(place: Place) -> Bilingual:
    return place_name(place.name, place.name_en)


def _status(mention: Mention) -> Status | None:
    return mention.resolution.status if mention.resolution else None


def _focus_name(code: str, places: Iterable[Place]) -> Bilingual | None:
    return country_name(code, next((p.country_name for p in places if p.country == code and p.country_name), None))
