"""Streams that unpack gzip, bzip2, xz and Zstandard data and members of ZIP archives, in bounded memory.

What a few bytes unpack to can be without end (a "bomb"), so that every stream counts what it gives and stops when that
is out of proportion to what it took.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, cast

from geotag.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "COMPRESSIONS",
    "Allowance",
    "DamagedStreamError",
    "compression_of",
    "open_member",
    "require_compression",
    "unpack",
]

#: Endings of compressed files, and the compression that they stand for.
COMPRESSIONS: Final = {
    ".gz": "gzip",
    ".gzip": "gzip",
    ".bz2": "bzip2",
    ".xz": "xz",
    ".lzma": "xz",
    ".zst": "Zstandard",
    ".zstd": "Zstandard",
}
_MAGICS: Final = {
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
_CHUNK: Final = 1 << 16
#: Text that is made to be read shrinks to a fifth or a tenth, pages of one template to a hundredth at most.
_MOST_RATIO: Final = 250
_UNSUSPECTED_BYTES: Final = 64_000_000
#: Of `xz -9`: 65 MiB. A header may ask for gigabytes.
_XZ_MEMORY: Final = 128 << 20
_ENCRYPTED: Final = 0x1
_ZIP_METHODS: Final = {9: "deflate64", zipfile.ZIP_BZIP2: "bzip2", zipfile.ZIP_LZMA: "lzma", 93: "zstd", 95: "xz"}


class DamagedStreamError(Exception):
    """Packed data is cut short, damaged, or unpacks to too much; the message says which, but not where."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _GzipDecompressor:
    """One member of gzip data, with the interface of the other decompressors; its checksum is verified."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


class Allowance:
    """How much may come out of a packed file: in proportion to what went in, but never too little for an article.

    Parameters
    ----------
    max_bytes
        Of an article.
    packed
        Size of the packed file, if it is known beforehand.
    """

    def __init__(self, max_bytes: int, packed: int = 0) -> None:
        self._least = max(_UNSUSPECTED_BYTES, 10 * max_bytes)
        self._packed = packed
        self._unpacked = 0

    def take(self, count: int) -> None:
        """Note that so many packed bytes were read."""
        self._packed += count

    def give(self, count: int) -> None:
        """Note that so many bytes were unpacked.

        Raises
        ------
        DamagedStreamError
            If they are too many.
        """
        self._unpacked += count
        if self._unpacked > max(self._least, _MOST_RATIO * self._packed):
            raise DamagedStreamError(
                f"it unpacks to more than {self._unpacked / 1e6:.0f} MB, over {_MOST_RATIO} times its size, as no text "
                "does; if it is meant to, unpack it first"
            )


class _Unpacking(io.RawIOBase):
    """Unpacks data that may consist of several compressed streams, one after the other."""

    def __init__(
        self, packed: io.BufferedReader[Any], compression: str, allowance: Allowance | None, max_bytes: int
    ) -> None:
        self._packed = packed
        self._compression = compression
        self._begin, self._errors = _decompression(compression)
        self._decompressor = self._begin()
        self._started = False
        # Of data that is packed twice, only the outer layer's size says how much is too much.
        self._outermost = allowance is None
        self._allowance = allowance or Allowance(max_bytes)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._unpacked(len(view))
        except MemoryError:
            raise DamagedStreamError(f"its {self._compression} data needs too much memory to unpack") from None
        except self._errors as error:
            raise DamagedStreamError(f"its {self._compression} data is damaged ({error})") from None
        self._allowance.give(len(data))
        view[: len(data)] = data
        return len(data)

    def _unpacked(self, most: int) -> bytes:
        while True:
            data = b""
            if self._decompressor.eof:
                data = self._decompressor.unused_data or self._read()
                if not data.strip(b"\x00"):
                    return b""
                self._decompressor = self._begin()
            elif self._decompressor.needs_input:
                data = self._read()
                if not data and self._started:
                    raise DamagedStreamError(f"its {self._compression} data is cut short")
                if not data:
                    return b""
            self._started = True
            if out := self._decompressor.decompress(data, most):
                return out

    def _read(self) -> bytes:
        data = self._packed.read1(_CHUNK)
        if self._outermost:
            self._allowance.take(len(data))
        return data


def _decompression(name: str) -> tuple[Callable[[], _Decompressor], tuple[type[Exception], ...]]:
    if name == "gzip":
        return _GzipDecompressor, (zlib.error,)
    if name == "bzip2":
        return bz2.BZ2Decompressor, (OSError, ValueError)
    if name == "xz":
        return lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), (lzma.LZMAError,)
    zstd = _zstd()
    return zstd.ZstdDecompressor, (zstd.ZstdError,)


def _zstd() -> Any:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise MissingExtraError("Zstandard files need the extra zstd: pip install 'geotag[zstd]'") from error
    return zstd


def require_compression(name: str) -> None:
    """Raise :class:`~geotag.errors.MissingExtraError` if data of a compression cannot be unpacked."""
    _decompression(name)


def compression_of(head: bytes) -> str | None:
    """The compression that data beginning with `head` is in."""
    return next((name for magic, name in _MAGICS.items() if head.startswith(magic)), None)


def unpack(
    packed: io.BufferedReader[Any], compression: str, max_bytes: int, allowance: Allowance | None = None
) -> BinaryIO:
    """A stream of what `packed` unpacks to.

    Parameters
    ----------
    compression
        One of the values of :data:`COMPRESSIONS`.
    max_bytes
        Of an article: so much is never too much.
    allowance
        Of the archive that `packed` is a member of.

    Raises
    ------
    MissingExtraError
        If the compression needs a package that is not installed.
    DamagedStreamError
        From reading the stream.
    """
    return cast("BinaryIO", _Unpacking(packed, compression, allowance, max_bytes))


class _Member(io.RawIOBase):
    def __init__(self, member: zipfile.ZipExtFile, allowances: tuple[Allowance, ...]) -> None:
        self._member = member
        self._allowances = allowances

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._member.read1(len(view))
        except (zipfile.BadZipFile, zlib.error) as error:
            raise DamagedStreamError(f"it is damaged ({error})") from None
        except EOFError:
            raise DamagedStreamError("it is cut short") from None
        for allowance in self._allowances:
            allowance.give(len(data))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


def open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int, whole: Allowance
) -> tuple[BinaryIO, Allowance]:
    """A stream of a member of a ZIP archive, and how much may come out of the member.

    Parameters
    ----------
    whole
        How much may come out of the whole archive.

    Raises
    ------
    InputError
        If the member cannot be unpacked; the message does not name it.
    DamagedStreamError
        From reading the stream.
    """
    if member.flag_bits & _ENCRYPTED:
        raise InputError("it is encrypted; unpack it first")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # zipfile unpacks the other methods without a bound.
        method = _ZIP_METHODS.get(member.compress_type, f"number {member.compress_type}")
        raise InputError(f"it is packed by the method {method}; in a ZIP archive geotag reads deflate only")
    try:
        stream = cast("zipfile.ZipExtFile", archive.open(member))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise DamagedStreamError(f"it is damaged ({error})") from None
    own = Allowance(max_bytes, member.compress_size)
    return cast("BinaryIO", _Member(stream, (own, whole))), own
