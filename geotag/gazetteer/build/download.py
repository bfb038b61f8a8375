"""Files of the sources from their official servers, kept in a directory of the user's, and merged from there.

The layout of that directory is that of the servers, so that a file fetched by hand can be put into its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from geotag.errors import GazetteerSourceError
from geotag.fetching import fetch
from geotag.paths import StrPath

__all__ = [
    "ADMIN1",
    "ADMIN2",
    "ALTERNATE_NAMES",
    "HIERARCHY",
    "NATURAL_EARTH_LAYERS",
    "SERVERS",
    "RemoteSource",
    "cache_directory",
    "obtain",
    "read_checksums",
]

#: Official servers by the name of the source.
SERVERS: Final = {
    "geonames": "https://download.geonames.org/export/dump",
    "natural-earth": "https://naciscdn.org/naturalearth",
    "whosonfirst": "https://data.geocode.earth/wof/dist/sqlite",
}
#: Layers of Natural Earth that have Arabic names, with the theme that the server files them under; all are 1:10m.
NATURAL_EARTH_LAYERS: Final = {
    "populated_places": "cultural",
    "admin_0_countries": "cultural",
    "admin_1_states_provinces": "cultural",
    "lakes": "physical",
    "rivers_lake_centerlines": "physical",
    "geography_marine_polys": "physical",
    "geography_regions_polys": "physical",
}
_ALL_COUNTRIES: Final = "allCountries"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
#: Of GeoNames, beside every dump: divisions of the first and the second level, parents, and names of all countries.
ADMIN1: Final = "admin1CodesASCII.txt"
ADMIN2: Final = "admin2Codes.txt"
HIERARCHY: Final = "hierarchy.zip"
ALTERNATE_NAMES: Final = "alternateNamesV2.zip"
_CHECKSUM_LINE: Final = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """Files of a source on its server.

    Attributes
    ----------
    kind
        A key of :data:`SERVERS`.
    files
        Paths on the server of what is to be merged, one source each.
    tables
        Paths of what is needed beside them.
    """

    kind: str
    files: tuple[str, ...]
    tables: tuple[str, ...] = ()

    @classmethod
    def named(cls, kind: str, what: str) -> RemoteSource | None:
        """The files that ``SOURCE:WHAT`` asks for, or None if WHAT is no country, layer or list of them.

        Examples
        --------
        >>> RemoteSource.named("geonames", "AZ,AM").files
        ('AZ.zip', 'AM.zip')
        >>> RemoteSource.named("whosonfirst", "IQ").files
        ('whosonfirst-data-admin-iq-latest.db.bz2',)
        """
        names = what.split(",")
        if kind == "geonames" and what in ("", _ALL_COUNTRIES):
            return cls(kind, (f"{_ALL_COUNTRIES}.zip",), (ADMIN1, ADMIN2, HIERARCHY, ALTERNATE_NAMES))
        if kind == "natural-earth":
            layers = names if what else list(NATURAL_EARTH_LAYERS)
            if not NATURAL_EARTH_LAYERS.keys() >= set(layers):
                return None
            return cls(kind, tuple(f"10m/{NATURAL_EARTH_LAYERS[layer]}/ne_10m_{layer}.zip" for layer in layers))
        if not all(map(_COUNTRY.fullmatch, names)):
            return None
        if kind == "whosonfirst":
            return cls(kind, tuple(f"whosonfirst-data-admin-{name.lower()}-latest.db.bz2" for name in names))
        alternates = (f"alternatenames/{name}.zip" for name in names)
        return cls(kind, tuple(f"{name}.zip" for name in names), (ADMIN1, ADMIN2, HIERARCHY, *alternates))


def cache_directory() -> Path:
    """Where fetched files are kept by default: a directory of this user's cache."""
    return user_cache_path("geotag") / "sources"


def obtain(
    source: RemoteSource,
    directory: StrPath | None = None,
    *,
    servers: Mapping[str, str] | None = None,
    checksums: Mapping[str, str] | None = None,
    anew: bool = False,
    progress: bool = False,
) -> list[Path]:
    """Fetch what is not there yet, and return the paths of the files to be merged.

    Parameters
    ----------
    directory
        Where the files go; :func:`cache_directory` by default.
    servers
        Mirrors by source, for the official ones.
    checksums
        SHA-256 that files must have, by their path on the server.
    anew
        Fetch also what is there.
    progress
        Whether to show on stderr how far it is, if that is a terminal.

    Raises
    ------
    DownloadError
        If a file cannot be fetched, or is not the file that it should be.
    """
    directory = None if directory is None else Path(directory)
    server = {**SERVERS, **(servers or {})}[source.kind].rstrip("/")
    home = (directory or cache_directory()) / source.kind
    wanted = checksums or {}
    for name in (*source.tables, *source.files):
        fetch(f"{server}/{name}", home / name, sha256=wanted.get(name), anew=anew, progress=progress)
    return [home / name for name in source.files]


def read_checksums(path: StrPath) -> dict[str, str]:
    """SHA-256 by file name, of a file as ``sha256sum`` writes it.

    Raises
    ------
    GazetteerSourceError
        Naming the line that is not so.
    """
    path = Path(path)
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = _CHECKSUM_LINE.fullmatch(line)
        if match:
            found[match[2]] = match[1].lower()
        elif line.strip():
            raise GazetteerSourceError(
                f"{path}, line {number}: a SHA-256 in hexadecimal, two spaces and a file name are needed"
            )
    return found
