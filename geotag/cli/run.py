"""``geotag run``: a corpus into a directory, on all cores or on Ray; it can be stopped and gone on with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geotag.cli.articles import ArticleInputs, article_options
from geotag.cli.messages import SOME_FAILED, STOPPED, say
from geotag.cli.progress import showing_progress

if TYPE_CHECKING:
    from geotag.corpus.running import Engine

__all__ = ["run"]


@click.command()
@article_options
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Directory to write: articles-*.jsonl, errors.jsonl, duplicates.jsonl, index.jsonl, run.json.",
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
@click.option("--keep-duplicates", is_flag=True, help="Tag texts that were read before again, instead of linking them.")
@click.option(
    "--near-duplicates",
    type=click.FloatRange(min=0, min_open=True, max=1),
    default=None,
    metavar="SIMILARITY",
    help="Link also texts that share so much of their words in sequence with one before, such as 0.9.",
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
    keep_duplicates: bool,
    near_duplicates: float | None,
    engine_name: str,
    ray_address: str | None,
) -> None:
    """Tag a corpus into a directory.

    ARTICLE is as of geotag tag. What cannot be tagged is in errors.jsonl with the reason; texts that were read before
    are in duplicates.jsonl. A run that was stopped or killed goes on with --resume.
    """
    from geotag.corpus.duplicates import link_duplicates
    from geotag.corpus.run_store import require_usable
    from geotag.corpus.running import run_corpus
    from geotag.corpus.workers import LocalEngine, TaggerSettings

    if keep_duplicates and near_duplicates is not None:
        raise click.UsageError("--near-duplicates links duplicates, which --keep-duplicates forbids")
    if ray_address and engine_name != "ray":
        raise click.UsageError("--ray-address is for --engine ray")
    settings = TaggerSettings(
        inputs.model,
        str(inputs.gazetteer) if inputs.gazetteer else None,
        str(inputs.corrections) if inputs.corrections else None,
        threads=inputs.threads,
        roles=tuple(inputs.roles),
    )
    count = workers or os.cpu_count() or 1
    duplicates = {"link": not keep_duplicates, "near": near_duplicates}
    parameters = {**inputs.reading.parameters(), "duplicates": duplicates, "time_limit": time_limit}
    if inputs.roles:
        parameters["roles"] = sorted(inputs.roles)

    renamed: dict[str, str] = {}

    engine: Engine
    try:
        require_usable(directory, parameters, resume=resume)
        if engine_name == "ray":
            from geotag.corpus.ray_engine import RayEngine

            engine = RayEngine(settings, time_limit, count, ray_address)
        else:
            engine = LocalEngine(settings, time_limit, count)
        with engine, showing_progress() as progress:
            articles = inputs.reading.read(inputs.paths, renamed, progress.consumption)
            counts = run_corpus(
                progress.passing(articles if keep_duplicates else link_duplicates(articles, near_duplicates)),
                directory,
                engine,
                inputs=inputs.paths,
                parameters=parameters,
                resume=resume,
                progress=progress.done,
                renamed=renamed,
            )
            progress.end()
    except KeyboardInterrupt:
        # The terminal may be gone.
        with suppress(OSError):
            say(f"geotag: stopped; what is done is in {directory}, and --resume goes on from there")
        sys.exit(STOPPED)
    say(f"geotag: {counts.tagged:,} articles tagged into {directory}")
    if counts.duplicates:
        say(f"geotag: {counts.duplicates:,} duplicates are linked to these in {directory / 'duplicates.jsonl'}")
    if counts.failed:
        say(f"geotag: {counts.failed:,} of the inputs could not be tagged; {directory / 'errors.jsonl'} says why")
        sys.exit(SOME_FAILED)
