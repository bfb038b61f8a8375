"""Writing that a kill or a power cut cannot undo: content and names of files are on the disk when a call returns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geotag.errors import OutputError

__all__ = ["DRAFT_SUFFIX", "replace_file", "require_writable", "telling", "write_at"]

#: Ends the names of files that are not whole yet.
DRAFT_SUFFIX: Final = ".draft"
_PROBE_BYTES: Final = 100_000


def write_at(path: Path, offset: int, lines: Sequence[bytes]) -> None:
    """Let a file consist of what it has before `offset`, and of `lines`.

    As `offset` says where they belong, the same call can be made again after one that was broken off.
    """
    new = not path.exists()
    with path.open("wb" if new else "r+b") as stream:
        stream.truncate(offset)
        stream.seek(offset)
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    if new:
        _sync_directory(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Give a file another content, all at once."""
    draft = path.with_name(f"{path.name}{DRAFT_SUFFIX}")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_directory(path.parent)


def require_writable(directory: Path) -> None:
    """Raise OSError unless files can be made in `directory`, and there is room for a little at least."""
    probe = directory / f".probe{DRAFT_SUFFIX}"
    try:
        with probe.open("wb") as stream:
            stream.write(bytes(_PROBE_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        probe.unlink(missing_ok=True)


@contextmanager
def telling(directory: Path, file: str = "") -> Iterator[None]:
    """Turn what the system says of the directory of a run into what the user can do."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"{error.filename or directory / file} cannot be written ({error.strerror}); what is in the index of "
            f"{directory} is safe: when the cause is mended, go on with --resume"
        ) from error


def _sync_directory(directory: Path) -> None:
    """Bring the names in a directory to the disk; there is no such thing on Windows."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
