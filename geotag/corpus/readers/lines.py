"""Decoded lines of a source, one by one: a line that is too long is passed over without being held."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from geotag.corpus.input_failures import too_large
from geotag.corpus.readers.source import ReadOptions, Source
from geotag.errors import EncodingError
from geotag.files.decoding import advice, encoding_of, refuse_other_files, require_encoding

__all__ = ["DecodedStream", "Line"]

_CHUNK: Final = 1 << 16
#: Stands for bytes that are not in the encoding; no text that is decoded otherwise holds it.
_UNDECODABLE: Final = "\udcff"
_ERROR_HANDLER: Final = "geotag.undecodable"


class _Unmarked(NamedTuple):
    encoding: str
    marks: tuple[bytes, ...]


_UNMARKED: Final = {
    "utf-16": _Unmarked("utf-16-le", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
    "utf-32": _Unmarked("utf-32-le", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
}
#: Also as files of old Macintoshes have it.
_LINE_END: Final = re.compile(r"\r\n?|\n")
_MARK: Final = "\ufeff"

codecs.register_error(_ERROR_HANDLER, lambda error: (_UNDECODABLE, error.end))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end.

    Attributes
    ----------
    number
        From 1.
    text
        What is held of it: the whole line unless it is longer than is allowed.
    size
        Its bytes, as UTF-8.
    """

    number: int
    text: str
    size: int


class DecodedStream:
    """The text of a source.

    Parameters
    ----------
    stated
        The encoding that the source says it is in, if it says so.

    Raises
    ------
    EncodingError
        If there is no such encoding.
    InputError
        If the source is no text.
    """

    def __init__(self, source: Source, options: ReadOptions, stated: str | None = None) -> None:
        refuse_other_files(source.head, source.name)
        self._encoding = options.encoding or _structured(source.head) or encoding_of(source.head) or stated or "utf-8"
        require_encoding(self._encoding, source.name)
        unmarked = _UNMARKED.get(codecs.lookup(self._encoding).name)
        if unmarked is not None and not source.head.startswith(unmarked.marks):
            # Of data without a mark, incremental decoders refuse what is read as a whole.
            self._encoding = encoding_of(source.head) or unmarked.encoding
        self._source = source
        self._max_bytes = options.max_bytes

    def chunks(self) -> Iterator[str]:
        """The text in pieces of any length, without its byte-order mark."""
        decoder = codecs.getincrementaldecoder(self._encoding)(_ERROR_HANDLER)
        first = True
        while True:
            data = self._source.stream.read1(_CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeError:
                # Of encodings that cannot go on after what is not in them.
                advised = advice(self._source.head)
                raise EncodingError(f"{self._source.name}: this is not {self._encoding.upper()}; {advised}") from None
            if first and text:
                text = text.removeprefix(_MARK)
                first = False
            if text:
                yield text
            if not data:
                return

    def lines(self, reduce: Callable[[str], str] = lambda _: "") -> Iterator[Line]:
        """The lines, without the byte-order marks that files have where they were joined.

        Parameters
        ----------
        reduce
            Gives what is to be held of each further piece of a line that is too long; by default, nothing.
        """
        held: list[str] = []
        size, number = 0, 1
        self._source.position = "line 1"
        for chunk in _with_whole_ends(self.chunks()):
            start = 0
            while start < len(chunk):
                found = _LINE_END.search(chunk, start)
                end = found.end() if found else len(chunk)
                piece = chunk[start:end] if size else chunk[start:end].lstrip(_MARK)
                start = end
                size += len(piece.encode("utf-8", "surrogatepass"))
                held.append(piece if size <= self._max_bytes else reduce(piece))
                if found:
                    yield Line(number, "".join(held), size)
                    held.clear()
                    size, number = 0, number + 1
                    self._source.position = f"line {number}"
        if size:
            yield Line(number, "".join(held), size)

    def require_decoded(self, text: str, name: str) -> None:
        """Raise :class:`~geotag.errors.EncodingError` if bytes of `text` were not in the encoding."""
        if _UNDECODABLE in text:
            raise EncodingError(f"{name}: this is not {self._encoding.upper()}; {advice(self._source.head)}")

    def require_size(self, size: int, name: str) -> None:
        """Raise :class:`~geotag.errors.ArticleTooLargeError` if so many bytes are too many for an article."""
        if size > self._max_bytes:
            raise too_large(name, size, self._max_bytes)


def _with_whole_ends(chunks: Iterator[str]) -> Iterator[str]:
    """The same text in pieces none of which ends between the two characters of a line's end."""
    kept = ""
    for chunk in chunks:
        whole = kept + chunk
        kept = "\r" if whole.endswith("\r") else ""
        if piece := whole[: len(whole) - len(kept)]:
            yield piece
    if kept:
        yield kept


def _structured(head: bytes) -> str | None:
    """The encoding of data that begins with an ASCII character, as JSON, XML and headers of tables mostly do."""
    if len(head) < 4 or max(head[:4]) > 0x7F:
        return None
    zeros = [byte == 0 for byte in head[:4]]
    return {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }.get((zeros[0], zeros[1], zeros[2], zeros[3]))
