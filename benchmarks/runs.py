"""Runs over a corpus: against the plain Stanza loop, two processes against one, Ray against local, growth."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.articles import generated, write_corpus
from benchmarks.measuring import Command, Cost, measured, ratio, run_command, show
from benchmarks.plain_loop import PlainLoop
from geotag.corpus import read_inputs
from geotag.corpus.running import Engine, run_corpus
from geotag.corpus.workers import LocalEngine, TaggerSettings, TaggingResult
from geotag.model import Article

__all__ = ["against_the_plain_loop", "growth_with_the_corpus", "ray_against_local", "two_processes"]

_TIME_LIMIT = 600.0


def against_the_plain_loop(articles: Sequence[Article], rounds: int) -> None:
    """``geotag run`` on two processes against the plain loop, in turns on parts of the articles, loading apart."""
    with tempfile.TemporaryDirectory() as directory, PlainLoop() as loop, _local(2) as engine:
        plain, run = [], []
        for part in _parts(articles, rounds, Path(directory)):
            plain.append(loop.run(part))
            run.append(_run(part, engine))
        size = len(articles)
        show(
            "`geotag run` on two processes / plain Stanza loop, articles a second",
            ratio([cost.wall for cost in plain], [cost.wall for cost in run]),
        )
        show(
            "plain Stanza loop / `geotag run`, processor time an article",
            ratio([cost.processor for cost in plain], [cost.processor for cost in run]),
        )
        for name, costs in (("plain Stanza loop", plain), ("`geotag run` on two processes", run)):
            show(
                f"{name}, articles a second",
                f"{size / sum(c.wall for c in costs):.1f}, {size / sum(c.processor for c in costs):.1f} a second of "
                "processor time",
            )


def two_processes(articles: Sequence[Article], rounds: int) -> None:
    """A run on two processes against one on one, in turns on parts of the articles, loading apart."""
    with tempfile.TemporaryDirectory() as directory, _local(1) as one, _local(2) as two:
        costs = [(_run(part, one), _run(part, two)) for part in _parts(articles, rounds, Path(directory))]
        show("two processes / one, articles a second", ratio([a.wall for a, _ in costs], [b.wall for _, b in costs]))
        show(
            "two processes / one, processor time an article",
            ratio([b.processor for _, b in costs], [a.processor for a, _ in costs]),
        )


def ray_against_local(articles: Sequence[Article], rounds: int) -> None:
    """The same run by Ray and by processes, both of two workers, from their first outcomes on: Ray loads meanwhile."""
    if importlib.util.find_spec("ray") is None:
        show("Ray / local, articles a second", "not measured: Ray is not installed")
        return
    # Ray gives way to everything else by default, and would be measured by what else the machine does.
    os.environ.setdefault("RAY_worker_niceness", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])])
    from geotag.corpus.ray_engine import RayEngine

    with tempfile.TemporaryDirectory() as directory:
        ray, local = [], []
        for part in _parts(articles, rounds, Path(directory)):
            with RayEngine(TaggerSettings(), _TIME_LIMIT, 2) as engine:
                timed = _Timed(engine)
                _run(part, timed)
                ray.append(timed.since_first)
            with _local(2) as engine:
                timed = _Timed(engine)
                _run(part, timed)
                local.append(timed.since_first)
        show("Ray / local on two workers, articles a second after the first ones", ratio(local, ray))


def growth_with_the_corpus(sizes: Sequence[int]) -> None:
    """Time and memory of ``geotag run`` on two processes with the number of articles."""
    with tempfile.TemporaryDirectory() as directory:
        costs: list[Command] = []
        for size in sizes:
            corpus = write_corpus(generated(), Path(directory) / f"{size}.jsonl", size)
            costs.append(_command(corpus, 2))
        # What loading costs is not growth: it is taken off by way of the smallest corpus that there is.
        none = _command(write_corpus(generated(), Path(directory) / "one.jsonl", 1), 2)
        first = (costs[0].processor - none.processor) / sizes[0]
        for size, cost in zip(sizes, costs, strict=True):
            each = (cost.processor - none.processor) / size
            show(
                f"{size:,} generated articles",
                f"processor time an article {each / first:.2f} of that with {sizes[0]:,}; peak memory of the parent "
                f"{cost.parent / 1e6:.0f} MB, of a worker {cost.worker / 1e6:.0f} MB; "
                f"{size / cost.wall:.0f} articles a second with loading",
            )


def _command(corpus: Path, workers: int) -> Command:
    with tempfile.TemporaryDirectory() as directory:
        arguments = ["run", str(corpus), "-o", str(Path(directory) / "out"), "--workers", str(workers)]
        return run_command([sys.executable, "-m", "geotag", *arguments])


def _local(workers: int) -> LocalEngine:
    return LocalEngine(TaggerSettings(), _TIME_LIMIT, workers)


def _parts(articles: Sequence[Article], count: int, directory: Path) -> list[Path]:
    """The articles in so many files."""
    return [
        write_corpus(part, directory / f"{number}.jsonl", len(part))
        for number in range(count)
        if (part := articles[number::count])
    ]


def _run(corpus: Path, engine: Engine) -> Cost:
    """What a run costs whose workers are loaded."""
    with tempfile.TemporaryDirectory() as directory:

        def run() -> None:
            counts = run_corpus(read_inputs([corpus]), Path(directory) / "out", engine)
            if counts.failed:
                raise RuntimeError(f"{counts.failed} articles of {corpus} could not be tagged")

        return measured(run)


class _Timed:
    """An engine that notes when its outcomes came: Ray loads its workers when they have something to do.

    Attributes
    ----------
    since_first
        Seconds between the first outcomes and the last.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.provenance: dict[str, Any] = engine.provenance
        self.since_first = 0.0

    def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        first: float | None = None
        for outcomes in self._engine.tag(batches):
            first = first or time.perf_counter()
            self.since_first = time.perf_counter() - first
            yield outcomes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None
