"""Places whose Arabic names are kept from learning and from a gazetteer, to measure whether they are found without.

By a place's id it is one of three parts: ``test`` for measuring, ``tuning`` for what is chosen with the learned costs,
``learning`` for the costs themselves.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geotag.arabic.orthography import name_key
from geotag.gazetteer.build.revision import derive
from geotag.gazetteer.lookup.sound_index import index_latin, remove_sounds
from geotag.model import POPULATED_KINDS
from geotag.paths import StrPath

__all__ = ["PARTS", "NamedInTwoScripts", "held_out", "named_in_two_scripts", "part", "withhold"]

PARTS: Final = ("test", "tuning", "learning")
#: One place in that many is for each part but the last.
_ONE_IN: Final = 8


@dataclass(frozen=True, slots=True)
class NamedInTwoScripts:
    """A place with its names.

    Attributes
    ----------
    rowid
        Of the place in the database.
    arabic, latin
        Names, the most trusted first.
    """

    rowid: int
    id: str
    kind: str
    country: str | None
    arabic: tuple[str, ...]
    latin: tuple[str, ...]


def part(place_id: str) -> str:
    """The part that a place belongs to."""
    return PARTS[min(hashlib.sha256(place_id.encode()).digest()[0] % _ONE_IN, len(PARTS) - 1)]


def named_in_two_scripts(database: sqlite3.Connection) -> Iterator[NamedInTwoScripts]:
    """Places that have an Arabic and a Latin name, by id."""
    names: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"Arab": [], "Latn": []})
    for rowid, form, script in database.execute("SELECT place, form, script FROM name ORDER BY rank, form"):
        names[rowid][script].append(form)
    for rowid, place_id, kind, country in database.execute("SELECT rowid, id, kind, country FROM place ORDER BY id"):
        forms = names[rowid]
        if forms["Arab"] and forms["Latn"]:
            yield NamedInTwoScripts(rowid, place_id, kind, country, tuple(forms["Arab"]), tuple(forms["Latn"]))


def held_out(database: StrPath, which: str) -> list[NamedInTwoScripts]:
    """The populated places of a part whose Arabic names no other place has; by such a name that one would be found."""
    database = Path(database)
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        bearers: dict[str, set[int]] = defaultdict(set)
        for key, rowid in connection.execute("SELECT key, place FROM name WHERE script = 'Arab'"):
            bearers[key].add(rowid)
        return [
            place
            for place in named_in_two_scripts(connection)
            if place.kind in POPULATED_KINDS
            and part(place.id) == which
            and all(len(bearers[name_key(form)]) == 1 for form in place.arabic)
        ]


def withhold(base: StrPath, directory: StrPath, places: Sequence[NamedInTwoScripts]) -> Path:
    """Write `base` without the Arabic names of some places into `directory`, and return the new database's path."""
    base = Path(base)
    directory = Path(directory)

    def change(database: sqlite3.Connection) -> None:
        remove_sounds(database, [place.rowid for place in places])
        for place in places:
            keys = {name_key(form) for form in place.arabic}
            database.executemany(
                "DELETE FROM name WHERE key = ? AND place = ? AND script = 'Arab'", [(key, place.rowid) for key in keys]
            )
            database.execute("UPDATE place SET name = name_en WHERE rowid = ?", (place.rowid,))
            (english,) = database.execute("SELECT name_en FROM place WHERE rowid = ?", (place.rowid,)).fetchone()
            index_latin(database, place.rowid, place.latin, english, place.country)

    return derive(base, directory, change, version="withheld")
