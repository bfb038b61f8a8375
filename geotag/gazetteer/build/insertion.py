"""Places and their names, written into the tables of a gazetteer database."""

from __future__ import annotations

import sqlite3

from geotag.arabic.orthography import name_key
from geotag.gazetteer.build.conflation import MergedPlace
from geotag.gazetteer.lookup.sound_index import index_arabic, index_latin
from geotag.gazetteer.schema import written_links

__all__ = ["insert_names", "insert_place", "set_name"]


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


def set_name(database: sqlite3.Connection, rowid: int, name: str) -> None:
    """Make `name` the usual Arabic name of a place, and of a country's towns if the place is their country."""
    database.execute(
        "UPDATE country SET name = ?1 FROM place WHERE place.rowid = ?2 AND place.kind = 'country' "
        "AND country.code = place.country AND country.name = place.name",
        (name, rowid),
    )
    database.execute("UPDATE place SET name = ? WHERE rowid = ?", (name, rowid))
