"""Ids that stand twice, and coordinates that changed places."""

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.pipeline import LocalSource, add_sources
from geotag.gazetteer.build.sources import SourcePlace
from geotag.gazetteer.build.sources.plausibility import in_order, is_swapped
from tests.gazetteer.build.sources.test_geonames_dump import LINES, dump, line
from tests.gazetteer.build.sources.test_whosonfirst import distribution, feature
from tests.gazetteer.build.test_from_recipe import ROWS, write


def place(lat: float, lon: float, country: str | None = "AZ", number: int = 1) -> SourcePlace:
    return SourcePlace("test", str(number), "X", "city", lat, lon, country=country, origin=f"AZ.zip, line {number}")


@pytest.mark.parametrize(
    ("row", "swapped"),
    [
        (place(40.4, 49.9), False),
        (place(49.9, 40.4), True),
        # Far from the country either way: wrong, but not swapped. Without a country, nothing can be told.
        (place(-33.0, 151.0), False),
        (place(49.9, 40.4, None), False),
        # In Egypt latitudes and longitudes are alike.
        (place(30.0, 31.2, "EG"), False),
        (place(31.2, 30.0, "EG"), False),
    ],
)
def test_a_swapped_place(row: SourcePlace, swapped: bool) -> None:
    assert is_swapped(row) == swapped


def test_a_source_of_swapped_places_is_refused() -> None:
    rows = [place(40.4, 49.9, number=1), *(place(49.9, 40.4, number=number) for number in range(2, 5))]
    with pytest.raises(GazetteerSourceError, match=r"line 2: latitude 49\.9, longitude 40\.4 .* 3 of the first 4"):
        list(in_order(rows))


def test_a_few_swapped_places_among_many_are_let_through() -> None:
    rows = [place(40.4, 49.9, number=number) for number in range(60)]
    rows[3] = place(49.9, 40.4)
    assert list(in_order(rows)) == rows


@pytest.mark.parametrize("count", [3, 200])
def test_a_swapped_dump(tmp_path: Path, count: int) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    lines = [line(str(900 + number), f"Kənd {number}", "49.9", "40.4", "P.PPL") for number in range(count)]
    with pytest.raises(GazetteerSourceError, match=r"AZ\.zip, line 1: .* far outside AZ.*are the two swapped"):
        add_sources(base, [LocalSource("geonames", dump(tmp_path, lines))], tmp_path / "out")


def test_an_id_that_stands_twice(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    twice = LocalSource("geonames", dump(tmp_path, [*LINES, LINES[1]]))
    with pytest.raises(GazetteerSourceError, match=r"AZ\.zip, line 6: the id 585557 stands in AZ\.zip, line 2 already"):
        add_sources(base, [twice], tmp_path / "out")
    records = LocalSource("whosonfirst", distribution(tmp_path / "am.db", feature(), feature()))
    with pytest.raises(GazetteerSourceError, match=r"am\.db, geojson 2: the id 1108782611 stands in am\.db, geojson 1"):
        add_sources(base, [records], tmp_path / "out")
