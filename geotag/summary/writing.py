"""A summary as tables: for terminals, CSV, JSON, and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, Final

from geotag.formats.attribution import attribution
from geotag.formats.registry import require
from geotag.formats.text_table import aligned
from geotag.records.serialising import to_json
from geotag.summary.facts import Facts
from geotag.summary.tables import TABLES, Value

__all__ = ["FILE_WRITERS", "write_csv", "write_json", "write_parquet", "write_text"]

_BATCH_ROWS: Final = 10_000


def write_text(facts: Facts, names: Sequence[str], stream: IO[str], limit: int | None) -> None:
    """Write tables one below the other, each with its title."""
    for name in names:
        table = TABLES[name]
        rows = [list(map(_cell, row)) for row in table.rows(facts, limit)]
        lines = aligned([list(table.columns), *rows])
        stream.write("\n".join([f"{table.title} ({name})", *lines, "", ""]))


def write_json(facts: Facts, names: Sequence[str], stream: IO[str], limit: int | None) -> None:
    """Write one object: ``counts``, ``provenance``, and under ``tables`` an array of rows for each table."""
    stream.write(f'{{"counts": {to_json(facts.counts())},\n "provenance": {to_json(facts.provenances)},\n "tables": {{')
    for number, name in enumerate(names):
        columns = list(TABLES[name].columns)
        stream.write(f"{',' if number else ''}\n  {to_json(name)}: [")
        for index, row in enumerate(TABLES[name].rows(facts, limit)):
            stream.write(f"{',' if index else ''}\n   {to_json(dict(zip(columns, row, strict=True)))}")
        stream.write("]")
    stream.write("}}\n")


def write_csv(facts: Facts, name: str, stream: IO[bytes], limit: int | None) -> None:
    """Write a table as CSV (RFC 4180); its last column says whose work the row uses."""
    credit = "; ".join(map(attribution, facts.provenances))
    lines = csv.writer(_Encoding(stream), lineterminator="\r\n")
    lines.writerow([*TABLES[name].columns, "attribution"])
    for row in TABLES[name].rows(facts, limit):
        lines.writerow([*(cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell for cell in row), credit])


def write_parquet(facts: Facts, name: str, stream: IO[bytes], limit: int | None) -> None:
    """Write a table as Parquet; provenance is metadata of the file, under ``geotag:provenance``.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    arrow = require("pyarrow", "geo", "parquet")
    parquet = require("pyarrow.parquet", "geo", "parquet")
    types = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    fields = [arrow.field(column, types[kind]) for column, kind in TABLES[name].columns.items()]
    schema = arrow.schema(fields, {"geotag:provenance": to_json(facts.provenances)})
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _batches(TABLES[name].rows(facts, limit)):
            columns = [
                arrow.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))


#: What writes one table to a file, by the ending of the file.
FILE_WRITERS: Final[Mapping[str, Callable[[Facts, str, IO[bytes], int | None], None]]] = {
    "csv": write_csv,
    "parquet": write_parquet,
}


class _Encoding:
    """A binary stream for a writer of text."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text` as UTF-8."""
        return self._stream.write(text.encode())


def _batches(rows: Iterable[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH_ROWS)):
        yield batch


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
