"""The dates that an input gives: read one by one, and what of them could not be read told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from geotag.dates.parsing import DateReading, read_date

__all__ = ["DateFaults", "GivenDates"]

_SHOWN: Final = 60
_Fault = Literal["unknown", "Hijri", "order", "custom"]
_TOLD: Final[dict[_Fault, str]] = {
    "unknown": "dates that could not be read, and are left out",
    "Hijri": "Hijri dates, whose day depends on where the moon was seen, and which are left out",
    "order": "dates in which day or month could be first, left out since the month is in others of the file",
    "custom": "dates read with the day first, before it showed that the month is in this file; write 2024-03-15",
}


class GivenDates:
    """Reads the dates of a file, and remembers which it could not read.

    A file whose dates show that it puts the month first, such as 03/15/2024, is not read by the Arab custom any more:
    its dates whose order is open are left out from there on, and those before are told of.
    """

    def __init__(self) -> None:
        self._faults: dict[_Fault, tuple[int, str]] = {}
        self._by_custom: tuple[int, str] = 0, ""
        self._month_first = False

    def read(self, *values: object) -> str | None:
        """The date that the first of some values states that is one; None if none does."""
        missed: tuple[_Fault, object] | None = None
        for value in values:
            found = self._read(value)
            if found.date is not None:
                return found.date
            if found.reason != "nothing":
                missed = missed or (found.reason or "order", value)
        if missed is not None:
            fault, value = missed
            count, example = self._faults.get(fault, (0, ""))
            self._faults[fault] = count + 1, example or _shown(value)
        return None

    def faults(self) -> dict[_Fault, tuple[int, str]]:
        """How many dates of each kind there were to tell of, with an example."""
        if self._month_first and self._by_custom[0]:
            return {**self._faults, "custom": self._by_custom}
        return self._faults

    def _read(self, value: object) -> DateReading:
        found = read_date(value)
        if found.order == "month first":
            self._month_first = True
        elif found.order == "open":
            if self._month_first:
                return DateReading()
            count, example = self._by_custom
            self._by_custom = count + 1, example or _shown(value)
        return found


class DateFaults:
    """What is to be told of the dates of an input, which may be many files."""

    def __init__(self) -> None:
        self._found: dict[_Fault, tuple[int, int, str, str]] = {}

    def add(self, file: str, dates: GivenDates) -> None:
        """Take in what there is to tell of a file."""
        for fault, (count, example) in dates.faults().items():
            counted, files, first, first_file = self._found.get(fault, (0, 0, example, file))
            self._found[fault] = counted + count, files + 1, first, first_file

    def notes(self, name: str) -> Iterator[str]:
        """A line of the input `name` for each kind of fault; they are forgotten then."""
        found, self._found = self._found, {}
        for fault, (count, files, example, file) in found.items():
            where = f" in {files:,} files" if files > 1 else ""
            which = f" in {file}" if file != name else ""
            yield f"{name}: {_TOLD[fault]}: {count:,}{where}, such as {example}{which}"


def _shown(value: object) -> str:
    """A value for a message; what would not be seen, or turn the line round, is escaped."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
