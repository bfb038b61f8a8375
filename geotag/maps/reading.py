"""What the page shows of each article beside the map: its marked text and its lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from geotag.maps.segments import Segment, cut
from geotag.maps.words import LABEL_WORDS, STATUS_WORDS, date_in_arabic
from geotag.model import Mention, Person, Place, TaggedArticle

__all__ = ["Chip", "Mark", "Reading", "read", "web_address"]


@dataclass(frozen=True, slots=True)
class Mark:
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
    hint: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A name of a list, with the mentions it stands for and the index of its marker, if any."""

    name: str
    count: int
    mentions: tuple[int, ...]
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as the page shows it.

    Attributes
    ----------
    heading
        The title: as marked in the text where the text begins with it, else plain.
    body
        The rest of the text, without the empty lines before it.
    focus
        Name of the country that the article is about, or None.
    focus_places
        Indices of the markers of its focus.
    """

    name: str
    heading: tuple[Mark, ...]
    body: tuple[Mark, ...]
    source: str | None
    date: str | None
    shown_date: str | None
    url: str | None
    focus: str | None
    focus_places: tuple[int, ...]
    places: tuple[Chip, ...]
    people: tuple[Chip, ...]
    organisations: tuple[Chip, ...]
    unresolved: tuple[Chip, ...]


def read(tagged: TaggedArticle, markers: Mapping[str, int]) -> Reading:
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
    heading = tuple(_mark(piece, mentions, markers) for piece in in_heading) or (Mark(title or article.id),)
    places = {item.place.id: item.place for item in tagged.places}
    return Reading(
        name=title or article.id,
        heading=heading,
        body=tuple(_mark(piece, mentions, markers) for piece in pieces if piece.start >= body_start),
        source=article.source,
        date=article.date,
        shown_date=date_in_arabic(article.date) if article.date else None,
        url=web_address(article.url),
        focus=_country_name(tagged.focus.country, places.values()) if tagged.focus else None,
        focus_places=tuple(markers[p] for p in tagged.focus.places if p in markers) if tagged.focus else (),
        places=_place_chips(tagged, markers),
        people=tuple(Chip(p.name, len(p.mentions), p.mentions) for p in _by_count(tagged)),
        organisations=_name_chips(mentions, (i for i, m in enumerate(mentions) if m.label == "ORG")),
        unresolved=_name_chips(mentions, (i for i, m in enumerate(mentions) if _is_unresolved(m))),
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


def _mark(piece: Segment, mentions: Sequence[Mention], markers: Mapping[str, int]) -> Mark:
    if not piece.mentions:
        return Mark(piece.text)
    mention = mentions[piece.mentions[0]]
    classes = [f"label-{mention.label}", f"role-{mention.role}"]
    hint = LABEL_WORDS[mention.label]
    place = None
    if mention.resolution:
        classes.append(f"status-{mention.resolution.status}")
        hint += f" · {STATUS_WORDS[mention.resolution.status]}"
        if mention.resolution.place:
            place = markers[mention.resolution.place.id]
            hint += f" · {mention.resolution.place.name}"
    return Mark(piece.text, piece.mentions, " ".join(classes), hint, place)


def _place_chips(tagged: TaggedArticle, markers: Mapping[str, int]) -> tuple[Chip, ...]:
    found: dict[str, list[int]] = {item.place.id: [] for item in tagged.places}
    names = {item.place.id: item.place.name for item in tagged.places}
    counts = {item.place.id: item.count for item in tagged.places}
    for i, mention in enumerate(tagged.mentions):
        if mention.resolution and mention.resolution.place:
            place = mention.resolution.place
            found.setdefault(place.id, []).append(i)
            names.setdefault(place.id, place.name)
    chips = [Chip(names[p], counts.get(p, len(found[p])), tuple(found[p]), markers[p]) for p in found]
    return tuple(sorted(chips, key=lambda chip: -chip.count))


def _name_chips(mentions: Sequence[Mention], indices: Iterable[int]) -> tuple[Chip, ...]:
    found: dict[str, list[int]] = {}
    for i in indices:
        found.setdefault(mentions[i].text, []).append(i)
    return tuple(Chip(name, len(which), tuple(which)) for name, which in found.items())


def _by_count(tagged: TaggedArticle) -> list[Person]:
    return sorted(tagged.people, key=lambda person: -len(person.mentions))


def _is_unresolved(mention: Mention) -> bool:
    return mention.resolution is not None and mention.resolution.status == "unresolved"


def _country_name(code: str, places: Iterable[Place]) -> str:
    return next((p.country_name for p in places if p.country == code and p.country_name), code)
