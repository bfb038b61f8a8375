"""``geotag model``: the recogniser's models: listing, measuring, training and downloading them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import click

from geotag.cli.model_training import label, train, vectors
from geotag.cli.resolver_training import resolver
from geotag.ner import resources

__all__ = ["model"]


@click.group()
def model() -> None:
    """List, measure, train and download the recogniser's models."""


@model.command("list")
def list_() -> None:
    """List the models that come with geotag or were downloaded."""
    for found in resources.installed():
        details = found.details
        click.echo(
            f"{found.name}  {details.get('version', '')}  {found.size / 1e6:.1f} MB  {details.get('description', '')}"
        )
        click.echo(f"  directory  {found.directory}")
        click.echo(f"  sha256     {found.sha256}")
        for corpus in details.get("training", ()):
            click.echo(f"  trained on {corpus}")


@model.command()
@click.argument("name", required=False, metavar="[NAME|DIR]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or one JSON object.",
)
def info(name: str | None, form: str) -> None:
    """Tell everything that is known of a model, and check its files against their hashes.

    NAME is an installed model, the bundled one by default.
    """
    found = resources.read_info(resources.find(name) if name else resources.bundled_model())
    resources.verify(found)
    sizes = {file: (found.directory / file).stat().st_size for file in found.files}
    if form == "json":
        files = {file: {"bytes": sizes[file], "hash": digest} for file, digest in found.files.items()}
        content = {
            "name": found.name,
            "directory": str(found.directory),
            "sha256": found.sha256,
            "bytes": found.size,
            "verified": True,
            "files": files,
            "details": dict(found.details),
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    click.echo(f"name       {found.name}\ndirectory  {found.directory}\nsha256     {found.sha256}")
    click.echo(f"size       {found.size / 1e6:.1f} MB in {len(sizes)} files; all have the hashes that they should have")
    for file, digest in found.files.items():
        click.echo(f"  {sizes[file]:>12,}  {digest}  {file}")
    for line in _described(found.details):
        click.echo(line)


def _described(content: Any, indent: str = "") -> Iterator[str]:
    """The lines of nested details."""
    for key, value in content.items() if isinstance(content, dict) else [("-", item) for item in content]:
        if isinstance(value, dict | list) and value:
            yield f"{indent}{key}"
            yield from _described(value, indent + "  ")
        else:
            yield f"{indent}{key:<10} {value}"


@model.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME|DIR",
    help="Installed model, or model directory. May be given several times; the models then stand beside each other. "
    "[default: bundled]",
)
@click.option(
    "--tagset",
    "tagsets",
    multiple=True,
    metavar="NAME",
    help="Tag set to answer with, where a model has several, as a corpus labelled by other rules has its own. May be "
    "given several times. [default: the main one]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How to print the figures.",
)
def evaluate(files: tuple[Path, ...], models: tuple[str, ...], tagsets: tuple[str, ...], form: str) -> None:
    """Measure how well models find the names of labelled files: exact spans, PER, LOC and ORG.

    FILE is a BIO or CoNLL file: a token first and its tag last on each line, a blank line after each sentence. Finer
    labels count as PER, LOC or ORG where they are one; others are ignored.
    """
    from geotag.evaluation.models import evaluate_tagger
    from geotag.evaluation.reports import REPORTS, short_names
    from geotag.ner.recogniser import Recogniser

    directories = list(dict.fromkeys(resources.find(name) for name in models)) or [resources.bundled_model()]
    paths = list(dict.fromkeys(files))
    found = []
    named = zip(directories, short_names(directories), strict=True)
    for (directory, model_name), tagset in product(named, tagsets or (None,)):
        name = f"{model_name}, {tagset}" if tagset else model_name
        try:
            recogniser = Recogniser(directory, tagset)
            for path, file_name in zip(paths, short_names(paths), strict=True):
                found.append(evaluate_tagger(recogniser, path, model=name, file=file_name))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    click.echo(REPORTS[form](found), nl=False)


@model.command()
@click.argument("package", default="default", required=False)
@click.option(
    "--processors",
    metavar="NAMES",
    help="Take only these of the package and what they depend on, as tokenize,ner. ner is always taken. "
    "[default: all of the package]",
)
@click.option(
    "--dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it goes. [default: stanza below $GEOTAG_MODELS, else below this user's data directory]",
)
@click.option(
    "--resources-url",
    metavar="URL",
    help="Server of a mirror of Stanza's resources. [default: $STANZA_RESOURCES_URL, else Stanza's own]",
)
def download(package: str, processors: str | None, directory: Path | None, resources_url: str | None) -> None:
    """Download Stanza's own Arabic package; --model stanza then uses it.

    PACKAGE is one of Stanza's Arabic packages, the official one by default. It comes over the network. Every file is
    checked against the hash that Stanza lists for it.
    """
    from geotag.ner.downloading import download as fetch

    names = [name.strip() for name in (processors or "").split(",") if name.strip()]
    found = fetch(directory, package, names, resources_url, progress=sys.stderr.isatty())
    use = resources.STANZA if found.directory == resources.stanza_directory() else found.directory
    click.echo(
        f"{found.details['packages']['ner']} is in {found.directory} ({found.size / 1e6:.1f} MB); use --model {use}"
    )


for _command in (train, label, vectors, resolver):
    model.add_command(_command)
