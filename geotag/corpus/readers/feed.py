"""RSS and Atom files: an article an entry. Needs feedparser (extra ``feeds``).

The text of the file is cut into entries, and feedparser reads each together with the beginning of the feed, so that a
feed of any size is read in the memory of one entry, and one bad entry does not stop the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from geotag.corpus.input_failures import InputFailure, too_large
from geotag.corpus.language import require_arabic
from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.fields import require_text, with_headline
from geotag.corpus.readers.lines import DecodedStream
from geotag.corpus.readers.markup_text import markup_text, numbered
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import EmptyArticleError, GeotagError, InputError
from geotag.files.decoding import xml_encoding
from geotag.model import Article

__all__ = ["looks_like_feed", "read"]

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT: Final = re.compile(r"<((?:[\w.-]+:)?(?:rss|RDF|feed))(?=[\s>])")
_BEGIN: Final = r"<(?P<tag>(?:[\w.-]+:)?(?:item|entry))(?=[\s>])"
#: What ends the parts of a text that hold no tags.
_UNTAGGED: Final = {"<![CDATA[": re.compile(r"\]\]>"), "<!--": re.compile("-->")}
#: Where a pattern that was not found may still begin, once more text has come.
_OVERLAP: Final = 200
_MOST_HEADER: Final = 1_000_000


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the entries of a feed."""
    stream = DecodedStream(source, options, xml_encoding(source.head))
    scanner = _Scanner(stream.chunks())
    feed: _Feed | None = None
    number = 0
    while True:
        before = scanner.until(_BEGIN, keep=_MOST_HEADER if feed is None else 0)
        if feed is None:
            feed = _Feed.beginning(_DECLARATION.sub("", before.text), source.name)
        if before.match is None:
            break
        number += 1
        source.position = f"line {scanner.line}"
        name = source.place
        try:
            entry = scanner.until(rf"</{re.escape(before.match['tag'])}\s*>", options.max_bytes)
            if entry.size > options.max_bytes:
                raise too_large(name, entry.size, options.max_bytes)
            if entry.match is None:
                raise InputError(f"{name}: the file is cut short within this entry")
            markup = f"{feed.header}{before.match[0]}{entry.text}{entry.match[0]}{feed.footer}"
            stream.require_decoded(markup, name)
        except GeotagError as error:
            yield InputFailure(name, error)
            continue
        yield attempt(name, partial(_article, markup, name, f"{source.stem}-{number}", options))
    if number == 0:
        raise InputError(f"{source.name}: this feed has no entries")


def looks_like_feed(head: str) -> bool:
    """Whether a text that begins so is a feed."""
    return head.lstrip("\ufeff \t\r\n").startswith("<") and _ROOT.search(head) is not None


@dataclass(frozen=True, slots=True)
class _Taken:
    """Text up to a match, as far as it is held; the match, or None at the end; and the size of the text in bytes."""

    text: str
    match: re.Match[str] | None
    size: int


class _Scanner:
    """Looks for patterns in a text that comes in pieces."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._text = ""
        self.line = 1

    def until(self, tag: str, keep: int) -> _Taken:
        """The text up to the next tag that is in no comment and no CDATA; what is longer than `keep` bytes is dropped.

        Parameters
        ----------
        tag
            A regular expression.
        """
        token = re.compile(rf"<!\[CDATA\[|<!--|{tag}")
        pieces: list[str] = []
        size = 0
        while True:
            taken = self._take(token, keep - size)
            pieces.append(taken.text)
            size += taken.size
            untagged = taken.match and _UNTAGGED.get(taken.match[0])
            if not taken.match or not untagged:
                return _Taken("".join(pieces) if size <= keep else "", taken.match, size)
            closed = self._take(untagged, keep - size)
            pieces += [taken.match[0], closed.text, closed.match[0] if closed.match else ""]
            size += closed.size

    def _take(self, pattern: re.Pattern[str], keep: int) -> _Taken:
        """The text up to the next match; what is longer than `keep` bytes is dropped."""
        pieces: list[str] = []
        size = 0
        while True:
            match = pattern.search(self._text)
            more = "" if match else next(self._chunks, None)
            end = match.start() if match else len(self._text)
            if match is None and more is not None:
                end = max(0, end - _OVERLAP)
            piece = self._text[:end]
            size += len(piece.encode("utf-8", "surrogatepass"))
            if size <= keep:
                pieces.append(piece)
            self.line += piece.count("\n")
            self._text = self._text[match.end() if match else end :] + (more or "")
            if match or more is None:
                return _Taken("".join(pieces), match, size)


@dataclass(frozen=True, slots=True)
class _Feed:
    """What stands around an entry."""

    header: str
    footer: str

    @classmethod
    def beginning(cls, header: str, name: str) -> _Feed:
        root = _ROOT.search(header)
        if root is None:
            raise InputError(f"{name}: this is no RSS or Atom feed")
        inside_channel = "<channel" in header and "</channel" not in header
        return cls(header, f"{'</channel>' if inside_channel else ''}</{root[1]}>")


def _article(markup: str, name: str, default_id: str, options: ReadOptions) -> Article:
    import feedparser

    # The charset of the header goes before what the document says of itself.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        found = feedparser.parse(numbered(markup).encode(), response_headers=headers)
    except Exception as error:
        # What it raises for broken entries has no class in common.
        raise InputError(f"{name}: feedparser fails on this entry ({type(error).__name__}: {error})") from error
    if not found.entries:
        raise InputError(f"{name}: this entry is no XML ({found.get('bozo_exception', 'it is empty')})")
    fields = found.entries[0]
    title = markup_text(fields.get("title", "")) or None
    text = with_headline(title, _body(fields))
    if not text.strip():
        raise EmptyArticleError(f"{name}: this entry holds no text")
    require_text(text, name, options.max_bytes)
    require_arabic(text, name)
    source = fields.get("source") or {}
    return Article(
        fields.get("id") or fields.get("link") or default_id,
        text,
        title=title,
        source=source.get("title") or found.feed.get("title") or None,
        url=fields.get("link") or None,
        # Its own get() takes one for the other, and warns of it.
        date=options.dates.read(dict.get(fields, "published"), dict.get(fields, "updated")),
    )


def _body(fields: Any) -> str:
    """The longest of an entry's contents and its summary."""
    parts = [*fields.get("content", []), fields.get("summary_detail", {})]
    texts = [_plain(part) for part in parts if part.get("value")]
    return max(texts, key=len, default="")


def _plain(part: Any) -> str:
    value: str = part["value"]
    return value.strip() if part.get("type") == "text/plain" else markup_text(value)
