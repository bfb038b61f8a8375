"""Rows of a table as csv reads them, but for lone quotes, which would take the rows after them into a cell."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geotag.corpus.readers.lines import Line
from geotag.errors import InputError
from geotag.files.csv_tables import field_size_limit

__all__ = ["Row", "TableRows", "without_content"]

_STRONG: Final = (
    re.compile(r"[-+]?\d[\d.]*"),
    re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\S*"),
    re.compile(r"\w+://\S+"),
    re.compile(r"(?=\S*\d)\S+"),
)
_TOKEN: Final = re.compile(r"\S+")
#: Of the lines in a cell, how many must be rows for the cell to be none.
_MOST_OF: Final = 0.8
#: The same of a cell without an end.
_HALF: Final = 0.5
_NO_LIMIT: Final = 2**31 - 1
_END: Final = "unexpected end"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, the number of its first line, its bytes, and what is wrong with it though it is read."""

    cells: list[str]
    first: int
    size: int
    fault: str | None = None


class _LoneQuoteError(Exception):
    """A row has become longer than an article, and what it has taken in are rows."""


class TableRows:
    """Rows of a table, one by one; of a row that is too long only its quotes and delimiters are held.

    Attributes
    ----------
    first
        Number of the line on which the row that was asked for last begins.
    """

    def __init__(self, lines: Iterator[Line], delimiter: str, max_bytes: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._max_bytes = max_bytes
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._last = 0
        self._columns = self._text_column = 0
        self._reader = csv.reader(_Texts(self), delimiter=delimiter, strict=True)
        self.first = 1

    def expect(self, columns: int, text_column: int) -> None:
        """Say how many columns a row has, and which one the texts are in."""
        self._columns, self._text_column = columns, text_column

    def next_row(self, name: str) -> Row | None:
        """The next row, without cells for an empty line; None at the end.

        Raises
        ------
        InputError
            If it is none.
        """
        self.first = self._last + 1
        self._taken, self._size = [], 0
        # How long a row may be is seen to here.
        with field_size_limit(_NO_LIMIT):
            return self._next_row(name)

    def _next_row(self, name: str) -> Row | None:
        try:
            cells = next(self._reader, None)
        except _LoneQuoteError:
            return self._lone("and takes in the rows after it")
        except csv.Error as error:
            endless = _END in str(error)
            if self._is_whole() and (
                (endless and self._is_last_line())
                or self._took_rows(certain=False, share=_HALF if endless else _MOST_OF)
            ):
                return self._lone("and closed nowhere" if endless else "and takes in the rows after it")
            reason = "a quote that is opened here is closed nowhere" if endless else str(error)
            raise InputError(f"{name}, line {self.first}: this is no row of a table ({reason})") from None
        if cells is None:
            return None
        if self._is_whole() and self._took_rows(certain=len(cells) == self._columns, share=_MOST_OF):
            return self._lone("and takes in the rows after it")
        return Row(cells, self.first, self._size)

    def take(self) -> str:
        """The next line for csv."""
        line = self._again.popleft() if self._again else next(self._lines)
        if self._is_whole() and self._size + line.size > self._max_bytes and self._took_rows(True, _MOST_OF):
            self._again.appendleft(line)
            raise _LoneQuoteError
        self._last = line.number
        self._size += line.size
        if self._size > self._max_bytes:
            if not self._taken and self._size == line.size:
                return without_content(line.text)
            # csv asks for another line only within quotes, and an odd number of quotes ends these: no more is told it.
            return '"\n' if line.text.count('"') % 2 else ""
        self._taken.append(line)
        return line.text

    def _is_whole(self) -> bool:
        return self._size <= self._max_bytes

    def _lone(self, how: str) -> Row:
        """The row that begins with the lines taken, its open quote a character; the others are read again."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._last = first.number
        cells = _with_lone_quote(first.text, self._delimiter) or []
        if not others:
            fault = "a quote is opened here and closed nowhere; it is read as a character. Double or remove it"
            return Row(cells, first.number, first.size, fault)
        lines = f"lines {others[0].number} to {others[-1].number}"
        fault = (
            f"a quote is opened here {how} ({lines}); it is read as a character, and they as rows. Double or remove it"
        )
        return Row(cells if len(cells) == self._columns else [], first.number, first.size, fault)

    def _is_last_line(self) -> bool:
        """Whether the lines that were taken are one, which is whole and has more columns after the open quote."""
        if len(self._taken) != 1 or not self._taken[0].text.endswith(("\r", "\n")):
            return False
        cells = _with_lone_quote(self._taken[0].text, self._delimiter)
        return cells is not None and len(cells) == self._columns and not cells[-1].startswith('"')

    def _took_rows(self, certain: bool, share: float) -> bool:
        """Whether the lines that were taken are rows each.

        Parameters
        ----------
        certain
            Whether a cell must look like those of the rows: without, that there are as many says enough.
        share
            How many of the lines after the first must be rows.
        """
        if len(self._taken) < 2 or self._columns < 2:
            return False
        first = _with_lone_quote(self._taken[0].text, self._delimiter)
        if first is None or len(first) != self._columns:
            return False
        others = [line.text for line in self._taken[1:] if line.text.strip()]
        rows = [cells for line in others if self._is_row(cells := _alone(line, self._delimiter))]
        if not rows or len(rows) < share * len(others):
            return False
        return not certain or self._have_a_kind_in_common([first, *rows])

    def _is_row(self, cells: Sequence[str]) -> bool:
        """Whether cells are as many as in the header, and parted as in tables: in prose a space follows a comma."""
        return (
            len(cells) == self._columns
            and not any(cell[:1].isspace() for cell in cells[1:])
            and len(cells[self._text_column].split()) > 1
        )

    def _have_a_kind_in_common(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether a column beside that of the texts has the same kind of value in all rows."""
        fewest = 2 if self._columns > 2 else 3
        for number in range(self._columns):
            if number == self._text_column:
                continue
            values = [row[number].strip() for row in rows]
            if any(all(map(kind.fullmatch, values)) for kind in _STRONG):
                return True
            if len(rows) >= fewest and all(map(_TOKEN.fullmatch, values)):
                return True
        return False


class _Texts:
    """What csv reads; it goes on after its end, if lines were given back."""

    def __init__(self, rows: TableRows) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._rows.take()


def without_content(text: str) -> str:
    """What of a text tells where its fields and its row end."""
    return re.sub(r'[^",;|\t\r\n]+', "x", text)


def _alone(line: str, delimiter: str) -> list[str]:
    """The cells of a line by itself."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return _with_lone_quote(line, delimiter) or []


def _with_lone_quote(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line whose last opening quote is a character; None if it has none that can be one."""
    text = line.rstrip("\r\n")
    openings = [match.end() - 1 for match in re.finditer(rf'(?:^|{re.escape(delimiter)})"', text)]
    for start in reversed(openings):
        try:
            before = next(csv.reader([text[:start]], delimiter=delimiter, strict=True), [""])
        except csv.Error:
            continue
        return [*before[:-1], *next(csv.reader([text[start:]], delimiter=delimiter, quoting=csv.QUOTE_NONE))]
    return None
