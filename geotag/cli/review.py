"""``geotag review``: the least certain decisions of a run, as a list or as a page that saves corrections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geotag.cli.articles import ReadingOptions, open_output, output_option, reading_options
from geotag.cli.messages import say
from geotag.cli.outputs import report_form, require_no_input

if TYPE_CHECKING:
    from geotag.review.decisions import Decision

__all__ = ["review"]

_FORMS: Final = ("table", "csv", "json", "html")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("results", type=click.Path(exists=True, path_type=Path), metavar="RESULTS.jsonl|DIR")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="A list, or a page on which to pick the right places. [default: by the ending of -o, else table]",
)
@click.option(
    "--articles",
    multiple=True,
    metavar="ARTICLE",
    help="What was tagged, to show the sentences: records hold no text. May be given several times.",
)
@reading_options
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many decisions, the least certain."
)
@click.option(
    "--below",
    type=click.FloatRange(min=0, max=1),
    help="Only decisions less certain than this. [default: all]",
)
@click.option(
    "--corrections", type=_FILE, metavar="FILE", help="Earlier corrections, which the page saves with the new."
)
@click.option("--gazetteer", type=_FILE, metavar="FILE", help="Gazetteer that these name. [default: bundled]")
@output_option
def review(
    results: Path,
    form: str | None,
    articles: tuple[str, ...],
    reading: ReadingOptions,
    limit: int,
    below: float | None,
    corrections: Path | None,
    gazetteer: Path | None,
    output: Path | None,
) -> None:
    """List the least certain decisions of a run.

    RESULTS.jsonl is what geotag tag --format jsonl wrote; DIR is what geotag run wrote. With --format html, pick the
    right place of each name on the page, save corrections.csv there, and give it to the next run with --corrections.
    """
    from geotag.records import read_results
    from geotag.review.decisions import decisions
    from geotag.review.lists import LISTS

    chosen = report_form(output, form, _FORMS)
    require_no_input(output, (results, *articles, corrections, gazetteer))
    if corrections and chosen != "html":
        raise click.UsageError("--corrections is for --format html, where they are saved with the new ones")
    found = decisions(read_results(results), _texts(articles, reading))
    if below is not None:
        found = [each for each in found if each.certainty is None or each.certainty < below]
    text = _page(found[:limit], corrections, gazetteer) if chosen == "html" else LISTS[chosen](found[:limit])
    with open_output(output) as stream:
        stream.write(text)
    if len(found) > limit:
        say(f"geotag: {limit} of {len(found):,} decisions; --limit shows more")


def _page(found: Sequence[Decision], corrections: Path | None, gazetteer: Path | None) -> str:
    from geotag.corrections import Corrections
    from geotag.gazetteer import Gazetteer
    from geotag.review.page import review_page

    return review_page(found, Corrections.read(corrections, Gazetteer(gazetteer)) if corrections else None)


def _texts(paths: tuple[str, ...], reading: ReadingOptions) -> dict[str, str]:
    from geotag.corpus import InputFailure
    from geotag.review.decisions import texts_by_id

    texts: dict[str, str] = {}
    for article in reading.read(paths):
        if isinstance(article, InputFailure):
            say(f"geotag: {article.error}")
        else:
            texts |= texts_by_id([article])
    return texts
