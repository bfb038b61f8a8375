"""Parquet files: an article a row. Needs pyarrow (extra ``parquet``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from geotag.corpus.input_failures import InputFailure, failure_of, too_large
from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.fields import row_article
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.dates.arrow_values import given_date
from geotag.errors import EncodingError, GeotagError, InputError
from geotag.model import ARTICLE_FIELDS, Article

__all__ = ["read"]

#: Bytes of texts that are taken from the file at a time, as far as its statistics tell.
_BATCH_BYTES: Final = 4_000_000
_MOST_BATCH_ROWS: Final = 1_000
_BUFFER: Final = 1 << 16
#: Repetition shrinks Parquet further than it does other files; what a column unpacks to is checked before it is read.
_MOST_RATIO: Final = 1_000
_UNSUSPECTED_BYTES: Final = 256_000_000


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the rows of a Parquet file, from each row group a few at a time."""
    import pyarrow
    from pyarrow import parquet

    with source.seekable() as stream:
        try:
            # Without these two, pyarrow holds the columns of a whole row group.
            file = parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
        except (pyarrow.ArrowException, OSError) as error:
            raise InputError(f"{source.name}: this is no Parquet file, or it is cut short ({_reason(error)})") from None
        columns = _columns(_names(file, source.name), source.name, options)
        first = 1
        for group in range(file.num_row_groups):
            about = file.metadata.row_group(group)
            last = first + about.num_rows - 1
            rows = _Group(file, group, columns, first, source, options)
            try:
                rows.refuse_bomb(about, f"{source.name}, rows {first}-{last}")
                yield from rows
            except GeotagError as error:
                yield InputFailure(f"{source.name}, rows {first}-{last}", error)
            except (pyarrow.ArrowException, OSError, ValueError) as error:
                name = f"{source.name}, rows {rows.next}-{last}"
                yield InputFailure(name, InputError(f"{name}: they are damaged ({_reason(error)})"))
            except Exception as error:  # noqa: BLE001 - whatever one row group raises, the others are read
                yield failure_of(f"{source.name}, rows {rows.next}-{last}", error)
            first = last + 1


class _Group:
    """The rows of a row group."""

    def __init__(
        self, file: Any, group: int, columns: dict[str, str], first: int, source: Source, options: ReadOptions
    ) -> None:
        self._file = file
        self._group = group
        self._columns = columns
        self._source = source
        self._options = options
        self.next = first

    def __iter__(self) -> Iterator[Item]:
        about = self._file.metadata.row_group(self._group)
        row_bytes = max(1, about.total_byte_size // max(1, about.num_rows))
        size = max(1, min(_MOST_BATCH_ROWS, _BATCH_BYTES // row_bytes))
        names = list(dict.fromkeys(self._columns.values()))
        for batch in self._file.iter_batches(
            batch_size=size, row_groups=[self._group], columns=names, use_threads=False
        ):
            for index in range(batch.num_rows):
                number, self.next = self.next, self.next + 1
                name = f"{self._source.name}, row {number}"
                yield attempt(name, partial(self._article, batch, index, number, name))

    def _article(self, batch: Any, index: int, number: int, name: str) -> Article:
        values = self._values(batch, index, name)
        options = self._options
        return row_article(values, name, f"{self._source.stem}-{number}", options.fields, "column", options.dates)

    def refuse_bomb(self, about: Any, name: str) -> None:
        """Raise :class:`~geotag.errors.InputError` if columns unpack to more than any text does."""
        if about.total_byte_size <= _UNSUSPECTED_BYTES:
            # Of damaged statistics, pyarrow's column() ends the whole process: it is asked only where it matters.
            return
        wanted = set(self._columns.values())
        for number in range(about.num_columns):
            column = about.column(number)
            unpacked, packed = column.total_uncompressed_size, column.total_compressed_size
            suspect = unpacked > max(_UNSUSPECTED_BYTES, _MOST_RATIO * packed)
            if column.path_in_schema in wanted and suspect:
                raise InputError(
                    f"{name}, column {column.path_in_schema}: it unpacks to "
                    f"{unpacked / 1e6:.0f} MB, over {_MOST_RATIO} times its size, as no text does"
                )

    def _values(self, batch: Any, index: int, name: str) -> dict[str, Any]:
        values = {}
        for field, column in self._columns.items():
            scalar = batch.column(column)[index]
            if field == "text" and scalar.is_valid and (buffer := getattr(scalar, "as_buffer", None)):
                size = buffer().size
                if size > self._options.max_bytes:
                    raise too_large(name, size, self._options.max_bytes)
            try:
                value = given_date(scalar) if field == "date" else scalar.as_py()
            except UnicodeDecodeError as error:
                raise EncodingError(f"{name}, column {column}: this is not UTF-8 (byte {error.start:,})") from None
            except (ValueError, OverflowError) as error:
                raise InputError(f"{name}, column {column}: the value cannot be read ({error})") from None
            if value is not None:
                values[field] = value
        return values


def _names(file: Any, name: str) -> list[str]:
    try:
        return list(file.schema_arrow.names)
    except UnicodeDecodeError:
        raise InputError(f"{name}: the name of a column is not UTF-8; rename the columns and write it anew") from None


def _columns(names: list[str], name: str, options: ReadOptions) -> dict[str, str]:
    """The file's columns by the fields of an article."""
    found = {}
    for field in ARTICLE_FIELDS:
        wanted = options.fields[field]
        if (count := names.count(wanted)) > 1:
            raise InputError(f"{name}: {count} columns are called {wanted}")
        if count:
            found[field] = wanted
        elif field == "text" or field in options.fields.names:
            raise InputError(
                f"{name}: there is no column {wanted}; there are {', '.join(names) or 'none'}. "
                f"Say which one holds the {field} with --field {field}=COLUMN"
            )
    return found


def _reason(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
