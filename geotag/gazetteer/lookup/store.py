"""The gazetteer database, opened for reading."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from geotag.arabic.orthography import name_key
from geotag.boundaries.distance import KM_PER_DEGREE, kilometres
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError
from geotag.gazetteer.lookup.connections import Connections
from geotag.gazetteer.lookup.sound_index import names_like
from geotag.gazetteer.schema import APPLICATION_ID, DATABASE_NAME, DATABASE_SCHEMA, MANIFEST_NAME, read_links, settled
from geotag.model import POPULATED_KINDS, Kind, Place
from geotag.paths import StrPath
from geotag.readonly import read_only

__all__ = ["NamedPlace", "Store", "bundled_database"]

_SQLITE_MAGIC: Final = b"SQLite format 3\x00"
_CACHED_LOOKUPS: Final = 20_000
_PLACE_COLUMNS: Final = (
    "place.id, place.name, place.name_en, place.lat, place.lon, place.kind, place.country, country.name, "
    "place.admin1, place.population, place.prominence, place.rank, place.links, place.admin1_code"
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place under one of its names."""

    place: Place
    form: str


def bundled_database() -> Path:
    """Path of the database that comes with geotag."""
    return Path(__file__).parents[1] / "data" / DATABASE_NAME


class Store:
    """Read-only access to a gazetteer database and its manifest, for any number of threads.

    Parameters
    ----------
    path
        The database; its manifest (``gazetteer.json``) lies beside it.
    verify
        Whether to check the whole file against the manifest's hash; without it, only its header and length.

    Raises
    ------
    GazetteerNotFoundError
        If the database or its manifest is missing.
    GazetteerDamagedError
        If the file is cut short, altered, or no gazetteer of this schema.
    """

    def __init__(self, path: StrPath, *, verify: bool = False) -> None:
        path = Path(path)
        self.path = path
        self.manifest: Mapping[str, Any] = _read_manifest(path)
        _check_file(path, self.manifest, verify=verify)
        self._database = Connections(path)
        self.named = lru_cache(_CACHED_LOOKUPS)(self._named)

    def close(self) -> None:
        """Close the database; later look-ups raise :class:`~geotag.errors.GazetteerError`."""
        self._database.close()
        self.named.cache_clear()

    def _named(self, key: str) -> tuple[NamedPlace, ...]:
        """Places that have a name with this key, most prominent first."""
        rows = self._database.rows(
            f"SELECT {_PLACE_COLUMNS}, name.form FROM name JOIN place ON place.rowid = name.place "  # noqa: S608
            "LEFT JOIN country ON country.code = place.country WHERE name.key = ? "
            "ORDER BY place.prominence DESC, place.id, name.rank, name.form",
            (key,),
        )
        return tuple(NamedPlace(_place(row), row[-1]) for row in rows)

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        rows = self._database.rows(
            f"SELECT {_PLACE_COLUMNS} FROM place LEFT JOIN country ON country.code = place.country "  # noqa: S608
            "WHERE place.id = ?",
            (place_id,),
        )
        return _place(rows[0]) if rows else None

    def near(self, lat: float, lon: float, limit: int, within_km: float) -> list[Place]:
        """Populated places within `within_km` kilometres of a point, the nearest first."""
        reach = within_km / KM_PER_DEGREE
        across = min(180.0, reach / max(math.cos(math.radians(min(89.9, abs(lat) + reach))), 1e-6))
        # Around the antimeridian the longitudes go on at the other side.
        wraps = [(lon + turn - across, lon + turn + across) for turn in (-360, 0, 360)]
        kinds = ", ".join(f"'{kind}'" for kind in sorted(POPULATED_KINDS))
        found = []
        for west, east in wraps:
            if east < -180 or west > 180:
                continue
            rows = self._database.rows(
                f"SELECT {_PLACE_COLUMNS} FROM place LEFT JOIN country ON country.code = place.country "  # noqa: S608
                f"WHERE place.lat BETWEEN ? AND ? AND place.lon BETWEEN ? AND ? AND place.kind IN ({kinds})",
                (lat - reach, lat + reach, west, east),
            )
            found += [(kilometres(lat, lon, row[3], row[4]), row) for row in rows]
        nearest = sorted((pair for pair in found if pair[0] <= within_km), key=lambda pair: (pair[0], pair[1][0]))
        return [_place(row) for _, row in nearest[:limit]]

    def names_like(
        self, table: str, skeletons: Iterable[str], most: int
    ) -> list[tuple[int, str, str | None, str | None]]:
        """Names with one of the skeletons; see :func:`geotag.gazetteer.lookup.sound_index.names_like`."""
        return names_like(self._database.rows, table, skeletons, most)

    def places(self, rowids: Sequence[int]) -> dict[int, Place]:
        """Places by their row in the database."""
        marks = ", ".join("?" * len(rowids))
        rows = self._database.rows(
            f"SELECT {_PLACE_COLUMNS}, place.rowid FROM place LEFT JOIN country ON country.code = place.country "  # noqa: S608
            f"WHERE place.rowid IN ({marks})",
            rowids,
        )
        return {row[-1]: _place(row) for row in rows}

    @cached_property
    def country_names(self) -> Mapping[str, tuple[str, ...]]:
        """Arabic names of each country, the usual one first, by ISO 3166-1 alpha-2 code."""
        rows = self._database.rows(
            "SELECT place.country, name.form FROM place JOIN name ON name.place = place.rowid "
            "WHERE place.kind = 'country' AND place.country IS NOT NULL AND name.script = 'Arab' "
            "ORDER BY place.country, name.form != place.name, name.rank, name.form"
        )
        names: dict[str, list[str]] = {}
        for country, form in rows:
            names.setdefault(country, []).append(form)
        return {country: tuple(forms) for country, forms in names.items()}

    @cached_property
    def division_names(self) -> Mapping[tuple[str, str], str]:
        """The usual name of each first-level division, by ISO 3166-1 alpha-2 code and its own code."""
        rows = self._database.rows(
            "SELECT country, admin1_code, name FROM place "
            "WHERE kind = 'admin1' AND country IS NOT NULL AND admin1_code IS NOT NULL ORDER BY prominence, id DESC"
        )
        return {(country, code): name for country, code, name in rows}

    def prominence(self, name: str) -> float:
        """Prominence of the best place of that name, 0 if there is none."""
        found = self.named(name_key(name))
        return found[0].place.prominence if found else 0.0


def _place(row: tuple[Any, ...]) -> Place:
    return Place(
        id=row[0],
        name=row[1],
        name_en=row[2],
        lat=row[3],
        lon=row[4],
        kind=cast("Kind", row[5]),
        country=row[6],
        country_name=row[7],
        admin1=row[8],
        population=row[9],
        prominence=row[10],
        rank=row[11],
        links=read_links(row[0], row[12]),
        admin1_code=row[13],
    )


def _read_manifest(path: Path) -> Mapping[str, Any]:
    manifest = path.parent / MANIFEST_NAME
    if not path.exists() or not manifest.exists():
        missing = manifest if path.exists() else path
        raise GazetteerNotFoundError(f"the gazetteer {missing} is missing; reinstall geotag or name another one")
    try:
        content = settled(json.loads(manifest.read_text(encoding="utf-8")), path)
        schema, _, _ = content["schema"], content["sha256"], content["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise GazetteerDamagedError(f"{manifest} is damaged ({error}); reinstall geotag") from error
    if schema != DATABASE_SCHEMA:
        raise GazetteerDamagedError(
            f"{path} has schema {schema}, this geotag reads schema {DATABASE_SCHEMA}; build it again"
        )
    frozen: Mapping[str, Any] = read_only(content)
    return frozen


def _check_file(path: Path, manifest: Mapping[str, Any], *, verify: bool) -> None:
    with path.open("rb") as stream:
        header = stream.read(100)
        if len(header) < 100 or not header.startswith(_SQLITE_MAGIC):
            raise GazetteerDamagedError(f"{path} is no SQLite database; reinstall geotag or build it again")
        if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
            raise GazetteerDamagedError(f"{path} is an SQLite database, but no geotag gazetteer")
        page_size = int.from_bytes(header[16:18], "big")
        expected = (65536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")
        actual = path.stat().st_size
        if actual != expected:
            raise GazetteerDamagedError(
                f"{path} is cut short or altered ({actual} bytes, {expected} expected); reinstall geotag"
            )
        if verify:
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            if digest != manifest["sha256"]:
                raise GazetteerDamagedError(
                    f"{path} was altered (SHA-256 {digest[:12]}…, not {manifest['sha256'][:12]}…); reinstall geotag"
                )
