"""Several sources merged into one gazetteer."""

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.adding import LocalSource, add_sources, parse_source
from geotag.gazetteer.building import DATABASE_NAME, build
from geotag.gazetteer.search import Gazetteer
from tests.gazetteer.test_building import ROWS, write
from tests.gazetteer.test_geonames_dump import LINES, dump
from tests.gazetteer.test_natural_earth import LAKE, geojson
from tests.gazetteer.test_whosonfirst import distribution, feature

POINT = {"type": "Point", "coordinates": [45.3, 40.3]}


def test_sources_are_joined_and_named(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    layer = geojson(tmp_path / "ne_lakes.geojson", (LAKE, POINT))
    town = {"wof:name": "Ağdam", "wof:country": "AZ", "geom:latitude": 39.99, "geom:longitude": 46.93}
    names = {"name:ara_x_preferred": ["اقدام"], "name:ara_x_variant": [], "wof:concordances": {}}
    records = distribution(tmp_path / "az.db", feature(), feature(**{"wof:id": 9, **town, **names}))
    sources = [
        parse_source(str(dump(tmp_path, LINES))),
        parse_source(f"natural-earth:{layer}"),
        parse_source(f"whosonfirst:{records}"),
    ]
    gazetteer = Gazetteer(add_sources(base, sources, tmp_path / "out"), verify=True)
    assert gazetteer.find("بحيرة سيفان")[0].place.id == "natural-earth:7"
    assert gazetteer.find("ماراليك")[0].place.id == "geonames:616397"
    # The dump gave the town its Latin name, by which the third source's record is known to be the same.
    assert gazetteer.find("اقدام")[0].place.links == {"geonames": "148619", "whosonfirst": "9"}
    licences = [(source["name"], source["licence"]) for source in gazetteer.info["sources"]]
    assert licences[0] == ("ours", "Apache-2.0")
    assert [name for name, _ in licences[1:]] == ["geonames-dump", "natural-earth", "whosonfirst"]
    assert licences[2][1] == "Public domain"
    assert all(source["attribution"] for source in gazetteer.info["sources"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["gazetteer.json", DATABASE_NAME]


def test_a_place_with_a_geonames_id_is_known_by_its_name(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    one = add_sources(base, [LocalSource("geonames", dump(tmp_path, LINES))], tmp_path / "one")
    layer = geojson(
        tmp_path / "places.geojson",
        (
            {"featurecla": "Populated place", "name": "Yeni kənd", "name_ar": "يني كند", "iso_a2": "AZ", "ne_id": 3},
            {"type": "Point", "coordinates": [47.51, 40.51]},
        ),
    )
    two = Gazetteer(add_sources(one, [LocalSource("natural-earth", layer)], tmp_path / "two"))
    assert two.find("يني كند")[0].place.id == "geonames:900001"


def test_a_source_that_fails_changes_nothing(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    good = LocalSource("geonames", dump(tmp_path, LINES))
    made = add_sources(base, [good], tmp_path / "out")
    before = made.read_bytes()
    bad = LocalSource("natural-earth", geojson(tmp_path / "bad.geojson", (LAKE, None)))
    with pytest.raises(GazetteerSourceError, match=r"bad\.geojson, feature 1"):
        add_sources(base, [good, bad], tmp_path / "out")
    assert made.read_bytes() == before
    assert sorted(path.name for path in made.parent.iterdir()) == ["gazetteer.json", DATABASE_NAME]


def test_no_such_file() -> None:
    with pytest.raises(GazetteerSourceError, match=r"there is no file missing\.zip; name one .*natural-earth"):
        parse_source("natural-earth:missing.zip")
