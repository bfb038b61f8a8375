"""A gazetteer with changes of the user's own: places added, renamed or deleted, on top of another gazetteer.

The changes are a CSV file with a header, a GeoJSON FeatureCollection of points, or a YAML list of mappings.
Their columns (or properties) are
those of the curated files, of which only `name`, `name_en`, `kind` and the coordinates are needed, and two more:

``action``
    ``add`` (the default), ``rename`` or ``delete``.
``id``
    The place to rename or delete, as ``geotag gazetteer search`` gives it; for a new place, its id if it shall have a
    certain one.

A place that is added comes before all others of its names. The base gazetteer is not touched: the result is a new one.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError, MissingExtraError
from geotag.gazetteer.building import insert_names, insert_place, set_name
from geotag.gazetteer.deriving import derive
from geotag.gazetteer.merging import MergedPlace, name_key
from geotag.gazetteer.sound_index import remove_sounds
from geotag.gazetteer.sources import SourceInfo, SourcePlace
from geotag.gazetteer.sources.curated import COLUMNS, place_from_row

__all__ = ["OverlayChange", "add_overlay", "read_changes"]

_ACTIONS: Final = ("add", "rename", "delete")
_ALLOWED: Final = frozenset({*COLUMNS, "action", "id"})
_NEEDED: Final = {
    "add": ("name", "name_en", "kind", "lat", "lon"),
    "rename": ("id", "name"),
    "delete": ("id",),
}
#: Added places outrank every source, hand-compiled facts included.
_RANK: Final = 0
#: How far an added place is lifted above the others of its name.
_LIFT: Final = 1.0


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One change: what to do, to which place, and the row for it (None for ``delete``)."""

    action: str
    place_id: str
    row: SourcePlace | None
    forms: tuple[str, ...]
    origin: str


def read_changes(path: Path, info: SourceInfo, *, encoding: str = "utf-8") -> list[OverlayChange]:
    """Read the changes of a CSV, GeoJSON or YAML file.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the line or feature, and the field of what cannot be used.
    MissingExtraError
        If the file is YAML and PyYAML is not installed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeError as error:
        raise GazetteerSourceError(
            f"{path}: byte {getattr(error, 'start', '?')} is not {encoding}; "
            "name the file's encoding with --encoding, for instance windows-1256"
        ) from error
    except LookupError as error:
        raise GazetteerSourceError(f"{path}: {error}") from error
    reader = _READERS.get(path.suffix.lower(), _csv_rows)
    rows = reader(path, text)
    changes = [_change(row, origin, info) for row, origin in rows]
    seen: dict[str, str] = {}
    for change in changes:
        if change.place_id in seen:
            raise GazetteerSourceError(
                f"{change.origin}, column id: {change.place_id!r} is in {seen[change.place_id]} already; "
                "fill the column id of both rows, each with an id of its own"
            )
        seen[change.place_id] = change.origin
    return changes


def _csv_rows(path: Path, text: str) -> Iterator[tuple[dict[str, str], str]]:
    lines = csv.DictReader(text.splitlines(keepends=True))
    columns = list(lines.fieldnames or ())
    unknown = sorted(set(columns) - _ALLOWED)
    if unknown or not columns:
        raise GazetteerSourceError(
            f"{path}, line 1: {', '.join(map(repr, unknown)) or 'no header'}; "
            f"the columns may be {', '.join(('action', 'id', *COLUMNS))}"
        )
    for row in lines:
        origin = f"{path.name}, line {lines.line_num}"
        if None in row or None in row.values():
            raise GazetteerSourceError(f"{origin}: {len(columns)} columns are needed; quote values with commas")
        yield row, origin


def _geojson_rows(path: Path, text: str) -> Iterator[tuple[dict[str, str], str]]:
    try:
        features = list(json.loads(text)["features"])
    except ValueError as error:
        raise GazetteerSourceError(f"{path}: no JSON ({error})") from error
    except (KeyError, TypeError) as error:
        raise GazetteerSourceError(f"{path}: no GeoJSON FeatureCollection") from error
    for number, feature in enumerate(features, 1):
        origin = f"{path.name}, feature {number}"
        try:
            properties = dict(feature["properties"])
            geometry = None if feature["geometry"] is None else dict(feature["geometry"])
        except (KeyError, TypeError, ValueError) as error:
            raise GazetteerSourceError(f"{origin}: properties and geometry are needed") from error
        unknown = sorted(set(properties) - _ALLOWED)
        if unknown:
            raise GazetteerSourceError(f"{origin}: there is no property {unknown[0]!r}")
        if geometry is not None:
            coordinates = geometry.get("coordinates")
            if geometry.get("type") != "Point" or not isinstance(coordinates, list) or len(coordinates) < 2:
                raise GazetteerSourceError(f"{origin}: the geometry must be a Point")
            properties["lon"], properties["lat"] = coordinates[:2]
        variants = properties.get("variants")
        if isinstance(variants, list):
            properties["variants"] = "|".join(map(str, variants))
        yield {key: "" if value is None else str(value) for key, value in properties.items()}, origin


def _yaml_rows(path: Path, text: str) -> Iterator[tuple[dict[str, str], str]]:
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"reading {path.name} needs PyYAML, which is not installed: pip install 'geotag[gazetteer]'"
        ) from error
    try:
        # The base loader keeps every scalar as it is written: the country NO is no false, an id 0123 no octal number.
        root = yaml.compose(text, yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise GazetteerSourceError(f"{path}: no YAML ({' '.join(str(error).split())})") from error
    if not isinstance(root, yaml.SequenceNode):
        raise GazetteerSourceError(f"{path}: a list of places is needed, each a mapping of columns to values")
    for node in root.value:
        origin = f"{path.name}, line {node.start_mark.line + 1}"
        if not isinstance(node, yaml.MappingNode):
            raise GazetteerSourceError(f"{origin}: a mapping of columns to values is needed")
        row: dict[str, str] = {}
        for key, value in node.value:
            column = key.value
            if not isinstance(key, yaml.ScalarNode) or column not in _ALLOWED:
                raise GazetteerSourceError(
                    f"{path.name}, line {key.start_mark.line + 1}: there is no column {column!r}"
                )
            items = value.value if isinstance(value, yaml.SequenceNode) and column == "variants" else [value]
            if not all(isinstance(item, yaml.ScalarNode) for item in items):
                raise GazetteerSourceError(
                    f"{path.name}, line {value.start_mark.line + 1}, column {column}: a single value is needed"
                )
            row[column] = "|".join("" if item.value in ("null", "~") else item.value for item in items)
        yield row, origin


_READERS: Final = {".geojson": _geojson_rows, ".json": _geojson_rows, ".yaml": _yaml_rows, ".yml": _yaml_rows}


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
    complete = {column: row.get(column, "") for column in COLUMNS}
    complete["checked"] = complete["checked"] or "the user's own"
    place = replace(place_from_row(complete, origin, info), links={})
    return OverlayChange(action, place_id or f"{place.source}:{place.key}", place, forms, origin)


def add_overlay(
    base: Path,
    changes: list[OverlayChange],
    info: SourceInfo,
    directory: Path,
) -> Path:
    """Write a new gazetteer, `base` with `changes`, into `directory`, and return the database's path.

    A change that cannot be made leaves what is in `directory` as it was.

    Raises
    ------
    GazetteerSourceError
        If a place to rename or delete is not there, or one to add is.
    """

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
