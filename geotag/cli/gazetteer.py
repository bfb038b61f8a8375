"""``geotag gazetteer``: look names up, and see what the gazetteer is made of."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from geotag.model import Candidate, candidate_record

__all__ = ["gazetteer"]

_path_option = click.option(
    "--gazetteer",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Gazetteer database. [default: bundled]",
)


@click.group()
def gazetteer() -> None:
    """Look up place names, and see what the gazetteer is made of."""


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
@_path_option
def search(names: tuple[str, ...], format_name: str, limit: int, path: Path | None) -> None:
    """Rank the places that each NAME may mean, without any context.

    With - as NAME, names are read from stdin, one a line.
    """
    from geotag.gazetteer.search import Gazetteer

    places = Gazetteer(path)
    for name in _each_name(names):
        candidates = places.search(name, limit)
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
