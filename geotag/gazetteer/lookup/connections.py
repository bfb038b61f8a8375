"""Connections to a database that many threads read."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from geotag.errors import GazetteerError
from geotag.forking import NATIVE, Lock, after_fork
from geotag.safe_text import replace_surrogates

__all__ = ["Connections"]

#: Connections that are kept open while no thread uses them; each has a page cache of up to 2 MB.
_IDLE: Final = 8


class Connections:
    """Read-only connections to one database: as many as threads query it at the same time.

    A thread has a connection to itself for as long as a query takes, so threads may come and go, and none of them
    leaves anything open. A child of ``fork`` opens its own.

    Parameters
    ----------
    path
        The database; it does not change while it is open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._lock = Lock()
        # What no one closed is closed with it, in good order.
        weakref.finalize(self, _close_all, self._idle)
        after_fork(self._forked)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a query gives.

        Raises
        ------
        GazetteerError
            If the database was closed.
        """
        # No name in the database has half a surrogate pair, which SQLite does not take.
        written = [replace_surrogates(value) if isinstance(value, str) else value for value in values]
        with NATIVE:
            connection = self._take()
            try:
                return connection.execute(statement, written).fetchall()
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Close them all; one that a query uses is closed when the query is done."""
        with self._lock:
            self._closed = True
            _close_all(self._idle)

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise GazetteerError(f"the gazetteer {self._path} was closed; open it again")
            if self._idle:
                return self._idle.pop()
        return sqlite3.connect(self._uri, uri=True, check_same_thread=False)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _forked(self) -> None:
        """In a child: leave the parent's connections."""
        # They are read-only and without locks, and no thread was inside of one.
        _close_all(self._idle)


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
