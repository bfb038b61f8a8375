"""``geotag doctor``: what is installed, what is missing, what to type."""

from __future__ import annotations

import importlib.util
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from geotag._version import __version__
from geotag.corpus.readers.registry import INPUT_FORMATS
from geotag.errors import GeotagError, MissingExtraError
from geotag.files.unpacking import require_compression

__all__ = ["doctor"]

#: What geotag cannot do without, where nothing says what that is: it was not installed, but is run from its sources.
_PACKAGES: Final = ("stanza", "torch", "geopy", "shapely", "folium", "xstatic-leaflet", "babel")
#: Extras for more than reading: what each is for, and what it brings, as that is imported.
_EXTRAS: Final = {
    "arrow": ("tables of Arrow", ("pyarrow",)),
    "geo": ("GeoParquet, GeoPackage and GeoDataFrames", ("geopandas", "pyarrow", "pyogrio")),
    "gazetteer": ("gazetteer sources in YAML and shapefiles", ("yaml", "shapefile")),
    "ray": ("runs on Ray", ("ray",)),
}


@click.command()
def doctor() -> None:
    """Check what geotag needs: Python, packages, extras, the model, the gazetteer."""
    # Imported here: it would cost every command a third of its start.
    from importlib import metadata

    click.echo(f"geotag     {__version__}, Python {platform.python_version()}, {platform.system()}")
    healthy = True
    for requirement in _requirements():
        name = re.split(r"[^\w.-]", requirement)[0]
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            healthy = False
            click.echo(f"missing    {name}; type: pip install '{requirement}'")
            continue
        click.echo(f"ok         {name} {version}{_torch_build() if name == 'torch' else ''}")
    for part, check in (("model", _check_model), ("gazetteer", _check_gazetteer)):
        try:
            click.echo(f"ok         {part}: {check()}")
        except GeotagError as error:
            healthy = False
            click.echo(f"damaged    {part}: {error}")
    for line in _extras():
        click.echo(line)
    try:
        click.echo(_check_stanza_package())
    except GeotagError as error:
        healthy = False
        click.echo(f"damaged    stanza package: {error}")
    if not healthy:
        sys.exit(3)


def _requirements() -> list[str]:
    """What geotag says that it needs, without its extras."""
    from importlib import metadata

    try:
        stated = metadata.requires("geotag") or []
    except metadata.PackageNotFoundError:
        return list(_PACKAGES)
    needed = [line.partition(";")[0].strip() for line in stated if "extra ==" not in line]
    # An older geotag was installed than the one that runs from its sources.
    return needed + [name for name in _PACKAGES if not any(line.startswith(name) for line in needed)]


def _torch_build() -> str:
    """What torch was built for. Only the file that says so is run: torch itself takes seconds."""
    found = importlib.util.find_spec("torch")
    file = Path(found.origin).with_name("version.py") if found and found.origin else None
    spec = importlib.util.spec_from_file_location("torch_version", file) if file and file.exists() else None
    if spec is None or spec.loader is None:
        return ""
    version = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(version)
    for name, what in (("cuda", "CUDA"), ("hip", "ROCm")):
        if built_for := getattr(version, name, None):
            return f", built for {what} {built_for}; geotag needs no more than the build for CPUs (README.md)"
    return ", built for CPUs"


def _extras() -> Iterator[str]:
    """What can be read, and what else of the optional can be done, each with what to type where it cannot."""
    for form in INPUT_FORMATS.values():
        try:
            form.require()
        except MissingExtraError as error:
            yield f"absent     {error}"
        else:
            if form.extra:
                yield f"ok         reading {form.name}: {', '.join(form.packages)}"
    try:
        require_compression("Zstandard")
        yield "ok         reading Zstandard"
    except MissingExtraError as error:
        yield f"absent     {error}"
    for extra, (purpose, packages) in _EXTRAS.items():
        missing = [package for package in packages if importlib.util.find_spec(package) is None]
        if missing:
            yield f"absent     {purpose}: without {' and '.join(missing)}; type: pip install 'geotag[{extra}]'"
        else:
            yield f"ok         {purpose}: {', '.join(packages)}"


def _check_model() -> str:
    from geotag.ner.resources import bundled_model, read_info, verify

    info = read_info(bundled_model())
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
    from geotag.gazetteer import Gazetteer

    info = Gazetteer(verify=True).info
    return f"version {info['version']}, {info['places']:,} places, sha256 {info['sha256'][:12]}…"
