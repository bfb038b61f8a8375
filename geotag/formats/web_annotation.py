"""W3C Web Annotation (JSON-LD): a collection with one page, an annotation for each mention.

Positions count Unicode code points, as Python's do. ``generator`` says how it was made and whose work it used; the
whole provenance is a member of the collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from geotag.formats.attribution import attribution
from geotag.model import Mention, Place, TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_CONTEXT: Final = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "schema": "https://schema.org/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "geotag": "urn:geotag:terms:",
        "confidence": "geotag:confidence",
        "status": "geotag:status",
        "provenance": {"@id": "geotag:provenance", "@type": "@json"},
    },
]
_CONTEXT_CHARACTERS: Final = 32


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the annotations of the articles as they come."""
    provenance: dict[str, Mapping[str, Any]] = {}
    total, separator = 0, "\n"
    stream.write(
        f'{{"@context": {to_json(_CONTEXT)},\n"id": "urn:geotag:annotations",\n"type": "AnnotationCollection",\n'
        '"label": "Places and people",\n'
        '"first": {"id": "urn:geotag:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": ['
    )
    for tagged in articles:
        provenance.setdefault(to_json(dict(tagged.provenance)), tagged.provenance)
        for index in range(len(tagged.mentions)):
            stream.write(separator + to_json(_annotation(tagged, index)))
            total, separator = total + 1, ",\n"
    credit = [attribution(entry) for entry in provenance.values()]
    generator = {"id": "urn:geotag", "type": "Software", "name": "geotag", "schema:creditText": credit}
    stream.write(f'\n]}},\n"total": {total},\n"generator": {to_json(generator)},\n')
    stream.write(f'"provenance": {to_json(list(provenance.values()))}}}\n')


def _annotation(tagged: TaggedArticle, index: int) -> dict[str, Any]:
    mention, article = tagged.mentions[index], tagged.article
    urn = f"urn:geotag:article:{percent_encoded(article.id, safe='', errors='replace')}"
    text = article.text
    annotation: dict[str, Any] = {
        "id": f"{urn}:{mention.start}-{mention.end}-{index}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": _bodies(tagged, mention, urn),
        "target": {
            "source": article.url.strip() if _is_web_address(article.url) and article.url else urn,
            "selector": [
                {"type": "TextPositionSelector", "start": mention.start, "end": mention.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[mention.start : mention.end],
                    "prefix": text[max(0, mention.start - _CONTEXT_CHARACTERS) : mention.start],
                    "suffix": text[mention.end : mention.end + _CONTEXT_CHARACTERS],
                },
            ],
        },
    }
    if mention.resolution:
        annotation["status"] = mention.resolution.status
        if mention.resolution.confidence is not None:
            annotation["confidence"] = mention.resolution.confidence
    return annotation


def _bodies(tagged: TaggedArticle, mention: Mention, urn: str) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "classifying", "value": mention.label}]
    place = mention.resolution.place if mention.resolution else None
    if place:
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": _place(place)})
    for person in tagged.people:
        if person.id == mention.person:
            named = {"id": f"{urn}:person:{person.id}", "type": "schema:Person", "schema:name": person.name}
            bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": named})
    return bodies


def _place(place: Place) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": f"urn:geotag:place:{percent_encoded(place.id, safe=':', errors='replace')}",
        "type": "schema:Place",
        "schema:identifier": place.id,
        "schema:name": [{"@value": place.name, "@language": "ar"}, {"@value": place.name_en, "@language": "en"}],
        "geo:lat": round(place.lat, 7),
        "geo:long": round(place.lon, 7),
    }
    if place.country:
        described["schema:addressCountry"] = place.country
    return described


def _is_web_address(url: str | None) -> bool:
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
