"""The record as a JSON document: one object for one article, an array for any other number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from textwrap import indent
from typing import TextIO

from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the records as they come, indented for readers."""
    remaining = iter(articles)
    first = list(islice(remaining, 2))
    if len(first) == 1:
        stream.write(to_json(first[0].to_dict(), indent=1) + "\n")
        return
    separator = "["
    for article in chain(first, remaining):
        stream.write(f"{separator}\n{indent(to_json(article.to_dict(), indent=1), ' ')}")
        separator = ","
    stream.write("\n]\n" if first else "[]\n")
