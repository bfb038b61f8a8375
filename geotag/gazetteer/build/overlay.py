"""A gazetteer with changes of the user's own: places added, renamed or deleted, on top of another gazetteer.

The changes are a CSV file with a header (whose columns semicolons, tabs or bars may part too), a GeoJSON
FeatureCollection of points, or a YAML list of mappings; each may be packed by gzip or the like. Their columns (or
properties) are those of the curated files, of which only `name`, `name_en`, `kind` and the coordinates are needed, and
two more; a file that calls its columns otherwise can be read by naming them.

``action``
    ``add`` (the default), ``rename`` or ``delete``.
``id``
    The place to rename or delete, as ``geotag gazetteer search`` gives it; for a new place, its id if it shall have a
    certain one.

A place that is added comes before all others of its names. The base gazetteer is not touched: the result is a new one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from geotag.arabic.orthography import name_key
from geotag.boundaries.distance import kilometres
from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.conflation import MergedPlace
from geotag.gazetteer.build.insertion import insert_names, insert_place, set_name
from geotag.gazetteer.build.revision import derive
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace
from geotag.gazetteer.build.sources.curated import CURATED_COLUMNS, place_from_row
from geotag.gazetteer.build.sources.plausibility import is_swapped
from geotag.gazetteer.build.user_files import rows_of
from geotag.gazetteer.lookup.sound_index import remove_sounds
from geotag.model import CURATED_RANK, POPULATED_KINDS
from geotag.paths import StrPath

__all__ = ["OverlayChange", "OverlayFile", "add_overlay", "read_changes"]

_ACTIONS: Final = ("add", "rename", "delete")
_ORDER: Final = ("action", "id", *CURATED_COLUMNS)
_ALLOWED: Final = frozenset(_ORDER)
_NEEDED: Final = {
    "add": ("name", "name_en", "kind", "lat", "lon"),
    "rename": ("id", "name"),
    "delete": ("id",),
}
#: Added places outrank every source; among hand-compiled facts they come first by :data:`_LIFT`.
_RANK: Final = CURATED_RANK
#: How far an added place is lifted above the others of its name.
_LIFT: Final = 1.0
#: Two added places of one name, kind and country are one place written twice within this distance.
_SAME_PLACE_KM: Final = 5.0


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One change: what to do, to which place, and the row for it (None for ``delete``)."""

    action: str
    place_id: str
    row: SourcePlace | None
    forms: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class OverlayFile:
    """A file of changes, and how to read it.

    Attributes
    ----------
    name
        Of the source in provenance; by default the file's.
    encoding
        Of the file, unless a byte-order mark or its bytes make another certain.
    columns
        The file's own columns by ours, where they are called otherwise; columns that are then not named are left out.
    values
        What a column of ours says in every row in which it is empty.
    """

    path: Path
    name: str | None = None
    licence: str = "the user's own"
    attribution: str = ""
    encoding: str = "utf-8"
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def info(self) -> SourceInfo:
        """What provenance says of it."""
        name = self.name or self.path.stem
        return SourceInfo(name, "overlay", self.path.name, self.licence, self.attribution, _RANK)

    def changes(self) -> list[OverlayChange]:
        """Its changes, in its order; as :func:`read_changes`."""
        return read_changes(self.path, self.info(), encoding=self.encoding, columns=self.columns, values=self.values)


def read_changes(
    path: StrPath,
    info: SourceInfo,
    *,
    encoding: str = "utf-8",
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
) -> list[OverlayChange]:
    """Read the changes of a CSV, GeoJSON or YAML file.

    Parameters
    ----------
    encoding, columns, values
        See :class:`OverlayFile`.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the line or feature, and the field of what cannot be used.
    MissingExtraError
        If the file is YAML and PyYAML is not installed.
    """
    path = Path(path)
    theirs = dict(columns or {})
    for column in (*theirs, *(values or {})):
        if column not in _ALLOWED:
            raise GazetteerSourceError(f"there is no column {column!r}; ours are {', '.join(_ORDER)}")
    rows = rows_of(path, encoding, theirs.values(), _ORDER)
    changes = [_change(_ours(row, origin, theirs, values or {}), origin, info) for row, origin in rows]
    seen: dict[str, str] = {}
    for change in changes:
        if change.place_id in seen:
            raise GazetteerSourceError(
                f"{change.origin}, column id: {change.place_id!r} is in {seen[change.place_id]} already; "
                "fill the column id of both rows, each with an id of its own"
            )
        seen[change.place_id] = change.origin
    _require_distinct(changes)
    return changes


def _ours(row: Mapping[str, str], origin: str, theirs: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The row under our columns, with what stands for empty ones."""
    missing = sorted(name for name in theirs.values() if name not in row)
    if missing:
        raise GazetteerSourceError(f"{origin}: there is no column {missing[0]!r}, but {', '.join(map(repr, row))}")
    found = {key: value for key, value in row.items() if key in _ALLOWED}
    found |= {ours: row[name] for ours, name in theirs.items()}
    return found | {key: value for key, value in values.items() if not found.get(key, "").strip()}


def _require_distinct(changes: Sequence[OverlayChange]) -> None:
    """Refuse a file that adds one place twice, unless both rows have ids that say that they are two."""
    added: defaultdict[tuple[str, str | None, str], list[OverlayChange]] = defaultdict(list)
    for change in changes:
        row = change.row
        if row is None or change.place_id != _own_id(row):
            continue
        group = "city" if row.kind in POPULATED_KINDS else row.kind
        for key in dict.fromkeys(map(name_key, row.forms)):
            for other in added[group, row.country, key]:
                apart = kilometres(other.row.lat, other.row.lon, row.lat, row.lon) if other.row else 0.0
                if apart <= _SAME_PLACE_KM:
                    raise GazetteerSourceError(
                        f"{change.origin}, column name: {row.forms[0]!r} names the same place as {other.origin}, "
                        f"{apart:.1f} km away; make one row of them, or fill the column id of both"
                    )
            added[group, row.country, key].append(change)


def _own_id(row: SourcePlace) -> str:
    return f"{row.source}:{row.key}"


def _change(row: Mapping[str, str], origin: str, info: SourceInfo) -> OverlayChange:
    action = row.get("action", "").strip() or "add"
    if action not in _ACTIONS:
        raise GazetteerSourceError(f"{origin}, column action: {action!r} is not one of {', '.join(_ACTIONS)}")
    for column in _NEEDED[action]:
        if not row.get(column, "").strip():
            raise GazetteerSourceError(f"{origin}, column {column}: must not be empty to {action} a place")
    place_id = row.get("id", "").strip()
    forms = tuple(
        dict.fromkeys(
            form.strip() for form in (row.get("name", ""), *row.get("variants", "").split("|")) if form.strip()
        )
    )
    if action != "add":
        return OverlayChange(action, place_id, None, forms, origin)
    complete = {column: row.get(column, "") for column in CURATED_COLUMNS}
    complete["checked"] = complete["checked"] or "the user's own"
    place = replace(place_from_row(complete, origin, info), links={})
    if is_swapped(place):
        raise GazetteerSourceError(
            f"{origin}, columns lat and lon: {place.lat:g}, {place.lon:g} is far outside {place.country}, and inside "
            "it with the two swapped"
        )
    return OverlayChange(action, place_id or _own_id(place), place, forms, origin)


def add_overlay(
    base: StrPath,
    changes: list[OverlayChange],
    info: SourceInfo,
    directory: StrPath,
) -> Path:
    """Write a new gazetteer, `base` with `changes`, into `directory`, and return the database's path.

    A change that cannot be made leaves what is in `directory` as it was.

    Raises
    ------
    GazetteerSourceError
        If a place to rename or delete is not there, or one to add is.
    """
    base = Path(base)
    directory = Path(directory)

    def change(database: sqlite3.Connection) -> None:
        for item in changes:
            _apply(database, item)

    digest = hashlib.sha256(repr(changes).encode()).hexdigest()[:8]
    return derive(base, directory, change, version=f"{info.name}.{digest}", before=[info])


def _apply(database: sqlite3.Connection, change: OverlayChange) -> None:
    found = database.execute("SELECT rowid FROM place WHERE id = ?", (change.place_id,)).fetchone()
    if change.action == "add":
        if found:
            raise GazetteerSourceError(
                f"{change.origin}, column id: there is a place {change.place_id!r} already; "
                "fill it with another id, or rename that place"
            )
        _add(database, change)
        return
    if not found:
        raise GazetteerSourceError(
            f"{change.origin}, column id: there is no place {change.place_id!r}; "
            "`geotag gazetteer search NAME --format jsonl` shows the ids"
        )
    if change.action == "delete":
        database.execute("DELETE FROM name WHERE place = ?", found)
        remove_sounds(database, found)
        database.execute("DELETE FROM place WHERE rowid = ?", found)
    else:
        set_name(database, found[0], change.forms[0])
        insert_names(database, found[0], _renamed(database, found[0], change))


def _add(database: sqlite3.Connection, change: OverlayChange) -> None:
    row = change.row
    if row is None:
        raise ValueError("a place to add has a row")
    keys = [name_key(form) for form in (*row.forms, row.name_en)]
    marks = ", ".join("?" * len(keys))
    (highest,) = database.execute(
        f"SELECT max(place.prominence) FROM name JOIN place ON place.rowid = name.place WHERE name.key IN ({marks})",  # noqa: S608
        keys,
    ).fetchone()
    (last,) = database.execute("SELECT max(rowid) FROM place").fetchone()
    place = MergedPlace(row)
    place.absorb(row)
    # It goes in under an id that no place can have: the one that its name gives may be another's.
    insert_place(database, (last or 0) + 1, place, "")
    database.execute(
        "UPDATE place SET id = ?, prominence = max(prominence, ?) WHERE rowid = ?",
        (change.place_id, (highest or 0.0) + _LIFT, (last or 0) + 1),
    )


def _renamed(database: sqlite3.Connection, rowid: int, change: OverlayChange) -> MergedPlace:
    name_en, kind, lat, lon, country = database.execute(
        "SELECT name_en, kind, lat, lon, country FROM place WHERE rowid = ?", (rowid,)
    ).fetchone()
    row = SourcePlace("overlay", "", name_en, kind, lat, lon, change.forms, country=country, rank=_RANK)
    place = MergedPlace(row)
    place.absorb(row)
    return place
