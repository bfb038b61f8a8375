"""Who's On First: a country's SQLite distribution (packed with bzip2 or not), a GeoJSON file, or a directory of them.

A distribution is read from its table ``geojson``, or from ``spr`` and ``names`` where it has none. Licences differ
from record to record, mostly CC BY; see https://whosonfirst.org/docs/licenses/.
"""

from __future__ import annotations

import bz2
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import CITY_INHABITANTS, SourceInfo, SourcePlace
from geotag.paths import StrPath

__all__ = ["kind_of", "read"]

_KINDS: Final = {
    "continent": "continent",
    "empire": None,
    "country": "country",
    "dependency": "country",
    "disputed": "region",
    "macroregion": "region",
    "region": "admin1",
    "macrocounty": "region",
    "county": "admin2",
    "localadmin": "admin2",
    "borough": "neighbourhood",
    "macrohood": "neighbourhood",
    "neighbourhood": "neighbourhood",
    "microhood": "neighbourhood",
    "campus": "facility",
    "ocean": "sea",
    "marinearea": "sea",
}


def kind_of(placetype: str, population: int) -> str | None:
    """Kind of a place by its placetype, or None for what news does not name.

    Examples
    --------
    >>> kind_of("region", 0), kind_of("locality", 9_000), kind_of("locality", 0), kind_of("venue", 0)
    ('admin1', 'city', 'village', None)
    """
    if placetype == "locality":
        return "city" if population >= CITY_INHABITANTS else "village"
    return _KINDS.get(placetype)


def read(path: StrPath, info: SourceInfo) -> Iterator[SourcePlace]:
    """Places that are current, of a distribution in its order, of a directory by file name.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the record and the property of what cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        files = sorted(path.rglob("*.geojson"))
        if not files:
            raise GazetteerSourceError(f"{path} holds no .geojson file")
        for file in files:
            yield from _file(file, info)
    elif path.suffix.lower() in (".geojson", ".json"):
        yield from _file(path, info)
    elif path.suffix.lower() == ".bz2":
        yield from _packed(path, info)
    else:
        yield from _distribution(path, info)


def _file(path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    # Alternative geometries (…-alt-….geojson) repeat the place without its names.
    if "-alt-" in path.name:
        return
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GazetteerSourceError(f"{path} is not UTF-8 ({error.reason})") from error
    document = _json(content, path.name)
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise GazetteerSourceError(f"{path.name}: the features are no list")
    for number, feature in enumerate(features, 1):
        place = _feature(feature, f"{path.name}, feature {number}", info)
        if place is not None:
            yield place


def _packed(path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    with tempfile.TemporaryDirectory(prefix="geotag-") as directory:
        unpacked = Path(directory) / path.stem
        try:
            with bz2.open(path) as source, unpacked.open("wb") as target:
                shutil.copyfileobj(source, target)
        except (EOFError, OSError) as error:
            raise GazetteerSourceError(f"{path} cannot be unpacked ({error}); fetch it again") from error
        yield from _distribution(unpacked, info)


def _distribution(path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "geojson" in tables:
                yield from _bodies(database, path, info)
            elif {"spr", "names"} <= tables:
                yield from _rows(database, path, info)
            else:
                raise GazetteerSourceError(
                    f"{path} has neither a table geojson nor the tables spr and names; "
                    "is it a distribution of Who's On First?"
                )
    except sqlite3.Error as error:
        raise GazetteerSourceError(
            f"{path} cannot be read as a distribution of Who's On First ({error}); unpack it, or fetch it again"
        ) from error


def _bodies(database: sqlite3.Connection, path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    columns = {row[1] for row in database.execute("PRAGMA table_info(geojson)")}
    main = " WHERE NOT is_alt" if "is_alt" in columns else ""
    for number, body in database.execute(f"SELECT id, body FROM geojson{main} ORDER BY id"):  # noqa: S608
        origin = f"{path.name}, geojson {number}"
        place = _feature(_json(body, origin), origin, info)
        if place is not None:
            yield place


def _rows(database: sqlite3.Connection, path: Path, info: SourceInfo) -> Iterator[SourcePlace]:
    rows = database.execute(
        "SELECT id, name, placetype, country, latitude, longitude FROM spr "
        "WHERE is_current != 0 AND NOT is_deprecated AND NOT is_superseded ORDER BY id"
    )
    for number, name, placetype, country, lat, lon in rows:
        names = database.execute(
            "SELECT name FROM names WHERE id = ? AND language = 'ara' ORDER BY privateuse != 'preferred', name",
            (number,),
        )
        properties = {
            "wof:id": number,
            "wof:name": name,
            "wof:placetype": placetype,
            "wof:country": country,
            "geom:latitude": lat,
            "geom:longitude": lon,
            "name:ara_x_preferred": [form for (form,) in names],
        }
        place = _place(properties, f"{path.name}, spr {number}", info)
        if place is not None:
            yield place


def _json(text: Any, origin: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise GazetteerSourceError(f"{origin}: no JSON ({error})") from error
    if not isinstance(document, dict):
        raise GazetteerSourceError(f"{origin}: no GeoJSON feature")
    return document


def _feature(feature: Any, origin: str, info: SourceInfo) -> SourcePlace | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise GazetteerSourceError(f"{origin}: there are no properties; is it of Who's On First?")
    return _place(properties, origin, info)


def _place(properties: Mapping[str, Any], origin: str, info: SourceInfo) -> SourcePlace | None:
    for field in ("wof:id", "wof:placetype"):
        if not properties.get(field):
            raise GazetteerSourceError(f"{origin}: there is no property {field}; is it of Who's On First?")
    population = _population(properties, origin)
    kind = kind_of(str(properties["wof:placetype"]), population)
    name = str(properties.get("wof:name") or "").strip()
    if kind is None or not name or not _is_current(properties):
        return None
    links = {"whosonfirst": str(properties["wof:id"])}
    concordances = properties.get("wof:concordances")
    for system, ours in (("gn:id", "geonames"), ("wd:id", "wikidata")):
        if isinstance(concordances, dict) and concordances.get(system):
            links[ours] = str(concordances[system])
    country = str(properties.get("iso:country") or properties.get("wof:country") or "").upper()
    return SourcePlace(
        source=info.name,
        key=str(properties["wof:id"]),
        name_en=name,
        kind=kind,
        lat=_degrees(properties, "latitude", 90, origin),
        lon=_degrees(properties, "longitude", 180, origin),
        forms=tuple(dict.fromkeys(_forms(properties))),
        latin=(name,),
        country=country if len(country) == 2 and country.isalpha() and country not in ("XX", "XY", "XZ") else None,
        population=population or None,
        rank=info.rank,
        links=links,
        origin=origin,
    )


def _is_current(properties: Mapping[str, Any]) -> bool:
    current = str(properties.get("mz:is_current", -1)) != "0"
    ended = any(
        properties.get(field) not in (None, "", "u", "uuuu", "..") for field in ("edtf:deprecated", "edtf:cessation")
    )
    return current and not ended and not properties.get("wof:superseded_by")


def _forms(properties: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("preferred", "variant", "colloquial"):
        names = properties.get(f"name:ara_x_{kind}")
        for form in [names] if isinstance(names, str) else names or ():
            if str(form).strip():
                yield str(form).strip()


def _population(properties: Mapping[str, Any], origin: str) -> int:
    for field in ("wof:population", "gn:population"):
        value = properties.get(field)
        if value in (None, ""):
            continue
        try:
            return max(0, int(value))
        except (ValueError, TypeError) as error:
            raise GazetteerSourceError(f"{origin}, property {field}: {value!r} is no whole number") from error
    return 0


def _degrees(properties: Mapping[str, Any], field: str, limit: int, origin: str) -> float:
    # The label's position lies in the place; the middle of the geometry may not.
    name = next((n for n in (f"lbl:{field}", f"geom:{field}") if properties.get(n) not in (None, "")), f"geom:{field}")
    try:
        value = float(properties.get(name, ""))
    except (ValueError, TypeError) as error:
        raise GazetteerSourceError(f"{origin}, property {name}: {properties.get(name)!r} is no number") from error
    if not -limit <= value <= limit:
        raise GazetteerSourceError(f"{origin}, property {name}: {value:g} is outside -{limit} to {limit} degrees")
    return round(value, 5)
