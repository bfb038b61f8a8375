"""WARC files (ISO 28500), as crawlers write them: the article of each HTML page. Needs warcio (extra ``warc``)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO, Final

from geotag.corpus.input_failures import InputFailure, failure_of, too_large
from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.html_page import page_article
from geotag.corpus.readers.http_body import HTML_TYPES, ContentType, content_type, unpacked_body
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import InputError
from geotag.files.unpacking import DamagedStreamError
from geotag.model import Article

__all__ = ["read"]

_SILENCE: Final = logging.NullHandler()
_LINE: Final = 1 << 16
_UNTYPED: Final = "without a type"
_OK: Final = "200"
_BEGIN: Final = b"WARC/"


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the HTML pages of an archive: its responses with the status 200, and resources; the rest is passed over."""
    from warcio.recordloader import ArcWarcRecordLoader

    # It tells of spaces in addresses, which hurt nobody here.
    logging.getLogger("warcio").addHandler(_SILENCE)
    # Of responses with other versions than HTTP/1.0 and 1.1, only the status matters.
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    stream = _BoundedLines(source.stream)
    pages = 0
    for number, begin in enumerate(_beginnings(stream), 1):
        source.position = f"record {number}"
        name = source.place
        record = _record(loader, begin, stream, name)
        if isinstance(record, InputFailure):
            yield record
            continue
        passed_over = _kind_of_no_page(record)
        if passed_over is None:
            item = attempt(name, partial(_article, record, name, f"{source.stem}-{number}", options))
            if isinstance(item, InputFailure) and isinstance(item.error, _NoPageError):
                passed_over = _UNTYPED
            else:
                pages += 1
                yield item
        if passed_over is not None:
            options.passed_over.record(passed_over)
        _drain(record)
        if record.raw_stream.limit > 0 and passed_over is not None:
            yield InputFailure(name, _cut_short(record, name))
    if not pages:
        source.position = ""
        raise InputError(f"{source.name}: there is no HTML page in it")


def _record(loader: Any, begin: bytes, stream: _BoundedLines, name: str) -> Any:
    """The record that begins with a line, its headers read; or why it cannot be had."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    if not begin.startswith(_BEGIN):
        return InputFailure(name, InputError(f"{name}: here should begin a record, but does not"))
    try:
        record = loader.parse_record_stream(stream, begin.decode("latin-1"), "warc", no_record_parse=True)
        if record.length is None:
            raise ValueError("no Content-Length")
        if record.rec_type == "response":
            uri = record.rec_headers.get_header("WARC-Target-URI") or ""
            record.http_headers = loader.load_http_headers("response", uri, record.raw_stream, record.length)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError) as error:
        return InputFailure(name, InputError(f"{name}: its headers are damaged or cut short ({error})"))
    except (DamagedStreamError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever warcio raises for one record, the others are read
        return failure_of(name, error)
    return record


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


class _NoPageError(InputError):
    """What a record without a type holds is no page."""


def _kind_of_no_page(record: Any) -> str | None:
    """What a record is that is passed over; None if it is a page, or nothing says what it is."""
    if record.rec_type not in ("response", "resource"):
        return str(record.rec_type)
    if record.rec_type == "response":
        status = record.http_headers.get_statuscode() if record.http_headers is not None else ""
        if status != _OK:
            return f"status {status}" if status else "response without a status"
    kind = _type(record).kind
    return None if kind is None or kind in HTML_TYPES else kind


def _type(record: Any) -> ContentType:
    return content_type(_header(record)("Content-Type"))


def _header(record: Any) -> Callable[[str], str | None]:
    headers = record.http_headers or record.rec_headers
    return lambda name: headers.get_header(name)


def _article(record: Any, name: str, default_id: str, options: ReadOptions) -> Article:
    # Around chunks and in little compressed data stands more than what comes out.
    data = _read(record, 2 * options.max_bytes + _LINE)
    if record.raw_stream.limit > 0 and len(data) <= 2 * options.max_bytes:
        raise _cut_short(record, name)
    if reason := record.rec_headers.get_header("WARC-Truncated"):
        raise InputError(f"{name}: the crawler cut the page short (WARC-Truncated: {reason}); fetch it again")
    if record.rec_type == "response":
        data = unpacked_body(data, _header(record), name, options.max_bytes)
    stated = _type(record)
    if stated.kind is None and not _looks_like_page(data):
        raise _NoPageError(f"{name}: this is no HTML page")
    if len(data) > options.max_bytes:
        raise too_large(name, len(data), options.max_bytes)
    record_id = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>").removeprefix("urn:uuid:")
    url = record.rec_headers.get_header("WARC-Target-URI")
    return page_article(data, name, record_id or default_id, options, url=url, stated=stated.charset)


def _looks_like_page(data: bytes) -> bool:
    start = data[:_LINE].lower()
    return b"<html" in start or b"<!doctype html" in start


def _read(record: Any, most: int) -> bytes:
    """The rest of a record, but no more than `most` bytes."""
    pieces = []
    while most > 0 and (piece := record.raw_stream.read(min(most, _LINE))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _cut_short(record: Any, name: str) -> InputError:
    """The error of a record before whose end the file ends."""
    missing = record.raw_stream.limit
    return InputError(f"{name}: the file is cut short, {missing:,} bytes of this record are missing")


def _drain(record: Any) -> None:
    while record.raw_stream.read(_LINE):
        pass
