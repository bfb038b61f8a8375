"""GeoJSON (RFC 7946): a FeatureCollection, its features written as they come.

`people` and `provenance` are foreign members of the collection. Articles that were tagged in different ways make
`provenance` a list, each with the ids of its articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TextIO

from geotag.formats.geojson_features import Per, features
from geotag.formats.provenance import Provenances
from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["bounding_box", "write"]


def write(articles: Iterable[TaggedArticle], stream: TextIO, per: Per = "place") -> None:
    """Write one collection for all articles.

    Parameters
    ----------
    per
        One feature per distinct place of an article, or per mention.
    """
    people: list[dict[str, Any]] = []
    points: list[tuple[float, float]] = []
    provenances = Provenances()
    separator = "\n"
    stream.write('{"type": "FeatureCollection", "features": [')
    for article in provenances.noting(articles):
        people += (
            {"article": article.article.id, "id": person.id, "name": person.name, "count": len(person.mentions)}
            for person in article.people
        )
        for feature in features(article, per):
            if feature["geometry"]:
                points.append(tuple(feature["geometry"]["coordinates"]))
            stream.write(separator + to_json(feature))
            separator = ",\n"
    stream.write("\n],\n")
    if points:
        stream.write(f'"bbox": {to_json(bounding_box(points))},\n')
    stream.write(f'"people": {to_json(people)},\n"provenance": {to_json(provenances.whole)}}}\n')


def bounding_box(points: Sequence[tuple[float, float]]) -> list[float]:
    """Return west, south, east, north of longitude/latitude points.

    Of all boxes that hold the points the narrowest is taken, so west exceeds east where it crosses the antimeridian
    (RFC 7946, section 5.2).

    Examples
    --------
    >>> bounding_box([(178.0, -17.8), (-175.2, -21.2)])
    [178.0, -21.2, -175.2, -17.8]
    """
    longitudes = sorted({longitude for longitude, _ in points})
    latitudes = [latitude for _, latitude in points]
    gaps = [(b - a, a, b) for a, b in pairwise(longitudes)]
    widest, end, start = max(gaps, default=(0.0, 0.0, 0.0))
    around = longitudes[0] + 360 - longitudes[-1]
    west, east = (start, end) if widest > around else (longitudes[0], longitudes[-1])
    return [west, min(latitudes), east, max(latitudes)]
