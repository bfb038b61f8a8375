"""``geotag run``: a corpus into a directory, on all cores or on Ray; it can be stopped and gone on with."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click

from geotag.cli.articles import ArticleInputs, article_options
from geotag.cli.failures import SOME_FAILED, say

if TYPE_CHECKING:
    from geotag.corpus.running import Engine

__all__ = ["run"]

#: Exit code of a run that was told to stop, as shells have it for SIGINT.
_STOPPED: Final = 130


@click.command()
@article_options
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Directory to write: articles-*.jsonl, errors.jsonl, index.jsonl and run.json.",
)
@click.option("--resume", is_flag=True, help="Go on with the run in DIR, if there is one.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=None,
    help="Processes that tag; each needs one core and up to 900 MB. [default: one a core]",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds after which an article is set aside.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where to tag: processes on this machine, or actors of Ray.",
)
@click.option(
    "--ray-address",
    metavar="ADDRESS",
    help="Cluster for --engine ray, such as auto or ray://head:10001. [default: a Ray on this machine]",
)
def run(
    inputs: ArticleInputs,
    directory: Path,
    resume: bool,
    workers: int | None,
    time_limit: float,
    engine_name: str,
    ray_address: str | None,
) -> None:
    """Tag a corpus into a directory.

    ARTICLE is a text file, a .jsonl file with one article a line, a directory of such files, or - for stdin. What
    cannot be tagged is in errors.jsonl with the reason. A run that was stopped or killed goes on with --resume.
    """
    from geotag.corpus import read_inputs
    from geotag.corpus.running import run_corpus
    from geotag.corpus.workers import LocalEngine, TaggerSettings

    if ray_address and engine_name != "ray":
        raise click.UsageError("--ray-address is for --engine ray")
    settings = TaggerSettings(
        inputs.model,
        str(inputs.gazetteer) if inputs.gazetteer else None,
        str(inputs.corrections) if inputs.corrections else None,
    )
    count = workers or os.cpu_count() or 1
    max_bytes = round(inputs.max_megabytes * 1_000_000)
    parameters = {"encoding": inputs.encoding, "max_bytes": max_bytes, "time_limit": time_limit}

    def read() -> Iterator[Any]:
        return read_inputs(inputs.paths, encoding=inputs.encoding, max_bytes=max_bytes, stdin=sys.stdin.buffer)

    engine: Engine
    try:
        with _stopping_on_sigterm():
            if engine_name == "ray":
                from geotag.corpus.ray_engine import RayEngine

                engine = RayEngine(settings, time_limit, count, ray_address)
            else:
                engine = LocalEngine(settings, time_limit, count)
            with engine, _progress_bar(read, countable="-" not in inputs.paths) as progress:
                counts = run_corpus(
                    read(),
                    directory,
                    engine,
                    inputs=inputs.paths,
                    parameters=parameters,
                    resume=resume,
                    progress=progress,
                )
    except KeyboardInterrupt:
        say(f"geotag: stopped; what is done is in {directory}, and --resume goes on from there")
        sys.exit(_STOPPED)
    say(f"geotag: {counts.tagged:,} articles tagged into {directory}")
    if counts.failed:
        say(f"geotag: {counts.failed:,} of the inputs could not be tagged; {directory / 'errors.jsonl'} says why")
        sys.exit(SOME_FAILED)


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """Take SIGTERM as Ctrl-C; a second one of either ends the process at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        # Not in the main thread, where no signal arrives.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress_bar(read: Any, *, countable: bool) -> Iterator[Any]:
    """Articles done, their rate, and the time left once the inputs are counted; nothing unless on a terminal."""
    from tqdm import tqdm

    with tqdm(unit=" articles", disable=None, smoothing=0.05, file=sys.stderr) as bar:
        if countable and not bar.disable:
            Thread(target=_count, args=(read, bar), daemon=True).start()
        yield bar.update


def _count(read: Any, bar: Any) -> None:
    total = 0
    for _ in read():
        if bar.disable:
            return
        total += 1
    bar.total = total
