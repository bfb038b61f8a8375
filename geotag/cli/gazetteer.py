"""``geotag gazetteer``: look names up, see what the gazetteer is made of, and change it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geotag.arabic.orthography import is_arabic
from geotag.cli.failures import say
from geotag.model import Candidate, candidate_record

if TYPE_CHECKING:
    from geotag.gazetteer.sources import SourcePlace

__all__ = ["gazetteer"]

_new_gazetteer_option = click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Where the new gazetteer goes.",
)
_path_option = click.option(
    "--gazetteer",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Gazetteer database. [default: bundled]",
)


@click.group()
def gazetteer() -> None:
    """Look up place names, see what the gazetteer is made of, and change it."""


@gazetteer.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table, or one JSON object a name.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Candidates a name at most.")
@click.option("--loose", is_flag=True, help="Show names that sound alike even if they are hardly meant.")
@_path_option
def search(names: tuple[str, ...], format_name: str, limit: int, loose: bool, path: Path | None) -> None:
    """Rank the places that each NAME may mean, without any context.

    With - as NAME, names are read from stdin, one a line.
    """
    from geotag.gazetteer.search import Gazetteer

    places = Gazetteer(path)
    for name in _each_name(names):
        candidates = places.search(name, limit, loose=loose)
        if format_name == "jsonl":
            record = {"query": name, "candidates": [candidate_record(c) for c in candidates]}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            _echo_table(name, candidates)


@gazetteer.command()
@_path_option
def info(path: Path | None) -> None:
    """Show version, size, sources and licences of the gazetteer, and check its file."""
    from geotag.gazetteer.search import Gazetteer

    places = Gazetteer(path, verify=True)
    manifest = places.info
    click.echo(f"file       {places.path} ({places.path.stat().st_size / 1e6:.1f} MB)")
    click.echo(f"version    {manifest['version']}")
    click.echo(f"sha256     {manifest['sha256']}")
    click.echo(f"places     {manifest['places']:,}")
    click.echo(f"names      {manifest['names']:,}")
    for source in manifest["sources"]:
        click.echo(f"source     {source['title']}: {source['licence']}, {source['attribution']}")


@gazetteer.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_new_gazetteer_option
@click.option("--name", default=None, help="Name of the source in provenance. [default: the file's name]")
@click.option("--licence", default="the user's own", show_default=True, help="Licence of the facts in FILE.")
@click.option("--attribution", default="", help="Whom to credit for them.")
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of FILE.")
@_path_option
def add(
    file: Path, directory: Path, name: str | None, licence: str, attribution: str, encoding: str, path: Path | None
) -> None:
    """Make a gazetteer with the places of FILE added to, renamed in or deleted from another one.

    FILE is CSV, GeoJSON or YAML; its columns are those of the curated files (name, variants, name_en, kind, country,
    lat, lon ...), and action (add, rename, delete) and id. The places added come before others of their names.
    """
    from geotag.gazetteer.overlay import add_overlay, read_changes
    from geotag.gazetteer.sources import SourceInfo
    from geotag.gazetteer.store import bundled

    source = name or file.stem
    info = SourceInfo(source, "overlay", file.name, licence, attribution, 0)
    changes = read_changes(file, info, encoding=encoding)
    database = add_overlay(path or bundled(), changes, info, directory)
    say(f"{len(changes)} changes; use it with --gazetteer {database}")


@gazetteer.command()
@click.option(
    "--with",
    "sources",
    multiple=True,
    required=True,
    metavar="[SOURCE:]FILE",
    help="What to merge in; repeatable. SOURCE is geonames (the default), natural-earth or whosonfirst.",
)
@click.option(
    "--alternate-names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="GeoNames' alternateNamesV2.zip, for Arabic names and Wikidata ids.",
)
@_new_gazetteer_option
@_path_option
def build(sources: tuple[str, ...], alternate_names: Path | None, directory: Path, path: Path | None) -> None:
    """Make a gazetteer with the places of other sources merged into another one.

    The files are those of the sources, fetched by yourself: dumps of GeoNames (allCountries.zip, IQ.zip), layers of
    Natural Earth (zipped shapefile or GeoJSON), SQLite distributions, GeoJSON files or directories of Who's On First.
    """
    from geotag.gazetteer.adding import add_sources, parse_source
    from geotag.gazetteer.store import bundled

    def shown(rows: Iterable[SourcePlace], label: str) -> Iterator[SourcePlace]:
        with click.progressbar(rows, label=label, file=sys.stderr, show_pos=True) as bar:
            yield from bar

    parsed = [parse_source(text) for text in sources]
    database = add_sources(path or bundled(), parsed, directory, alternate_names=alternate_names, watch=shown)
    say(f"use it with --gazetteer {database}")


@gazetteer.command("learn-spelling")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the learned costs go. [default: those that geotag uses]",
)
@click.option(
    "--words",
    "words_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Arabic words, one a line, the most frequent first. [default: the recogniser's vocabulary]",
)
@_path_option
def learn_spelling(output: Path | None, words_path: Path | None, path: Path | None) -> None:
    """Learn how Arabic spells names from the names of the gazetteer; some minutes.

    For those who changed the gazetteer's sources. What is learned depends on the gazetteer and the words alone.
    """
    from geotag.gazetteer.learning import MOST_WORDS, learn
    from geotag.gazetteer.spelling import SPELLING_PATH
    from geotag.gazetteer.store import bundled

    if words_path is None:
        from geotag.ner.recogniser import Recogniser

        ranks = Recogniser().lexicon.ranks
        words = sorted(ranks, key=lambda form: ranks[form])
    else:
        words = words_path.read_text(encoding="utf-8").split()
    arabic = [word for word in dict.fromkeys(words) if all(map(is_arabic, word))]
    learned = learn(path or bundled(), arabic[:MOST_WORDS], say)
    (output or SPELLING_PATH).write_text(learned.to_json(), encoding="utf-8")


@gazetteer.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """List the places that two gazetteers have otherwise: + added, - removed, ~ changed."""
    from geotag.gazetteer.comparing import differences

    marks = {"added": "+", "removed": "-", "changed": "~"}
    for difference in differences(old, new):
        fields = "".join(f"  {field}: {before} -> {after}" for field, (before, after) in difference.fields.items())
        click.echo(f"{marks[difference.change]} {difference.place_id}  {difference.name}{fields}")


def _each_name(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name == "-":
            for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
                if line.strip():
                    yield line.strip()
        else:
            yield name


def _echo_table(name: str, candidates: list[Candidate]) -> None:
    click.echo(name if candidates else f"{name}: not found")
    for candidate in candidates:
        place = candidate.place
        where = ", ".join(filter(None, (place.name_en, place.admin1, place.country)))
        click.echo(
            f"  {candidate.score:.2f}  {place.name}  {where}  {place.kind}  {place.lat:.3f} {place.lon:.3f}  "
            f"{candidate.match.via}  {place.id}"
        )
