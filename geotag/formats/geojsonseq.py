"""GeoJSON text sequences (RFC 8142): each feature between a record separator and a line feed.

The standard has no place for members of a collection, so people and provenance are left to the other formats.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TextIO

from geotag.formats.features import Per, features
from geotag.formats.serialising import to_json
from geotag.model import TaggedArticle

__all__ = ["write"]

_RECORD_SEPARATOR: Final = "\x1e"


def write(articles: Iterable[TaggedArticle], stream: TextIO, per: Per = "place") -> None:
    """Write the features of the articles as they come; `per` as for GeoJSON."""
    for article in articles:
        for feature in features(article, per):
            stream.write(f"{_RECORD_SEPARATOR}{to_json(feature)}\n")
