"""What a response of HTTP holds: its type, however carelessly it is stated, and its body, unpacked and whole."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

from geotag.errors import InputError
from geotag.files.unpacking import DamagedStreamError, unpack

__all__ = ["HTML_TYPES", "ContentType", "content_type", "unpacked_body"]

HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CHUNK_HEAD: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_IDENTITY: Final = frozenset({"", "identity", "none"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_GZIP_MAGIC: Final = b"\x1f\x8b"


class ContentType(NamedTuple):
    """A media type, or None if none is stated, and its charset."""

    kind: str | None
    charset: str | None


def content_type(stated: str | None) -> ContentType:
    """What a header ``Content-Type`` means; of several types that of a page, else the first.

    Examples
    --------
    >>> content_type('"text/html" charset=windows-1256')
    ContentType(kind='text/html', charset='windows-1256')
    >>> content_type("text/plain, text/html; charset=utf-8").kind
    'text/html'
    >>> content_type("html").kind is None
    True
    """
    kinds = [kind.lower() for kind in _TYPE.findall(stated or "")]
    charset = _CHARSET.search(stated or "")
    kind = next((kind for kind in kinds if kind in HTML_TYPES), kinds[0] if kinds else None)
    return ContentType(kind, charset[1].lower() if charset else None)


def unpacked_body(data: bytes, header: Callable[[str], str | None], name: str, max_bytes: int) -> bytes:
    """The body of a response, out of its chunks and compressions, as far as it was not laid down without these.

    Parameters
    ----------
    data
        What stands after the headers.
    header
        Gives the value of a header.
    max_bytes
        No more than these and one are unpacked.

    Raises
    ------
    InputError
        If it is cut short, damaged, or in a compression that cannot be read.
    """
    length = (header("Content-Length") or "").strip()
    if "chunked" in (header("Transfer-Encoding") or "").lower():
        data = _without_chunks(data, name)
    elif length.isascii() and length.isdigit() and 0 < len(data) < int(length[:12]):
        # Of a response that was laid down unpacked, the stated length is the smaller one.
        raise InputError(f"{name}: the page is cut short, {len(data):,} bytes of {int(length[:12]):,} are here")
    codings = [coding.strip().lower() for coding in (header("Content-Encoding") or "").split(",")]
    for coding in reversed(codings):
        if coding in _IDENTITY:
            continue
        if coding in _GZIP:
            data = _ungzipped(data, name, max_bytes)
        elif coding == "deflate":
            data = _inflated(data, name, max_bytes)
        else:
            raise InputError(f"{name}: the page is packed as {coding}, which cannot be read; gzip and deflate can")
    return data


def _without_chunks(data: bytes, name: str) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while head := _CHUNK_HEAD.match(data, at):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(pieces)
        at = head.end() + size
        pieces.append(data[head.end() : at])
        if at > len(data):
            raise InputError(f"{name}: the page is cut short, {at - len(data):,} bytes of a chunk are missing")
        if data.startswith(b"\r\n", at):
            at += 2
        elif data.startswith(b"\n", at):
            at += 1
    if not pieces:
        # Crawlers write bodies without their chunks under the header that states these.
        return data
    if at >= len(data):
        raise InputError(f"{name}: the page is cut short, its last chunk is missing")
    raise InputError(f"{name}: the page is damaged (no chunk begins where one should)")


def _ungzipped(data: bytes, name: str, max_bytes: int) -> bytes:
    if not data.startswith(_GZIP_MAGIC):
        return data
    packed = io.BufferedReader(io.BytesIO(data))
    stream = unpack(packed, "gzip", max_bytes)
    pieces = []
    left = max_bytes + 1
    try:
        while left and (piece := stream.read(left)):
            pieces.append(piece)
            left -= len(piece)
    except DamagedStreamError as error:
        raise InputError(f"{name}: of the page, {error}") from None
    return b"".join(pieces)


def _inflated(data: bytes, name: str, max_bytes: int) -> bytes:
    """Out of a stream of zlib, or one without its header, as some servers send it."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflating = zlib.decompressobj(bits)
        try:
            found = inflating.decompress(data, max_bytes + 1)
        except zlib.error:
            continue
        if not inflating.eof and len(found) <= max_bytes:
            raise InputError(f"{name}: of the page, its deflate data is cut short")
        return found
    if data.lstrip()[:1] == b"<":
        return data
    raise InputError(f"{name}: of the page, its deflate data is damaged")
