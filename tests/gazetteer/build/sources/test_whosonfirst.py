"""Who's On First: distributions and GeoJSON."""

from __future__ import annotations

import bz2
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.build.sources.whosonfirst import read

INFO = SourceInfo("whosonfirst", "whosonfirst", "Who's On First", "CC-BY-4.0", "Who's On First", 10)
MARALIK = {
    "wof:id": 1108782611,
    "wof:name": "Maralik",
    "wof:placetype": "locality",
    "wof:country": "AM",
    "wof:population": 5700,
    "geom:latitude": 40.580099,
    "geom:longitude": 43.839339,
    "name:ara_x_preferred": ["ماراليك"],
    "name:ara_x_variant": ["مرالك"],
    "wof:concordances": {"gn:id": 616397, "wd:id": "Q39515"},
    "mz:is_current": 1,
}


def feature(**changed: Any) -> str:
    properties = {**MARALIK, **changed}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": None}, ensure_ascii=False)


def distribution(path: Path, *bodies: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE geojson (id INTEGER, body TEXT, source TEXT, is_alt BOOLEAN, alt_label TEXT)")
        rows = [(number, body) for number, body in enumerate(bodies, 1)]
        database.executemany("INSERT INTO geojson VALUES (?, ?, 'wof', 0, '')", rows)
        database.execute("INSERT INTO geojson VALUES (1, '{}', 'quattroshapes', 1, 'alt')")
        database.commit()
    return path


def test_a_distribution(tmp_path: Path) -> None:
    gone = {"wof:id": 2, "mz:is_current": 0}
    old = {"wof:id": 3, "edtf:deprecated": "2019-01-01"}
    venue = {"wof:id": 4, "wof:placetype": "venue"}
    path = distribution(tmp_path / "am.db", feature(), feature(**gone), feature(**old), feature(**venue))
    (place,) = read(path, INFO)
    assert (place.name_en, place.kind, place.country, place.population) == ("Maralik", "city", "AM", 5700)
    assert place.forms == ("ماراليك", "مرالك")
    assert place.links == {"whosonfirst": "1108782611", "geonames": "616397", "wikidata": "Q39515"}


def test_files_and_directories(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "1108782611.geojson").write_text(feature(), encoding="utf-8")
    (tmp_path / "1" / "1108782611-alt-quattroshapes.geojson").write_text("{}", encoding="utf-8")
    (place,) = read(tmp_path, INFO)
    (same,) = read(tmp_path / "1" / "1108782611.geojson", INFO)
    assert place == same
    assert place.key == "1108782611"
    (tmp_path / "2").mkdir()
    with pytest.raises(GazetteerSourceError, match=r"holds no \.geojson file"):
        list(read(tmp_path / "2", INFO))


def test_a_distribution_of_records_and_names(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "am.db")) as database:
        database.executescript(
            "CREATE TABLE spr (id, name, placetype, country, latitude, longitude, is_current, is_deprecated, "
            "is_superseded); CREATE TABLE names (id, language, privateuse, name);"
            "INSERT INTO spr VALUES (5, 'Shirak', 'region', 'AM', 40.8, 43.8, 1, 0, 0);"
            "INSERT INTO spr VALUES (6, 'Gone', 'region', 'AM', 40.8, 43.8, 0, 0, 0);"
            "INSERT INTO names VALUES (5, 'ara', 'variant', 'إقليم شيراك'), (5, 'ara', 'preferred', 'شيراك'), "
            "(5, 'eng', 'preferred', 'Shirak');"
        )
    (place,) = read(tmp_path / "am.db", INFO)
    assert (place.key, place.kind, place.forms) == ("5", "admin1", ("شيراك", "إقليم شيراك"))


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"geom:latitude": 140}, r"geojson 1, property geom:latitude: 140 is outside -90 to 90"),
        ({"geom:longitude": "east"}, r"property geom:longitude: 'east' is no number"),
        ({"wof:population": "many"}, r"property wof:population: 'many' is no whole number"),
        ({"wof:id": None}, r"there is no property wof:id"),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        list(read(distribution(tmp_path / "am.db", feature(**changed)), INFO))


def test_other_databases(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as database:
        database.execute("CREATE TABLE t (x)")
    with pytest.raises(GazetteerSourceError, match=r"other\.db has neither a table geojson"):
        list(read(tmp_path / "other.db", INFO))
    path = distribution(tmp_path / "am.db", *(feature(**{"wof:id": n}) for n in range(1, 500)))
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(GazetteerSourceError, match=r"am\.db cannot be read .*fetch it again"):
        list(read(path, INFO))
    path.write_bytes(b"PK\x03\x04 compressed, and no database at all" * 100)
    with pytest.raises(GazetteerSourceError, match=r"am\.db cannot be read"):
        list(read(path, INFO))


def test_a_packed_distribution(tmp_path: Path) -> None:
    plain = distribution(tmp_path / "am.db", feature())
    packed = tmp_path / "am-latest.db.bz2"
    packed.write_bytes(bz2.compress(plain.read_bytes()))
    assert [place.key for place in read(packed, INFO)] == [place.key for place in read(plain, INFO)]
    for content in (packed.read_bytes()[:-20], b"no archive"):
        packed.write_bytes(content)
        with pytest.raises(GazetteerSourceError, match=r"am-latest\.db\.bz2 cannot be unpacked .*fetch it again"):
            list(read(packed, INFO))


def test_a_distribution_of_another_schema(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "am.db")) as database:
        database.executescript("CREATE TABLE spr (id, title); CREATE TABLE names (id, language, privateuse, name);")
    with pytest.raises(GazetteerSourceError, match=r"am\.db cannot be read .*no such column"):
        list(read(tmp_path / "am.db", INFO))
