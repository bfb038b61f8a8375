"""How much of the inputs was read, in bytes, of how much in all; for progress."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

__all__ = ["Consumption"]


class Consumption:
    """Counts the bytes of files as they are read; nothing is opened or read for it.

    Attributes
    ----------
    done
        Bytes that were read.
    total
        Bytes of all inputs; None while it is not known, or if one of them is a pipe or the like.
    """

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self._known = True
        self._sum = 0
        self._end = 0

    def expect(self, path: Path | None) -> None:
        """Note that a file is going to be read, or with None something without a size."""
        size = None if path is None else _size(path)
        self._known = self._known and size is not None
        self._sum += size or 0

    def expect_no_more(self) -> None:
        """Note that all were told of."""
        self.total = self._sum if self._known else None

    def begin(self, path: Path) -> Callable[[int], None]:
        """Note that a file is being read, and give what is to be told how many bytes were taken of it."""
        self._end = self.done + (_size(path) or 0)
        end = self._end

        def take(count: int) -> None:
            # A file that grows meanwhile, or is read in several places, is not more than all of itself.
            self.done = min(end, self.done + count)

        return take

    def finish(self) -> None:
        """Note that no more of that file will be read."""
        self.done = self._end


def _size(path: Path) -> int | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
