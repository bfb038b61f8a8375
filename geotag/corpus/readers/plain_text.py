"""Text files: an article each."""

from __future__ import annotations

from collections.abc import Iterator

from geotag.corpus.input_failures import too_large
from geotag.corpus.language import require_arabic
from geotag.corpus.readers.fields import first_line, require_sound
from geotag.corpus.readers.source import ReadOptions, Source
from geotag.files.decoding import decode
from geotag.model import Article

__all__ = ["read", "read_whole"]


def read(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Read the article of a text file; its first line is its title."""
    text = decode(read_whole(source, options.max_bytes), source.name, options.encoding)
    require_arabic(text, source.name)
    article = Article(source.stem, text, title=first_line(text))
    require_sound(article, source.name)
    yield article


def read_whole(source: Source, max_bytes: int) -> bytes:
    """All bytes of a source that is one article.

    Raises
    ------
    ArticleTooLargeError
        If they are too many; no more than these are read.
    """
    data = source.stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(source.name, source.size or len(data), max_bytes)
    return data
