"""``geotag map``: an HTML map of what articles mention."""

from __future__ import annotations

from pathlib import Path

import click

from geotag.cli.articles import ArticleInputs, article_options, require_directory_of
from geotag.cli.failures import say

__all__ = ["map_"]


@click.command("map")
@article_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The HTML file to write.",
)
@click.option("--online", is_flag=True, help="Add map tiles from OpenStreetMap; the page then needs the network.")
def map_(inputs: ArticleInputs, output: Path, online: bool) -> None:
    """Draw the places that articles mention on a map, beside their text.

    ARTICLE is a text file, a .jsonl file with one article a line, a directory of such files, or - for stdin. All of
    them go on one page, which opens without a network.
    """
    from geotag.maps import write_map

    require_directory_of(output)
    articles = list(inputs.tagged())
    if articles:
        write_map(articles, output, online=online)
        say(f"geotag: wrote {output}")
    inputs.exit_if_failed()
