"""From what a user names to files: files themselves, directories with all that is below them, and globs."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geotag.corpus.input_failures import InputFailure, failure_of
from geotag.corpus.passed_over import PassedOver
from geotag.errors import InputError

__all__ = ["shown", "walk"]


def walk(
    path: Path, wanted: Callable[[Path], bool], passed_over: PassedOver | None = None
) -> Iterator[Path | InputFailure]:
    """The files that a path names, always in the same order.

    Parameters
    ----------
    path
        A file; a directory, of which hidden files are left out; or a glob, if there is no file of that name. Links to
        directories are followed where they are named, not where they are met below a directory or by a pattern.
    wanted
        Which files of directories are read.
    passed_over
        Counts the others.

    Yields
    ------
    Path or InputFailure
        The latter where nothing is found, or what is found cannot be read.
    """
    name = shown(path)
    try:
        yield from _Walk(wanted, passed_over or PassedOver()).named(path, name)
    except OSError as error:
        yield InputFailure(name, InputError(f"{name}: cannot be read ({error.strerror or error})"))
    except Exception as error:  # noqa: BLE001 - whatever one path raises, the others are read
        yield failure_of(name, error)


def shown(path: Path) -> str:
    """The name of a file for messages and ids, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Walk:
    def __init__(self, wanted: Callable[[Path], bool], passed_over: PassedOver) -> None:
        self._wanted = wanted
        self._passed_over = passed_over

    def named(self, path: Path, name: str) -> Iterator[Path | InputFailure]:
        if path.is_dir():
            yield from self._directory(path)
        elif path.exists():
            yield path
        elif path.is_symlink():
            yield InputFailure(name, InputError(f"{name}: this link leads to no file; remove it or set it right"))
        elif not glob.has_magic(name):
            yield InputFailure(name, InputError(f"{name}: there is no such file"))
        else:
            found = False
            # Of a glob like news/**, files are named by themselves too.
            recursive = path.name == "**"
            for match in sorted(set(self._matching(Path(path.anchor), path.relative_to(path.anchor).parts))):
                found = True
                if match.is_dir():
                    if not recursive:
                        yield from self._directory(match)
                else:
                    yield match
            if not found:
                yield InputFailure(name, InputError(f"{name}: no file has a name like this"))

    def _directory(self, path: Path) -> Iterator[Path | InputFailure]:
        found = False
        for each in self._below(path):
            found = True
            yield each
        if not found:
            name = shown(path)
            yield InputFailure(name, InputError(f"{name}: this directory holds no file that geotag reads"))

    def _below(self, directory: Path) -> Iterator[Path | InputFailure]:
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
                yield from self._below(path)
            elif path.is_dir():
                self._passed_over.link()
            elif not self._wanted(path):
                self._passed_over.file(path)
            elif path.is_file():
                yield path
            elif entry.is_symlink() and not path.exists():
                name = shown(path)
                yield InputFailure(name, InputError(f"{name}: this link leads to no file; remove it or set it right"))
            else:
                self._passed_over.special()

    def _matching(self, base: Path, parts: Sequence[str], *, met: bool = False) -> Iterator[Path]:
        """What below `base` is called like the parts of a pattern; `met` if a part before was a pattern."""
        if not parts:
            yield base
            return
        first, rest = parts[0], parts[1:]
        if first == "**":
            yield from self._matching(base, rest, met=True)
            yield from self._matching_deeper(base, parts)
        elif glob.has_magic(first):
            yield from self._matching_entries(base, first, rest)
        else:
            path = base / first
            if os.path.lexists(path) and not (met and path.is_dir() and self._is_link(path)):
                yield from self._matching(path, rest, met=met)

    def _matching_deeper(self, base: Path, parts: Sequence[str]) -> Iterator[Path]:
        """As :meth:`_matching`, of parts that begin with ``**``: what lies in directories at any depth."""
        for path in self._entries(base, "*"):
            if not path.is_dir():
                if len(parts) == 1:
                    yield path
            elif not self._is_link(path):
                yield from self._matching(path, parts, met=True)

    def _matching_entries(self, base: Path, pattern: str, rest: Sequence[str]) -> Iterator[Path]:
        """As :meth:`_matching`, of a part that is a pattern for names, and those after it."""
        for path in self._entries(base, pattern):
            if not rest and not path.is_dir():
                yield path
            elif path.is_dir() and not self._is_link(path):
                yield from self._matching(path, rest, met=True)

    def _is_link(self, directory: Path) -> bool:
        if directory.is_symlink():
            self._passed_over.link()
            return True
        return False

    @staticmethod
    def _entries(directory: Path, pattern: str) -> list[Path]:
        if not directory.is_dir():
            return []
        names = sorted(name for name in os.listdir(directory) if fnmatch.fnmatchcase(name, pattern))  # noqa: PTH208
        return [directory / name for name in names if not name.startswith(".") or pattern.startswith(".")]
