"""Ids that are unique in a run, remembered on the disk: a corpus may have millions."""

from __future__ import annotations

from geotag.corpus.scratch import ScratchDatabase

__all__ = ["UniqueIds"]


class UniqueIds:
    """Makes ids distinct: an id that was taken gets ``-2``, ``-3`` and so on."""

    def __init__(self) -> None:
        self._database = ScratchDatabase("CREATE TABLE taken (id TEXT PRIMARY KEY, next INTEGER) WITHOUT ROWID")

    def take(self, wanted: str) -> str:
        """The id itself when it is asked for first, else the id with the first number that is free."""
        if self._add(wanted):
            return wanted
        ((number,),) = self._database.rows("SELECT next FROM taken WHERE id = ?", wanted)
        while not self._add(unique := f"{wanted}-{number}"):
            number += 1
        self._database.change("UPDATE taken SET next = ? WHERE id = ?", number + 1, wanted)
        return unique

    def _add(self, wanted: str) -> bool:
        return self._database.change("INSERT OR IGNORE INTO taken VALUES (?, 2)", wanted) == 1

    def close(self) -> None:
        """Delete the database of the ids that were given."""
        self._database.close()
