"""From what a user names to files: files themselves, directories with all that is below them, and globs."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from geotag.corpus.failures import InputFailure
from geotag.errors import InputError

__all__ = ["shown", "walk"]


def walk(path: Path, wanted: Callable[[Path], bool]) -> Iterator[Path | InputFailure]:
    """The files that a path names, always in the same order.

    Parameters
    ----------
    path
        A file; a directory, of which hidden files are left out, and links to directories not followed; or a glob,
        if there is no file of that name.
    wanted
        Which files of directories are read.

    Yields
    ------
    Path or InputFailure
        The latter where nothing is found, or what is found cannot be read.
    """
    name = shown(path)
    try:
        is_directory, exists = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        yield InputFailure(name, InputError(f"{name}: cannot be read ({getattr(error, 'strerror', error)})"))
        return
    if is_directory:
        found = False
        for each in _below(path, wanted):
            found = True
            yield each
        if not found:
            yield InputFailure(name, InputError(f"{name}: this directory holds no file that geotag reads"))
    elif exists:
        yield path
    elif not glob.has_magic(name):
        yield InputFailure(name, InputError(f"{name}: there is no such file"))
    elif matches := sorted(map(Path, glob.glob(str(path), recursive=True))):  # noqa: PTH207
        for match in matches:
            # Of a glob like news/**, files are named by themselves too.
            if match.is_file():
                yield match
            elif "**" not in path.parts:
                yield from walk(match, wanted)
    else:
        yield InputFailure(name, InputError(f"{name}: no file has a name like this"))


def shown(path: Path) -> str:
    """The name of a file for messages and ids, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _below(directory: Path, wanted: Callable[[Path], bool]) -> Iterator[Path | InputFailure]:
    """The files below a directory, the entries of each directory by their names."""
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError as error:
        name = shown(directory)
        yield InputFailure(name, InputError(f"{name}: this directory cannot be read ({error.strerror})"))
        return
    for entry in entries:
        path = directory / entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path, wanted)
        elif entry.is_file() and wanted(path):
            yield path
