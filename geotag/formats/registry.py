"""The formats by name and by file ending."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from geotag.errors import MissingExtraError
from geotag.model import TaggedArticle
from geotag.paths import StrPath

__all__ = ["FORMATS", "Format", "format_for", "require"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    suffixes
        Endings of its files, with their dot.
    module
        Where its ``write`` is; imported when first used, as some need packages that not everyone has.
    binary
        Whether it is written to a binary stream rather than to a text stream.
    extra
        The optional dependencies of geotag that it needs, or None.
    also
        Endings that its files may have too, though they stand for another format.
    units
        What it may have one entry for each of, where that can be chosen: the first if nothing is said.
    """

    name: str
    suffixes: tuple[str, ...]
    description: str
    module: str
    binary: bool = False
    extra: str | None = None
    also: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def write(self, articles: Iterable[TaggedArticle], stream: IO[Any], **options: Any) -> None:
        """Write `articles` to `stream`, as they come where the format allows; options depend on the format.

        Raises
        ------
        MissingExtraError
            If a package that the format needs is not installed.
        """
        require(self.module, self.extra, self.name).write(articles, stream, **options)


_UNITS: Final = ("place", "mention")
_ALL: Final = (
    Format("json", (".json",), "the record of an article, or an array of records", "geotag.formats.record_json"),
    Format("jsonl", (".jsonl", ".ndjson"), "the record of an article on each line", "geotag.formats.record_jsonl"),
    Format(
        "geojson",
        (".geojson",),
        "a GeoJSON FeatureCollection (RFC 7946)",
        "geotag.formats.geojson",
        also=(".json",),
        units=_UNITS,
    ),
    Format(
        "geojsonseq",
        (".geojsons", ".geojsonseq"),
        "a GeoJSON text sequence (RFC 8142)",
        "geotag.formats.geojsonseq",
        also=(".geojsonl", ".json"),
        units=_UNITS,
    ),
    Format("csv", (".csv",), "a table with a row for each mention", "geotag.formats.table"),
    Format("kml", (".kml",), "KML 2.2, a folder for each article", "geotag.formats.kml", units=_UNITS),
    Format("tei", (".tei", ".xml"), "TEI P5: the text with its names marked", "geotag.formats.tei"),
    Format("webanno", (".jsonld",), "W3C Web Annotation (JSON-LD)", "geotag.formats.web_annotation", also=(".json",)),
    Format("conll", (".conll", ".conllup", ".iob"), "a token a line with IOB2 tags", "geotag.formats.conll"),
    Format("html", (".html", ".htm"), "the text with its names marked, without a map", "geotag.maps.marked"),
    Format(
        "geoparquet",
        (".parquet", ".geoparquet"),
        "GeoParquet 1.1",
        "geotag.formats.geoparquet",
        binary=True,
        extra="geo",
        units=_UNITS,
    ),
    Format("gpkg", (".gpkg",), "a GeoPackage", "geotag.formats.geopackage", binary=True, extra="geo", units=_UNITS),
)
FORMATS: Final[Mapping[str, Format]] = {entry.name: entry for entry in _ALL}


def format_for(target: StrPath) -> Format:
    """Return the format with this name, or the one that a file's ending stands for.

    Raises
    ------
    ValueError
        If there is none; the message lists those that there are.

    Examples
    --------
    >>> format_for("geojson").name, format_for(Path("out.jsonl")).name
    ('geojson', 'jsonl')
    """
    if isinstance(target, str) and target in FORMATS:
        return FORMATS[target]
    suffix = Path(target).suffix.lower()
    for entry in _ALL:
        if suffix in entry.suffixes:
            return entry
    known = ", ".join(f"{entry.name} ({' '.join(entry.suffixes)})" for entry in _ALL)
    raise ValueError(f"no format for {str(target)!r}; known formats: {known}")


def require(module: str, extra: str | None, purpose: str) -> Any:
    """Import `module`, or say what to install for `purpose`.

    Raises
    ------
    MissingExtraError
        If the module, or one that it imports, belongs to `extra` and is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if extra is None:
            raise
        raise MissingExtraError(
            f"{purpose} needs {error.name}, which is not installed: pip install 'geotag[{extra}]'"
        ) from error
