"""GeoJSON text sequences (RFC 8142): each feature between a record separator and a line feed.

There is no collection to hold people and provenance; each feature carries the attribution, in short, as a foreign
member.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TextIO

from geotag.formats.attribution import attribution
from geotag.formats.geojson_features import Per, features
from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_RECORD_SEPARATOR: Final = "\x1e"


def write(articles: Iterable[TaggedArticle], stream: TextIO, per: Per = "place") -> None:
    """Write the features of the articles as they come; `per` as for GeoJSON."""
    for article in articles:
        credit = {"attribution": attribution(article.provenance)}
        for feature in features(article, per):
            stream.write(f"{_RECORD_SEPARATOR}{to_json({**feature, **credit})}\n")
