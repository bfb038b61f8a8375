"""The features of many articles as columns, in batches, for the table formats of geographic programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import shapely

from geotag.formats.geojson_features import Per, features
from geotag.model import TaggedArticle
from geotag.safe_text import replace_surrogates

__all__ = ["PROPERTIES", "Batch", "batches"]

#: The properties of a feature and their types; all but those of type int may be null.
PROPERTIES: Final[dict[str, type]] = {
    "feature": str,
    "id": str,
    "name": str,
    "name_en": str,
    "kind": str,
    "country": str,
    "confidence": float,
    "count": int,
    "status": str,
    "article": str,
    "title": str,
    "date": str,
    "url": str,
    "quote": str,
    "start": int,
    "end": int,
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some features: their geometries (None for what was not resolved) and their properties by name."""

    geometry: Any
    properties: dict[str, list[Any]]


def batches(articles: Iterable[TaggedArticle], per: Per, size: int = 10_000) -> Iterator[Batch]:
    """The features of `articles` as columns, at most `size` at a time; one empty batch where there are none."""
    stream = (feature for article in articles for feature in features(article, per))
    yield _batch(list(islice(stream, size)))
    while rows := list(islice(stream, size)):
        yield _batch(rows)


def _batch(rows: list[dict[str, Any]]) -> Batch:
    points = [shapely.Point(row["geometry"]["coordinates"]) if row["geometry"] else None for row in rows]
    properties: dict[str, list[Any]] = {"feature": [replace_surrogates(row["id"]) for row in rows]}
    for name in PROPERTIES:
        if name != "feature":
            properties[name] = [_storable(row["properties"][name]) for row in rows]
    return Batch(np.array(points, dtype=object), properties)


def _storable(value: Any) -> Any:
    return replace_surrogates(value) if isinstance(value, str) else value
