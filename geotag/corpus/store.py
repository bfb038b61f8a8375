"""The directory that a run writes: append-only, and whole up to some article whatever interrupts it.

    run.json                 what the run was made with, and its counts
    articles-00000.jsonl …   the records of the articles, in the order of the inputs, a fixed number in each part
    errors.jsonl             the inputs that could not be tagged, with the reason
    duplicates.jsonl         the articles whose text was read before, with the id of the one that was tagged
    index.jsonl              for each input: what it was, and the file, offset and length of what came of it

Records, errors and links reach the disk before the lines of the index that name them. So the index says how much of the
run is safe; whatever is beyond it in the other files was being written when the run ended, and is cut off when it goes
on.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from filelock import FileLock, Timeout

from geotag.corpus.duplicates import Duplicate
from geotag.corpus.failures import InputFailure
from geotag.errors import OutputError, RunMismatchError
from geotag.formats.serialising import to_json
from geotag.model import Article

__all__ = ["DUPLICATES_FILE", "ERRORS_FILE", "INDEX_FILE", "RUN_FILE", "RunCounts", "RunStore", "read_records"]

RUN_FILE: Final = "run.json"
INDEX_FILE: Final = "index.jsonl"
ERRORS_FILE: Final = "errors.jsonl"
DUPLICATES_FILE: Final = "duplicates.jsonl"
_LOCK_FILE: Final = ".lock"
_PART_ARTICLES: Final = 1_000
#: Seconds of work that a kill may cost, and bytes that wait at most.
_COMMIT_SECONDS: Final = 1.0
_COMMIT_BYTES: Final = 4_000_000


@dataclass(slots=True)
class RunCounts:
    """How many inputs were tagged, how many failed, and how many are linked to one that was read before."""

    tagged: int = 0
    failed: int = 0
    duplicates: int = 0

    @property
    def inputs(self) -> int:
        """All of them."""
        return self.tagged + self.failed + self.duplicates


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
    """

    def __init__(
        self, directory: Path, description: Mapping[str, Any], *, inputs: list[str], resume: bool = False
    ) -> None:
        self.directory = directory
        self.counts = RunCounts()
        self._description = dict(description)
        self._inputs = inputs
        self._waiting: dict[str, list[bytes]] = {}
        self._index_lines: list[bytes] = []
        self._waiting_bytes = 0
        self._committed_at = time.monotonic()
        self._ends: dict[str, int] = {}
        with _telling(directory):
            directory.mkdir(parents=True, exist_ok=True)
            self._refuse_others(resume)
            self._lock = FileLock(directory / _LOCK_FILE)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise OutputError(f"{directory} is being written by another run; wait for it to end") from None
        try:
            with _telling(directory):
                if (directory / RUN_FILE).exists():
                    self._recover()
                else:
                    self._write_run("running")
        except BaseException:
            self._lock.release()
            raise

    def committed(self) -> Iterator[dict[str, Any]]:
        """What the index says, a row for each input that is done, in their order."""
        path = self.directory / INDEX_FILE
        if path.exists():
            with path.open("rb") as lines:
                for line in lines:
                    yield json.loads(line)

    def require_same(self, row: Mapping[str, Any], item: Article | InputFailure | Duplicate | None) -> None:
        """Refuse to go on if an input is not what it was when it was done.

        Raises
        ------
        RunMismatchError
            If it is not.
        """
        name, digest = ("nothing", None) if item is None else _identity(item)
        if item is None or (row["input"], row["sha256"]) != (name, digest):
            how = "has another content" if row["input"] == name else f"is {name} now"
            raise RunMismatchError(
                f"{self.directory}: the inputs are not those that this run was begun with: {row['input']} {how}; "
                "give the same inputs in the same order, or another directory"
            )

    def append(self, item: Article | InputFailure, record: str | None, error: str = "", message: str = "") -> None:
        """Add what came of the next input: its record as JSON text, or a failure."""
        if record is not None:
            file, line = f"articles-{self.counts.tagged // _PART_ARTICLES:05}.jsonl", record
            self.counts.tagged += 1
        else:
            file, line = ERRORS_FILE, to_json({"input": _identity(item)[0], "error": error, "message": message})
            self.counts.failed += 1
        self._add(item, file, line)

    def append_duplicate(self, item: Duplicate) -> None:
        """Add the next input as a link."""
        self.counts.duplicates += 1
        about = item.article
        link = {
            "id": about.id,
            "duplicate_of": item.original,
            "similarity": round(item.similarity, 4),
            "title": about.title,
            "source": about.source,
            "url": about.url,
            "date": about.date,
        }
        self._add(item, DUPLICATES_FILE, to_json(link))

    def _add(self, item: Article | InputFailure | Duplicate, file: str, line: str) -> None:
        name, digest = _identity(item)
        data = line.encode() + b"\n"
        start = self._ends.get(file, 0)
        row = {"input": name, "sha256": digest, "file": file, "offset": start, "bytes": len(data)}
        self._ends[file] = start + len(data)
        self._waiting.setdefault(file, []).append(data)
        self._index_lines.append(to_json(row).encode() + b"\n")
        self._waiting_bytes += len(data)
        if self._waiting_bytes > _COMMIT_BYTES or time.monotonic() - self._committed_at > _COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Bring everything to the disk.

        Raises
        ------
        OutputError
            If it cannot be written, as when the disk is full. What was committed before is safe.
        """
        for file, lines in [*self._waiting.items(), (INDEX_FILE, self._index_lines)]:
            with _telling(self.directory, file):
                _append(self.directory / file, lines)
        self._waiting.clear()
        self._index_lines.clear()
        self._waiting_bytes = 0
        self._committed_at = time.monotonic()

    def finish(self) -> None:
        """Commit, and note that every input is done."""
        self.commit()
        with _telling(self.directory):
            self._write_run("complete")

    def _refuse_others(self, resume: bool) -> None:
        if (self.directory / RUN_FILE).exists():
            if not resume:
                raise OutputError(
                    f"{self.directory} holds a run already; go on with --resume, or name another directory"
                )
        elif any(path.name != _LOCK_FILE and not path.name.endswith(".draft") for path in self.directory.iterdir()):
            raise OutputError(f"{self.directory} holds other files; name an empty or a new directory")

    def _recover(self) -> None:
        self._compare()
        whole = 0
        index = self.directory / INDEX_FILE
        if index.exists():
            with index.open("rb") as lines:
                for line in lines:
                    if not line.endswith(b"\n"):
                        break
                    whole += len(line)
                    self._count(line)
            os.truncate(index, whole)
        for path in [
            *sorted(self.directory.glob("articles-*.jsonl")),
            self.directory / ERRORS_FILE,
            self.directory / DUPLICATES_FILE,
        ]:
            end = self._ends.get(path.name, 0)
            size = path.stat().st_size if path.exists() else 0
            if size < end:
                raise OutputError(f"{path} was cut short ({size:,} bytes of {end:,}); this run cannot go on")
            if end == 0:
                path.unlink(missing_ok=True)
            elif size > end:
                os.truncate(path, end)
        missing = [file for file in self._ends if not (self.directory / file).exists()]
        if missing:
            raise OutputError(f"{self.directory / missing[0]} is not there any more; this run cannot go on")

    def _count(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            self._ends[row["file"]] = row["offset"] + row["bytes"]
        except (ValueError, KeyError, TypeError):
            number = self.counts.inputs + 1
            raise OutputError(
                f"{self.directory / INDEX_FILE}, line {number}: no row of an index; this run cannot go on"
            ) from None
        if row["file"] == ERRORS_FILE:
            self.counts.failed += 1
        elif row["file"] == DUPLICATES_FILE:
            self.counts.duplicates += 1
        else:
            self.counts.tagged += 1

    def _compare(self) -> None:
        path = self.directory / RUN_FILE
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
            described = {key: before[key] for key in self._description}
            self._inputs = before["inputs"]
        except (ValueError, KeyError, TypeError):
            raise OutputError(f"{path} describes no run of geotag; name another directory") from None
        changes = list(_differences(described, json.loads(json.dumps(self._description))))
        if changes:
            raise RunMismatchError(
                f"{self.directory} cannot go on, for this changed since the run was begun: {'; '.join(changes)}. "
                "Use what it was begun with, or name another directory"
            )

    def _write_run(self, status: str) -> None:
        content = {
            "status": status,
            "counts": {"inputs": self.counts.inputs, **asdict(self.counts)},
            "inputs": self._inputs,
            **self._description,
        }
        draft = self.directory / f"{RUN_FILE}.draft"
        with draft.open("wb") as stream:
            stream.write((to_json(content, indent=1) + "\n").encode())
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self.directory / RUN_FILE)

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


def read_records(directory: Path) -> Iterator[dict[str, Any]]:
    """The records of a run, in the order of its inputs; of a run under way, those that are safe."""
    with ExitStack() as opened, (directory / INDEX_FILE).open("rb") as lines:
        name = ""
        part: IO[bytes] = io.BytesIO()
        for line in lines:
            if not line.endswith(b"\n"):
                return
            row = json.loads(line)
            if row["file"] in (ERRORS_FILE, DUPLICATES_FILE):
                continue
            if row["file"] != name:
                opened.close()
                name, part = row["file"], opened.enter_context((directory / row["file"]).open("rb"))
            part.seek(row["offset"])
            yield json.loads(part.read(row["bytes"]))


def _identity(item: Article | InputFailure | Duplicate) -> tuple[str, str | None]:
    if isinstance(item, Duplicate):
        return _identity(item.article)
    if isinstance(item, InputFailure):
        return item.input, None
    return item.id, hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()


def _append(path: Path, lines: list[bytes]) -> None:
    if lines:
        with path.open("ab") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())


def _differences(before: Any, now: Any, name: str = "") -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            yield from _differences(before.get(key), now.get(key), f"{name}.{key}" if name else key)
    elif before != now:
        yield f"{name} was {json.dumps(before, ensure_ascii=False)}, is {json.dumps(now, ensure_ascii=False)}"


@contextmanager
def _telling(directory: Path, file: str = "") -> Iterator[None]:
    """Turn what the system says into what the user can do."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"{error.filename or directory / file} cannot be written ({error.strerror}); what is in the index of "
            f"{directory} is safe: when the cause is mended, go on with --resume"
        ) from error
