"""GeoJSON features of a tagged article: one per distinct place, or one per mention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from geotag.formats.sentences import quote
from geotag.model import Mention, Place, TaggedArticle

__all__ = ["Per", "features"]

Per = Literal["place", "mention"]

#: Seven decimals are a centimetre; RFC 7946 advises against more.
_DECIMALS: Final = 7


def features(article: TaggedArticle, per: Per = "place") -> Iterator[dict[str, Any]]:
    """Features of `article` in text order, with flat scalar properties.

    Parameters
    ----------
    per
        ``place``: one feature per distinct place, with the quote and offsets of its first mention.
        ``mention``: one feature per place mention.

    Yields
    ------
    dict
        A GeoJSON Feature. Mentions that were not resolved have a null geometry, either way.
    """
    mentions = [mention for mention in article.mentions if mention.resolution is not None]
    if per == "mention":
        for mention in mentions:
            yield _feature(article, mention, [mention], f"{article.article.id}#{mention.start}")
        return
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        place = _place(mention)
        groups.setdefault(place.id if place else f"#{mention.start}", []).append(mention)
    for key, group in groups.items():
        separator = "" if key.startswith("#") else "/"
        yield _feature(article, group[0], group, f"{article.article.id}{separator}{key}")


def _feature(article: TaggedArticle, first: Mention, group: list[Mention], feature_id: str) -> dict[str, Any]:
    place = _place(first)
    source = article.article
    resolutions = [mention.resolution for mention in group if mention.resolution is not None]
    confidences = [r.confidence for r in resolutions if r.confidence is not None]
    statuses = {r.status for r in resolutions}
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": _geometry(place),
        "properties": {
            "id": place.id if place else None,
            "name": place.name if place else first.name,
            "name_en": place.name_en if place else None,
            "kind": place.kind if place else None,
            "country": place.country if place else None,
            "confidence": max(confidences, default=None),
            "count": len(group),
            "status": next(s for s in ("resolved", "ambiguous", "unresolved") if s in statuses),
            "article": source.id,
            "title": source.title,
            "date": source.date,
            "url": source.url,
            "quote": str(quote(source.text, first.start, first.end)),
            "start": first.start,
            "end": first.end,
        },
    }


def _place(mention: Mention) -> Place | None:
    return mention.resolution.place if mention.resolution else None


def _geometry(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)]}
