"""A gazetteer with changes of the user's own: places added, renamed or deleted, on top of another gazetteer.

The changes are a CSV (or tab-separated) file with a header, a GeoJSON FeatureCollection of points, or a YAML list of
mappings. Their columns (or properties) are those of the curated files, of which only `name`, `name_en`, `kind` and the
coordinates are needed, and two more; a file that calls its columns otherwise can be read by naming them.

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
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError, MissingExtraError
from geotag.gazetteer.building import insert_names, insert_place, set_name
from geotag.gazetteer.deriving import derive
from geotag.gazetteer.distance import kilometres
from geotag.gazetteer.merging import MergedPlace, name_key
from geotag.gazetteer.sound_index import remove_sounds
from geotag.gazetteer.sources import CITY_KINDS, SourceInfo, SourcePlace
from geotag.gazetteer.sources.curated import COLUMNS, place_from_row
from geotag.gazetteer.sources.plausibility import is_swapped
from geotag.paths import StrPath

__all__ = ["OverlayChange", "OverlayFile", "add_overlay", "read_changes"]

_ACTIONS: Final = ("add", "rename", "delete")
_ORDER: Final = ("action", "id", *COLUMNS)
_ALLOWED: Final = frozenset(_ORDER)
_NEEDED: Final = {
    "add": ("name", "name_en", "kind", "lat", "lon"),
    "rename": ("id", "name"),
    "delete": ("id",),
}
#: Added places outrank every source, hand-compiled facts included.
_RANK: Final = 0
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
        Of the file.
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
    rows = _READERS.get(path.suffix.lower(), _csv_rows)(path, _text(path, encoding), not theirs)
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


def _text(path: Path, encoding: str) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GazetteerSourceError(
            f"{path}, line {line}: byte {error.start} is not {encoding}; "
            "name the file's encoding with --encoding, for instance windows-1256"
        ) from error
    except (LookupError, UnicodeError) as error:
        raise GazetteerSourceError(f"{path}: {error}") from error


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
        group = "city" if row.kind in CITY_KINDS else row.kind
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


def _csv_rows(path: Path, text: str, strict: bool) -> Iterator[tuple[dict[str, str], str]]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    lines = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    columns = list(lines.fieldnames or ())
    unknown = sorted(set(columns) - _ALLOWED) if strict else []
    if unknown or not columns:
        raise GazetteerSourceError(
            f"{path}, line 1: {', '.join(map(repr, unknown)) or 'no header'}; "
            f"the columns may be {', '.join(_ORDER)}; --column says which of yours are meant"
        )
    for row in lines:
        origin = f"{path.name}, line {lines.line_num}"
        if None in row or None in row.values():
            raise GazetteerSourceError(f"{origin}: {len(columns)} columns are needed; quote values with commas")
        yield row, origin


def _geojson_rows(path: Path, text: str, strict: bool) -> Iterator[tuple[dict[str, str], str]]:
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
        if unknown and strict:
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


def _yaml_rows(path: Path, text: str, strict: bool) -> Iterator[tuple[dict[str, str], str]]:
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
            if not isinstance(key, yaml.ScalarNode) or (strict and column not in _ALLOWED):
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
