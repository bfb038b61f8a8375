"""The facts compiled by hand hold what they are meant to hold: divisions, conflict areas, waters, sites, districts."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from geotag.arabic.orthography import name_key
from geotag.gazetteer.build.from_recipe import read_recipe
from geotag.gazetteer.build.sources import SourcePlace, curated

RECIPE = Path(__file__).parents[2] / "gazetteer" / "sources.toml"
#: Names by what they are an item of; country and kinds that they must have, where it says so.
COVERAGE = Path(__file__).with_name("coverage.csv")
#: First-level divisions of the Arab states and the others whose divisions news names, as their states count them now.
_COUNTED = """
DZ:58 BH:4 KM:3 DJ:6 EG:27 IQ:19 JO:12 KW:6 LB:8 LY:22 MR:13 MA:12 OM:11 PS:16 QA:8 SA:13 SO:18 SD:18 SY:14
TN:24 AE:7 YE:22 TR:81 IR:31 AM:11 GE:11 UA:24 RU:82 US:51 GB:4 FR:13 DE:16 ES:17 IT:20 IN:36 PK:7 AF:34 ET:14
NG:37 ML:11 NE:8 TD:22 IL:6
"""
DIVISIONS = {country: int(count) for country, count in (pair.split(":") for pair in _COUNTED.split())}


@pytest.fixture(scope="module")
def rows() -> list[SourcePlace]:
    _, sources = read_recipe(RECIPE)
    return list(curated.read(sources[0]))


def test_there_are_thousands_each_with_its_facts(rows: list[SourcePlace]) -> None:
    assert len(rows) >= 7_000
    for row in rows:
        assert row.forms, row.origin
        assert row.name_en, row.origin
    of_a_place = [row for row in rows if row.kind in ("city", "village", "neighbourhood", "camp", "facility")]
    with_division = sum(row.admin1 is not None for row in of_a_place)
    assert with_division / len(of_a_place) > 0.55


@pytest.mark.parametrize("country", sorted(DIVISIONS))
def test_first_level_divisions(rows: list[SourcePlace], country: str) -> None:
    names = {row.admin1 or row.name_en for row in rows if row.kind == "admin1" and row.country == country}
    assert len(names) >= DIVISIONS[country]


def test_districts_of_azerbaijan(rows: list[SourcePlace]) -> None:
    assert len({row.name_en for row in rows if row.kind == "admin2" and row.country == "AZ"}) >= 66


def items() -> list[tuple[str, str, frozenset[str], list[str]]]:
    with COVERAGE.open(encoding="utf-8", newline="") as lines:
        return [
            (row["item"], row["country"], frozenset(row["kinds"].split()), row["names"].split("|"))
            for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(
    ("country", "kinds", "names"),
    [pytest.param(*rest, id=f"{item} {rest[0]}".strip()) for item, *rest in items()],
)
def test_names_of_an_item(rows: list[SourcePlace], country: str, kinds: frozenset[str], names: list[str]) -> None:
    known = defaultdict(list)
    for row in rows:
        for form in row.forms:
            known[name_key(form).removeprefix("ال")].append(row)
    missing = [
        name
        for name in names
        if not any(
            (not kinds or row.kind in kinds) and row.country in (country or row.country, None)
            for row in known[name_key(name).removeprefix("ال")]
        )
    ]
    assert missing == []
