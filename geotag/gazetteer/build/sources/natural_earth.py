"""Natural Earth (public domain): a layer as zipped shapefile or as GeoJSON, with its Arabic names (``NAME_AR``).

Layers of populated places, countries, admin-1 divisions, lakes, rivers, marine areas and geographic regions can be
read. Shapefiles need the extra ``gazetteer``.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from shapely.errors import ShapelyError
from shapely.geometry import shape

from geotag.errors import GazetteerSourceError, MissingExtraError
from geotag.gazetteer.build.sources import CITY_INHABITANTS, SourceInfo, SourcePlace
from geotag.gazetteer.build.sources.curated import slug
from geotag.paths import StrPath

__all__ = ["kind_of", "read"]

_KIND_CLASSES: Final = {
    "country": ("admin-0 country", "admin-0 sovereignty", "admin-0 dependency"),
    "admin1": ("admin-1 states provinces", "admin-1 states provinces lakes", "admin-1 scale rank"),
    "continent": ("continent",),
    "region": (
        "geoarea",
        "peninsula",
        "pen/cape",
        "cape",
        "plain",
        "basin",
        "delta",
        "coast",
        "valley",
        "isthmus",
        "lowland",
        "wetlands",
        "tundra",
        "depression",
        "foothills",
        "gorge",
    ),
    "island": ("island", "island group"),
    "mountain": ("range/mtn", "range/mts", "plateau", "mountain"),
    "desert": ("desert",),
    "sea": ("ocean", "sea", "gulf", "bay", "inlet", "sound", "fjord", "generic", "reef"),
    "strait": ("strait", "channel"),
    "river": ("river", "river (intermittent)", "canal"),
    "lake": ("lake", "alkaline lake", "reservoir", "lagoon", "lake centerline"),
}
_CLASSES: Final = {name: kind for kind, names in _KIND_CLASSES.items() for name in names}
_CITIES: Final = ("populated place", "admin-0 capital", "admin-0 region capital", "admin-1 capital")
_CITY_STARTS: Final = ("admin-0 capital", "admin-1 capital", "admin-0 region capital", "admin-1 region capital")


def kind_of(feature_class: str, population: int) -> str | None:
    """Kind of a feature by its ``FEATURECLA``, or None for what is no place that news names.

    Examples
    --------
    >>> kind_of("Range/mtn", 0), kind_of("Admin-0 capital alt", 0), kind_of("Populated place", 90), kind_of("Road", 0)
    ('mountain', 'city', 'village', None)
    """
    name = feature_class.strip().lower()
    if name.startswith(_CITY_STARTS):
        return "city"
    if name in _CITIES:
        return "city" if population >= CITY_INHABITANTS else "village"
    return _CLASSES.get(name)


def read(path: StrPath, info: SourceInfo) -> Iterator[SourcePlace]:
    """Places of a layer, in its order; what has no name is left out.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the feature and the field of what cannot be used.
    MissingExtraError
        If the layer is a shapefile and pyshp is not installed.
    """
    path = Path(path)
    features = _geojson(path) if path.suffix.lower() in (".geojson", ".json") else _shapefile(path)
    for number, (properties, geometry) in enumerate(features, 1):
        origin = f"{path.name}, feature {number}"
        fields = {str(key).upper(): value for key, value in properties.items()}
        if "FEATURECLA" not in fields:
            raise GazetteerSourceError(f"{origin}: there is no field FEATURECLA; is it a layer of Natural Earth?")
        place = _place(fields, geometry, origin, info)
        if place is not None:
            yield place


def _place(fields: dict[str, Any], geometry: Any, origin: str, info: SourceInfo) -> SourcePlace | None:
    population = _whole(fields, ("POP_MAX", "POP_EST"), origin)
    kind = kind_of(str(fields["FEATURECLA"]), population)
    name = _text(fields, "NAME_EN", "NAME", "NAMEASCII")
    if kind is None or not name:
        return None
    lat, lon = _position(geometry, origin)
    arabic = _text(fields, "NAME_AR")
    country = _text(fields, "ISO_A2_EH", "ISO_A2") or None
    key = _text(fields, "NE_ID", "WIKIDATAID") or "-".join(filter(None, ((country or "").lower(), kind, slug(name))))
    links = {}
    wikidata = _text(fields, "WIKIDATAID")
    geonames = _text(fields, "GN_ID", "GEONAMEID", "GEONAMESID").removesuffix(".0")
    if wikidata:
        links["wikidata"] = wikidata
    if geonames.isdecimal() and geonames != "0":
        links["geonames"] = geonames
    return SourcePlace(
        source=info.name,
        key=key.removesuffix(".0"),
        name_en=name,
        kind=kind,
        lat=lat,
        lon=lon,
        forms=(arabic,) if arabic else (),
        latin=(name,),
        country=country if country and len(country) == 2 and country.isalpha() else None,
        admin1=_text(fields, "ADM1NAME") or None,
        population=population or None,
        rank=info.rank,
        links=links,
        origin=origin,
    )


def _text(fields: dict[str, Any], *names: str) -> str:
    """The first of these fields that says something; Natural Earth writes -99 for nothing."""
    for name in names:
        value = str(fields.get(name) or "").replace("\x00", "").strip()
        if value and value not in ("-99", "-99.0", "-1"):
            return value
    return ""


def _whole(fields: dict[str, Any], names: tuple[str, ...], origin: str) -> int:
    for name in names:
        value = fields.get(name)
        if value in (None, ""):
            continue
        try:
            return max(0, int(float(value)))
        except (ValueError, TypeError, OverflowError) as error:
            raise GazetteerSourceError(f"{origin}, field {name}: {value!r} is no number") from error
    return 0


def _position(geometry: Any, origin: str) -> tuple[float, float]:
    try:
        point = shape(geometry).representative_point()
        lon, lat = float(point.x), float(point.y)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise GazetteerSourceError(f"{origin}: its geometry cannot be read ({error})") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GazetteerSourceError(
            f"{origin}: latitude {lat:g}, longitude {lon:g} are no degrees; are they swapped or projected?"
        )
    return round(lat, 5), round(lon, 5)


def _geojson(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        pairs = [(dict(feature["properties"]), feature["geometry"]) for feature in features]
    except UnicodeDecodeError as error:
        raise GazetteerSourceError(f"{path} is not UTF-8 ({error.reason}); fetch it again") from error
    except (ValueError, RecursionError) as error:
        raise GazetteerSourceError(f"{path}: no JSON ({error}); fetch it again") from error
    except (KeyError, TypeError) as error:
        raise GazetteerSourceError(f"{path}: no GeoJSON FeatureCollection of features with properties") from error
    yield from pairs


def _shapefile(path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    try:
        import shapefile
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"reading {path.name} needs pyshp, which is not installed: pip install 'geotag[gazetteer]'"
        ) from error
    try:
        with ExitStack() as stack:
            archive = stack.enter_context(zipfile.ZipFile(path))
            members = {Path(name).suffix.lower(): name for name in sorted(archive.namelist())}
            missing = [suffix for suffix in (".shp", ".dbf", ".shx") if suffix not in members]
            if missing:
                raise GazetteerSourceError(f"{path} holds no {', '.join(missing)}; is it a layer of Natural Earth?")
            parts = {
                suffix[1:]: stack.enter_context(archive.open(members[suffix])) for suffix in (".shp", ".dbf", ".shx")
            }
            reader = stack.enter_context(shapefile.Reader(**parts, encoding="utf-8"))
            for pair in reader.iterShapeRecords():
                yield pair.record.as_dict(), pair.shape.__geo_interface__
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, shapefile.ShapefileException) as error:
        raise GazetteerSourceError(f"{path} is no whole zipped shapefile ({error}); fetch it again") from error
    except UnicodeDecodeError as error:
        raise GazetteerSourceError(f"{path}: its names are not UTF-8 ({error.reason})") from error
