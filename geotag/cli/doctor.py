"""``geotag doctor``: what is installed, what is missing, what to type."""

from __future__ import annotations

import platform
import sys
from typing import Final

import click

from geotag._version import __version__
from geotag.corpus.readers.registry import FORMATS
from geotag.errors import GeotagError, MissingExtraError

__all__ = ["doctor"]

_PACKAGES: Final = ("stanza", "torch", "geopy", "shapely", "folium", "xstatic-leaflet", "babel")


@click.command()
def doctor() -> None:
    """Check what geotag needs: packages, the model, the gazetteer."""
    # Imported here: it would cost every command a third of its start.
    from importlib import metadata

    click.echo(f"geotag     {__version__}, Python {platform.python_version()}, {platform.system()}")
    healthy = True
    for name in _PACKAGES:
        try:
            click.echo(f"ok         {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            healthy = False
            click.echo(f"missing    {name}; type: pip install {name}")
    for part, check in (("model", _check_model), ("gazetteer", _check_gazetteer)):
        try:
            click.echo(f"ok         {part}: {check()}")
        except GeotagError as error:
            healthy = False
            click.echo(f"damaged    {part}: {error}")
    for form in FORMATS.values():
        try:
            form.require()
        except MissingExtraError as error:
            click.echo(f"absent     {error}")
    try:
        click.echo(_check_stanza_package())
    except GeotagError as error:
        healthy = False
        click.echo(f"damaged    stanza package: {error}")
    if not healthy:
        sys.exit(3)


def _check_model() -> str:
    from geotag.ner.resources import bundled, read_info, verify

    info = read_info(bundled())
    verify(info)
    return f"{info.name}, {info.size / 1e6:.1f} MB, sha256 {info.sha256[:12]}…"


def _check_stanza_package() -> str:
    from geotag.ner.resources import read_info, stanza_directory, verify

    directory = stanza_directory()
    if not directory.exists():
        return f"absent     stanza package (optional), in {directory}; to get it, type: geotag model download"
    info = read_info(directory)
    verify(info)
    return f"ok         stanza package: {info.details['packages']['ner']}, {info.size / 1e6:.1f} MB, in {directory}"


def _check_gazetteer() -> str:
    from geotag.gazetteer.search import Gazetteer

    info = Gazetteer(verify=True).info
    return f"version {info['version']}, {info['places']:,} places, sha256 {info['sha256'][:12]}…"
