"""What is different between two gazetteers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geotag.gazetteer.lookup.store import Store
from geotag.paths import StrPath

__all__ = ["PlaceDifference", "differing_places"]

_FIELDS: Final = ("name", "name_en", "kind", "country", "admin1", "lat", "lon", "population")


@dataclass(frozen=True, slots=True)
class PlaceDifference:
    """One place that only one gazetteer has, or that both have with other facts.

    Attributes
    ----------
    change
        ``added``, ``removed`` or ``changed``.
    fields
        For ``changed``: each field with its old and its new value.
    """

    change: str
    place_id: str
    name: str
    fields: dict[str, tuple[Any, Any]]


def differing_places(old: StrPath, new: StrPath) -> Iterator[PlaceDifference]:
    """Places that differ between two gazetteers, by id.

    Raises
    ------
    GazetteerError
        If one of them is missing or damaged.
    """
    old = Path(old)
    new = Path(new)
    for path in (old, new):
        Store(path).close()
    with closing(sqlite3.connect("file::memory:", uri=True)) as database:
        for name, path in (("old", old), ("new", new)):
            database.execute(f"ATTACH ? AS {name}", (f"{path.resolve().as_uri()}?mode=ro&immutable=1",))
        yield from sorted(_differences(database), key=lambda difference: (difference.place_id, difference.change))


def _differences(database: sqlite3.Connection) -> Iterator[PlaceDifference]:
    for change, here, there in (("added", "new", "old"), ("removed", "old", "new")):
        rows = database.execute(
            f"SELECT id, name FROM {here}.place WHERE id NOT IN (SELECT id FROM {there}.place)"  # noqa: S608
        )
        for place_id, name in rows:
            yield PlaceDifference(change, place_id, name, {})
    columns = ", ".join(f"a.{field}, b.{field}" for field in _FIELDS)
    rows = database.execute(
        f"SELECT a.id, b.name, {columns} FROM old.place a JOIN new.place b ON a.id = b.id"  # noqa: S608
    )
    for place_id, name, *values in rows:
        fields = {
            field: (values[2 * i], values[2 * i + 1])
            for i, field in enumerate(_FIELDS)
            if values[2 * i] != values[2 * i + 1]
        }
        if fields:
            yield PlaceDifference("changed", place_id, name, fields)
