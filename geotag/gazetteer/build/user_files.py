"""Rows of the files that users have places in: CSV and its kin, GeoJSON, YAML; packed or not, in any encoding.

Every value is text, under the file's own name of its column, and every row comes with what messages call it. A cell may
be as long as it likes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from geotag.errors import GazetteerSourceError, MissingExtraError
from geotag.files.csv_tables import DELIMITERS, field_size_limit
from geotag.files.decoding import encoding_of
from geotag.files.unpacking import COMPRESSIONS, DamagedStreamError, unpack

__all__ = ["OWN_ENDINGS", "ending_of", "rows_of"]

Row: TypeAlias = tuple[dict[str, str], str]

_CSV_ENDINGS: Final = (".csv", ".tsv")
_GEOJSON_ENDINGS: Final = (".geojson", ".json")
_YAML_ENDINGS: Final = (".yaml", ".yml")
OWN_ENDINGS: Final = frozenset({*_CSV_ENDINGS, *_GEOJSON_ENDINGS, *_YAML_ENDINGS})
#: What a packed file is first suspected of being a bomb at, bytes.
_MAX_BYTES: Final = 500_000_000
#: A list of mappings of columns to values, or to lists of values.
_YAML_LEVELS: Final = 4


def ending_of(path: Path) -> str:
    """The ending that says what is in a file: not the one that says how it is packed."""
    return (path.with_suffix("") if path.suffix.lower() in COMPRESSIONS else path).suffix.lower()


def rows_of(path: Path, encoding: str, columns: Collection[str], allowed: Collection[str]) -> Iterator[Row]:
    """The rows of a file, and what messages call each.

    Parameters
    ----------
    encoding
        What the file is in, unless it begins with a byte-order mark or is certainly UTF-16.
    columns
        The file's own columns that are meant, or none for ours.
    allowed
        Our columns; if none of the file's own are named, there may be no others.

    Raises
    ------
    GazetteerSourceError
        Naming the file and the line or feature of what cannot be read.
    MissingExtraError
        If the file is YAML and PyYAML is not installed.
    """
    text = _text(path, encoding)
    ending = ending_of(path)
    try:
        if ending in _GEOJSON_ENDINGS:
            yield from _geojson_rows(path, text, allowed, strict=not columns)
        elif ending in _YAML_ENDINGS:
            yield from _yaml_rows(path, text, allowed, strict=not columns)
        else:
            yield from _csv_rows(path, text, columns, allowed)
    except RecursionError as error:
        raise GazetteerSourceError(
            f"{path}: its values are nested too deeply for a list of places; write them one beside the other"
        ) from error


def _text(path: Path, encoding: str) -> str:
    content = _content(path)
    usual = encoding.lower() in ("utf-8", "utf8")
    chosen = (encoding_of(content) if usual else None) or encoding
    try:
        return content.decode(chosen).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GazetteerSourceError(
            f"{path}, line {line}: byte {error.start} is not {chosen}; "
            "name the file's encoding with --encoding, for instance windows-1256"
        ) from error
    except (LookupError, UnicodeError) as error:
        raise GazetteerSourceError(f"{path}: {error}") from error


def _content(path: Path) -> bytes:
    compression = COMPRESSIONS.get(path.suffix.lower())
    with path.open("rb") as stream:
        if compression is None:
            return stream.read()
        try:
            return unpack(stream, compression, _MAX_BYTES, None).read()
        except DamagedStreamError as error:
            raise GazetteerSourceError(f"{path}: {error}") from error


def _csv_rows(path: Path, text: str, wanted: Collection[str], allowed: Collection[str]) -> Iterator[Row]:
    lines = _records(text, path, _delimiter(text, path, wanted or allowed))
    columns = [column.strip() for column in next(lines, ([], 1))[0]]
    unknown = [] if wanted else sorted(set(columns) - set(allowed))
    if unknown or not columns:
        raise GazetteerSourceError(
            f"{path}, line 1: {', '.join(map(repr, unknown)) or 'no header'}; "
            f"the columns may be {', '.join(allowed)}; --column says which of yours are meant"
        )
    repeated = [column for column in columns if columns.count(column) > 1 and column in (wanted or allowed)]
    if repeated:
        raise GazetteerSourceError(f"{path}, line 1: {columns.count(repeated[0])} columns are called {repeated[0]!r}")
    for values, number in lines:
        origin = f"{path.name}, line {number}"
        if len(values) != len(columns):
            raise GazetteerSourceError(f"{origin}: {len(columns)} columns are needed; quote values with commas")
        yield dict(zip(columns, values, strict=True)), origin


def _delimiter(text: str, path: Path, wanted: Collection[str]) -> str:
    """What stands between the columns of a header: that by which it has most of those that are wanted."""
    order = sorted(DELIMITERS, key=lambda delimiter: delimiter != "\t") if ending_of(path) == ".tsv" else DELIMITERS

    def known(delimiter: str) -> int:
        return sum(column.strip() in wanted for column in next(_records(text, path, delimiter), ([], 1))[0])

    return max(order, key=known)


def _records(text: str, path: Path, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The values of each row that is not empty, and the line that it begins in (RFC 4180, any line ends)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            with field_size_limit(len(text)):
                values = next(reader, None)
        except csv.Error as error:
            raise GazetteerSourceError(
                f"{path}, line {first}: a quote is opened here and closed nowhere, or text follows the closing one "
                f"({error}); double the quotes within a value"
            ) from error
        if values is None:
            return
        if values not in ([], [""]):
            yield values, first


def _geojson_rows(path: Path, text: str, allowed: Collection[str], *, strict: bool) -> Iterator[Row]:
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
        unknown = sorted(set(properties) - set(allowed))
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


def _yaml_rows(path: Path, text: str, allowed: Collection[str], *, strict: bool) -> Iterator[Row]:
    root = _yaml_root(path, text)
    if root is None or root.id != "sequence":
        raise GazetteerSourceError(f"{path}: a list of places is needed, each a mapping of columns to values")
    for node in root.value:
        origin = f"{path.name}, line {node.start_mark.line + 1}"
        if node.id != "mapping":
            raise GazetteerSourceError(f"{origin}: a mapping of columns to values is needed")
        row: dict[str, str] = {}
        for key, value in node.value:
            column = key.value
            if key.id != "scalar" or (strict and column not in allowed):
                raise GazetteerSourceError(
                    f"{path.name}, line {key.start_mark.line + 1}: there is no column {column!r}"
                )
            items = value.value if value.id == "sequence" and column == "variants" else [value]
            if not all(item.id == "scalar" for item in items):
                raise GazetteerSourceError(
                    f"{path.name}, line {value.start_mark.line + 1}, column {column}: a single value is needed"
                )
            row[column] = "|".join("" if item.value in ("null", "~") else item.value for item in items)
        yield row, origin


def _yaml_root(path: Path, text: str) -> Any:
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"reading {path.name} needs PyYAML, which is not installed: pip install 'geotag[gazetteer]'"
        ) from error

    class Loader(yaml.BaseLoader):  # type: ignore[misc]
        """Keeps every scalar as it is written: the country NO is no false, an id 0123 no octal number."""

        levels = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            line = self.peek_event().start_mark.line + 1
            if self.check_event(yaml.AliasEvent):
                raise GazetteerSourceError(f"{path.name}, line {line}: aliases (*) are not read; write the value out")
            if self.levels >= _YAML_LEVELS:
                raise GazetteerSourceError(
                    f"{path.name}, line {line}: nested too deeply; a place is a mapping of columns to values"
                )
            self.levels += 1
            try:
                return super().compose_node(parent, index)
            finally:
                self.levels -= 1

    try:
        return yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        raise GazetteerSourceError(f"{path}: no YAML ({' '.join(str(error).split())})") from error
