from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import pytest
from pyarrow.dataset import dataset

from geotag.errors import MissingExtraError
from geotag.formats import FORMATS
from geotag.formats.columns import PROPERTIES
from geotag.formats.geodataframe import geodataframe
from geotag.formats.geojson_features import features
from geotag.model import TaggedArticle
from tests.factory import PROVENANCE, TONGA, tagged
from tests.formats.writing import file_of
from tests.maps.factory import karabakh


def expected(*articles: TaggedArticle, per: str = "place") -> list[tuple[object, ...]]:
    rows = []
    for article in articles:
        for feature in features(article, per):  # type: ignore[arg-type]
            properties = feature["properties"]
            point = tuple(feature["geometry"]["coordinates"]) if feature["geometry"] else None
            rows.append((properties["id"], properties["article"], properties["start"], properties["end"], point))
    return rows


def rows_of(frame: geopandas.GeoDataFrame) -> list[tuple[object, ...]]:
    frame = frame.astype(object).where(frame.notna(), None)
    return [
        (
            row["id"],
            row["article"],
            row["start"],
            row["end"],
            (row.geometry.x, row.geometry.y) if row.geometry else None,
        )
        for _, row in frame.iterrows()
    ]


@pytest.mark.parametrize("name", ["geoparquet", "gpkg"])
@pytest.mark.parametrize("per", ["place", "mention"])
def test_geopandas_reads_ids_offsets_and_coordinates_back(tmp_path: Path, name: str, per: str) -> None:
    path = file_of(tmp_path, name, karabakh(), tagged(), per=per)
    frame = geopandas.read_parquet(path) if name == "geoparquet" else geopandas.read_file(path, engine="pyogrio")
    assert rows_of(frame) == expected(karabakh(), tagged(), per=per)
    assert frame.crs.is_geographic
    assert set(PROPERTIES) <= set(frame.columns)


@pytest.mark.gdal
def test_gdal_reads_the_geopackage(tmp_path: Path) -> None:
    path = file_of(tmp_path, "gpkg", tagged())
    result = subprocess.run(["ogrinfo", "-ro", "-al", path], capture_output=True, text=True, check=True)
    assert "Feature Count: 3" in result.stdout
    assert "POINT (49.892 40.37767)" in result.stdout
    assert "attribution=geotag 0.1.0; model news; gazetteer 1: us (Apache-2.0)" in result.stdout


def test_the_geopackage_carries_its_provenance(tmp_path: Path) -> None:
    metadata = pyogrio.read_info(file_of(tmp_path, "gpkg", tagged()))["dataset_metadata"]
    assert json.loads(metadata["provenance"]) == PROVENANCE


def test_articles_tagged_in_different_ways_are_all_credited(tmp_path: Path) -> None:
    other = {**PROVENANCE, "geotag": "0.2.0"}
    articles = tagged("a"), replace(tagged("b"), provenance=other)
    metadata = pyogrio.read_info(file_of(tmp_path, "gpkg", *articles))["dataset_metadata"]
    assert [(one["geotag"], one["articles"]) for one in json.loads(metadata["provenance"])] == [
        ("0.1.0", ["a"]),
        ("0.2.0", ["b"]),
    ]
    assert "geotag 0.1.0" in metadata["attribution"]
    assert "geotag 0.2.0" in metadata["attribution"]
    parquet = pq.read_metadata(file_of(tmp_path, "geoparquet", *articles)).metadata
    assert json.loads(parquet[b"geotag:provenance"]) == [PROVENANCE, other]
    assert len(geodataframe(articles).attrs["provenance"]) == 2


def test_the_metadata_of_geoparquet(tmp_path: Path) -> None:
    metadata = pq.read_metadata(file_of(tmp_path, "geoparquet", tagged(), tagged("b", other=TONGA))).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert geo["columns"]["geometry"]["bbox"] == [49.892, -21.2, -175.2, 40.37767]
    assert json.loads(metadata[b"geotag:provenance"]) == [PROVENANCE]


def test_tables_of_any_two_formats_can_be_joined(tmp_path: Path) -> None:
    tables = [tagged().to_geodataframe(), geopandas.read_parquet(file_of(tmp_path, "geoparquet", tagged()))]
    tables += [
        geopandas.read_file(file_of(tmp_path, name, tagged()), engine="pyogrio")
        for name in ("gpkg", "geojson", "geojsonseq", "kml")
    ]
    for one, other in itertools.permutations(tables, 2):
        joined = pd.concat([one, other])
        assert joined.crs == "EPSG:4326"
        # The longitude is first in all of them.
        assert set(joined.geometry[joined["id"] == "geonames:587084"].x) == {49.892}


def test_geoparquet_that_pyarrow_writes_again_stays_geoparquet(tmp_path: Path) -> None:
    path, copy = file_of(tmp_path, "geoparquet", karabakh(), tagged()), tmp_path / "copy.parquet"
    table = pq.read_table(path)
    assert json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]["bbox"]
    pq.write_table(table.filter(pc.is_valid(table["country"])), copy)
    assert json.loads(pq.read_metadata(copy).metadata[b"geotag:provenance"])
    frame = geopandas.read_parquet(copy)
    assert set(frame["country"]) > {"AZ"}
    assert frame.crs == "EPSG:4326"
    assert rows_of(geopandas.read_parquet(path)) == expected(karabakh(), tagged())


def test_geoparquet_has_the_metadata_where_dask_looks_for_it(tmp_path: Path) -> None:
    schema = dataset(file_of(tmp_path, "geoparquet", tagged())).schema
    assert json.loads(schema.metadata[b"geo"])["primary_column"] == "geometry"
    assert [schema.field(name).type for name in ("id", "confidence", "count")] == [
        pa.string(),
        pa.float64(),
        pa.int64(),
    ]


def test_the_covering_box_can_be_filtered_by(tmp_path: Path) -> None:
    frame = geopandas.read_parquet(file_of(tmp_path, "geoparquet", tagged()), bbox=(40, 30, 60, 50))
    assert frame["name"].tolist() == ["باكو"]


@pytest.mark.parametrize("name", ["geoparquet", "gpkg"])
def test_the_same_articles_give_the_same_bytes(name: str) -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        FORMATS[name].write([karabakh(), tagged()], stream)
    assert streams[0].getvalue() == streams[1].getvalue()


@pytest.mark.parametrize("name", ["geoparquet", "gpkg"])
def test_no_articles_give_an_empty_table(tmp_path: Path, name: str) -> None:
    path = file_of(tmp_path, name)
    frame = geopandas.read_parquet(path) if name == "geoparquet" else geopandas.read_file(path)
    assert len(frame) == 0


def test_many_features_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geotag.formats import columns, geopackage, geoparquet

    for module in (geopackage, geoparquet):
        monkeypatch.setattr(module, "batches", lambda articles, per: columns.batches(articles, per, size=2))
    articles = [tagged(str(i)) for i in range(5)]
    assert len(geopandas.read_file(file_of(tmp_path, "gpkg", *articles))) == 15
    assert len(geopandas.read_parquet(file_of(tmp_path, "geoparquet", *articles))) == 15


def test_a_geodataframe_of_an_article() -> None:
    frame = karabakh().to_geodataframe(per="mention")
    assert rows_of(frame) == expected(karabakh(), per="mention")
    assert frame.index.is_unique
    assert frame.attrs["provenance"] == dict(karabakh().provenance)
    assert set(karabakh().to_geodataframe().index) == {f["id"] for f in features(karabakh())}


@pytest.mark.parametrize(("name", "package"), [("geoparquet", "pyarrow"), ("gpkg", "pyogrio")])
def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, name: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, FORMATS[name].module, raising=False)
    with pytest.raises(MissingExtraError, match=rf"{name} needs {package}.*pip install 'geotag\[geo\]'"):
        FORMATS[name].write([tagged()], io.BytesIO())


def test_geopandas_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geopandas", None)
    with pytest.raises(MissingExtraError, match="a GeoDataFrame needs geopandas"):
        tagged().to_geodataframe()
