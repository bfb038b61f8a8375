from __future__ import annotations

import re

import pytest
from shapely.geometry import MultiPolygon, Point, shape

from geotag.maps.outlines import coordinates_of, division_outline, is_outlined_country, shown_at
from geotag.model import Place
from tests.maps.factory import AZERBAIJAN, BAKU, KARABAKH, mention, place, tagged
from tests.maps.test_drawing import data_of, html

ALEPPO = place("aleppo", "محافظة حلب", "Aleppo", 36.2, 37.16, "admin1", country="SY")
BAHRAIN = place("bh", "البحرين", "Bahrain", 26.0, 50.55, "country", country="BH")
DARFUR = place("darfur", "دارفور", "Darfur", 13.5, 24.5, "region", country="SD")
NORTH_DARFUR = place("darfur-n", "شمال دارفور", "North Darfur", 15.5, 25.5, "admin1", country="SD")
SUDAN = place("sd", "السودان", "Sudan", 15.0, 30.0, "country", country="SD")


def test_the_outline_of_a_division_is_written_as_geojson_wants_it() -> None:
    outline = division_outline(ALEPPO)
    assert outline is not None
    written = coordinates_of(outline)
    read = shape({"type": "MultiPolygon", "coordinates": written})
    assert isinstance(read, MultiPolygon)
    assert read.covers(Point(37.16, 36.2))
    assert all(polygon.exterior.is_ccw for polygon in read.geoms)
    assert all(round(degrees, 3) == degrees for polygon in written for ring in polygon for p in ring for degrees in p)


def test_what_has_no_outline_or_one_too_small_to_hit_stays_a_marker() -> None:
    assert division_outline(BAKU) is None
    assert division_outline(KARABAKH) is None
    assert division_outline(place("x", "س", "X", 36.2, 37.16, "admin1", country="SY")) is None
    assert division_outline(place("doha", "الدوحة", "Doha", 25.29, 51.5, "admin1", country="QA")) is None


def test_small_countries_stay_markers() -> None:
    assert is_outlined_country(AZERBAIJAN)
    assert not is_outlined_country(BAHRAIN)
    assert not is_outlined_country(BAKU)


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        (ALEPPO, False),
        (BAKU, False),
        (place("fu", "الفجيرة", "Fujairah Emirate", 25.3, 56.3, "admin1", country="AE"), True),
        (place("cn", "الكناري", "Canary Islands", 28.3, -15.8, "admin1", country="ES"), True),
    ],
)
def test_a_place_beside_its_outline_is_shown_inside(asked: Place, moved: bool) -> None:
    lat, lon = shown_at(asked)
    assert ((lat, lon) != (asked.lat, asked.lon)) == moved
    outline = division_outline(asked)
    assert outline is None or outline.covers(Point(lon, lat))


def test_the_larger_lies_below() -> None:
    text = "باكو ثم شمال دارفور ثم إقليم دارفور ثم محافظة حلب ثم السودان"
    named = {"باكو": BAKU, "شمال دارفور": NORTH_DARFUR, "إقليم دارفور": DARFUR, "محافظة حلب": ALEPPO, "السودان": SUDAN}
    page = html(tagged(text, *(mention(text, name, to=to) for name, to in named.items())))
    places = data_of(page)["places"]
    drawn = page.rpartition("geotag.drawBaseMap")[2]
    order = [int(a or b) for a, b in re.findall(r"geotag\.add(?:Place\((\d+),|Outline\(map_page, (\d+),)", drawn)]
    assert [places[i]["name"][1] for i in order] == ["Sudan", "Darfur", "North Darfur", "Aleppo", "Baku"]  # type: ignore[index]
    assert [bool(places[i]["shape"]) for i in order] == [False, True, True, True, False]  # type: ignore[index]
