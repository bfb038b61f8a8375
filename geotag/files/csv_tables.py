"""Tables in CSV and its kin: what may stand between their columns, and how long a field may be.

For the latter Python has one limit for the whole process, which callers may rely on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from geotag.forking import Lock

__all__ = ["DELIMITERS", "field_size_limit"]

#: What may stand between columns, the likelier first.
DELIMITERS: Final = (",", ";", "\t", "|")

_lock = Lock()
#: The limits that are asked for at the moment, and the one to put back when none is.
_asked: list[int] = []
_before = 0


@contextmanager
def field_size_limit(characters: int) -> Iterator[None]:
    """Let fields of so many characters be read, in any thread; the limit is put back when the last one is done."""
    global _before
    with _lock:
        if not _asked:
            _before = csv.field_size_limit()
        _asked.append(characters)
        csv.field_size_limit(max(_before, *_asked))
    try:
        yield
    finally:
        with _lock:
            _asked.remove(characters)
            csv.field_size_limit(max(_before, *_asked) if _asked else _before)
