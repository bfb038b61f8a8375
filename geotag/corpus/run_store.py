"""The directory that a run writes: append-only, and whole up to some article whatever interrupts it.

    run.json                 what the run was made with, and its counts
    articles-00000.jsonl …   the records of the articles, in the order of the inputs, a fixed number in each part
    errors.jsonl             the inputs that could not be tagged, with the reason
    duplicates.jsonl         the articles whose text was read before, with the id of the one that was tagged
    index.jsonl              for each input: what it was, and the file, offset and length of what came of it

Records, errors and links reach the disk before the lines of the index that name them. So the index says how much of the
run is safe; whatever is beyond it in the other files was being written when the run ended, and is cut off when it goes
on. Before that, everything is compared with the index, and nothing is touched if it differs. An article can be tagged
and named among the errors too, for something that its user should know.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from filelock import FileLock, Timeout

from geotag.corpus.durable import DRAFT_SUFFIX, replace_file, require_writable, telling, write_at
from geotag.errors import OutputError, RunMismatchError
from geotag.model import Article
from geotag.paths import StrPath
from geotag.records import text_digest
from geotag.records.run_index import (
    DUPLICATES_FILE,
    ERRORS_FILE,
    INDEX_FILE,
    RUN_FILE,
    Contents,
    DamagedRunError,
    Index,
    IndexRow,
    content_files,
    content_hash,
    excess,
    part_name,
    read_about,
    read_records,
    require_all_rows,
)
from geotag.records.serialising import to_json
from geotag.safe_text import replace_surrogates

__all__ = [
    "DUPLICATES_FILE",
    "ERRORS_FILE",
    "INDEX_FILE",
    "RUN_FILE",
    "Notice",
    "RunCounts",
    "RunEntry",
    "RunStore",
    "differing_settings",
    "read_records",
    "require_usable",
]

_LOCK_FILE: Final = ".lock"
#: Seconds of work that a kill may cost, and bytes that wait at most.
_COMMIT_SECONDS: Final = 1.0
_COMMIT_BYTES: Final = 4_000_000
#: Of a kind, in a run: a corpus may have addresses as ids, each with slashes.
_MOST_NOTICES: Final = 1_000


@dataclass(slots=True)
class RunCounts:
    """How many inputs were tagged, how many failed, and how many are linked to one that was read before."""

    tagged: int = 0
    failed: int = 0
    duplicates: int = 0

    @property
    def inputs(self) -> int:
        """How many inputs there were: articles tagged, failed or linked to one tagged before."""
        return self.tagged + self.failed + self.duplicates


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about an article that its user should know, though it is tagged."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class RunEntry:
    """What a run keeps of an input: for an article, its id, the hash of its text, and all else that its record says."""

    name: str
    sha256: str | None = None
    notices: tuple[Notice, ...] = ()
    about: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, article: Article, notices: Iterable[Notice] = ()) -> Self:
        """The entry of an article."""
        digest = text_digest(article.text)
        about = {each.name: getattr(article, each.name) for each in fields(article) if each.name not in ("id", "text")}
        return cls(article.id, digest, tuple(notices), about)

    @property
    def row(self) -> dict[str, Any]:
        """What the index says of the input; as other data may, ids and titles may have halves of surrogate pairs."""
        digest = None if self.about is None else content_hash(to_json(self.about).encode())
        return {"input": replace_surrogates(self.name), "sha256": self.sha256, "fields": digest}


class _Waiting:
    """Lines that wait to be written, and where each file will end with them."""

    def __init__(self, starts: Mapping[str, int]) -> None:
        self.starts = starts
        self.ends = dict(starts)
        self.bytes = 0
        self._lines: dict[str, list[bytes]] = {}

    def add(self, file: str, lines: str) -> tuple[int, int]:
        """Take in whole lines; their offset and length in the file."""
        data = lines.encode()
        start = self.ends.get(file, 0)
        self.ends[file] = start + len(data)
        self.bytes += len(data)
        self._lines.setdefault(file, []).append(data)
        return start, len(data)

    def in_order(self) -> Iterator[tuple[str, list[bytes]]]:
        """The lines of each file, the index last."""
        yield from sorted(self._lines.items(), key=lambda item: item[0] == INDEX_FILE)


class RunStore:
    """The directory of a run, opened for writing; to be used in a ``with`` statement.

    Parameters
    ----------
    directory
        Is made if it does not exist.
    description
        What the run is made with: JSON values. A run goes on only with the same.
    inputs
        Names of what is read; kept in ``run.json``.
    resume
        Go on with the run that the directory holds, if it holds one.

    Raises
    ------
    OutputError
        If the directory holds something else, is in use, or cannot be written.
    RunMismatchError
        If the run in it was made with something else.

    Attributes
    ----------
    counts
        Of what is in the store.
    noticed
        How many notices of each kind ``errors.jsonl`` has; further ones of a kind are left out.
    unnamed_bytes
        Of the run that goes on, what the index does not name: it was being written when the run ended.
    """

    def __init__(
        self, directory: StrPath, description: Mapping[str, Any], *, inputs: list[str], resume: bool = False
    ) -> None:
        directory = Path(directory)
        self.directory = directory
        self.counts = RunCounts()
        self._description = dict(description)
        self._inputs = inputs
        self._waiting = _Waiting({})
        self._rows = 0
        self.unnamed_bytes = 0
        self.noticed: Counter[str] = Counter()
        self._committed_at = time.monotonic()
        self._lock = _claim(directory, resume=resume)
        try:
            with telling(directory):
                if (directory / RUN_FILE).exists():
                    self._recover()
                else:
                    self._write_run("running")
                    # From now on, an index that is not there was lost.
                    write_at(directory / INDEX_FILE, 0, [])
        except BaseException:
            self._lock.release()
            raise

    def committed(self) -> Iterator[IndexRow]:
        """The rows of the index, one for each input that is done, in their order."""
        with self._naming_damage():
            for _, row in zip(range(self._rows), Index(self.directory), strict=False):
                yield row

    def require_same(self, row: IndexRow, entry: RunEntry | None) -> None:
        """Refuse to go on if an input is not what it was when it was done.

        Raises
        ------
        RunMismatchError
            If it is not.
        """
        now = entry.row if entry else {"input": "nothing"}
        if now == {"input": row.input, "sha256": row.sha256, "fields": row.fields}:
            return
        if entry is None or now["input"] != row.input:
            how = f"is {now['input']} now"
        elif now["sha256"] != row.sha256:
            how = "has another content"
        else:
            how = f"has another {self._changed(row, entry)}"
        raise RunMismatchError(
            f"{self.directory}: the inputs are not those that this run was begun with: {row.input} {how}; "
            "give the same inputs in the same order, or another directory"
        )

    def _changed(self, row: IndexRow, entry: RunEntry) -> str:
        """Which fields of an article are not what they were."""
        with Contents(self.directory) as contents, self._naming_damage():
            before = contents.record_of(row)
        about = json.loads(to_json(entry.about or {}))
        changed = [name for name, value in about.items() if name in before and before[name] != value]
        return " and ".join(changed or [", ".join(about)])

    def discard_rest(self) -> None:
        """Cut off what the index does not name, once it is certain that the run goes on.

        Raises
        ------
        OutputError
            If it cannot be.
        """
        with telling(self.directory):
            for path in list(content_files(self.directory)):
                end = self._waiting.ends.get(path.name, 0)
                if end == 0:
                    path.unlink()
                elif path.stat().st_size > end:
                    os.truncate(path, end)
            index = self.directory / INDEX_FILE
            if index.stat().st_size > self._waiting.ends.get(INDEX_FILE, 0):
                os.truncate(index, self._waiting.ends.get(INDEX_FILE, 0))

    def append(self, entry: RunEntry, record: str | None, error: str = "", message: str = "") -> None:
        """Add what came of the next input: its record as JSON text, or a failure."""
        if record is not None:
            self._add(entry, part_name(self.counts.tagged), record)
            self.counts.tagged += 1
        else:
            self._add(entry, ERRORS_FILE, to_json({"input": entry.name, "error": error, "message": message}))
            self.counts.failed += 1

    def append_duplicate(self, entry: RunEntry, link: Mapping[str, Any]) -> None:
        """Add the next input as a link."""
        self._add(entry, DUPLICATES_FILE, to_json(link))
        self.counts.duplicates += 1

    def _add(self, entry: RunEntry, file: str, line: str) -> None:
        waiting = self._waiting
        noticed = [notice for notice in entry.notices if self.noticed[notice.kind] < _MOST_NOTICES]
        row = entry.row
        if noticed:
            rows = (
                {"input": entry.name, "error": notice.kind, "message": notice.message, "tagged": file != ERRORS_FILE}
                for notice in noticed
            )
            lines = "".join(f"{to_json(each)}\n" for each in rows)
            _, length = waiting.add(ERRORS_FILE, lines)
            kinds = [notice.kind for notice in noticed]
            row["notices"] = {"kinds": kinds, "bytes": length, "hash": content_hash(lines.encode())}
            self.noticed.update(row["notices"]["kinds"])
        offset, length = waiting.add(file, f"{line}\n")
        row |= {"file": file, "offset": offset, "bytes": length}
        waiting.add(INDEX_FILE, IndexRow.line(row, f"{line}\n".encode()))
        if waiting.bytes > _COMMIT_BYTES or time.monotonic() - self._committed_at > _COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Bring everything to the disk.

        Raises
        ------
        OutputError
            If it cannot be written, as when the disk is full. What was committed before is safe.
        """
        waiting = self._waiting
        for file, lines in waiting.in_order():
            with telling(self.directory, file):
                write_at(self.directory / file, waiting.starts.get(file, 0), lines)
        # One step: an interruption comes before it, and all is written again in the same places, or after it.
        self._waiting = _Waiting(waiting.ends)
        self._committed_at = time.monotonic()

    def finish(self) -> None:
        """Commit, and note that every input is done."""
        self.commit()
        with telling(self.directory):
            self._write_run("complete")

    def _recover(self) -> None:
        """Take in what is done, after it was compared with the index; nothing is changed."""
        self._inputs = _require_same_run(self.directory, self._description)
        index = Index(self.directory)
        if not (self.directory / INDEX_FILE).exists() and not any(content_files(self.directory)):
            # It was killed before it wrote anything.
            write_at(self.directory / INDEX_FILE, 0, [])
        with self._naming_damage():
            with Contents(self.directory) as contents:
                for row in index:
                    self._take_in(row, contents)
            require_all_rows(index, read_about(self.directory))
        self._rows = index.rows
        self.unnamed_bytes = excess(index)
        self._waiting = _Waiting(dict(index.ends))

    def _take_in(self, row: IndexRow, contents: Contents) -> None:
        if row.hash is None or row.file not in (ERRORS_FILE, DUPLICATES_FILE, part_name(self.counts.tagged)):
            fault = (
                "it is of another run" if row.hash else "its 'hash' is missing (earlier versions of geotag wrote none)"
            )
            raise DamagedRunError(f"{self.directory / INDEX_FILE}, line {row.number}: {fault}")
        contents.of(row)
        contents.check_notices(row)
        if row.notices:
            self.noticed.update(row.notices.kinds)
        if row.file == ERRORS_FILE:
            self.counts.failed += 1
        elif row.file == DUPLICATES_FILE:
            self.counts.duplicates += 1
        else:
            self.counts.tagged += 1

    @contextmanager
    def _naming_damage(self) -> Iterator[None]:
        try:
            yield
        except DamagedRunError as error:
            raise OutputError(
                f"{error}; this run cannot go on, and nothing of it was touched: put back what it wrote, or name "
                "another directory"
            ) from None

    def _write_run(self, status: str) -> None:
        content: dict[str, Any] = {
            "status": status,
            "counts": {"inputs": self.counts.inputs, **asdict(self.counts)},
            "inputs": self._inputs,
            **self._description,
        }
        if self.noticed:
            content["notices"] = dict(sorted(self.noticed.items()))
        replace_file(self.directory / RUN_FILE, (to_json(content, indent=1) + "\n").encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            # After a failure to write, trying again would only hide the first reason.
            if kind is None or not issubclass(kind, OutputError):
                self.commit()
        finally:
            self._lock.release()


def require_usable(directory: StrPath, parameters: Mapping[str, Any], *, resume: bool) -> None:
    """Refuse a directory that a run could not write, before anything costly is done.

    Parameters
    ----------
    parameters
        Those of the run; one that goes on must have the same.

    Raises
    ------
    OutputError
        If it holds something else, is in use, or cannot be written.
    RunMismatchError
        If the run in it has other parameters.
    """
    directory = Path(directory)
    lock = _claim(directory, resume=resume)
    try:
        with telling(directory):
            require_writable(directory)
            if (directory / RUN_FILE).exists():
                _require_same_run(directory, {"parameters": dict(parameters)})
    finally:
        lock.release()


def differing_settings(before: Any, now: Any, name: str = "") -> Iterator[str]:
    """What differs between two JSON values, in words."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            yield from differing_settings(before.get(key), now.get(key), f"{name}.{key}" if name else key)
    elif before != now:
        yield f"{name} was {json.dumps(before, ensure_ascii=False)}, is {json.dumps(now, ensure_ascii=False)}"


def _claim(directory: Path, *, resume: bool) -> FileLock:
    """Make the directory if need be, and lock it."""
    with telling(directory):
        directory.mkdir(parents=True, exist_ok=True)
        if (directory / RUN_FILE).exists():
            if not resume:
                raise OutputError(f"{directory} holds a run already; go on with --resume, or name another directory")
        elif (directory / INDEX_FILE).exists():
            raise OutputError(f"{directory / RUN_FILE} is missing; put it back, or name another directory")
        elif any(path.name != _LOCK_FILE and path.suffix != DRAFT_SUFFIX for path in directory.iterdir()):
            raise OutputError(f"{directory} holds other files; name an empty or a new directory")
        lock = FileLock(directory / _LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise OutputError(f"{directory} is being written by another run; wait for it to end") from None
        return lock


def _require_same_run(directory: Path, description: Mapping[str, Any]) -> list[str]:
    """Refuse a directory whose run was made with something else; else give the names of its inputs."""
    path = directory / RUN_FILE
    try:
        before = read_about(directory)
        described = {key: before[key] for key in description}
        inputs = list(before["inputs"])
    except (DamagedRunError, KeyError, TypeError):
        raise OutputError(f"{path} describes no run of geotag; put it back, or name another directory") from None
    changes = list(differing_settings(described, json.loads(json.dumps(description))))
    if changes:
        raise RunMismatchError(
            f"{directory} cannot go on, for this changed since the run was begun: {'; '.join(changes)}. "
            "Use what it was begun with, or name another directory"
        )
    return inputs
