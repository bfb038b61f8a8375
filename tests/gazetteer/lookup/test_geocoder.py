"""The gazetteer as a geopy geocoder."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import Any

import pytest
from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geotag.gazetteer import Gazetteer, GazetteerGeocoder
from geotag.gazetteer.lookup.store import bundled_database

UNKNOWN = "كلمةلاوجودلها"


class Online(Geocoder):
    """Stands for an online geocoder."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__(user_agent="test")
        self.asked: list[tuple[Any, bool, Any]] = []
        self.fails = fails

    def geocode(self, query: Any, *, exactly_one: bool, timeout: Any) -> Location | None:
        self.asked.append((query, exactly_one, timeout))
        if self.fails:
            raise GeocoderServiceError("down")
        return Location("there", (1, 2), {})

    reverse = geocode


@pytest.fixture
def geocoder(gazetteer: Gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(gazetteer)


def test_geocode(geocoder: GazetteerGeocoder) -> None:
    location = geocoder.geocode("باريس")
    assert isinstance(location, Location)
    assert location.raw["country"] == "FR"
    assert "فرنسا" in location.address
    assert geocoder.geocode(UNKNOWN) is None


def test_country_codes_and_limit(geocoder: GazetteerGeocoder) -> None:
    american = geocoder.geocode("باريس", exactly_one=False, country_codes="us", limit=2)
    assert [place.raw["country"] for place in american] == ["US", "US"]
    either = geocoder.geocode("باريس", exactly_one=False, country_codes=["US", "fr"], limit=100)
    assert {place.raw["country"] for place in either} == {"US", "FR"}
    assert geocoder.geocode("باريس", country_codes="EG") is None


def test_viewbox(geocoder: GazetteerGeocoder) -> None:
    jordan = [(29.2, 34.9), Point(33.4, 39.3)]
    assert geocoder.geocode("عمان").raw["country"] == "OM"
    assert geocoder.geocode("عمان", viewbox=jordan).raw["country"] == "JO"
    every = geocoder.geocode("عمان", viewbox=jordan, exactly_one=False, limit=100)
    assert {"OM", "JO"} <= {place.raw["country"] for place in every}
    bounded = geocoder.geocode("عمان", viewbox=jordan, bounded=True, exactly_one=False, limit=100)
    assert {place.raw["country"] for place in bounded} == {"JO"}
    with pytest.raises(GeocoderQueryError, match="two opposite corners"):
        geocoder.geocode("عمان", viewbox=[(1, 2)])


@pytest.mark.parametrize("point", [(33.51, 36.29), "33.51, 36.29", Point(33.51, 36.29)])
def test_reverse(geocoder: GazetteerGeocoder, point: Any) -> None:
    location = geocoder.reverse(point)
    assert location.raw["name_en"] == "Damascus"
    assert location.raw["distance_km"] < 10
    assert len(geocoder.reverse(point, exactly_one=False, limit=3)) == 3


def test_reverse_far_from_everything(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.reverse((0, -30)) is None


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query(geocoder: GazetteerGeocoder, query: str) -> None:
    with pytest.raises(GeocoderQueryError, match="the query is empty"):
        geocoder.geocode(query)


def test_no_point(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderQueryError, match="is no point"):
        geocoder.reverse("دمشق")


def test_a_fallback_is_asked_once_and_not_too_often(gazetteer: Gazetteer) -> None:
    online = Online()
    geocoder = GazetteerGeocoder(gazetteer, fallback=online, min_delay_seconds=0.2)
    assert geocoder.geocode("باريس").raw["country"] == "FR"
    assert online.asked == []
    start = time.monotonic()
    assert geocoder.geocode(UNKNOWN, timeout=3).address == "there"
    assert geocoder.geocode(UNKNOWN, timeout=3).address == "there"
    assert online.asked == [(UNKNOWN, True, 3)]
    assert geocoder.reverse((0, -30), timeout=3).address == "there"
    assert online.asked[1:] == [((0.0, -30.0), True, 3)]
    assert time.monotonic() - start >= 0.2


def test_errors_of_a_fallback_come_through(gazetteer: Gazetteer) -> None:
    geocoder = GazetteerGeocoder(gazetteer, fallback=Online(fails=True), min_delay_seconds=0)
    with pytest.raises(GeocoderServiceError, match="down"):
        geocoder.geocode(UNKNOWN)


def test_a_fallback_gives_no_more_than_the_limit(gazetteer: Gazetteer) -> None:
    class Many(Online):
        def geocode(self, query: Any, *, exactly_one: bool, timeout: Any) -> Any:
            return [Location(str(number), (number, 0), {}) for number in range(9)]

        reverse = geocode

    geocoder = GazetteerGeocoder(gazetteer, fallback=Many(), min_delay_seconds=0)
    assert len(geocoder.geocode(UNKNOWN, exactly_one=False, limit=2)) == 2
    assert len(geocoder.geocode(UNKNOWN, exactly_one=False, limit=7)) == 7
    assert len(geocoder.reverse((0, -30), exactly_one=False, limit=3)) == 3


@pytest.mark.parametrize(
    ("address", "name_en", "country"),
    [
        ("حلب، سوريا", "Aleppo", "SY"),
        ("حلب, محافظة حلب, سوريا", "Aleppo", "SY"),
        ("Aleppo, Syria", "Aleppo", "SY"),
        ("Aleppo , SY", "Aleppo", "SY"),
        ("حلب; SYR", "Aleppo", "SY"),
        ("London, UK", "London", "GB"),
        ("Paris, US", "Paris", "US"),
        ("Paris, TX, USA", "Paris", "US"),
        ("عمان، الأردن", "Amman", "JO"),
        ("Rabia, Latakia، سوريا", "Rabia, Latakia", "SY"),
        ("حلب،", "Aleppo", "SY"),
    ],
)
def test_an_address_means_the_place_of_that_name_there(
    geocoder: GazetteerGeocoder, address: str, name_en: str, country: str
) -> None:
    raw = geocoder.geocode(address).raw
    assert (raw["name_en"], raw["country"]) == (name_en, country)


@pytest.mark.parametrize("address", ["حلب، مصر", "Aleppo, FR", "حلب، كلمةلاوجودلها", f"{UNKNOWN}، سوريا", "،"])
def test_an_address_that_nothing_fits_means_no_place(geocoder: GazetteerGeocoder, address: str) -> None:
    assert geocoder.geocode(address) is None


def test_what_reverse_prints_leads_back(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.reverse((36.2, 37.16)).address == "حلب، سوريا"
    database = sqlite3.connect(bundled_database())
    points = database.execute("SELECT lat, lon FROM place WHERE kind IN ('city', 'village', 'neighbourhood', 'camp')")
    drawn = random.Random(15).sample(points.fetchall(), 120)
    database.close()
    far = []
    for point in drawn:
        there = geocoder.reverse(point)
        back = geocoder.geocode(there.address)
        if back is None or geodesic((there.latitude, there.longitude), (back.latitude, back.longitude)).km > 5:
            far.append(there.address)
    assert len(far) <= 0.03 * len(drawn), far
