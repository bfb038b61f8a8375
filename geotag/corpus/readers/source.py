"""What a reader is given: a stream of bytes, its name, and how it is to be read."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final

from geotag.corpus.failures import InputFailure
from geotag.corpus.readers.fields import FieldMap
from geotag.model import Article

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Item", "ReadOptions", "Reader", "Source"]

#: Enough to find an encoding or a format by.
_HEAD: Final = 100_000
_CHUNK: Final = 1 << 16

Item = Article | InputFailure


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read; see :func:`geotag.corpus.read_inputs`."""

    encoding: str | None = None
    max_bytes: int = 5_000_000
    input_format: str | None = None
    fields: FieldMap = field(default_factory=FieldMap)


class Source:
    """A file, or a member of an archive, to read articles from.

    Parameters
    ----------
    name
        What messages call it.
    file_name
        Its name without directories.
    path
        The file, if the stream is the file as it is.

    Attributes
    ----------
    head
        Its first bytes.
    stream
        All of its bytes, the first ones included.
    ending
        The last ending of its name, in small letters, or nothing.
    stem
        Its name without this: ids are made from it.
    size
        How many these are, if it is known.
    position
        What is being read of it, as ``line 7``; readers say so.
    """

    def __init__(self, name: str, file_name: str, stream: BinaryIO, path: Path | None = None) -> None:
        self.name = name
        self.file_name = file_name
        self.ending = PurePosixPath(file_name).suffix.lower()
        self.stem = PurePosixPath(file_name).stem or file_name
        self.head = _read_fully(stream, _HEAD)
        self.stream: BinaryIO = io.BufferedReader(_Rejoined(self.head, stream), _CHUNK)
        self.size = path.stat().st_size if path is not None else None
        self.position = ""
        self._path = path

    @property
    def place(self) -> str:
        """What messages call that which is being read."""
        return f"{self.name}, {self.position}" if self.position else self.name

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """The same bytes as a file in which one can go back; what is no file is laid into a temporary one."""
        if self._path is not None and self._path.is_file():
            with self._path.open("rb") as file:
                yield file
            return
        with tempfile.TemporaryFile() as spool:
            shutil.copyfileobj(self.stream, spool, _CHUNK)
            spool.seek(0)
            yield spool


#: Reads the articles of a source.
Reader = Callable[[Source, ReadOptions], Iterator[Item]]


class _Rejoined(io.RawIOBase):
    """A head that was read already, and the rest of its stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._head[: len(view)] or self._rest.read(len(view))
        self._head = self._head[len(view) :]
        view[: len(data)] = data
        return len(data)


def _read_fully(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, or fewer at the end: a pipe gives less than is asked for."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
