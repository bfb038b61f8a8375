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

from geotag.corpus.input_failures import InputFailure
from geotag.corpus.passed_over import PassedOver
from geotag.corpus.readers.fields import FieldMap
from geotag.dates import GivenDates
from geotag.files.unpacking import DamagedStreamError
from geotag.model import Article

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["MAX_BYTES", "Item", "ReadOptions", "Source"]

#: Enough to find an encoding or a format by.
_HEAD: Final = 100_000
_CHUNK: Final = 1 << 16
#: Of an article, unless the user says otherwise.
MAX_BYTES: Final = 5_000_000

Item = Article | InputFailure


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read; see :func:`geotag.corpus.read_inputs`."""

    encoding: str | None = None
    max_bytes: int = MAX_BYTES
    input_format: str | None = None
    fields: FieldMap = field(default_factory=FieldMap)
    #: Of the input that is being read.
    dates: GivenDates = field(default_factory=GivenDates)
    passed_over: PassedOver = field(default_factory=PassedOver)


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
    taken
        Is told of each number of bytes that a reader takes from the stream.

    Attributes
    ----------
    head
        Its first bytes.
    stream
        All of its bytes, the first ones included. Of a stream that may be damaged, ``read1`` gives all that comes
        before the damage; ``read`` may lose some of it.
    ending
        The last ending of its name, in small letters, or nothing.
    stem
        Its name without this: ids are made from it.
    size
        How many these are, if it is known.
    position
        What is being read of it, as ``line 7``; readers say so.
    """

    def __init__(
        self,
        name: str,
        file_name: str,
        stream: BinaryIO,
        path: Path | None = None,
        taken: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.name = name
        self.file_name = file_name
        self.ending = PurePosixPath(file_name).suffix.lower()
        self.stem = PurePosixPath(file_name).stem or file_name
        rejoined = _Rejoined(stream, taken)
        self.head = rejoined.head
        self.stream = io.BufferedReader(rejoined, _CHUNK)
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


class _Rejoined(io.RawIOBase):
    """A stream whose head is read beforehand; if the stream is damaged within it, that comes out after the head."""

    def __init__(self, stream: BinaryIO, taken: Callable[[int], None]) -> None:
        self._stream = stream
        self._taken = taken
        self._damage: DamagedStreamError | None = None
        self.head = self._read_head()
        self._left = memoryview(self.head)

    def _read_head(self) -> bytes:
        pieces = []
        size = 0
        try:
            # A pipe gives less than it is asked for.
            while size < _HEAD and (piece := self._stream.read(_HEAD - size)):
                pieces.append(piece)
                size += len(piece)
        except DamagedStreamError as error:
            self._damage = error
        return b"".join(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._left:
            data: bytes | memoryview = self._left[: len(view)]
            self._left = self._left[len(view) :]
        elif self._damage is not None:
            raise self._damage
        else:
            data = self._stream.read(len(view))
        view[: len(data)] = data
        self._taken(len(data))
        return len(data)
