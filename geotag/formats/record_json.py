"""The record as a JSON document: one object for one article, an array for any other number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from geotag.formats.serialising import to_json
from geotag.model import TaggedArticle

__all__ = ["write"]


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the records to `stream`, indented for readers."""
    records = [article.to_dict() for article in articles]
    stream.write(to_json(records[0] if len(records) == 1 else records, indent=1) + "\n")
