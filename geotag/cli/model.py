"""``geotag model``: the recogniser's models, and training one."""

from __future__ import annotations

import json
import logging
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

import click

from geotag.ner import training as trainer
from geotag.ner.resources import installed

__all__ = ["model"]


@click.group()
def model() -> None:
    """List the recogniser's models, or train one."""


@model.command("list")
def list_() -> None:
    """List the models that come with geotag."""
    for info in installed():
        details = info.details
        click.echo(
            f"{info.name}  {details.get('version', '')}  {info.size / 1e6:.1f} MB  {details.get('description', '')}"
        )
        click.echo(f"  directory  {info.directory}")
        click.echo(f"  sha256     {info.sha256}")
        for corpus in details.get("training", ()):
            click.echo(f"  trained on {corpus}")


def _training_options(command: Any) -> Any:
    """Give a command one option for each field of TrainingOptions, with its default."""
    for option in reversed(fields(trainer.TrainingOptions)):
        name = "--" + option.name.replace("_", "-")
        command = click.option(
            name, type=type(option.default), default=option.default, show_default=True, help=option.metadata["help"]
        )(command)
    return command


@model.command()
@click.option(
    "--train",
    "training",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="BIO file to learn from: a token, a tab and its tag on each line. May be given several times.",
)
@click.option(
    "--dev",
    "development",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="BIO file that decides which weights are kept.",
)
@click.option(
    "--vectors",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Word vectors: .npz with words and vectors, or word2vec text.",
)
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Model directory to write; its last part is the model's name.",
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where intermediate files go. [default: DIR.work beside the output]",
)
@click.option(
    "--details",
    type=click.File(encoding="utf-8"),
    help="JSON object to keep in model.json: version, description, training (corpora and licences).",
)
@_training_options
def train(
    training: tuple[Path, ...],
    development: Path,
    vectors: Path,
    directory: Path,
    workspace: Path | None,
    details: TextIO | None,
    **options: Any,
) -> None:
    """Train a recogniser with Stanza's trainer and write it as a Stanza resources directory."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    workspace = workspace or directory.with_name(directory.name + ".work")
    try:
        about = json.load(details) if details else {"training": sorted({path.name for path in training})}
        chosen = trainer.TrainingOptions(**options)
        weights = trainer.train(training, development, vectors, workspace, chosen)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    info = trainer.package(weights, workspace, training, directory, {**about, "options": options})
    click.echo(f"wrote {directory} ({info.size / 1e6:.1f} MB, sha256 {info.sha256})")
