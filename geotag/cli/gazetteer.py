"""``geotag gazetteer``: look names up, see what the gazetteer is made of, and change it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geotag.arabic.orthography import is_arabic
from geotag.cli.messages import say
from geotag.model import Candidate
from geotag.safe_text import printable

if TYPE_CHECKING:
    from geotag.gazetteer.build.pipeline import LocalSource
    from geotag.gazetteer.build.sources import SourcePlace

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


def _pairs(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The mapping that a repeated option ``A=B`` gives."""
    pairs = [value.partition("=") for value in values]
    for key, sign, value in pairs:
        if not (key.strip() and sign):
            raise click.BadParameter(f"{key + sign + value!r} is not of the form {option.metavar}", context, option)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _own_file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How files of the user's own are read, and what provenance says of them."""
    for option in reversed(
        (
            click.option(
                "--licence", default="the user's own", show_default=True, help="Licence of the facts in your file."
            ),
            click.option("--attribution", default="", help="Whom to credit for them."),
            click.option("--encoding", default="utf-8", show_default=True, help="Encoding of your file."),
            click.option(
                "--column",
                "columns",
                multiple=True,
                callback=_pairs,
                metavar="OURS=YOURS",
                help="Column (or property) of your file that says what ours does, as lat=latitude; repeatable. Those "
                "that are then not named are left out.",
            ),
            click.option(
                "--value",
                "values",
                multiple=True,
                callback=_pairs,
                metavar="OURS=TEXT",
                help="What a column of ours says in every row where your file is empty, as kind=village; repeatable.",
            ),
        )
    ):
        command = option(command)
    return command


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
    from geotag.gazetteer import Gazetteer
    from geotag.records import candidate_record

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
    from geotag.gazetteer import Gazetteer

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
@_own_file_options
@_path_option
def add(file: Path, directory: Path, name: str | None, path: Path | None, **reading: Any) -> None:
    """Make a gazetteer with the places of FILE added to, renamed in or deleted from another one.

    FILE is CSV, GeoJSON or YAML; its columns are those of the curated files (name, variants, name_en, kind, country,
    lat, lon ...), and action (add, rename, delete) and id. The places added come before others of their names.
    """
    from geotag.gazetteer.build.overlay import OverlayFile, add_overlay
    from geotag.gazetteer.lookup.store import bundled_database

    overlay = OverlayFile(file, name=name, **reading)
    changes = overlay.changes()
    database = add_overlay(path or bundled_database(), changes, overlay.info(), directory)
    say(f"{len(changes)} changes; use it with --gazetteer {database}")


@gazetteer.command()
@click.option(
    "--with",
    "sources",
    multiple=True,
    required=True,
    metavar="SOURCE",
    help="What to merge in, as above; repeatable.",
)
@click.option(
    "--alternate-names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="GeoNames' alternateNamesV2.zip, where it does not lie beside the dump.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    envvar="GEOTAG_CACHE",
    help="Where fetched files are kept. [default: $GEOTAG_CACHE, else below this user's cache directory]",
)
@click.option("--refetch", is_flag=True, help="Fetch again what is kept.")
@click.option(
    "--checksums",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="SHA-256 that fetched files must have, as sha256sum writes them: paths as on the server.",
)
@click.option(
    "--mirror",
    "mirrors",
    multiple=True,
    callback=_pairs,
    metavar="SOURCE=URL",
    help="Server to fetch from instead of the official one; repeatable.",
)
@_own_file_options
@_new_gazetteer_option
@_path_option
def build(
    sources: tuple[str, ...],
    alternate_names: Path | None,
    cache: Path | None,
    refetch: bool,
    checksums: Path | None,
    mirrors: dict[str, str],
    directory: Path,
    path: Path | None,
    **reading: Any,
) -> None:
    r"""Make a gazetteer with the places of other sources merged into another one.

    A SOURCE that is a file is read where it lies, and nothing is fetched:

    \b
      IQ.zip, geonames:FILE    a dump of GeoNames; alternateNamesV2.zip, hierarchy.zip,
                               admin1CodesASCII.txt and admin2Codes.txt are used
                               where they lie beside it
      natural-earth:FILE       a layer of Natural Earth, zipped shapefile or GeoJSON
      whosonfirst:FILE         a distribution (SQLite, .bz2 or not), GeoJSON, directory
      mine.csv                 your own places (CSV, GeoJSON, YAML), as for gazetteer add

    A SOURCE that is no file is fetched over the network, from the source's official server:

    \b
      geonames:AZ,AM           download.geonames.org/export/dump: the countries' dumps and
                               alternate names, and the tables named above
      geonames:allCountries    the same for all countries (some 600 MB)
      natural-earth            naciscdn.org/naturalearth: seven layers 1:10m
      natural-earth:lakes      only these layers
      whosonfirst:IQ           data.geocode.earth/wof/dist/sqlite: the countries' places

    What was fetched is kept, and verified each time. Proxies are those of the environment (HTTPS_PROXY). A fetch or a
    build that was cut short goes on where it stopped when the same is typed again.
    """
    from geotag.gazetteer.build.pipeline import add_sources
    from geotag.gazetteer.lookup.store import bundled_database

    def shown(rows: Iterable[SourcePlace], label: str) -> Iterator[SourcePlace]:
        from tqdm import tqdm

        yield from tqdm(rows, desc=printable(label), unit=" places", unit_scale=True, disable=None, file=sys.stderr)

    found = list(_found(sources, alternate_names, cache, refetch, checksums, mirrors, reading))
    database = add_sources(path or bundled_database(), found, directory, watch=shown)
    say(f"use it with --gazetteer {database}")


def _found(
    sources: Iterable[str],
    alternate_names: Path | None,
    cache: Path | None,
    refetch: bool,
    checksums: Path | None,
    mirrors: dict[str, str],
    reading: dict[str, Any],
) -> Iterator[LocalSource]:
    """The files of the sources; those that are no files here are fetched, when all that are named can be."""
    from geotag.gazetteer.build.download import SERVERS, obtain, read_checksums
    from geotag.gazetteer.build.overlay import OverlayFile
    from geotag.gazetteer.build.pipeline import LocalSource, parse_source

    unknown = sorted(mirrors.keys() - SERVERS.keys())
    if unknown:
        raise click.UsageError(f"--mirror: there is no source {unknown[0]!r}; one of {', '.join(SERVERS)} is needed")
    wanted = read_checksums(checksums) if checksums else {}
    for source in [parse_source(text) for text in sources]:
        if isinstance(source, LocalSource):
            own = OverlayFile(source.path, **reading) if source.own else None
            yield replace(source, own=own, alternate_names=alternate_names)
            continue
        for file in obtain(source, cache, servers=mirrors, checksums=wanted, anew=refetch, progress=True):
            yield LocalSource(source.kind, file, alternate_names=alternate_names)


@gazetteer.command("learn-spelling")
@click.argument("profiles", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PROFILES")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for what is learned. [default: where geotag reads it]",
)
@_path_option
def learn_spelling(profiles: Path, output: Path | None, path: Path | None) -> None:
    """Learn how Arabic spells names, and what news uses words for; some minutes.

    Names are the gazetteer's. PROFILES say how the words of raw news were labelled: 'geotag model label --profiles'
    writes them. What is learned depends on these two alone.
    """
    from geotag.gazetteer.build.spelling_training import learn
    from geotag.gazetteer.lookup.spelling import SPELLING_PATH
    from geotag.gazetteer.lookup.store import bundled_database
    from geotag.gazetteer.lookup.word_use import WORD_USE_PATH, WordCount
    from geotag.ner.training.vectors import WordProfiles

    seen = WordProfiles.load(profiles).uses()
    counts = [WordCount(*count) for count in seen if all(map(is_arabic, count[0]))]
    spelling, use = learn(path or bundled_database(), counts, say)
    directory = output or SPELLING_PATH.parent
    directory.mkdir(parents=True, exist_ok=True)
    (directory / SPELLING_PATH.name).write_text(spelling.to_json(), encoding="utf-8")
    use.save(directory / WORD_USE_PATH.name)


@gazetteer.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """List the places that two gazetteers have otherwise: + added, - removed, ~ changed."""
    from geotag.gazetteer.build.diff import differing_places

    marks = {"added": "+", "removed": "-", "changed": "~"}
    for difference in differing_places(old, new):
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
