"""What no single row of a source shows: an id that stands twice, latitudes and longitudes that changed places."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from typing import Final

from geotag.boundaries.countries import CountryOutlines
from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import SourcePlace
from geotag.model import BBox

__all__ = ["each_once", "in_order", "is_swapped"]

#: Degrees around a country in which its islands, waters and neighbours' border towns may lie.
_GRACE: Final = 3.0
#: A source is refused when so many of its places were looked at and more than half of them look swapped.
_ENOUGH: Final = 20


def each_once(rows: Iterable[SourcePlace]) -> Iterator[SourcePlace]:
    """Pass rows on as long as no id of the source stands twice; the ids are kept on disk.

    Raises
    ------
    GazetteerSourceError
        Naming the row whose id stood in an earlier one.
    """
    # SQLite takes an empty name for a database of its own on disk, which goes with the connection.
    with closing(sqlite3.connect("")) as database:
        database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, origin TEXT) WITHOUT ROWID")
        for row in rows:
            try:
                database.execute("INSERT INTO seen VALUES (?, ?)", (row.key, row.origin))
            except sqlite3.IntegrityError:
                (origin,) = database.execute("SELECT origin FROM seen WHERE key = ?", (row.key,)).fetchone()
                raise GazetteerSourceError(
                    f"{row.origin}: the id {row.key} stands in {origin} already; take one of them out"
                ) from None
            yield row


def in_order(rows: Iterable[SourcePlace]) -> Iterator[SourcePlace]:
    """Pass rows on as long as their coordinates do not look swapped throughout.

    A single place may lie outside its country, in a large source even some at swapped coordinates; it is refused when
    most of the places that can be checked do.

    Raises
    ------
    GazetteerSourceError
        Naming the first such row.
    """
    checked = 0
    swapped: list[SourcePlace] = []
    for row in rows:
        if checked < _ENOUGH and row.country in _extents():
            checked += 1
            if is_swapped(row):
                swapped.append(row)
            if checked == _ENOUGH:
                _require_order(swapped, checked)
        yield row
    if checked < _ENOUGH:
        _require_order(swapped, checked)


def is_swapped(row: SourcePlace) -> bool:
    """Whether a place is far outside its country, and in it if latitude and longitude changed places."""
    extent = _extents().get(row.country or "")
    return extent is not None and not _inside(extent, row.lat, row.lon) and _inside(extent, row.lon, row.lat)


def _require_order(swapped: list[SourcePlace], checked: int) -> None:
    if 2 * len(swapped) > checked:
        row = swapped[0]
        raise GazetteerSourceError(
            f"{row.origin}: latitude {row.lat:g}, longitude {row.lon:g} is far outside {row.country}, and so are "
            f"{len(swapped)} of the first {checked} places; are the two swapped?"
        )


def _inside(extent: BBox, lat: float, lon: float) -> bool:
    west, south, east, north = extent
    return south - _GRACE <= lat <= north + _GRACE and west - _GRACE <= lon <= east + _GRACE


@cache
def _extents() -> dict[str, BBox]:
    outlines = CountryOutlines()
    return {code: outlines.extent(code) for code in outlines.codes}
