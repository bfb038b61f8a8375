"""A database for what must be remembered while a corpus is read; it is gone when it is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from geotag.errors import OutputError
from geotag.safe_text import replace_surrogates

__all__ = ["ScratchDatabase"]


class ScratchDatabase:
    """A temporary SQLite database: in memory while it is small, then in the directory for temporary files.

    Parameters
    ----------
    tables
        The statements that make its tables.

    Raises
    ------
    OutputError
        From every method, if that directory is full.
    """

    def __init__(self, *tables: str) -> None:
        # A generator that holds it may go on in another thread than the one that began it, but not in two at once.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA cache_size = -16000", *tables, "BEGIN"):
            self.change(statement)

    def change(self, statement: str, *values: Any) -> int:
        """Run a statement; how many rows it changed."""
        with _telling():
            return self._connection.execute(statement, _encodable(values)).rowcount

    def number_of(self, insertion: str, *values: Any) -> int:
        """Insert a row; the number that it got."""
        with _telling():
            return int(self._connection.execute(insertion, _encodable(values)).lastrowid or 0)

    def each(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """What a query gives, row by row."""
        with _telling():
            yield from self._connection.execute(statement, _encodable(values))

    def insert(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run a statement for each of several rows."""
        with _telling():
            self._connection.executemany(statement, map(_encodable, rows))

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with _telling():
            return self._connection.execute(statement, _encodable(values)).fetchall()

    def close(self) -> None:
        """Close the database, which deletes it."""
        self._connection.close()


def _encodable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """What SQLite can hold: as in all that is written, U+FFFD stands for half of a surrogate pair."""
    return tuple(replace_surrogates(value) if isinstance(value, str) else value for value in values)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"the directory for temporary files cannot be written ({error}); make room in it, or name another one in "
            "the environment variable SQLITE_TMPDIR"
        ) from error
