"""The facts under ``gazetteer/curated`` hang together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from geotag.arabic.orthography import is_arabic
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import read_recipe
from geotag.gazetteer.build.sources import SourcePlace, curated

RECIPE = Path(__file__).parents[2] / "gazetteer" / "sources.toml"


@pytest.fixture(scope="module")
def rows() -> list[SourcePlace]:
    _, sources = read_recipe(RECIPE)
    return list(curated.read(sources[0]))


def test_every_file_is_in_the_recipe() -> None:
    _, sources = read_recipe(RECIPE)
    assert set(sources[0].files) == set((RECIPE.parent / "curated").glob("*.csv"))


def test_names_are_arabic_and_tidy(rows: list[SourcePlace]) -> None:
    for row in rows:
        for form in row.forms:
            assert form == " ".join(form.split()), row.origin
            latin_brand = form.isascii()
            assert latin_brand or any(map(is_arabic, form)), row.origin


def test_no_row_twice_in_a_file(rows: list[SourcePlace]) -> None:
    counts = Counter((row.origin.split(",")[0], row.name_en, row.kind, row.country, row.admin1) for row in rows)
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "country", "kind", "lat", "lon"),
    [
        ("أمريكا", "US", "country", 39, -98),
        ("الولايات المتحدة", "US", "country", 39, -98),
        ("بريطانيا", "GB", "country", 54, -2),
        ("الضفة الغربية", "PS", "region", 32, 35),
        ("قطاع غزة", "PS", "region", 31, 34),
        ("الشرق الأوسط", None, "region", 29, 41),
        ("القوقاز", None, "region", 42, 44),
        ("مضيق هرمز", None, "strait", 27, 56),
        ("جبرائيل", "AZ", "city", 39, 47),
        ("كلبجر", "AZ", "city", 40, 46),
        ("كلباجار", "AZ", "city", 40, 46),
        ("ستيباناكيرت", "AZ", "city", 40, 47),
        ("محافظة حضرموت", "YE", "admin1", 16, 49),
    ],
)
def test_what_news_names_is_there(
    gazetteer: Gazetteer, name: str, country: str | None, kind: str, lat: float, lon: float
) -> None:
    best = gazetteer.search(name)[0].place
    assert best.country == country
    assert best.kind == kind
    assert abs(best.lat - lat) < 3.5
    assert abs(best.lon - lon) < 5
