"""``geotag summary``: places, people and pairs of them in a whole run, as tables or as a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geotag.cli.articles import ReadingOptions, draft_of, open_output, reading_options, require_directory_of
from geotag.cli.messages import say
from geotag.cli.outputs import report_form, require_no_input, stdout_for_dash

if TYPE_CHECKING:
    from geotag.model import Article
    from geotag.summary.facts import Facts

__all__ = ["summary"]

_FORMATS: Final = ("table", "csv", "json", "parquet", "html")
_FILE_PER_TABLE: Final = ("csv", "parquet")
_TERMINAL_ROWS: Final = 10
_TERMINAL_TABLES: Final = ("places", "people", "place_pairs", "person_places", "days", "sources", "countries")
#: On a map: more make a page too large for a browser.
_MAP_ARTICLES: Final = 20_000


@click.command()
@click.argument(
    "results", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True, metavar="DIR|RESULTS.jsonl…"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT",
    callback=stdout_for_dash,
    help="A .json, .csv, .parquet or .html file; with --format csv or parquet and no single --table, a directory that "
    "gets a file for each table. [default: stdout]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Tables, or the map of the corpus (html). [default: by the ending of -o, else table]",
)
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Only this table. May be given several times.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"Rows of each table; for a map, articles. [default: {_TERMINAL_ROWS} on the terminal, "
    f"{_MAP_ARTICLES:,} articles on a map, else all]",
)
@click.option(
    "--articles",
    multiple=True,
    metavar="ARTICLE",
    help="What was tagged, for the sentences on the map: records hold no text. May be given several times.",
)
@reading_options
@click.option("--online", is_flag=True, help="Add tiles from OpenStreetMap to the map; it then needs the network.")
def summary(
    results: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    tables: tuple[str, ...],
    limit: int | None,
    articles: tuple[str, ...],
    reading: ReadingOptions,
    online: bool,
) -> None:
    """Sum up what a run found, or several runs together.

    DIR is what geotag run wrote, RESULTS.jsonl what geotag tag --format jsonl wrote. The tables are places, people,
    countries, days, sources; place_pairs, person_pairs, person_places, person_countries (named in the same articles);
    place_days, place_sources, person_days, person_sources, country_days, country_sources.
    """
    names = _known(tables)
    chosen = _format_of(output, form, names)
    require_no_input(output, (*results, *articles))
    if chosen != "html" and (articles or online):
        raise click.UsageError("--articles and --online are for the map: name an output that ends in .html")
    if chosen == "html":
        _write_map(results, output, limit or _MAP_ARTICLES, articles, reading, online=online)
        return
    if chosen in ("csv", "parquet") and output is None and len(names) != 1:
        raise click.UsageError(f"--format {chosen} needs -o DIR for all tables, or one --table NAME")
    if output is not None:
        require_directory_of(output)
    from geotag.records import read_results
    from geotag.summary.facts import Facts

    with Facts() as facts:
        for path in results:
            facts.add(read_results(path, candidates=False))
        _write_tables(facts, chosen, names or None, output, limit)


def _format_of(output: Path | None, form: str | None, names: Sequence[str]) -> str:
    """The format; an output that cannot hold what it is called is refused before the results are read."""
    if output is None:
        return form or "table"
    if form in _FILE_PER_TABLE and len(names) != 1:
        if output.suffix.lower() == f".{form}" or output.is_file():
            raise _too_many_tables(output, form)
        return form
    chosen = report_form(output, form, _FORMATS)
    if chosen in _FILE_PER_TABLE and len(names) != 1:
        raise _too_many_tables(output, chosen)
    if output.is_dir():
        raise click.UsageError(f"{output} is a directory; name a file")
    return chosen


def _too_many_tables(output: Path, form: str) -> click.UsageError:
    return click.UsageError(
        f"{output}: a file holds one table; choose it with --table NAME, or name a directory and add --format {form}"
    )


def _known(tables: Sequence[str]) -> list[str]:
    from geotag.summary.tables import TABLES

    for name in tables:
        if name not in TABLES:
            raise click.BadParameter(f"there is no table {name!r}; there are {', '.join(TABLES)}", param_hint="--table")
    return list(dict.fromkeys(tables))


def _write_tables(facts: Facts, form: str, names: list[str] | None, output: Path | None, limit: int | None) -> None:
    from geotag.summary.tables import TABLES
    from geotag.summary.writing import FILE_WRITERS, write_json, write_text

    if form == "table":
        with open_output(output) as stream:
            stream.write(
                "{articles:,} articles name {places:,} places and {people:,} people\n\n".format(**facts.counts())
            )
            write_text(facts, names or _TERMINAL_TABLES, stream, limit or _TERMINAL_ROWS)
    elif form == "json":
        with open_output(output) as stream:
            write_json(facts, names or list(TABLES), stream, limit)
    elif names and len(names) == 1:
        with open_output(output, binary=True) as stream:
            FILE_WRITERS[form](facts, names[0], stream, limit)
    elif output is not None:
        output.mkdir(exist_ok=True)
        for name in names or TABLES:
            with open_output(output / f"{name}.{form}", binary=True) as stream:
                FILE_WRITERS[form](facts, name, stream, limit)
    if output is not None:
        say(f"geotag: wrote {output}")


def _write_map(
    results: tuple[Path, ...],
    output: Path | None,
    limit: int,
    articles: tuple[str, ...],
    reading: ReadingOptions,
    *,
    online: bool,
) -> None:
    from geotag.maps import write_corpus_map
    from geotag.records import read_results
    from geotag.summary.tagged import Texts, tagged_articles

    if output is None:
        raise click.UsageError("a map needs -o FILE")
    require_directory_of(output)
    with closing(Texts(_readable(articles, reading))) as texts:
        records = (record for path in results for record in read_results(path, candidates=False))
        found = tagged_articles(records, texts)
        shown = list(islice(found, limit))
        left = next(found, None) is not None
    if not shown:
        say("geotag: there is no article yet")
        return
    with draft_of(output) as draft:
        write_corpus_map(shown, draft, online=online)
    say(f"geotag: wrote {output}")
    if left:
        say(f"geotag: it shows the first {limit:,} articles; --limit shows more, and makes the page larger")


def _readable(paths: tuple[str, ...], reading: ReadingOptions) -> Iterator[Article]:
    from geotag.corpus import InputFailure

    for article in reading.read(paths):
        if isinstance(article, InputFailure):
            say(f"geotag: {article.error}")
        else:
            yield article
