"""Dumps of GeoNames: reading them, and merging them into a gazetteer."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.build.sources.geonames_dump import read, read_alternate_names
from geotag.gazetteer.build.supplement import extend
from geotag.gazetteer.schema import DATABASE_NAME
from tests.gazetteer.build.test_from_recipe import ROWS, write

INFO = SourceInfo("geonames-dump", "geonames", "GeoNames AZ", "CC-BY-4.0", "GeoNames (geonames.org)", 10)


def line(place: str, name: str, lat: str, lon: str, code: str, population: str = "0", alternates: str = "") -> str:
    feature_class, feature_code = code.split(".")
    values = [place, name, name, alternates, lat, lon, feature_class, feature_code, "AZ", "", "01", "", "", ""]
    return "\t".join([*values, population, "", "1", "Asia/Baku", "2026-01-01"])


LINES = [
    line("148619", "Ağdam", "39.9911", "46.9297", "P.PPLA", "42587", "Agdam,آغدام,Агдам"),
    line("585557", "Kura", "39.4", "49.3", "H.STM"),
    line("900001", "Yeni kənd", "40.5", "47.5", "P.PPL", "800"),
    line("900002", "Yol", "40.5", "47.5", "R.RD"),
    line("900003", "Düşərgə", "40.1", "47.1", "S.CMPRF"),
]
ALTERNATES = [
    "1\t585557\tar\tكور\t\t\t\t\t\t",
    "2\t585557\tar\tنهر كورا\t1\t\t\t\t\t",
    "3\t585557\twkdt\tQ205309\t\t\t\t\t\t",
    "4\t585557\tfr\tKoura\t\t\t\t\t\t",
]


def dump(directory: Path, lines: list[str], name: str = "AZ") -> Path:
    path = directory / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "...")
        archive.writestr(f"{name}.txt", "".join(f"{text}\n" for text in lines))
    return path


def test_kinds_and_names(tmp_path: Path) -> None:
    alternates = read_alternate_names(dump(tmp_path, ALTERNATES, "alternateNamesV2"))
    places = list(read(dump(tmp_path, LINES), INFO, alternates))
    assert [(place.key, place.kind) for place in places] == [
        ("148619", "city"),
        ("585557", "river"),
        ("900001", "village"),
        ("900003", "camp"),
    ]
    assert places[0].forms == ("آغدام",)
    assert places[1].forms == ("نهر كورا", "كور")
    assert places[1].links == {"geonames": "585557", "wikidata": "Q205309"}
    assert (places[0].population, places[1].population) == (42587, None)


def test_a_text_file_reads_like_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "AZ.txt"
    path.write_text("".join(f"{text}\n" for text in LINES), encoding="utf-8")
    assert [p.key for p in read(path, INFO)] == [p.key for p in read(dump(tmp_path, LINES), INFO)]


def test_merging_into_a_gazetteer(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    before = base.read_bytes()
    alternates = read_alternate_names(dump(tmp_path, ALTERNATES, "alternateNamesV2"))
    # Ağdam is the base's Aghdam by its Arabic name; a second town of that name is far away.
    lines = [*LINES, line("900004", "Aghdam", "38.0", "48.0", "P.PPL", "9000")]
    made = extend(base, read(dump(tmp_path, lines), INFO, alternates), INFO, tmp_path / "out", version="geonames.AZ")
    gazetteer = Gazetteer(made, verify=True)
    towns = {c.place.id: c.place for c in gazetteer.find("Aghdam") if c.place.kind == "city"}
    assert sorted(towns) == ["geonames:900004", "ours:az-city-aghdam"]
    assert towns["ours:az-city-aghdam"].links == {"geonames": "148619"}
    assert towns["ours:az-city-aghdam"].name == "آغدام"
    assert gazetteer.find("Ağdam")[0].place.id == "ours:az-city-aghdam"
    (river,) = gazetteer.find("نهر كورا")
    assert (river.place.id, river.place.links["wikidata"]) == ("geonames:585557", "Q205309")
    assert gazetteer.info["places"] == 4 + 4
    assert gazetteer.info["sources"][-1]["licence"] == "CC-BY-4.0"
    assert base.read_bytes() == before


def test_a_place_gets_its_first_arabic_name(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    latin = extend(base, read(dump(tmp_path, LINES), INFO), INFO, tmp_path / "latin", version="x")
    assert Gazetteer(latin).find("Kura")[0].place.name == "Kura"
    alternates = read_alternate_names(dump(tmp_path, ALTERNATES, "alternateNamesV2"))
    again = extend(latin, read(dump(tmp_path, LINES), INFO, alternates), INFO, tmp_path / "again", version="x")
    assert Gazetteer(again).find("Kura")[0].place.name == "نهر كورا"


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (
            LINES[0].replace("39.9911", "139.9911"),
            r"AZ\.zip, line 2, column latitude: '139\.9911' is outside -90 to 90",
        ),
        (LINES[0].replace("46.9297", "east"), r"line 2, column longitude: 'east' is no number"),
        (LINES[0].replace("42587", "many"), r"line 2, column population: 'many' is no whole number"),
        (LINES[0].replace("148619", "x"), r"line 2, column geonameid: 'x' is no whole number"),
        ("148619\tAgdam", r"line 2: 2 columns, 19 expected"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, broken: str, complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        list(read(dump(tmp_path, [LINES[1], broken]), INFO))


def test_a_truncated_archive(tmp_path: Path) -> None:
    path = dump(tmp_path, LINES)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(GazetteerSourceError, match=r"AZ\.zip is no whole zip file .*fetch it again"):
        list(read(path, INFO))


def test_an_altered_archive(tmp_path: Path) -> None:
    path = tmp_path / "AZ.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("AZ.txt", LINES[1] + "\n")
    path.write_bytes(path.read_bytes().replace(b"Kura", b"Kuro", 1))
    with pytest.raises(GazetteerSourceError, match="is no whole zip file"):
        list(read(path, INFO))


def test_an_archive_of_another_name(tmp_path: Path) -> None:
    path = dump(tmp_path, LINES).rename(tmp_path / "mine.zip")
    with pytest.raises(GazetteerSourceError, match=r"holds no mine\.txt; keep the names"):
        list(read(path, INFO))


def test_a_dump_that_fails_changes_nothing(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    made = extend(base, read(dump(tmp_path, LINES), INFO), INFO, tmp_path / "out", version="x")
    before = made.read_bytes()
    with pytest.raises(GazetteerSourceError, match="line 6"):
        extend(base, read(dump(tmp_path, [*LINES, "broken"]), INFO), INFO, tmp_path / "out", version="x")
    assert made.read_bytes() == before
    assert sorted(path.name for path in made.parent.iterdir()) == ["gazetteer.json", DATABASE_NAME]


def test_a_population_raises_prominence(tmp_path: Path) -> None:
    rows = [row.replace("37700", "") for row in ROWS]
    base = build(write(tmp_path, rows), tmp_path / "base")
    small = Gazetteer(base).place("ours:az-city-aghdam")
    crowded = line("148619", "Aghdam", "39.9911", "46.9297", "P.PPLA", "4200000")
    made = extend(base, read(dump(tmp_path, [crowded]), INFO), INFO, tmp_path / "out", version="x")
    large = Gazetteer(made).place("ours:az-city-aghdam")
    assert small is not None
    assert large is not None
    assert (small.population, large.population) == (None, 4_200_000)
    assert large.prominence > small.prominence + 3
