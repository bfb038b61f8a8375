"""What a gazetteer is on disk: an SQLite database of these tables, and a manifest (JSON) that describes it.

It is what :mod:`geotag.gazetteer.build` writes and :mod:`geotag.gazetteer.lookup` reads; neither need know the other
for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geotag.paths import StrPath

__all__ = [
    "APPLICATION_ID",
    "DATABASE_NAME",
    "DATABASE_SCHEMA",
    "MANIFEST_NAME",
    "REPLACES",
    "TABLE_STATEMENTS",
    "read_links",
    "settled",
    "written_links",
]

#: Marks an SQLite file as a geotag gazetteer ("gtag").
APPLICATION_ID: Final = 0x67746167
DATABASE_SCHEMA: Final = 2
DATABASE_NAME: Final = "gazetteer.sqlite"
MANIFEST_NAME: Final = "gazetteer.json"
#: What a manifest says of the one before it, as long as either database may be there.
REPLACES: Final = "replaces"

TABLE_STATEMENTS: Final = """
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


def settled(manifest: Mapping[str, Any], database: StrPath) -> dict[str, Any]:
    """The manifest of the database that is there: a build that was killed while it published may leave two in one."""
    database = Path(database)
    new = dict(manifest)
    old: dict[str, Any] | None = new.pop(REPLACES, None)
    if old is None:
        return new
    with database.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return old if digest == old.get("sha256") else new


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
