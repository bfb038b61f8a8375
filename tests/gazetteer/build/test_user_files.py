"""Files of the user's own places, as programs write them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.overlay import OverlayFile
from geotag.gazetteer.build.pipeline import LocalSource, parse_source
from geotag.gazetteer.build.sources import SourceInfo, natural_earth, whosonfirst

HEADER = ("name", "name_en", "kind", "country", "lat", "lon")
VALUES = ("مزرعة الورد", "Rose Farm", "village", "IQ", "33.1", "44.2")


def table(delimiter: str, end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in (HEADER, VALUES))


def names(path: Path, **reading: object) -> list[tuple[str, float]]:
    return [
        (change.forms[0], change.row.lat)
        for change in OverlayFile(path, **reading).changes()  # type: ignore[arg-type]
        if change.row
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.csv", table(";").encode()),
        ("mine.csv", table("\t").encode()),
        ("mine.csv", table("|").encode()),
        ("mine.tsv", table(",").encode()),
        ("mine.csv", table(";", "\r\n").encode("utf-8-sig")),
        ("mine.csv", table(",", "\r").encode()),
        ("mine.csv", table("\t").encode("utf-16")),
        ("mine.csv.gz", gzip.compress(table(",").encode())),
        ("mine.csv", (table(",") + "\n\n").encode()),
        ("mine.csv", table(",").replace("Rose Farm", '"Rose Farm"').replace("name,", " name ,", 1).encode()),
    ],
)
def test_a_table_is_read_as_programs_write_it(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert names(path) == [("مزرعة الورد", 33.1)]
    source = parse_source(str(path))
    assert isinstance(source, LocalSource)
    assert source.own == OverlayFile(path)


def test_a_cell_may_be_longer_than_the_limit_of_the_csv_module(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    shape = "POLYGON " + "(1 2," * 100_000
    path.write_text(f'shape,place,lat,lon\n"{shape}",مزرعة,33.1,44.2\n', encoding="utf-8")
    limit = csv.field_size_limit()
    columns = {"name": "place", "name_en": "place", "lat": "lat", "lon": "lon"}
    assert names(path, columns=columns, values={"kind": "village"}) == [("مزرعة", 33.1)]
    assert csv.field_size_limit() == limit


def test_quotes_and_line_ends_within_values(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        f'{",".join(HEADER)}\r\n"بيت ""الورد""\r\nالكبير, الثاني",House,village,,1,2\r\nدار,Dar,oops,,1,2\r\n',
        encoding="utf-8",
        newline="",
    )
    with pytest.raises(GazetteerSourceError, match=r"mine\.csv, line 4, column kind: 'oops'"):
        names(path)
    path.write_text(path.read_text(encoding="utf-8").replace("oops", "village"), encoding="utf-8")
    assert names(path)[0][0].startswith('بيت "الورد"')


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "a.csv",
            'name,name_en,kind,lat,lon\n"حلب,Aleppo,city,1,2\n',
            r"a\.csv, line 2: a quote is opened here and closed nowhere",
        ),
        (
            "a.csv",
            'name,name_en,kind,lat,lon\n"حلب" ,Aleppo,city,1,2\n',
            r"line 2: .*text follows the closing one",
        ),
        ("a.csv", "name,name,name_en,kind,lat,lon\n", r"a\.csv, line 1: 2 columns are called 'name'"),
        ("a.csv", "", r"a\.csv, line 1: no header"),
        ("a.geojson", "[" * 100_000, r"a\.geojson: its values are nested too deeply"),
        ("a.json", '{"features":' * 50_000, r"a\.json: its values are nested too deeply"),
        ("a.yaml", "[" * 50_000, r"a\.yaml, line 1: nested too deeply"),
        ("a.yaml", "- " * 5_000 + "x", r"a\.yaml, line 1: nested too deeply"),
        ("a.yaml", "- &a [x, x]\n- name: *a\n", r"a\.yaml, line 2: aliases \(\*\) are not read"),
        ("a.yml", "- &a [x]\n" + "- &b [*a, *a]\n", r"a\.yml, line 2: aliases"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerSourceError, match=complaint):
        names(path)


def test_a_packed_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv.gz"
    path.write_bytes(gzip.compress(table(",").encode())[:-12])
    with pytest.raises(GazetteerSourceError, match=r"mine\.csv\.gz: "):
        names(path)


def test_deep_geojson_of_other_sources_is_named(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_text("[" * 100_000, encoding="utf-8")
    info = SourceInfo("x", "x", "x", "x", "x", 0)
    for read in (natural_earth.read, whosonfirst.read):
        with pytest.raises(GazetteerSourceError, match=r"deep\.geojson"):
            list(read(path, info))


def test_a_list_of_variants_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    row = {**dict(zip(HEADER, VALUES, strict=True)), "variants": ["الوردة", "الورود"]}
    path.write_text(json.dumps([row], ensure_ascii=False), encoding="utf-8")
    assert OverlayFile(path).changes()[0].forms == ("مزرعة الورد", "الوردة", "الورود")
