"""CSV and TSV files with a header: an article a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final

from geotag.corpus.input_failures import InputFailure
from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.fields import row_article
from geotag.corpus.readers.lines import DecodedStream
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.corpus.readers.table_rows import Row, TableRows, without_content
from geotag.errors import EmptyArticleError, GeotagError, InputError
from geotag.files.csv_tables import DELIMITERS, field_size_limit
from geotag.model import ARTICLE_FIELDS, Article

__all__ = ["read_csv", "read_tsv"]

_TAB_FIRST: Final = ("\t", *(delimiter for delimiter in DELIMITERS if delimiter != "\t"))


def read_csv(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the rows of a CSV file (RFC 4180); semicolons, tabs and bars may stand for its commas."""
    return _read(source, options, DELIMITERS)


def read_tsv(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the rows of a file whose fields are separated by tabs, and quoted as in CSV where needed."""
    return _read(source, options, _TAB_FIRST)


def _read(source: Source, options: ReadOptions, delimiters: Sequence[str]) -> Iterator[Item]:
    stream = DecodedStream(source, options)
    lines = stream.lines(without_content)
    first = next(lines, None)
    if first is None:
        raise EmptyArticleError(f"{source.name}: the file is empty")
    stream.require_size(first.size, f"{source.name}, line 1")
    stream.require_decoded(first.text, f"{source.name}, line 1")
    delimiter = _delimiter(first.text, options.fields["text"], delimiters)
    rows = TableRows(chain([first], lines), delimiter, options.max_bytes)
    found = rows.next_row(source.name)
    header = _Header(found.cells if found else [], source.name, options)
    rows.expect(header.width, header.text_column)
    while True:
        try:
            row = rows.next_row(source.name)
        except GeotagError as error:
            yield InputFailure(f"{source.name}, line {rows.first}", error)
            continue
        if row is None:
            return
        name = f"{source.name}, line {row.first}"
        if row.fault:
            yield InputFailure(name, InputError(f"{name}: {row.fault}"))
        if row.cells:
            yield attempt(name, partial(_article, row, name, header, stream, source, options))


def _article(
    row: Row, name: str, header: _Header, stream: DecodedStream, source: Source, options: ReadOptions
) -> Article:
    stream.require_size(row.size, name)
    for cell in row.cells:
        stream.require_decoded(cell, name)
    values = header.values(row.cells, name)
    return row_article(values, name, f"{source.stem}-{row.first}", options.fields, "column", options.dates)


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

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self._columns)

    @property
    def text_column(self) -> int:
        """Which of them the texts are in."""
        return self._indexes["text"]

    def values(self, row: Sequence[str], name: str) -> dict[str, str]:
        """The values of a row by the fields of an article; what is empty is left out, but for the text."""
        if len(row) != len(self._columns):
            raise InputError(f"{name}: there are {len(row)} columns here, but {len(self._columns)} in the header")
        found = {field: row[index] for field, index in self._indexes.items()}
        return {field: value for field, value in found.items() if value or field == "text"}


def _delimiter(header: str, text_column: str, delimiters: Sequence[str]) -> str:
    """The first delimiter by which the header has the column of texts; else the first of all."""
    with field_size_limit(len(header)):
        for delimiter in delimiters:
            if text_column in (column.strip() for column in next(csv.reader([header], delimiter=delimiter), [])):
                return delimiter
    return delimiters[0]
