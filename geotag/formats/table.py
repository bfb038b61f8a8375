"""CSV (RFC 4180): a header, then a row for each mention.

The standard has no place for provenance, so each row carries it in its last column, in short.

Text is written as it is, without a guard against spreadsheets that take a leading ``=`` for a formula: the apostrophe
of such a guard would become part of the text for every other reader.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Final, TextIO

from geotag.formats.rows import MENTION_COLUMNS, mention_rows
from geotag.model import TaggedArticle

__all__ = ["write"]

#: Half a surrogate pair cannot be encoded, and readers end a field at NUL.
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the rows of the articles as they come."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(MENTION_COLUMNS)
    for article in articles:
        for row in mention_rows(article):
            writer.writerow(_UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value for value in row)
