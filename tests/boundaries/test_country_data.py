from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from shapely.geometry import Point, shape

DATA = files("geotag.boundaries") / "data" / "countries.json"


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["features"]
    return found


def rings(features: list[dict[str, Any]]) -> Iterator[list[list[float]]]:
    for feature in features:
        for polygon in feature["geometry"]["coordinates"]:
            yield from polygon


def test_it_stays_small() -> None:
    assert len(DATA.read_bytes()) <= 450_000


def test_no_outline_runs_across_the_antimeridian(features: list[dict[str, Any]]) -> None:
    for ring in rings(features):
        for (lon, lat), (next_lon, _) in pairwise(ring):
            assert abs(lon - next_lon) < 60 or lat < -89, ring[:3]


def test_rings_are_closed_and_of_two_decimals(features: list[dict[str, Any]]) -> None:
    for ring in rings(features):
        assert len(ring) > 3
        assert ring[0] == ring[-1]
        assert all(round(degrees, 2) == degrees for point in ring for degrees in point)


@pytest.mark.parametrize(
    ("code", "name", "lon", "lat"),
    [
        ("EH", "الصحراء الغربية", -13.7, 21.9),
        ("PS", "فلسطين", 35.25, 32.0),
        ("XK", "كوسوفو", 20.9, 42.6),
        ("AZ", "أذربيجان", 47.8, 40.4),
        ("RU", "روسيا", 37.6, 55.7),
        ("BH", "البحرين", 50.55, 26.05),
    ],
)
def test_countries_are_there(features: list[dict[str, Any]], code: str, name: str, lon: float, lat: float) -> None:
    (country,) = [f for f in features if f["properties"]["code"] == code]
    assert country["properties"]["name"] == name
    assert shape(country["geometry"]).buffer(0).contains(Point(lon, lat))
