"""A gazetteer with the places of more sources merged in; nothing is held in memory but one place at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geotag.arabic.orthography import name_key
from geotag.gazetteer.build.conflation import MergedPlace, is_same_place, prominence
from geotag.gazetteer.build.insertion import insert_names, insert_place, set_name
from geotag.gazetteer.build.revision import derive
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace
from geotag.gazetteer.schema import read_links, written_links
from geotag.model import POPULATED_KINDS
from geotag.paths import StrPath

__all__ = ["extend"]


def extend(base: StrPath, rows: Iterable[SourcePlace], info: SourceInfo, directory: StrPath, *, version: str) -> Path:
    """Write a new gazetteer, `base` with `rows` merged in, into `directory`, and return the database's path.

    A row that names a place which the base has (by its GeoNames id, or by kind, country, a name and distance) adds its
    names and links to it, and its population and division where they were missing; any other is a place of its own,
    less trusted than all of the base.
    """
    base = Path(base)
    directory = Path(directory)

    def change(database: sqlite3.Connection) -> None:
        (next_row,) = database.execute("SELECT coalesce(max(rowid), 0) + 1 FROM place").fetchone()
        # What this source itself brought is not merged with itself: its ids tell its places apart.
        last_base_row = next_row - 1
        for row in rows:
            place = MergedPlace(row)
            place.absorb(row)
            known = _known(database, row, place.id, last_base_row)
            if known is None:
                insert_place(database, next_row, place)
                next_row += 1
            else:
                _join(database, known, place)

    return derive(base, directory, change, version=version, behind=[info])


def _known(database: sqlite3.Connection, row: SourcePlace, place_id: str, last: int) -> int | None:
    """The row of the same place in the database, or None."""
    found = database.execute("SELECT rowid FROM place WHERE id = ?", (place_id,)).fetchone()
    if found:
        return int(found[0])
    # Two ids of GeoNames are two places; a row without one may be any.
    other = "AND place.id NOT LIKE 'geonames:%' " if "geonames" in row.links else ""
    for key in sorted({name_key(form) for form in (*row.forms, row.name_en)}):
        near = database.execute(
            "SELECT place.rowid, kind, lat, lon FROM name JOIN place ON place.rowid = name.place "  # noqa: S608
            "WHERE name.key = ? AND country IS ? AND place.rowid <= ? "
            f"{other}ORDER BY place.rowid",
            (key, row.country, last),
        )
        for rowid, kind, lat, lon in near:
            if _group(kind) == _group(row.kind) and is_same_place(kind, (lat, lon), (row.lat, row.lon)):
                return int(rowid)
    return None


def _group(kind: str) -> str:
    return "city" if kind in POPULATED_KINDS else kind


def _join(database: sqlite3.Connection, rowid: int, place: MergedPlace) -> None:
    place_id, links, population, name, name_en, kind, rank, weight = database.execute(
        "SELECT id, links, population, name, name_en, kind, rank, prominence FROM place WHERE rowid = ?", (rowid,)
    ).fetchone()
    merged: dict[str, Any] = {**place.links, **read_links(place_id, links)}
    # A place that had no Arabic name goes by the first one that it gets.
    if name == name_en and place.first.forms:
        set_name(database, rowid, place.name)
    population = population or place.population
    # The greater of both: an overlay may have lifted the place above what its size gives.
    weight = max(weight, prominence(kind, population, rank))
    database.execute(
        "UPDATE place SET links = ?, population = ?, prominence = ?, admin1 = coalesce(admin1, ?), "
        "admin1_code = coalesce(admin1_code, ?) WHERE rowid = ?",
        (written_links(place_id, merged), population, weight, place.admin1, place.admin1_code, rowid),
    )
    insert_names(database, rowid, place)
