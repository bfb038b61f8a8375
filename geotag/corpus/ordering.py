"""What comes in any order, given in its own order; what waits for its turn lies on the disk once it is much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from types import TracebackType
from typing import Self

from geotag.corpus.scratch import ScratchDatabase
from geotag.corpus.tagging_results import TaggingResult

__all__ = ["Reordering"]


class Reordering:
    """Outcomes of batches, in the order of the batches; to be used in a ``with`` statement.

    Attributes
    ----------
    next
        Number of the batch that is given next; batches are counted from 0.
    """

    def __init__(self) -> None:
        self.next = 0
        self._in_turn: list[TaggingResult] | None = None
        self._database = ScratchDatabase("CREATE TABLE waiting (batch INTEGER PRIMARY KEY, outcomes TEXT)")

    def put(self, number: int, outcomes: list[TaggingResult]) -> None:
        """Take in what became of a batch."""
        if number == self.next:
            self._in_turn = outcomes
            return
        data = json.dumps([astuple(outcome) for outcome in outcomes])
        self._database.change("INSERT INTO waiting VALUES (?, ?)", number, data)

    def ready(self) -> Iterator[list[TaggingResult]]:
        """What no batch before has to be waited for."""
        while (outcomes := self._taken()) is not None:
            self.next += 1
            yield outcomes

    def _taken(self) -> list[TaggingResult] | None:
        if self._in_turn is not None:
            outcomes, self._in_turn = self._in_turn, None
            return outcomes
        found = self._database.rows("SELECT outcomes FROM waiting WHERE batch = ?", self.next)
        if not found:
            return None
        self._database.change("DELETE FROM waiting WHERE batch = ?", self.next)
        return [TaggingResult(*fields) for fields in json.loads(found[0][0])]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
