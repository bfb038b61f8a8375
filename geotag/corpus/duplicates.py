"""Articles that were read before: the same text, or nearly the same, is tagged once and linked.

The first in the order of the inputs is the original. Only hashes are remembered, and on the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geotag.corpus.input_failures import InputFailure
from geotag.corpus.near_duplicates import NearDuplicates
from geotag.corpus.scratch import ScratchDatabase
from geotag.model import Article

__all__ = ["Duplicate", "link_duplicates"]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article whose text was read before.

    Attributes
    ----------
    original
        Id of the article with that text.
    similarity
        How much of their words in sequence the two share, 0 to 1; exactly 1 where only white space differs.
    """

    article: Article
    original: str
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        """The link as JSON."""
        about = self.article
        return {
            "id": about.id,
            "duplicate_of": self.original,
            "similarity": round(self.similarity, 4),
            "title": about.title,
            "source": about.source,
            "url": about.url,
            "date": about.date,
        }


def link_duplicates(
    items: Iterable[Article | InputFailure], near: float | None = None
) -> Iterator[Article | InputFailure | Duplicate]:
    """Put a link in the place of each article whose text was read before, but for white space.

    Parameters
    ----------
    near
        Also of each whose text is similar to that degree, above 0 and at most 1; see
        :mod:`geotag.corpus.near_duplicates`.

    Raises
    ------
    OutputError
        If the directory for temporary files is full.
    """
    exact = _ExactDuplicates()
    similar = NearDuplicates(near) if near is not None else None
    try:
        for item in items:
            if isinstance(item, InputFailure):
                yield item
                continue
            original = exact.original(item)
            found = (original, 1.0) if original is not None else similar and similar.original(item)
            yield Duplicate(item, *found) if found else item
    finally:
        exact.close()
        if similar is not None:
            similar.close()


class _ExactDuplicates:
    """Texts, by the hash of their words."""

    def __init__(self) -> None:
        self._database = ScratchDatabase("CREATE TABLE seen (digest BLOB PRIMARY KEY, id TEXT) WITHOUT ROWID")

    def original(self, article: Article) -> str | None:
        """Id of the article with the same words; None for the first, which is remembered."""
        digest = hashlib.blake2b(" ".join(article.text.split()).encode(), digest_size=16).digest()
        if self._database.change("INSERT OR IGNORE INTO seen VALUES (?, ?)", digest, article.id):
            return None
        ((original,),) = self._database.rows("SELECT id FROM seen WHERE digest = ?", digest)
        return str(original)

    def close(self) -> None:
        self._database.close()
