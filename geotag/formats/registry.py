"""The formats by name and by file ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geotag.formats import geojson, geojsonseq, record_json, record_jsonl

__all__ = ["FORMATS", "Format", "format_for"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    suffixes
        Endings of its files, with their dot.
    write
        Writes tagged articles to a text stream; options depend on the format.
    """

    name: str
    suffixes: tuple[str, ...]
    description: str
    write: Callable[..., None]


_ALL: Final = (
    Format("json", (".json",), "the record of an article, or an array of records", record_json.write),
    Format("jsonl", (".jsonl", ".ndjson"), "the record of an article on each line", record_jsonl.write),
    Format("geojson", (".geojson",), "a GeoJSON FeatureCollection (RFC 7946)", geojson.write),
    Format("geojsonseq", (".geojsons", ".geojsonseq"), "a GeoJSON text sequence (RFC 8142)", geojsonseq.write),
)
FORMATS: Final[Mapping[str, Format]] = {entry.name: entry for entry in _ALL}


def format_for(target: str | Path) -> Format:
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
