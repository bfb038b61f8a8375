"""What is passed over without being an error: files of other formats, links to directories, records but pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

__all__ = ["PassedOver"]

#: How many kinds are named, and how many are kept apart: a crawl may have any number of them.
_MOST_SHOWN: Final = 10
_MOST_KEPT: Final = 1_000
_LONGEST: Final = 40
_OTHERS: Final = "others"


class PassedOver:
    """Counts what is passed over, by its kind."""

    def __init__(self) -> None:
        self._files: Counter[str] = Counter()
        self._records: Counter[str] = Counter()
        self._links = self._special = 0

    def file(self, path: PurePath) -> None:
        """A file, or a member of an archive, is of no format that is read."""
        _count(self._files, path.suffix.lower() or "without an ending")

    def link(self) -> None:
        """A link to a directory is not followed."""
        self._links += 1

    def special(self) -> None:
        """What a directory holds is no file: a pipe, a socket or a device."""
        self._special += 1

    def record(self, kind: str) -> None:
        """A record of a crawl is no page."""
        _count(self._records, kind)

    def notes(self) -> Iterator[str]:
        """A line for each of what was counted.

        Examples
        --------
        >>> passed = PassedOver()
        >>> for name in ("a.pdf", "b.PDF", "c.docx"):
        ...     passed.file(PurePath(name))
        >>> list(passed.notes())
        ['3 files of other formats passed over: .pdf 2, .docx 1']
        """
        if self._files:
            yield f"{_files(self._files.total())} of other formats passed over: {_told(self._files)}"
        if self._links:
            yield f"links to directories that were not followed: {self._links:,}"
        if self._special:
            yield f"pipes, sockets and devices passed over: {self._special:,}"
        if self._records:
            yield f"WARC records passed over, which are no pages: {self._records.total():,} ({_told(self._records)})"


def _count(counter: Counter[str], kind: str) -> None:
    kind = kind[:_LONGEST]
    if not kind.isprintable() or (kind not in counter and len(counter) >= _MOST_KEPT):
        kind = _OTHERS
    counter[kind] += 1


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _told(counter: Counter[str]) -> str:
    kinds = sorted(counter.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [f"{kind} {count:,}" for kind, count in kinds[:_MOST_SHOWN]]
    if rest := kinds[_MOST_SHOWN:]:
        shown.append(f"{len(rest):,} further kinds {sum(count for _, count in rest):,}")
    return ", ".join(shown)
