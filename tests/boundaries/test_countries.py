"""Country outlines."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import Point

from geotag.boundaries.countries import CountryOutlines
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError


@pytest.fixture(scope="module")
def outlines() -> CountryOutlines:
    return CountryOutlines()


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (40.41, 49.87, "AZ"),
        (31.5, 34.45, "PS"),
        (-25.5, 122.2, "AU"),
        (69.0, -97.0, "CA"),
        (66.0, -172.0, "RU"),
        (34.0, 25.9, None),
        (0.0, -30.0, None),
    ],
)
def test_country_at(outlines: CountryOutlines, lat: float, lon: float, country: str | None) -> None:
    assert outlines.country_at(lat, lon) == country
    assert not outlines.contains("BR", lat, lon)


def test_a_point_off_a_coast_is_its_countrys_and_in_none(outlines: CountryOutlines) -> None:
    beirut = 33.89, 35.5
    assert not outlines.contains("LB", *beirut)
    assert outlines.country_at(*beirut) == "LB"
    assert outlines.country_at(*beirut, within_km=0.1) is None
    assert outlines.contains("SY", 33.51, 36.29)


def test_border_distance_is_in_kilometres_on_both_sides(outlines: CountryOutlines) -> None:
    madrid = outlines.border_distance("ES", 40.42, -3.7)
    assert 230 < madrid < 260  # Portugal
    assert outlines.border_distance("FR", 40.42, -3.7) > madrid
    # Straight west of Narvik, where a degree of longitude is 41 km: along the meridian it would be twice as much.
    assert outlines.border_distance("SE", 68.44, 17.43) < 35


def test_extent_and_representative_point(outlines: CountryOutlines) -> None:
    west, south, east, north = outlines.extent("IQ")
    assert (round(west), round(south), round(east), round(north)) == (39, 29, 49, 37)
    for code in outlines.codes:
        lat, lon = outlines.representative_point(code)
        assert outlines.outline(code).intersects(Point(lon, lat)), code


def test_an_unknown_country(outlines: CountryOutlines) -> None:
    with pytest.raises(KeyError, match="'ZZ' is no ISO 3166-1"):
        outlines.outline("ZZ")


def test_missing_and_damaged_outlines(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match=r"none\.json are missing"):
        CountryOutlines(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match=r"bad\.json is no GeoJSON of countries"):
        CountryOutlines(tmp_path / "bad.json")
