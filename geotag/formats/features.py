"""GeoJSON features of a tagged article: one per distinct place, or one per mention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from geotag.model import Mention, Place, TaggedArticle

__all__ = ["Per", "features", "quote"]

Per = Literal["place", "mention"]

#: Seven decimals are a centimetre; RFC 7946 advises against more.
_DECIMALS: Final = 7
_QUOTE_REACH: Final = 100
_SENTENCE_ENDS: Final = frozenset(".!?؟\n\r")


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
            "name": place.name if place else first.text,
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
            "quote": quote(source.text, first.start, first.end),
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


def quote(text: str, start: int, end: int) -> str:
    r"""The sentence around text[start:end], cut at word ends with … where it is long.

    Examples
    --------
    >>> quote("عنوان\nوصل الوفد إلى باكو أمس. ثم غادر.", 20, 24)
    'وصل الوفد إلى باكو أمس.'
    """
    left = max(0, start - _QUOTE_REACH)
    right = min(len(text), end + _QUOTE_REACH)
    begin = next((i + 1 for i in range(start - 1, left - 1, -1) if text[i] in _SENTENCE_ENDS), left)
    stop = next((i + (text[i] not in "\n\r") for i in range(end, right) if text[i] in _SENTENCE_ENDS), right)
    cut_before = begin == left and left > 0
    cut_after = stop == right and right < len(text)
    if cut_before:
        begin = next((i + 1 for i in range(begin, start) if text[i].isspace()), start)
    if cut_after:
        stop = next((i for i in range(stop - 1, end - 1, -1) if text[i].isspace()), end)
    sentence = " ".join(text[begin:stop].split())
    return ("…" if cut_before else "") + sentence + ("…" if cut_after else "")
