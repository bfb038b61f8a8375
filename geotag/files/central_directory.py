"""ZIP archives some of whose members have names or notes that zipfile refuses, with the whole archive."""

from __future__ import annotations

import io
import os
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

__all__ = ["readable_archive"]

#: Record that ends an archive, after which there is only a comment of at most 65,535 bytes.
_END: Final = struct.Struct("<4s4H2LH")
_END_MAGIC: Final = b"PK\x05\x06"
_LONGEST_END: Final = _END.size + 0xFFFF
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_ENTRY_MAGIC: Final = b"PK\x01\x02"
#: What is in the fields of archives that are too large for them (ZIP64); these are left to zipfile alone.
_ELSEWHERE: Final = 0xFFFFFFFF


@contextmanager
def readable_archive(file: BinaryIO) -> Iterator[tuple[zipfile.ZipFile, list[tuple[str, str]]]]:
    """An archive without the members that its list describes wrongly, and their names with what is wrong.

    Raises
    ------
    zipfile.BadZipFile, NotImplementedError, ValueError
        If the archive cannot be read at all.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        found = _without_broken(file)
        if found is None:
            raise zipfile.BadZipFile(str(error)) from None
        whole, broken = found
        with whole, zipfile.ZipFile(whole) as archive:
            yield archive, broken
        return
    with archive:
        yield archive, []


def _without_broken(file: BinaryIO) -> tuple[BinaryIO, list[tuple[str, str]]] | None:
    """A copy of the archive whose list has only what zipfile takes; None if that is everything, or there is no list."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) < at + _END.size:
        return None
    length, offset = _END.unpack_from(tail, at)[5:7]
    start = size - len(tail) + at - length
    if _ELSEWHERE in (length, offset) or start < 0:
        return None
    file.seek(start)
    good, broken = [], []
    for number, entry in enumerate(_entries(file.read(length)), 1):
        reason = _fault(entry)
        if reason is None:
            good.append(entry)
        else:
            broken.append((_name(entry) or f"number {number}", reason))
    if not broken:
        return None
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.seek(start)
        copy.truncate()
        copy.write(_directory(good, offset))
    except BaseException:
        copy.close()
        raise
    return copy, broken


def _entries(data: bytes) -> Iterator[bytes]:
    at = 0
    while data.startswith(_ENTRY_MAGIC, at) and at + _ENTRY.size <= len(data):
        lengths = _ENTRY.unpack_from(data, at)[10:13]
        end = at + _ENTRY.size + sum(lengths)
        yield data[at:end]
        at = end


def _directory(entries: list[bytes], offset: int) -> bytes:
    data = b"".join(entries)
    count = min(len(entries), 0xFFFF)
    return data + _END.pack(_END_MAGIC, 0, 0, count, count, len(data), offset, 0)


def _fault(entry: bytes) -> str | None:
    """What zipfile says of an archive that has this member only."""
    try:
        zipfile.ZipFile(io.BytesIO(_directory([entry], 0))).close()
    except UnicodeDecodeError:
        return "its name is said to be UTF-8, and is not"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        return f"its entry in the list of members is damaged ({error})"
    return None


def _name(entry: bytes) -> str:
    length = _ENTRY.unpack_from(entry)[10]
    return entry[_ENTRY.size : _ENTRY.size + length].decode("utf-8", "replace")
