"""The records of a run, whatever wrote them: one reader, and one manner of saying what is wrong and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geotag.errors import ResultsError
from geotag.paths import StrPath
from geotag.readonly import read_only
from geotag.records.reader import checked_record
from geotag.records.run_index import INDEX_FILE, located_records

__all__ = ["json_lines", "read_results"]


def read_results(path: StrPath, *, candidates: bool = True) -> Iterator[dict[str, Any]]:
    """The records of a run, one by one: of the directory of ``geotag run``, or of a JSON Lines file of ``geotag tag``.

    Each is checked. Those of schema 1 are given as ones of schema 2 (``name`` is put in). Provenance is read-only, and
    one object for all articles of a run that share it.

    Parameters
    ----------
    candidates
        Whether the candidates of names are checked too, which are the larger part of a record.

    Raises
    ------
    ResultsError
        If it holds something else; the message names file, line and field.
    """
    path = Path(path)
    if path.is_dir() and not (path / INDEX_FILE).is_file():
        raise ResultsError(f"{path} holds no {INDEX_FILE}; name a directory that geotag run wrote, or a .jsonl file")
    # A run that was killed may have left half a record, of which its index knows nothing.
    found = located_records(path) if path.is_dir() else ((path, *line) for line in json_lines(path))
    before: Mapping[str, Any] = {}
    provenance = read_only(before)
    for file, number, record in found:
        try:
            checked = dict(checked_record(record, candidates=candidates))
        except ResultsError as error:
            raise ResultsError(f"{file}, line {number}: {error}") from None
        if checked["provenance"] != before:
            before = checked["provenance"]
            provenance = read_only(before)
        checked["provenance"] = provenance
        yield checked


def json_lines(path: StrPath) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, one on each line, with the numbers of their lines.

    Raises
    ------
    ResultsError
        If a line is something else; file and line are named.
    """
    number = 0
    try:
        with open(path, "rb") as lines:  # noqa: PTH123 - any path
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _json_object(line)
    except OSError as error:
        raise ResultsError(f"{path} cannot be read ({error.strerror or error})") from error
    except UnicodeError as error:
        raise ResultsError(f"{path}, line {number}: it is not UTF-8 ({error})") from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}, line {number}: no record of an article ({error})") from error


def _json_object(line: bytes) -> dict[str, Any]:
    found = json.loads(line.decode("utf-8"))
    if not isinstance(found, dict):
        raise ValueError("a JSON object is needed")
    return found
