from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastkml import KML
from fastkml.validator import validate
from lxml import etree

from geotag.formats.geojson_features import features
from tests.factory import PROVENANCE, tagged
from tests.formats.writing import HOSTILE, file_of, written

KML_NAMESPACE = {"k": "http://www.opengis.net/kml/2.2"}


def test_it_fits_the_schema_of_kml(tmp_path: Path) -> None:
    assert validate(file_to_validate=file_of(tmp_path, "kml", tagged("a"), tagged("b")))


def test_another_reader_gets_names_and_points(tmp_path: Path) -> None:
    document = KML.parse(file_of(tmp_path, "kml", tagged()))
    (folder,) = document.features[0].features  # type: ignore[union-attr]
    baku, castle, fiji = folder.features
    assert (baku.name, baku.geometry.x, baku.geometry.y) == ("باكو", 49.892, 40.37767)
    assert castle.geometry is None
    assert (fiji.name, fiji.geometry.x) == ("فيجي", 178.0)
    data = {entry.name: entry.value for entry in baku.extended_data.elements}
    assert (data["id"], data["start"], data["end"], data["article"]) == ("geonames:587084", "8", "12", "baku")


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2024-03-15T00:30:00+03:00", "2024-03-15"),
        ("1710488400", "2024-03-15"),
        ("15/03/2024", "2024-03-15"),
        ("أمس", None),
    ],
)
def test_time_stamps_are_days_as_stated(tmp_path: Path, date: str, day: str | None) -> None:
    dated = tagged()
    path = file_of(tmp_path, "kml", replace(dated, article=replace(dated.article, date=date)))
    stamps = {stamp.text for stamp in etree.parse(path).iterfind(".//k:TimeStamp/k:when", KML_NAMESPACE)}
    assert stamps == ({day} if day else set())


@pytest.mark.gdal
@pytest.mark.parametrize("per", ["place", "mention"])
def test_gdal_reads_it(tmp_path: Path, per: str) -> None:
    path = file_of(tmp_path, "kml", tagged(), per=per)
    result = subprocess.run(["ogrinfo", "-ro", "-al", path], capture_output=True, text=True, check=True)
    assert f"Feature Count: {3 if per == 'place' else 4}" in result.stdout
    assert "POINT" in result.stdout
    assert "40.37767" in result.stdout
    assert "name_en (String) = Baku" in result.stdout


def test_both_drivers_of_gdal_get_what_they_can(tmp_path: Path) -> None:
    path = file_of(tmp_path, "kml", tagged())
    command = ["ogrinfo", "-ro", "-al", path]
    libkml = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "using driver `LIBKML' successful" in libkml:
        written_out = [line for feature in features(tagged()) for line in _as_ogrinfo(feature)]
        assert [line.strip() for line in libkml.splitlines() if line.strip() in written_out] == written_out
    without = {**os.environ, "OGR_SKIP": "LIBKML"}
    kml = subprocess.run(command, capture_output=True, text=True, check=True, env=without).stdout
    assert "Name (String) = باكو" in kml
    assert "POINT (49.892 40.37767)" in kml


def _as_ogrinfo(feature: dict[str, Any]) -> list[str]:
    properties = feature["properties"]
    renamed = {"start_offset": properties["start"], "end_offset": properties["end"]}
    kept = {k: v for k, v in properties.items() if v is not None and k not in ("name", "end")}
    return [f"{key} (String) = {value}" for key, value in {"feature": feature["id"], **kept, **renamed}.items()]


def test_a_folder_for_each_article_and_one_provenance() -> None:
    tree = etree.fromstring(written("kml", tagged("a"), tagged("b")).encode())
    assert len(tree.findall(".//k:Folder", KML_NAMESPACE)) == 2
    (provenance,) = tree.findall('.//k:Data[@name="provenance"]/k:value', KML_NAMESPACE)
    assert json.loads(provenance.text or "") == PROVENANCE


def test_what_is_said_stays_text_in_a_reader_that_shows_html() -> None:
    article = tagged(text=f"في باكو وباكو إلهام علييف وزارة الدفاع قلعة الورد فيجي {HOSTILE}<b>")
    hostile = replace(article, article=replace(article.article, title=HOSTILE))
    tree = etree.fromstring(written("kml", hostile).encode())
    description = tree.find(".//k:Placemark/k:description", KML_NAMESPACE)
    assert description is not None
    assert "&lt;/script&gt;" in (description.text or "")
    assert "<" not in (description.text or "")
