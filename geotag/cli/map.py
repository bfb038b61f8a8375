"""``geotag map``: an HTML map of what articles mention."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from geotag.cli.articles import ArticleInputs, article_options, draft_of, require_directory_of
from geotag.cli.messages import say
from geotag.cli.outputs import HTML_ENDINGS, require_ending, tag_instead

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
@click.option(
    "--corpus",
    is_flag=True,
    help="Draw one map of all articles together, with clusters, dates and filters: for tens to thousands of them.",
)
@click.option("--online", is_flag=True, help="Add map tiles from OpenStreetMap; the page then needs the network.")
def map_(inputs: ArticleInputs, output: Path, corpus: bool, online: bool) -> None:
    """Draw the places that articles mention on a map, beside their text.

    ARTICLE is a file of one or many articles, a directory or ZIP archive of such files, or - for stdin. All of
    them go on one page, which opens without a network: their texts one at a time, or with --corpus their places all at
    once.
    """
    from geotag.maps import write_corpus_map, write_map

    require_ending(output, HTML_ENDINGS, "an HTML page", tag_instead(output))
    require_directory_of(output)
    inputs.require_not_among(output)
    tagged = inputs.tagged()
    first = next(tagged, None)
    if first is not None:
        articles = chain([first], tagged)
        with draft_of(output) as draft:
            if corpus:
                write_corpus_map(articles, draft, online=online)
            else:
                write_map(list(articles), draft, online=online)
        say(f"geotag: wrote {output}")
    inputs.exit_if_failed()
