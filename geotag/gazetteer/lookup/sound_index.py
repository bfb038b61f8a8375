"""The index of names by their skeletons, for spellings that no source has; two tables of the gazetteer database.

``latin_sound`` holds the Latin names of places that had no Arabic name when they were written, ``arabic_sound`` the
Arabic names. `form` is the name itself, or NULL where it is the place's usual one in that script.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from geotag.arabic.sounds import arabic_letters, arabic_sounds, latin_letters, latin_sounds, skeleton

__all__ = ["SOUND_SCHEMA", "index_arabic", "index_latin", "names_like", "remove_sounds"]

SOUND_SCHEMA: Final = "".join(
    f"""
CREATE TABLE {table} (
    skeleton TEXT NOT NULL,
    place INTEGER NOT NULL REFERENCES place (rowid),
    letters TEXT NOT NULL,
    form TEXT,
    PRIMARY KEY (skeleton, place, letters)
) WITHOUT ROWID;
"""
    for table in ("latin_sound", "arabic_sound")
)


def index_latin(
    database: sqlite3.Connection, rowid: int, forms: Iterable[str], usual: str, country: str | None
) -> None:
    """Write the Latin names of a place."""
    _insert(
        database,
        "latin_sound",
        [
            (skeleton(latin_sounds(letters)), rowid, letters, None if form == usual else form)
            for form in forms
            if (letters := latin_letters(form, country))
        ],
    )


def index_arabic(database: sqlite3.Connection, rowid: int, forms: Iterable[str], usual: str) -> None:
    """Write the Arabic names of a place."""
    _insert(
        database,
        "arabic_sound",
        [
            (skeleton(arabic_sounds(letters)), rowid, letters, None if form == usual else form)
            for form in forms
            if (letters := arabic_letters(form))
        ],
    )


def _insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[str, int, str, str | None]]) -> None:
    # The first of several forms that sound the same stands; the usual one comes first.
    ordered: list[tuple[str, int, str, str | None]] = sorted(
        (row for row in rows if row[0]), key=lambda row: row[3] is not None
    )
    database.executemany(
        f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?, ?)",  # noqa: S608 - constants
        ordered,
    )


def remove_sounds(database: sqlite3.Connection, rowids: Sequence[int]) -> None:
    """Remove all that is written of some places; one pass over the tables."""
    for table in ("latin_sound", "arabic_sound"):
        database.execute(
            f"DELETE FROM {table} WHERE place IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
            (json.dumps(list(rowids)),),
        )


def names_like(
    rows: Callable[[str, Sequence[Any]], list[Any]], table: str, skeletons: Iterable[str], most: int
) -> list[tuple[int, str, str | None, str | None]]:
    """Names that have one of the skeletons, in their order: row of the place, letters, form, country.

    Parameters
    ----------
    rows
        What runs a query.
    """
    found: list[tuple[int, str, str | None, str | None]] = rows(
        # CROSS JOIN keeps the order of the skeletons.
        f"SELECT place.rowid, letters, form, country FROM json_each(?) AS wanted CROSS JOIN {table} "  # noqa: S608
        f"ON skeleton = wanted.value CROSS JOIN place ON place.rowid = {table}.place LIMIT ?",
        (json.dumps(list(skeletons)), most),
    )
    return found
