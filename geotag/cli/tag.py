"""``geotag tag``: the record of each article, in any format; ``geotag geojson`` is the same for GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from geotag.cli.articles import ArticleInputs, article_options, open_output, output_option, writes_to_terminal
from geotag.cli.outputs import TEXT_ENDINGS, require_ending, tag_instead
from geotag.formats.registry import FORMATS, Format, format_for

__all__ = ["geojson", "tag"]

_GEOJSON: Final = ("geojson", "geojsonseq")


def _per_option(formats: Sequence[Format]) -> Callable[[Any], Any]:
    units = dict.fromkeys(unit for each in formats for unit in each.units)
    names = ", ".join(each.name for each in formats if each.units)
    return click.option(
        "--per",
        type=click.Choice(list(units)),
        help="One feature per distinct place of an article, or per mention: "
        f"for {names}.  [default: {next(iter(units))}]",
    )


@click.command()
@article_options
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help=f"One of {', '.join(FORMATS)}. [default: by the ending of -o, else json]",
)
@_per_option(list(FORMATS.values()))
@output_option
def tag(inputs: ArticleInputs, format_name: str | None, per: str | None, output: Path | None) -> None:
    """Tag articles and write what was found.

    ARTICLE is a file of one or many articles (text, HTML, JSON Lines, CSV, TSV, Parquet, RSS, Atom, WARC or mbox, also
    packed by gzip, bzip2, xz or Zstandard), a directory or ZIP archive of such files, or - for stdin.
    """
    try:
        chosen = format_for(format_name or output or "json")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--format") from error
    _write(inputs, chosen, per, output, tag_instead(output) and "leave --format out")


@click.command()
@article_options
@_per_option([FORMATS[name] for name in _GEOJSON])
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_GEOJSON),
    default=_GEOJSON[0],
    show_default=True,
    help="One collection, or one feature a line (RFC 8142).",
)
@output_option
def geojson(inputs: ArticleInputs, per: str | None, format_name: str, output: Path | None) -> None:
    """Write the places that articles mention as GeoJSON.

    The same as geotag tag --format geojson. ARTICLE is a file of one or many articles, a directory or ZIP archive of
    such files, or - for stdin. Names that could not be resolved are kept, without a geometry.
    """
    _write(inputs, FORMATS[format_name], per, output, tag_instead(output))


def _write(inputs: ArticleInputs, chosen: Format, per: str | None, output: Path | None, otherwise: str | None) -> None:
    if per is not None and per not in chosen.units:
        able = ", ".join(each.name for each in FORMATS.values() if per in each.units)
        raise click.UsageError(f"{chosen.name} is not written per {per}; formats that are: {able}")
    endings = (*chosen.suffixes, *chosen.also, *(("",) if chosen.binary else TEXT_ENDINGS))
    require_ending(output, endings, chosen.description, otherwise)
    inputs.require_not_among(output)
    options = {} if per is None else {"per": per}
    with open_output(output, binary=chosen.binary) as stream:
        chosen.write(inputs.tagged(to_terminal=writes_to_terminal(output)), stream, **options)
    inputs.exit_if_failed()
