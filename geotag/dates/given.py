"""The dates that one input gives: read one by one, and what of them could not be read told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from geotag.dates.parsing import Reading, read_date

__all__ = ["GivenDates"]

_SHOWN: Final = 60
_Fault = Literal["unknown", "Hijri", "order"]
_TOLD: Final[dict[_Fault, str]] = {
    "unknown": "dates that could not be read, and are left out: {count}, such as {example}",
    "Hijri": "Hijri dates, whose day depends on where the moon was seen, and which are left out: {count}, "
    "such as {example}",
    "order": "dates that are left out because the day or the month could be first, and in others, such as "
    "{month_first}, the month is: {count}, such as {example}",
}


class GivenDates:
    """Reads the dates of an input, and remembers which it could not read.

    An input whose dates show that it puts the month first, such as 03/15/2024, is not read by the Arab custom any more:
    its dates whose order is open are left out from there on, and those before are told of.
    """

    def __init__(self) -> None:
        self._left_out: Counter[_Fault] = Counter()
        self._examples: dict[_Fault, str] = {}
        self._by_custom: list[str] = []
        self._read_by_custom = 0
        self._month_first = ""

    def read(self, *values: object) -> str | None:
        """The date that the first of some values states that is one; None if none does."""
        missed: list[tuple[_Fault, str]] = []
        for value in values:
            found = self._read(value)
            if found.date is not None:
                return found.date
            if found.reason != "nothing":
                missed.append((found.reason or "order", _shown(value)))
        for fault, example in missed[:1]:
            self._left_out[fault] += 1
            self._examples.setdefault(fault, example)
        return None

    def notes(self, name: str) -> Iterator[str]:
        """What is to be told of the dates of the input `name`: a line for each kind."""
        for fault, told in _TOLD.items():
            if count := self._left_out[fault]:
                what = told.format(count=f"{count:,}", example=self._examples[fault], month_first=self._month_first)
                yield f"{name}: {what}"
        if self._month_first and self._by_custom:
            yield (
                f"{name}: dates that were read with the day first, before the month was in {self._month_first}: "
                f"{self._read_by_custom:,}, such as {self._by_custom[0]}; write them as 2024-03-15"
            )

    def _read(self, value: object) -> Reading:
        found = read_date(value)
        if found.order == "month first":
            self._month_first = self._month_first or _shown(value)
        elif found.order == "open":
            if self._month_first:
                return Reading()
            self._read_by_custom += 1
            self._by_custom = self._by_custom or [_shown(value)]
        return found


def _shown(value: object) -> str:
    """A value for a message; what would not be seen, or turn the line round, is escaped."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
