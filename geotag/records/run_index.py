"""The index of a run, row by row: it says what is where in the other files, and with hashes whether it still is.

Each row is checked as it is read: that it has its keys, that what it names follows what the rows before it name, and
that the bytes there are those that were written. So a file of a run that was cut short, swapped, or changed by anything
else than a run is found, and never read as something that it is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from geotag.errors import ResultsError
from geotag.paths import StrPath
from geotag.records.serialising import to_json

__all__ = [
    "DUPLICATES_FILE",
    "ERRORS_FILE",
    "INDEX_FILE",
    "RUN_FILE",
    "Contents",
    "DamagedRunError",
    "Index",
    "IndexRow",
    "content_files",
    "content_hash",
    "excess",
    "located_records",
    "part_name",
    "read_about",
    "read_records",
    "require_all_rows",
]

RUN_FILE: Final = "run.json"
INDEX_FILE: Final = "index.jsonl"
ERRORS_FILE: Final = "errors.jsonl"
DUPLICATES_FILE: Final = "duplicates.jsonl"
_PART: Final = re.compile(r"articles-(\d{5,})\.jsonl")
_PART_ARTICLES: Final = 1_000
_HASH_BYTES: Final = 16
#: What a run that is killed leaves beyond its index, at the very most: a few seconds' work.
_MOST_EXCESS: Final = 64_000_000


class DamagedRunError(Exception):
    """A file of a run is not as the run wrote it; the message names it, but not what to do."""


def part_name(tagged: int) -> str:
    """The file of the record that so many others come before."""
    return f"articles-{tagged // _PART_ARTICLES:05}.jsonl"


def content_files(directory: Path) -> Iterator[Path]:
    """What an index may name, of what is there."""
    named = (directory / ERRORS_FILE, directory / DUPLICATES_FILE)
    yield from sorted(path for path in directory.glob("articles-*.jsonl") if _PART.fullmatch(path.name))
    yield from (path for path in named if path.exists())


def content_hash(*parts: bytes) -> str:
    """The hash by which a change is noticed."""
    return hashlib.blake2b(b"\n".join(parts), digest_size=_HASH_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class NoticesRow:
    """The lines among the errors that tell of an article which is tagged, or linked, all the same."""

    kinds: tuple[str, ...]
    size: int
    hash: str | None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of an index.

    Attributes
    ----------
    input, sha256, fields
        What the input was: its name or id, and for an article the hashes of its text and of its other fields.
    file, offset, size
        Where that lies which came of it, in bytes.
    hash
        Of the rest of the row and of these bytes; None in rows of an earlier geotag, as `fields` is.
    number
        Of its line in the index.
    hashed
        The rest of the row, as it goes into the hash.
    """

    input: str | None
    sha256: str | None
    fields: str | None
    file: str
    offset: int
    size: int
    notices: NoticesRow | None
    hash: str | None
    number: int
    hashed: bytes

    @classmethod
    def parse(cls, line: bytes, number: int) -> Self:
        """Read a line.

        Raises
        ------
        ValueError
            Saying what is wrong with it.
        """
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise ValueError("this is no row of an index") from None
        if not isinstance(row, dict):
            raise ValueError("this is no row of an index")
        file = _value(row, "file", str)
        if file not in (ERRORS_FILE, DUPLICATES_FILE) and not _PART.fullmatch(file):
            raise ValueError(f"a run has no file {file!r}")
        noted = _value(row, "notices", dict, needed=False)
        notices = noted and NoticesRow(
            tuple(map(str, _value(noted, "kinds", list))),
            _count(noted, "bytes"),
            _value(noted, "hash", str, needed=False),
        )
        return cls(
            _value(row, "input", str, needed=False),
            _value(row, "sha256", str, needed=False),
            _value(row, "fields", str, needed=False),
            file,
            _count(row, "offset"),
            _count(row, "bytes"),
            notices or None,
            _value(row, "hash", str, needed=False),
            number,
            to_json({key: value for key, value in row.items() if key != "hash"}).encode(),
        )

    @staticmethod
    def line(row: Mapping[str, Any], data: bytes) -> str:
        """The line of the index for a row without its hash, and what came of the input."""
        return to_json({**row, "hash": content_hash(to_json(row).encode(), data)}) + "\n"


def _value(row: Mapping[str, Any], key: str, kind: type, *, needed: bool = True) -> Any:
    value = row.get(key)
    if value is None and not needed:
        return None
    if type(value) is not kind:
        raise ValueError(f"its {key!r} is missing" if value is None else f"its {key!r} cannot be {value!r:.80}")
    return value


def _count(row: Mapping[str, Any], key: str) -> int:
    value: int = _value(row, key, int)
    if not 0 <= value < 1 << 62:
        raise ValueError(f"its {key!r} cannot be {value}")
    return value


class Index:
    """The rows of an index, and where each of the other files ends with those that were read so far.

    Attributes
    ----------
    ends
        Bytes of each file that the rows name, of the index itself too.
    rows
        How many there were.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ends: dict[str, int] = defaultdict(int)
        self.rows = 0
        self._part = 0

    def __iter__(self) -> Iterator[IndexRow]:
        """The rows; a last one that is not whole was being written when the run ended, and is none.

        Raises
        ------
        DamagedRunError
            If one cannot be, or does not follow those before it.
        """
        path = self.directory / INDEX_FILE
        try:
            lines = path.open("rb")
        except FileNotFoundError:
            raise DamagedRunError(f"{path} is missing") from None
        with lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    return
                try:
                    row = IndexRow.parse(line, number)
                    row = self._following(row)
                except ValueError as error:
                    raise DamagedRunError(f"{path}, line {number}: {error}") from None
                self.ends[INDEX_FILE] += len(line)
                self.rows += 1
                yield row

    def _following(self, row: IndexRow) -> IndexRow:
        """The row, with the offset of its notices, if it follows those before it."""
        if row.notices:
            row = replace(row, notices=replace(row.notices, offset=self.ends[ERRORS_FILE]))
            self.ends[ERRORS_FILE] += row.notices.size if row.notices else 0
        found = _PART.fullmatch(row.file)
        if found and int(found[1]) not in (self._part, self._part + 1):
            raise ValueError(f"{row.file} does not follow the part before it; rows are missing, or not in their order")
        if row.offset != self.ends[row.file]:
            raise ValueError("it does not follow the row before it; rows are missing, or not in their order")
        self._part = int(found[1]) if found else self._part
        self.ends[row.file] += row.size
        return row


class Contents:
    """What the rows of an index name; to be used in a ``with`` statement.

    Raises
    ------
    DamagedRunError
        From its methods, if what a row names is not there, or is not what was written.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._files: dict[str, IO[bytes]] = {}

    def of(self, row: IndexRow) -> bytes:
        """The bytes that a row names."""
        data = self._bytes(row, row.file, row.offset, row.size)
        if row.hash is not None and row.hash != content_hash(row.hashed, data):
            raise self._changed(row, row.file, row.offset)
        return data

    def record_of(self, row: IndexRow) -> dict[str, Any]:
        """The record, error or link that a row names."""
        try:
            found = json.loads(self.of(row))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._changed(row, row.file, row.offset)
        return found

    def check_notices(self, row: IndexRow) -> None:
        """Make sure that the notices of a row are what was written."""
        if (noted := row.notices) is not None:
            data = self._bytes(row, ERRORS_FILE, noted.offset, noted.size)
            if noted.hash is not None and noted.hash != content_hash(data):
                raise self._changed(row, ERRORS_FILE, noted.offset)

    def _bytes(self, row: IndexRow, name: str, offset: int, size: int) -> bytes:
        path = self._directory / name
        try:
            file = self._opened(name)
            file.seek(offset)
            # A size that cannot be is not asked for.
            data = file.read(size) if offset + size <= (length := os.fstat(file.fileno()).st_size) else b""
        except FileNotFoundError:
            raise DamagedRunError(f"{path} is not there any more") from None
        except OSError as error:
            raise DamagedRunError(f"{path} cannot be read ({error.strerror or error})") from None
        if len(data) < size:
            named = f"{INDEX_FILE}, line {row.number}"
            raise DamagedRunError(f"{path} was cut short ({length:,} bytes of {offset + size:,}, which {named}, names)")
        return data

    def _opened(self, name: str) -> IO[bytes]:
        if name not in self._files:
            if _PART.fullmatch(name):
                # Of the parts, one at a time.
                for other in filter(_PART.fullmatch, list(self._files)):
                    self._files.pop(other).close()
            self._files[name] = (self._directory / name).open("rb")
        return self._files[name]

    def _changed(self, row: IndexRow, name: str, offset: int) -> DamagedRunError:
        return DamagedRunError(
            f"{self._directory / name}, byte {offset:,}: this is not what was written there, or {INDEX_FILE}, "
            f"line {row.number}, which names it, was changed"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()


def require_all_rows(index: Index, about: Mapping[str, Any]) -> None:
    """Make sure that an index, all of whose rows were read, did not lose its end.

    Parameters
    ----------
    about
        What ``run.json`` says.

    Raises
    ------
    DamagedRunError
        If it names fewer inputs than a run that was finished had, or leaves more unnamed than a run that was killed
        leaves.
    """
    path = index.directory / INDEX_FILE
    counts = about.get("counts")
    done = counts.get("inputs") if isinstance(counts, dict) else None
    if about.get("status") == "complete" and index.rows != done:
        raise DamagedRunError(
            f"{path} was cut short or changed ({index.rows:,} rows; by {RUN_FILE}, {done} inputs were done)"
        )
    if (unnamed := excess(index)) > _MOST_EXCESS:
        raise DamagedRunError(f"{path} was cut short or changed ({unnamed:,} bytes of the other files are not in it)")


def excess(index: Index) -> int:
    """How many bytes of the other files an index, all of whose rows were read, does not name."""
    return sum(max(0, path.stat().st_size - index.ends[path.name]) for path in content_files(index.directory))


def read_about(directory: Path) -> dict[str, Any]:
    """What ``run.json`` says.

    Raises
    ------
    DamagedRunError
        If it cannot be read as such.
    """
    path = directory / RUN_FILE
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DamagedRunError(f"{path} is missing") from None
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise DamagedRunError(f"{path} describes no run of geotag")
    return about


def read_records(directory: StrPath) -> Iterator[dict[str, Any]]:
    """The records of a run, in the order of its inputs; of a run under way, those that are safe.

    What the run wrote is given as it is; :func:`geotag.records.read_results` gives records of this schema.

    Raises
    ------
    ResultsError
        If a file of the run is missing, or is not as the run wrote it; the message names it.
    """
    return (record for _, _, record in located_records(directory))


def located_records(directory: StrPath) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """The same, each with its file and line."""
    directory = Path(directory)
    lines: Counter[str] = Counter()
    try:
        # Read before the index: meanwhile, a run may go on.
        about = read_about(directory) if (directory / RUN_FILE).exists() else {}
        index = Index(directory)
        with Contents(directory) as contents:
            for row in index:
                if row.file not in (ERRORS_FILE, DUPLICATES_FILE):
                    lines[row.file] += 1
                    yield directory / row.file, lines[row.file], contents.record_of(row)
        require_all_rows(index, about)
    except DamagedRunError as error:
        raise ResultsError(
            f"{error}; put back what geotag run wrote, or tag the articles again, into another directory"
        ) from None
