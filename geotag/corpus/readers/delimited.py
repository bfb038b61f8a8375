"""CSV and TSV files with a header: an article a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from geotag.corpus.failures import InputFailure
from geotag.corpus.readers.csv_limit import fields_of
from geotag.corpus.readers.fields import ARTICLE_FIELDS, row_article
from geotag.corpus.readers.lines import DecodedStream, Line
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import EmptyArticleError, GeotagError, InputError
from geotag.model import Article

__all__ = ["read_csv", "read_tsv"]

_COMMA_FIRST: Final = (",", ";", "\t", "|")
_TAB_FIRST: Final = ("\t", ",", ";", "|")


def read_csv(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the rows of a CSV file (RFC 4180); semicolons, tabs and bars may stand for its commas."""
    return _read(source, options, _COMMA_FIRST)


def read_tsv(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the rows of a file whose fields are separated by tabs, and quoted as in CSV where needed."""
    return _read(source, options, _TAB_FIRST)


def _read(source: Source, options: ReadOptions, delimiters: Sequence[str]) -> Iterator[Item]:
    stream = DecodedStream(source, options)
    lines = stream.lines(_without_content)
    first = next(lines, None)
    if first is None:
        raise EmptyArticleError(f"{source.name}: the file is empty")
    stream.require_size(first.size, f"{source.name}, line 1")
    stream.require_decoded(first.text, f"{source.name}, line 1")
    delimiter = _delimiter(first.text, options.fields["text"], delimiters)
    rows = _Rows(chain([first], lines), delimiter, options.max_bytes)
    header = _Header(rows.next_row(source.name) or [], source.name, options)
    while True:
        rows.begin()
        try:
            row = rows.next_row(source.name)
            if row is None:
                return
            if row:
                yield _article(row, rows, header, stream, source, options)
        except GeotagError as error:
            yield InputFailure(f"{source.name}, line {rows.first}", error)


def _article(
    row: Sequence[str], rows: _Rows, header: _Header, stream: DecodedStream, source: Source, options: ReadOptions
) -> Article:
    name = f"{source.name}, line {rows.first}"
    stream.require_size(rows.size, name)
    for field in row:
        stream.require_decoded(field, name)
    return row_article(header.values(row, name), name, f"{source.stem}-{rows.first}", options.fields, "column")


class _Header:
    """Which column holds which field of an article."""

    def __init__(self, columns: Sequence[str], name: str, options: ReadOptions) -> None:
        self._columns = [column.strip() for column in columns]
        self._indexes: dict[str, int] = {}
        for field in ARTICLE_FIELDS:
            wanted = options.fields[field]
            count = self._columns.count(wanted)
            if count > 1:
                raise InputError(f"{name}, line 1: {count} columns are called {wanted}")
            if count:
                self._indexes[field] = self._columns.index(wanted)
            elif field == "text" or field in options.fields.names:
                raise InputError(
                    f"{name}, line 1: there is no column {wanted}; there are {', '.join(self._columns) or 'none'}. "
                    f"Say which one holds the {field} with --field {field}=COLUMN"
                )

    def values(self, row: Sequence[str], name: str) -> dict[str, str]:
        """The values of a row by the fields of an article; what is empty is left out, but for the text."""
        if len(row) != len(self._columns):
            raise InputError(f"{name}: there are {len(row)} columns here, but {len(self._columns)} in the header")
        found = {field: row[index] for field, index in self._indexes.items()}
        return {field: value for field, value in found.items() if value or field == "text"}


class _Rows:
    """Rows of a table, and where each began; of a row that is too long only its quotes and delimiters are held."""

    def __init__(self, lines: Iterator[Line], delimiter: str, max_bytes: int) -> None:
        self._lines = lines
        self._max_bytes = max_bytes
        self._reader = csv.reader(self._texts(), delimiter=delimiter, strict=True)
        self.first = 1
        self.size = 0
        self._last = 0

    def begin(self) -> None:
        """Forget the row before."""
        self.first = self._last + 1
        self.size = 0

    def next_row(self, name: str) -> list[str] | None:
        """The fields of the next row, none for an empty line, None at the end.

        Raises
        ------
        InputError
            If it is none.
        """
        try:
            # A field may be as long as an article.
            with fields_of(2 * self._max_bytes):
                return next(self._reader, None)
        except csv.Error as error:
            reason = "a quote that is opened here is closed nowhere" if "unexpected end" in str(error) else str(error)
            raise InputError(f"{name}, line {self.first}: this is no row of a table ({reason})") from None

    def _texts(self) -> Iterator[str]:
        for line in self._lines:
            self._last = line.number
            self.size += line.size
            yield line.text if self.size <= self._max_bytes else _without_content(line.text)


def _delimiter(header: str, text_column: str, delimiters: Sequence[str]) -> str:
    """The first delimiter by which the header has the column of texts; else the first of all."""
    for delimiter in delimiters:
        if text_column in (column.strip() for column in next(csv.reader([header], delimiter=delimiter), [])):
            return delimiter
    return delimiters[0]


def _without_content(text: str) -> str:
    """What of a text tells where its fields and its row end."""
    return re.sub(r'[^",;|\t\r\n]+', "x", text)
