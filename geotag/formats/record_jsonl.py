"""The record of one article on each line (JSON Lines)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write a line for each article as it comes."""
    for article in articles:
        stream.write(to_json(article.to_dict()) + "\n")
