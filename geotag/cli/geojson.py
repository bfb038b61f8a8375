"""``geotag geojson``: the places of articles as GeoJSON."""

from __future__ import annotations

from pathlib import Path

import click

from geotag.cli.articles import ArticleInputs, article_options, open_output, output_option, writes_to_terminal
from geotag.cli.outputs import TEXT_ENDINGS, require_ending, tag_instead

__all__ = ["geojson"]


@click.command()
@article_options
@click.option(
    "--per",
    type=click.Choice(["place", "mention"]),
    default="place",
    show_default=True,
    help="One feature per distinct place of an article, or per mention.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["geojson", "geojsonseq"]),
    default="geojson",
    show_default=True,
    help="One collection, or one feature a line (RFC 8142).",
)
@output_option
def geojson(inputs: ArticleInputs, per: str, format_name: str, output: Path | None) -> None:
    """Write the places that articles mention as GeoJSON.

    ARTICLE is a file of one or many articles, a directory or ZIP archive of such files, or - for stdin. Names
    that could not be resolved are kept, without a geometry.
    """
    from geotag.formats import format_for

    chosen = format_for(format_name)
    require_ending(output, (*chosen.suffixes, *chosen.also, *TEXT_ENDINGS), chosen.description, tag_instead(output))
    inputs.require_not_among(output)
    with open_output(output) as stream:
        chosen.write(inputs.tagged(to_terminal=writes_to_terminal(output)), stream, per=per)
    inputs.exit_if_failed()
