"""``geotag tag``: the record of each article, in any format."""

from __future__ import annotations

from pathlib import Path

import click

from geotag.cli.articles import ArticleInputs, article_options, open_output, output_option, writes_to_terminal
from geotag.cli.outputs import TEXT_ENDINGS, require_ending, tag_instead

__all__ = ["tag"]


@click.command()
@article_options
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="json, jsonl, geojson, geojsonseq, csv, kml, tei, webanno, conll, html, geoparquet or gpkg. "
    "[default: by the ending of -o, else json]",
)
@output_option
def tag(inputs: ArticleInputs, format_name: str | None, output: Path | None) -> None:
    """Tag articles and write what was found.

    ARTICLE is a file of one or many articles (text, HTML, JSON Lines, CSV, TSV, Parquet, RSS, Atom, WARC or mbox, also
    packed by gzip, bzip2, xz or Zstandard), a directory or ZIP archive of such files, or - for stdin.
    """
    from geotag.formats import format_for

    try:
        chosen = format_for(format_name or output or "json")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--format") from error
    endings = (*chosen.suffixes, *chosen.also, *(("",) if chosen.binary else TEXT_ENDINGS))
    require_ending(output, endings, chosen.description, tag_instead(output) and "leave --format out")
    inputs.require_not_among(output)
    with open_output(output, binary=chosen.binary) as stream:
        chosen.write(inputs.tagged(to_terminal=writes_to_terminal(output)), stream)
    inputs.exit_if_failed()
