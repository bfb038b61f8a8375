"""Outlines of divisions: which place has which, and how they are read."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point

from geotag.boundaries.divisions import DIVISIONS_PATH, DivisionOutlines
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError
from geotag.gazetteer.lookup.store import Store, bundled_database
from geotag.model import Place

CURATED = Path(__file__).parents[2] / "gazetteer" / "curated"
#: Islands that Natural Earth does not draw.
TOO_SMALL = {"Lakshadweep"}
#: Natural Earth has the codes of the city of Moscow and of the oblast the wrong way round.
SWAPPED = {("RU-MOS", "RU-MOW")}
#: Where no division lacks an outline; elsewhere some were drawn anew, or are not drawn at all.
COVERED = "AE AF AM BH DE ES FR GB GE IN IR IT JO KW LY MR NE NG OM RU SA SS SY TD TR UA US YE"


@pytest.fixture(scope="module")
def outlines() -> DivisionOutlines:
    return DivisionOutlines()


@pytest.fixture(scope="module")
def divisions() -> list[Place]:
    """The first-level divisions of the bundled gazetteer, which are all curated."""
    with closing(sqlite3.connect(bundled_database())) as database:
        ids = [row[0] for row in database.execute("SELECT id FROM place WHERE kind = 'admin1' ORDER BY id")]
    with closing(Store(bundled_database())) as store:
        return [found for found in map(store.place, ids) if found is not None]


@pytest.fixture(scope="module")
def checked_codes() -> dict[tuple[str, str], str]:
    """Codes of ISO 3166-2 that curated divisions were checked against, by country and English name."""
    codes = {}
    for path in sorted(CURATED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                code = re.search(r"Natural Earth admin-1 (\S+)", row["checked"])
                if row["kind"] == "admin1" and code:
                    codes[row["country"], row["name_en"]] = code[1].rstrip("~")
    return codes


def place(name: str, name_en: str, lat: float, lon: float, kind: Any, country: str | None, **links: str) -> Place:
    return Place(f"test:{country}-{kind}-{name_en}", name, name_en, lat, lon, kind, country=country, links=links)


@pytest.mark.parametrize(
    ("asked", "inside", "outside"),
    [
        (place("حلب", "Aleppo", 36.2, 37.16, "admin1", "SY"), (36.6, 37.9), (35.9, 36.6)),
        (place("الأنبار", "Al Anbar", 33.4, 42.0, "admin1", "IQ"), (33.43, 43.3), (36.3, 43.1)),
        (place("هاتاي", "Hatay Province", 36.4, 36.2, "admin1", "TR"), (36.2, 36.16), (37.0, 35.3)),
        (place("إنجلترا", "England", 52.6, -1.5, "admin1", "GB"), (51.5, -0.5), (55.95, -3.2)),
        (place("غراند إيست", "Grand Est", 48.7, 5.6, "admin1", "FR"), (48.58, 7.7), (48.86, 2.35)),
        (place("نخجوان", "Nakhchivan", 39.35, 45.4, "admin1", "AZ"), (38.95, 45.8), (39.8, 46.75)),
        (place("سقطرى", "Socotra Governorate", 12.5, 53.9, "admin1", "YE"), (12.6, 54.2), (16.0, 48.8)),
        (place("الكناري", "Canary Islands", 28.3, -15.8, "admin1", "ES"), (28.3, -16.6), (31.6, -8.0)),
        (place("كييف", "Kyiv Oblast", 50.2, 30.5, "admin1", "UA"), (49.8, 30.1), (50.45, 30.52)),
        (place("آغدام", "Aghdam District", 40.05, 46.95, "admin2", "AZ"), (39.99, 46.93), (39.6, 47.15)),
        (place("كنت", "Kent", 51.2, 0.7, "admin2", "GB"), (51.28, 1.08), (51.5, -0.1)),
        (place("قطاع غزة", "Gaza Strip", 31.4, 34.35, "region", "PS"), (31.5, 34.45), (31.8, 34.65)),
        (place("دارفور", "Darfur", 13.5, 24.5, "region", "SD"), (13.63, 25.35), (13.18, 30.2)),
        (place("القرم", "Crimea", 45.2, 34.3, "region", "UA"), (44.6, 33.53), (46.6, 32.6)),
    ],
    ids=lambda value: value.name_en if isinstance(value, Place) else "",
)
def test_a_place_has_the_outline_of_its_name_that_it_lies_in(
    outlines: DivisionOutlines, asked: Place, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    outline = outlines.outline(asked)
    assert outline is not None
    assert outline.intersects(Point(inside[::-1]))
    assert not outline.intersects(Point(outside[::-1]))


@pytest.mark.parametrize(
    "asked",
    [
        place("حلب", "Aleppo", 36.2, 37.16, "admin1", "IQ"),
        place("حلب", "Aleppo", 36.2, 37.16, "city", "SY"),
        place("حلب", "Aleppo", 36.2, 37.16, "admin2", "SY"),
        place("حلب", "Aleppo", 36.2, 37.16, "admin1", None),
        place("حلب", "Aleppo", 33.5, 36.3, "admin1", "SY"),
        place("حلبجة", "Halabja", 35.2, 45.95, "admin1", "IQ"),
        place("غزة", "Gaza Governorate", 31.5, 34.45, "admin1", "PS"),
        place("أدرار", "Adrar", 27.9, -0.3, "admin1", "DZ"),
        place("قره باغ", "Nagorno-Karabakh", 39.9, 46.8, "region", "AZ"),
        place("ميرسيسايد", "Merseyside", 53.4, -2.9, "admin2", "GB"),
    ],
    ids=lambda asked: f"{asked.name_en}-{asked.kind}-{asked.country}",
)
def test_without_agreement_there_is_none(outlines: DivisionOutlines, asked: Place) -> None:
    assert outlines.outline(asked) is None


def test_an_id_is_worth_a_name(outlines: DivisionOutlines) -> None:
    other_name = place("س", "X", 36.2, 37.16, "admin1", "SY", geonames="170062")
    division = outlines.division(other_name)
    assert division is not None
    assert division.code == "SY-HL"
    # Two are called so, and the place lies in the city's: the id decides.
    linked = place("كييف", "Kyiv", 50.4, 30.5, "admin1", "UA", geonames="703446")
    assert [outlines.division(p).code for p in (linked, place("كييف", "Kyiv", 50.4, 30.5, "admin1", "UA"))] == [  # type: ignore[union-attr]
        "UA-32",
        "UA-30",
    ]


def test_nearly_all_divisions_have_one_each_their_own(
    outlines: DivisionOutlines, divisions: list[Place], checked_codes: dict[tuple[str, str], str]
) -> None:
    without: Counter[str | None] = Counter()
    owners: dict[bytes, str] = {}
    agreed = 0
    for asked in divisions:
        found = outlines.division(asked)
        if found is None:
            without[asked.country] += asked.name_en not in TOO_SMALL
            continue
        code = checked_codes.get((asked.country or "", asked.name_en))
        if code and found.code:
            assert code == found.code or (code, found.code) in SWAPPED, asked
            agreed += 1
        assert owners.setdefault(found.outline.wkb, asked.id) == asked.id
    assert not [country for country in COVERED.split() if without[country]]
    assert len(owners) > 890
    assert agreed > 600


def test_neighbours_share_their_border_and_do_not_overlap(outlines: DivisionOutlines) -> None:
    for country in ("SY", "IQ", "LY", "UA"):
        units = [d.outline for d in outlines.divisions(country) if d.code]
        shared = [a.intersection(b) for a, b in combinations(units, 2) if a.intersects(b)]
        assert sum(part.length > 0 for part in shared) > len(units), country
        assert sum(part.area for part in shared) < 1e-9 * sum(unit.area for unit in units), country


def test_every_outline_is_valid_and_turns_as_geojson_wants(outlines: DivisionOutlines) -> None:
    assert len(outlines.countries) > 230
    for country in outlines.countries:
        for division in outlines.divisions(country):
            outline = division.outline
            assert outline.is_valid, division
            assert not outline.is_empty, division
            assert all(polygon.exterior.is_ccw for polygon in outline.geoms), division
            assert not any(ring.is_ccw for polygon in outline.geoms for ring in polygon.interiors), division


def test_a_point_in_a_division(outlines: DivisionOutlines) -> None:
    found = outlines.division_at("TR", 36.2, 36.16)
    assert found is not None
    assert (found.code, found.kind) == ("TR-31", "admin1")
    england = outlines.division_at("GB", 51.5, -0.5)
    assert england is not None
    assert england.names == ("England",)
    assert outlines.division_at("TR", 36.2, 37.16) is None
    assert outlines.division_at("DZ", 27.9, -0.3) is None
    assert outlines.divisions("ZZ") == ()


def test_the_file_stays_small() -> None:
    assert DIVISIONS_PATH.stat().st_size <= 3_000_000


def test_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match=r"none\.jsonl are missing"):
        DivisionOutlines(tmp_path / "none.jsonl")
    path = tmp_path / "bad.jsonl"
    path.write_text('{"country":"AE","units":[],"groups":[]}\n{}\n', encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match=r"bad\.jsonl, line 2"):
        DivisionOutlines(path)
    path.write_text('{"country":"AE","units":[{}],"groups":[]}\n', encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match=r"bad\.jsonl, line 1"):
        DivisionOutlines(path).divisions("AE")
    unit = {"code": "AE-AZ", "kind": "admin1", "names": ["X"], "links": {}, "outline": [[[0, 0, 1]]]}
    path.write_text(f'{{"country":"AE","units":[{json.dumps(unit)}],"groups":[]}}\n', encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match=r"outline of X \(AE\) is damaged"):
        assert shapely.is_valid(DivisionOutlines(path).divisions("AE")[0].outline)
