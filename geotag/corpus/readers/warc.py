"""WARC files (ISO 28500), as crawlers write them: the article of each HTML page. Needs warcio (extra ``warc``)."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from email.message import Message
from typing import Any, BinaryIO, Final

from geotag.corpus.failures import InputFailure, too_large
from geotag.corpus.readers.html_page import page_article
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import GeotagError, InputError
from geotag.model import Article

__all__ = ["read"]

_SILENCE: Final = logging.NullHandler()
_LINE: Final = 1 << 16
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_DECODED: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_OK: Final = "200"
_BEGIN: Final = b"WARC/"


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the HTML pages of an archive: its responses with the status 200, and resources; the rest is passed over."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeadersParserException

    # It tells of spaces in addresses, which hurt nobody here.
    logging.getLogger("warcio").addHandler(_SILENCE)
    # Of responses with other versions than HTTP/1.0 and 1.1, only the status matters.
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    stream = _BoundedLines(source.stream)
    pages = number = 0
    for begin in _beginnings(stream):
        number += 1
        source.position = f"record {number}"
        name = source.place
        if not begin.startswith(_BEGIN):
            yield InputFailure(name, InputError(f"{name}: here should begin a record, but does not"))
            continue
        try:
            record = loader.parse_record_stream(stream, begin.decode("latin-1"), "warc", no_record_parse=True)
            if record.length is None:
                raise ValueError("no Content-Length")
            if record.rec_type == "response":
                uri = record.rec_headers.get_header("WARC-Target-URI") or ""
                record.http_headers = loader.load_http_headers("response", uri, record.raw_stream, record.length)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
            yield InputFailure(name, InputError(f"{name}: its headers are damaged or cut short ({error})"))
            continue
        pages += _is_page(record)
        try:
            article = _article(record, name, f"{source.stem}-{number}", options) if _is_page(record) else None
            _require_whole(record, name)
            if article is not None:
                yield article
        except GeotagError as error:
            _drain(record)
            yield InputFailure(name, error)
    if not pages:
        source.position = ""
        raise InputError(f"{source.name}: there is no HTML page in it")


class _BoundedLines:
    """A stream whose lines are never longer than a header can be."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._position += len(data)
        return data

    def readline(self, size: int | None = None) -> bytes:
        line = self._stream.readline(_LINE if size is None else min(size, _LINE))
        self._position += len(line)
        return line

    def tell(self) -> int:
        return self._position


def _beginnings(stream: _BoundedLines) -> Iterator[bytes]:
    """The first line of each record; of other data that stands between records, its first line."""
    between = False
    while line := stream.readline():
        if line.startswith(_BEGIN):
            between = False
            yield line
        elif line.strip() and not between:
            between = True
            yield line


def _is_page(record: Any) -> bool:
    if record.rec_type == "response":
        headers = record.http_headers
        return headers is not None and headers.get_statuscode() == _OK and _content_type(record)[0] in _PAGES
    return record.rec_type == "resource" and _content_type(record)[0] in _PAGES


def _content_type(record: Any) -> tuple[str, str | None]:
    """Type and charset of what a record holds."""
    headers = record.http_headers or record.rec_headers
    message = Message()
    message["content-type"] = headers.get_header("Content-Type") or ""
    return message.get_content_type(), message.get_content_charset()


def _article(record: Any, name: str, default_id: str, options: ReadOptions) -> Article:
    coding = ((record.http_headers and record.http_headers.get_header("Content-Encoding")) or "").strip().lower()
    if coding not in _DECODED:
        raise InputError(f"{name}: the page is packed as {coding}, which cannot be read; gzip and deflate can")
    try:
        data = record.content_stream().read(options.max_bytes + 1)
    except (zlib.error, OSError) as error:
        raise InputError(f"{name}: the page is damaged ({error})") from None
    if len(data) > options.max_bytes:
        raise too_large(name, len(data), options.max_bytes)
    record_id = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>").removeprefix("urn:uuid:")
    url = record.rec_headers.get_header("WARC-Target-URI")
    stated = _content_type(record)[1]
    return page_article(data, name, record_id or default_id, options, url=url, stated=stated)


def _require_whole(record: Any, name: str) -> None:
    """Read what is left of a record, and refuse it if the file ends before."""
    _drain(record)
    if record.raw_stream.limit > 0:
        raise InputError(f"{name}: the file is cut short, {record.raw_stream.limit:,} bytes of this record are missing")


def _drain(record: Any) -> None:
    while record.raw_stream.read(_LINE):
        pass
