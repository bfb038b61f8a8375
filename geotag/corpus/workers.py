"""Worker processes: each holds one tagger, and is begun anew when an article hangs or kills it."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Final, Self

from geotag import errors
from geotag.corpus.isolation import isolated_command, isolated_environment
from geotag.corpus.ordering import Reordering
from geotag.corpus.run_store import differing_settings
from geotag.corpus.tagging_results import TaggingResult
from geotag.corpus.worker_process import article_fields
from geotag.errors import GeotagError, RunError, RunMismatchError, TimeLimitError, WorkerCrashError
from geotag.model import Article, Role

__all__ = ["OWN_FACTORY", "LocalEngine", "TaggerSettings", "TaggingResult", "Worker"]

#: What loads geotag's own tagger.
OWN_FACTORY: Final = "geotag:load"
#: Seconds that a worker may take to load its model.
_START_SECONDS: Final = 600.0
#: How often a worker may fail to start before the run gives up.
_MOST_STARTS: Final = 5
#: How often an article may kill its worker before it is set aside: the first time, something else may have killed it.
_MOST_CRASHES: Final = 3
_THREAD_VARIABLES: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
#: Batches under way for each worker: one, and the next.
_BATCHES_AHEAD: Final = 2
#: How many batches may be done before one whose article hangs; of those, only numbers and hashes are in memory.
_MOST_OUT_OF_TURN: Final = 20_000


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """What a worker loads.

    Attributes
    ----------
    model, gazetteer, corrections
        As of :func:`geotag.load`.
    factory
        ``module:function`` that is called with these and gives the tagger.
    threads
        How many threads torch computes with in each process.
    roles
        If any, only places that are mentioned in these are kept; see :func:`geotag.resolve.selection.with_roles`.
    """

    model: str | None = None
    gazetteer: str | None = None
    corrections: str | None = None
    factory: str = OWN_FACTORY
    threads: int = 1
    roles: tuple[Role, ...] = ()

    def absolute(self) -> Self:
        """The same for a process that works in another directory; names of installed models stay as they are."""
        from geotag.ner.resources import find

        model = self.model
        if model is not None and find(model) == Path(model):
            model = str(Path(model).absolute())
        gazetteer, corrections = (
            str(Path(path).absolute()) if path else None for path in (self.gazetteer, self.corrections)
        )
        return replace(self, model=model, gazetteer=gazetteer, corrections=corrections)


class _WorkerEndedError(Exception):
    """A worker ended before it answered."""


class _WorkerExpiredError(Exception):
    """A worker did not answer in time, and was ended."""


class Worker:
    """A process that holds one tagger.

    Parameters
    ----------
    seconds
        Time that an article may take, in seconds.
    provenance
        What the tagger must have; by default, that of the first process.

    Raises
    ------
    ModelError, GazetteerError
        If the tagger cannot be loaded.
    RunMismatchError
        If it has another provenance than it must have: also later, from a process that takes the place of another.
    RunError
        If the process does not start.

    Attributes
    ----------
    provenance
        The tagger's.
    """

    def __init__(self, settings: TaggerSettings, seconds: float, provenance: dict[str, Any] | None = None) -> None:
        self._settings = settings
        self._seconds = seconds
        self._expired = False
        self._closed = False
        self._expected = provenance
        self.provenance = self._start()

    def tag(self, articles: Sequence[Article]) -> list[TaggingResult]:
        """Tag articles together, or alone where one of them hangs or kills the worker."""
        if len(articles) > 1:
            try:
                return self._attempt(articles)
            except (_WorkerEndedError, _WorkerExpiredError):
                return [outcome for article in articles for outcome in self.tag([article])]
        for _ in range(_MOST_CRASHES):
            try:
                return self._attempt(articles)
            except _WorkerExpiredError:
                name = articles[0].id
                reason = f"{name}: tagging took longer than {self._seconds:g} s; split it, or raise --time-limit"
                return [TaggingResult(None, TimeLimitError.__name__, reason)]
            except _WorkerEndedError:
                continue
        reason = f"{articles[0].id}: the process that tagged it ended {_MOST_CRASHES} times (out of memory?)"
        return [TaggingResult(None, WorkerCrashError.__name__, reason)]

    def close(self) -> None:
        """End the process; what it was tagging is lost."""
        self._closed = True
        self._end()

    def _attempt(self, articles: Sequence[Article]) -> list[TaggingResult]:
        if self._process.poll() is not None:
            self._start()
        try:
            return [TaggingResult(*fields) for fields in self._ask(list(map(article_fields, articles)), self._seconds)]
        except (_WorkerEndedError, _WorkerExpiredError):
            self._start()
            raise

    def _start(self) -> dict[str, Any]:
        for _ in range(_MOST_STARTS):
            if self._closed:
                raise RunError("the worker was closed")
            self._process = subprocess.Popen(  # noqa: S603 - a command of our own
                # A factory of the caller's own may lie wherever the caller's modules do.
                isolated_command("geotag.corpus.worker_process", everything=self._settings.factory != OWN_FACTORY),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A thread for each worker, if no more are asked for: they would fight for the same cores.
                env=isolated_environment(os.environ, **dict.fromkeys(_THREAD_VARIABLES, str(self._settings.threads))),
                # A session of its own: Ctrl-C is for the parent, who ends its workers in good order.
                start_new_session=True,
            )
            try:
                answer = self._ask(asdict(self._settings), _START_SECONDS)
            except (_WorkerEndedError, _WorkerExpiredError):
                continue
            if "error" in answer:
                self._end()
                raise getattr(errors, answer["error"], GeotagError)(answer["message"])
            found: dict[str, Any] = answer["provenance"]
            self._expected = found if self._expected is None else self._expected
            try:
                _require_same(self._expected, found)
            except RunMismatchError:
                self._end()
                raise
            return found
        raise RunError(f"a worker process ended {_MOST_STARTS} times before it had loaded its model (out of memory?)")

    def _ask(self, message: Any, seconds: float) -> Any:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RunError("the worker process has no pipes")
        self._expired = False
        timer = threading.Timer(seconds, self._expire, [process])
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            return json.loads(line)
        self._end()
        raise _WorkerExpiredError if self._expired else _WorkerEndedError

    def _expire(self, process: subprocess.Popen[bytes]) -> None:
        self._expired = True
        process.kill()

    def _end(self) -> None:
        process = self._process
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    # What was still to be sent has no reader any more.
                    continue


class LocalEngine:
    """Tags batches in worker processes on this machine.

    Parameters
    ----------
    count
        How many workers.
    """

    def __init__(self, settings: TaggerSettings, seconds: float, count: int) -> None:
        self._count = count
        self._workers: list[Worker] = []
        self._threads = ThreadPoolExecutor(count)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        starts = [self._threads.submit(Worker, settings, seconds) for _ in range(count)]
        try:
            self._workers = [start.result() for start in starts]
            for worker in self._workers:
                _require_same(self._workers[0].provenance, worker.provenance)
        except BaseException:
            for start in starts:
                if start.exception() is None:
                    start.result().close()
            self._threads.shutdown(wait=False, cancel_futures=True)
            raise
        for worker in self._workers:
            self._idle.put(worker)
        self.provenance = self._workers[0].provenance

    def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        """Tag batches; the outcomes come in the order of the batches.

        Few batches are read ahead of those that are tagged. While an article hangs, the other workers go on with what
        comes after it.
        """
        under_way: dict[Future[list[TaggingResult]], int] = {}
        with Reordering() as ordered:
            for number, batch in enumerate(batches):
                under_way[self._threads.submit(self._tag, batch)] = number
                while len(under_way) >= self._count * _BATCHES_AHEAD or number - ordered.next > _MOST_OUT_OF_TURN:
                    _collect(under_way, ordered)
                    yield from ordered.ready()
            while under_way:
                _collect(under_way, ordered)
                yield from ordered.ready()

    def _tag(self, batch: Sequence[Article]) -> list[TaggingResult]:
        worker = self._idle.get()
        try:
            return worker.tag(batch)
        finally:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(wait=True, cancel_futures=True)


def _require_same(expected: dict[str, Any], found: dict[str, Any]) -> None:
    if changes := list(differing_settings(expected, found)):
        raise RunMismatchError(
            f"a worker has another geotag, model or gazetteer than the run: {'; '.join(changes)}. "
            "Put back what the run was begun with, the same on every machine, and go on with --resume"
        )


def _collect(under_way: dict[Future[list[TaggingResult]], int], ordered: Reordering) -> None:
    """Wait until a batch is done, and put what is done where it belongs."""
    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
        ordered.put(under_way.pop(future), future.result())
