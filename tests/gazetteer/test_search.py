"""Search in the bundled gazetteer."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError

from geotag.gazetteer.distance import kilometres
from geotag.gazetteer.geocoder import GazetteerGeocoder
from geotag.gazetteer.search import Gazetteer


@pytest.mark.parametrize(
    ("name", "country", "via"),
    [
        ("القاهرة", "EG", "exact"),
        ("القاهره", "EG", "orthography"),
        ("کرکوک", "IQ", "orthography"),
        ("حَلَب", "SY", "orthography"),
        ("نيو يورك", "US", "spacing"),
        ("قرةباغ", "AZ", "spacing"),
        ("قره باغ", "AZ", "exact"),
        ("إقليم قره باغ", "AZ", "head"),
        ("بمدينة حلب", "SY", "head"),
        ("وبغداد", "IQ", "proclitic"),
        ("للجزائر", "DZ", "proclitic"),
    ],
)
def test_levels(gazetteer: Gazetteer, name: str, country: str, via: str) -> None:
    best = gazetteer.search(name)[0]
    assert best.place.country == country
    assert best.match.via == via
    assert (best.match.cost == 0) == (via == "exact")


def test_two_places_written_alike_stay_two(gazetteer: Gazetteer) -> None:
    assert {"OM", "JO"} <= {candidate.place.country for candidate in gazetteer.search("عمان")}


def test_scores_are_shares(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("باريس", limit=100)
    assert found[0].place.country == "FR"
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert sum(c.score for c in found) < 1


@pytest.mark.parametrize("name", ["", " ", "و", "ال", "لو", "كلمةلاوجودلها", "؟", "\u064b"])
def test_what_is_no_name_finds_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.search(name) == []


def test_places_by_id(gazetteer: Gazetteer) -> None:
    place = gazetteer.search("بغداد")[0].place
    assert gazetteer.place(place.id) == place
    assert gazetteer.place("geonames:0") is None


def test_distance_agrees_with_geopy() -> None:
    from geopy.distance import great_circle

    baku, yerevan = (40.4093, 49.8671), (40.1811, 44.5136)
    assert kilometres(*baku, *yerevan) == pytest.approx(great_circle(baku, yerevan).km, rel=1e-6)


def test_geocoder(gazetteer: Gazetteer) -> None:
    geocoder = GazetteerGeocoder(gazetteer)
    location = geocoder.geocode("باريس")
    assert location.raw["country"] == "FR"
    assert "فرنسا" in location.address
    american = geocoder.geocode("باريس", exactly_one=False, country_codes="us", limit=2)
    assert [place.raw["country"] for place in american] == ["US", "US"]
    assert geocoder.geocode("كلمةلاوجودلها") is None
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(" ")
