"""Layers of Natural Earth, as shapefiles and as GeoJSON."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.build.sources.natural_earth import read

INFO = SourceInfo("natural-earth", "natural-earth", "Natural Earth", "Public domain", "Natural Earth", 10)
BAKU = {
    "FEATURECLA": "Admin-0 capital",
    "NAME": "Baku",
    "NAME_AR": "باكو",
    "ISO_A2": "AZ",
    "POP_MAX": 2122300,
    "WIKIDATAID": "Q9248",
    "NE_ID": 1159151489,
}
LAKE = {"featurecla": "Lake", "name": "Sevan", "name_ar": "بحيرة سيفان", "ne_id": 7, "wikidataid": "Q13065"}


def shapefile_zip(path: Path, records: list[tuple[dict[str, Any], tuple[float, float]]]) -> Path:
    import shapefile

    parts = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POINT, encoding="utf-8") as writer:
        for name, value in records[0][0].items():
            writer.field(name, "N" if isinstance(value, int) else "C", size=60 if isinstance(value, str) else 18)
        for fields, (lon, lat) in records:
            writer.point(lon, lat)
            writer.record(**fields)
    with zipfile.ZipFile(path, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"layer/{path.stem}.{suffix}", part.getvalue())
    return path


def geojson(path: Path, *features: tuple[dict[str, Any], Any]) -> Path:
    listed = [{"type": "Feature", "properties": fields, "geometry": geometry} for fields, geometry in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    return path


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    path = shapefile_zip(tmp_path / "ne_50m_populated_places.zip", [(BAKU, (49.8603, 40.3972))])
    (place,) = read(path, INFO)
    assert (place.name_en, place.forms, place.kind, place.country) == ("Baku", ("باكو",), "city", "AZ")
    assert (place.lat, place.lon, place.population) == (40.3972, 49.8603, 2122300)
    assert (place.key, place.links) == ("1159151489", {"wikidata": "Q9248"})


def test_geojson_reads_like_the_shapefile_and_takes_polygons(tmp_path: Path) -> None:
    ring = [[45.0, 40.2], [45.4, 40.2], [45.4, 40.6], [45.0, 40.6], [45.0, 40.2]]
    point = {"type": "Point", "coordinates": [49.8603, 40.3972]}
    road = {"featurecla": "Road", "name": "M1"}
    path = geojson(
        tmp_path / "layer.geojson", (BAKU, point), (LAKE, {"type": "Polygon", "coordinates": [ring]}), (road, point)
    )
    baku, lake = read(path, INFO)
    (same,) = read(shapefile_zip(tmp_path / "layer.zip", [(BAKU, (49.8603, 40.3972))]), INFO)
    assert (baku.key, baku.forms, baku.lat) == (same.key, same.forms, same.lat)
    assert (lake.kind, lake.forms, lake.lat, lake.country) == ("lake", ("بحيرة سيفان",), 40.4, None)


def test_bad_layers_are_named(tmp_path: Path) -> None:
    swapped = geojson(tmp_path / "swapped.geojson", (LAKE, {"type": "Point", "coordinates": [40.0, 145.0]}))
    with pytest.raises(GazetteerSourceError, match=r"swapped\.geojson, feature 1: latitude 145.* swapped"):
        list(read(swapped, INFO))
    other = geojson(tmp_path / "other.geojson", ({"name": "x"}, None))
    with pytest.raises(GazetteerSourceError, match=r"feature 1: there is no field FEATURECLA"):
        list(read(other, INFO))
    shapeless = geojson(tmp_path / "shapeless.geojson", (LAKE, None))
    with pytest.raises(GazetteerSourceError, match=r"feature 1: its geometry cannot be read"):
        list(read(shapeless, INFO))
    (tmp_path / "cut.geojson").write_text('{"features": [', encoding="utf-8")
    with pytest.raises(GazetteerSourceError, match=r"cut\.geojson: no JSON"):
        list(read(tmp_path / "cut.geojson", INFO))


def test_a_truncated_zip(tmp_path: Path) -> None:
    path = shapefile_zip(tmp_path / "layer.zip", [(BAKU, (49.86, 40.4))])
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(GazetteerSourceError, match=r"layer\.zip is no whole zipped shapefile"):
        list(read(path, INFO))


def test_a_zip_without_a_part(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("x.shp", b"")
    with pytest.raises(GazetteerSourceError, match=r"holds no \.dbf, \.shx"):
        list(read(tmp_path / "x.zip", INFO))
