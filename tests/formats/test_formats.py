from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geojson_validator
import pytest
from jsonschema import Draft202012Validator
from shapely.geometry import shape

import geotag
from geotag.formats import FORMATS, format_for, record_schema
from geotag.formats.geojson import bounding_box
from tests.factory import PROVENANCE, TEXT, TONGA, tagged
from tests.formats.writing import file_of, written
from tests.maps.factory import karabakh as karabakh_by_hand


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(record_schema())
    return Draft202012Validator(record_schema())


def test_real_records_fit_the_schema(validator: Draft202012Validator, karabakh: geotag.TaggedArticle) -> None:
    for article in (karabakh, tagged()):
        validator.validate(json.loads(written("json", article)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), None),
        (("mentions", 0, "label"), "GPE"),
        (("mentions", 0, "start"), -1),
        (("mentions", 0, "status"), "guessed"),
        (("mentions", 0, "candidates", 0, "lat"), 91),
        (("places", 0, "kind"), "town"),
        (("places", 0, "country"), "AZE"),
        (("places", 0, "colour"), "red"),
        (("text_sha256",), "abc"),
        (("provenance", "schema"), 1),
    ],
)
def test_wrong_records_do_not(validator: Draft202012Validator, path: tuple[Any, ...], value: object) -> None:
    record = tagged().to_dict()
    inner: Any = record
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert not validator.is_valid(record)


def test_record_of_the_contract() -> None:
    record = tagged().to_dict()
    assert record["mentions"][2]["place"] == record["places"][0]["id"] == "geonames:587084"
    assert record["places"][0]["count"] == 2
    assert record["people"] == [{"id": "p1", "name": "إلهام علييف", "mentions": [1], "count": 1}]
    assert record["mentions"][4]["status"] == "unresolved"
    assert record["mentions"][4]["place"] is None


def test_json_is_one_object_for_one_article_else_an_array() -> None:
    assert json.loads(written("json", tagged()))["id"] == "baku"
    assert [r["id"] for r in json.loads(written("json", tagged("a"), tagged("b")))] == ["a", "b"]
    assert json.loads(written("json")) == []


def test_jsonl_has_a_line_for_each() -> None:
    lines = written("jsonl", tagged("a"), tagged("b")).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    assert "باكو" in lines[0]


def test_geojson_has_a_feature_per_place() -> None:
    collection = json.loads(written("geojson", tagged()))
    baku, castle, fiji = collection["features"]
    assert baku["geometry"] == {"type": "Point", "coordinates": [49.892, 40.37767]}
    assert baku["properties"]["count"] == 2
    assert baku["properties"]["confidence"] == 0.95
    assert baku["properties"]["quote"] == "هدوء في باكو"
    assert TEXT[baku["properties"]["start"] : baku["properties"]["end"]] == "باكو"
    assert castle["geometry"] is None
    assert (castle["properties"]["name"], castle["properties"]["status"]) == ("قلعة الورد", "unresolved")
    assert fiji["properties"]["status"] == "ambiguous"
    assert collection["bbox"] == [49.892, -17.8, 178.0, 40.37767]
    assert collection["people"][0] == {"article": "baku", "id": "p1", "name": "إلهام علييف", "count": 1}
    assert collection["provenance"]["gazetteer"]["sources"][0]["licence"] == "Apache-2.0"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert all(isinstance(v, str | int | float | None) for v in feature["properties"].values())


def test_geojson_names_each_provenance_and_its_articles() -> None:
    other = {**PROVENANCE, "model": {"name": "other", "sha256": "2" * 64}}
    articles = tagged("a"), replace(tagged("b"), provenance=other), tagged("c")
    assert json.loads(written("geojson", *articles))["provenance"] == [
        {**PROVENANCE, "articles": ["a", "c"]},
        {**other, "articles": ["b"]},
    ]
    assert json.loads(written("geojson", tagged("a"), tagged("b")))["provenance"] == PROVENANCE
    assert json.loads(written("geojson"))["provenance"] is None


@pytest.mark.parametrize("name", ["geojson", "csv"])
def test_a_full_stop_within_a_number_ends_no_quote(name: str) -> None:
    text = "خبر.\nضرب أمس. زلزال قوته 7.4 درجات باكو وفيجي وقلعة الورد ووزارة الدفاع وإلهام علييف وباكو فجرا."
    assert "زلزال قوته 7.4 درجات باكو" in written(name, tagged(text=text))


def test_geojson_per_mention() -> None:
    features = json.loads(written("geojson", tagged("a"), tagged("b"), per="mention"))["features"]
    assert len(features) == 8
    assert len({feature["id"] for feature in features}) == 8


def test_geojson_of_nothing_has_no_box() -> None:
    collection = json.loads(written("geojson"))
    assert collection["features"] == []
    assert "bbox" not in collection


def test_geojsonseq_frames_each_feature() -> None:
    text = written("geojsonseq", tagged())
    parts = text.split("\x1e")
    assert parts[0] == ""
    assert [json.loads(part)["type"] for part in parts[1:]] == ["Feature"] * 3
    assert all(part.endswith("\n") for part in parts[1:])


def test_shapely_reads_the_geometries() -> None:
    features = json.loads(written("geojson", tagged(), tagged("b")))["features"]
    points = [shape(feature["geometry"]) for feature in features if feature["geometry"]]
    assert [point.geom_type for point in points] == ["Point"] * 4
    assert (points[0].x, points[0].y) == (49.892, 40.37767)


@pytest.mark.gdal
@pytest.mark.parametrize(("name", "suffix"), [("geojson", ".geojson"), ("geojsonseq", ".geojsons")])
def test_gdal_reads_the_file(tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"places{suffix}"
    path.write_text(written(name, tagged()), encoding="utf-8")
    result = subprocess.run(["ogrinfo", "-ro", "-al", str(path)], capture_output=True, text=True, check=True)
    assert "Feature Count: 3" in result.stdout
    assert "POINT (49.892 40.37767)" in result.stdout
    assert "name_en (String) = Baku" in result.stdout
    assert "ERROR" not in result.stderr


def test_boxes_may_cross_the_antimeridian() -> None:
    assert bounding_box([(178.0, -17.8), (TONGA.lon, TONGA.lat)]) == [178.0, -21.2, -175.2, -17.8]
    assert bounding_box([(10.0, 1.0)]) == [10.0, 1.0, 10.0, 1.0]
    assert bounding_box([(-70.0, 1.0), (20.0, -3.0)]) == [-70.0, -3.0, 20.0, 1.0]


@pytest.mark.parametrize("name", FORMATS)
def test_lone_surrogates_cannot_break_a_file(tmp_path: Path, name: str) -> None:
    article = tagged("x\ud800", TEXT + " \ud800")
    assert file_of(tmp_path, name, article).stat().st_size > 0


def test_articles_are_written_as_they_come() -> None:
    for name, entry in FORMATS.items():
        if entry.binary:
            continue
        stream = io.StringIO()
        sizes = []

        def articles(stream: io.StringIO = stream, sizes: list[int] = sizes) -> Iterator[geotag.TaggedArticle]:
            for number in range(5):
                sizes.append(len(stream.getvalue()))
                yield tagged(str(number))

        entry.write(articles(), stream)
        assert sizes[2] < sizes[3] < sizes[4], name


def test_a_geojson_validator_finds_nothing() -> None:
    found = geojson_validator.validate_structure(json.loads(written("geojson", tagged(), karabakh_by_hand())))
    assert found == {}
    collection = json.loads(written("geojson", tagged()))
    collection["features"] = [f for f in collection["features"] if f["geometry"]]
    problems = geojson_validator.validate_geometries(collection)
    assert problems["invalid"] == {}, problems


@pytest.mark.parametrize("target", ["xyz", "out.shp", "out"])
def test_an_unknown_format_is_named(target: str) -> None:
    with pytest.raises(ValueError, match=r"no format for .*known formats: json \(\.json\)"):
        format_for(target)


def test_formats_by_file_ending() -> None:
    assert format_for(Path("a.GeoJSON")).name == "geojson"
    assert format_for("b.ndjson").name == "jsonl"
