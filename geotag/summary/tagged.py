"""Tagged articles from the records of a run, for the map of a corpus."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geotag.corpus.scratch import ScratchDatabase
from geotag.model import Article, TaggedArticle
from geotag.records import text_digest
from geotag.records.reader import tagged_article

__all__ = ["Texts", "tagged_articles"]


class Texts:
    """The texts of articles by their hash, which is how records name them; on disk, so that any number fits."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._database = ScratchDatabase("CREATE TABLE text (hash BLOB PRIMARY KEY, text BLOB) WITHOUT ROWID")
        for article in articles:
            data = zlib.compress(article.text.encode("utf-8", "surrogatepass"), 1)
            digest = bytes.fromhex(text_digest(article.text))
            self._database.change("INSERT OR IGNORE INTO text VALUES (?, ?)", digest, data)

    def get(self, digest: str) -> str | None:
        """The text whose SHA-256 is `digest`, in hexadecimal, or None."""
        found = self._database.rows("SELECT text FROM text WHERE hash = ?", bytes.fromhex(digest))
        return zlib.decompress(found[0][0]).decode("utf-8", "surrogatepass") if found else None

    def close(self) -> None:
        """Delete the database of the texts."""
        self._database.close()


def tagged_articles(records: Iterable[Mapping[str, Any]], texts: Texts) -> Iterator[TaggedArticle]:
    """The articles of records, as :func:`geotag.records.read_results` gives them, without the candidates of names.

    Where a text is not known, it consists of the names alone.
    """
    return (tagged_article(record, texts.get(record["text_sha256"]), candidates=False) for record in records)
