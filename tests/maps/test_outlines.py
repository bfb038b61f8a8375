from __future__ import annotations

import pytest
from shapely.geometry import Point, Polygon

from geotag.maps.outlines import is_outlined_country, province_rings
from geotag.model import Place
from tests.maps.factory import AZERBAIJAN, BAKU, mention, place, tagged
from tests.maps.test_drawing import data_of, html

ALEPPO = place("aleppo", "محافظة حلب", "Aleppo", 36.2, 37.16, "admin1", country="SY")
BAHRAIN = place("bh", "البحرين", "Bahrain", 26.0, 50.55, "country", country="BH")


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon", "outside"),
    [
        ("Aleppo", "SY", 36.2, 37.16, (34.8, 36.7)),
        ("Anbar", "IQ", 33.4, 42.0, (36.3, 43.1)),
        ("Aswan", "EG", 23.6, 32.9, (30.0, 31.2)),
        ("Adana", "TR", 37.0, 35.3, (41.0, 29.0)),
    ],
)
def test_a_province_is_the_one_that_it_lies_in(
    name: str, country: str, lat: float, lon: float, outside: tuple[float, float]
) -> None:
    rings = province_rings(Place(f"test:{name}", name, name, lat, lon, "admin1", country=country))
    assert rings
    assert any(Polygon(ring).covers(Point(lon, lat)) for ring in rings)
    assert not any(Polygon(ring).covers(Point(outside[1], outside[0])) for ring in rings)


def test_only_provinces_of_the_same_country_have_one() -> None:
    assert province_rings(BAKU) is None
    assert province_rings(place("x", "س", "X", 36.2, 37.16, "admin1", country="IQ")) is None
    assert province_rings(place("x", "الخليل", "Hebron", 31.5, 35.1, "admin1", country="PS")) is None
    assert province_rings(place("x", "نخجوان", "Nakhchivan", 39.2, 45.4, "admin1", country="AZ")) is None
    assert province_rings(place("x", "س", "X", 40.0, -100.0, "admin1", country="US")) is None


def test_small_countries_stay_markers() -> None:
    assert is_outlined_country(AZERBAIJAN)
    assert not is_outlined_country(BAHRAIN)
    assert not is_outlined_country(BAKU)


def test_countries_lie_below_provinces_and_provinces_below_markers() -> None:
    text = "باكو في محافظة حلب في أذربيجان"
    names = [mention(text, n, to=p) for n, p in (("باكو", BAKU), ("محافظة حلب", ALEPPO), ("أذربيجان", AZERBAIJAN))]
    page = html(tagged(text, *names))
    drawn = page.rpartition("geotag.drawBaseMap")[2]
    names_of = [p["name"][1] for p in data_of(page)["places"]]  # type: ignore[index]
    order = sorted(
        range(3),
        key=lambda i: min(
            drawn.find(f"geotag.add{what}{i}{end}") % 10**9
            for what, end in (("Place(", ","), ("Outline(map_page, ", ","))
        ),
    )
    assert [names_of[i] for i in order] == ["Azerbaijan", "Aleppo", "Baku"]
    assert len(data_of(page)["places"][names_of.index("Aleppo")]["rings"][0]) > 10  # type: ignore[arg-type]
