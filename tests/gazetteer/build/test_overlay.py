"""The user's own changes to a gazetteer, and what they change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.diff import differing_places
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.overlay import OverlayFile, add_overlay, read_changes
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.schema import DATABASE_NAME
from tests.gazetteer.build.test_from_recipe import ROWS, write

MINE = SourceInfo("mine", "overlay", "mine.csv", "CC0-1.0", "me", 0)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return build(write(tmp_path, ROWS), tmp_path / "base")


def changes(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def apply(base: Path, path: Path) -> Gazetteer:
    return Gazetteer(add_overlay(base, read_changes(path, MINE), MINE, path.parent / "out"), verify=True)


def test_a_place_added_outranks_the_others_of_its_name(base: Path, tmp_path: Path) -> None:
    before = base.read_bytes()
    path = changes(tmp_path, "name,variants,name_en,kind,country,lat,lon\nآغدام,مزرعتي,My farm,village,IQ,33.1,44.2\n")
    found = apply(base, path).search("اغدام")
    assert [candidate.place.name_en for candidate in found] == ["My farm", "Aghdam", "Aghdam District"]
    assert found[0].place.id == "mine:iq-village-my-farm"
    assert apply(base, path).search("مزرعتي")[0].place.country == "IQ"
    assert base.read_bytes() == before


def test_rename_and_delete(base: Path, tmp_path: Path) -> None:
    text = (
        "action,id,name,variants\n"
        "rename,geotag:az-city-aghdam,أغدام الجديدة,أغدام القديمة\n"
        "delete,geotag:az-admin2-aghdam-district,,\n"
    ).replace("geotag:", "ours:")
    gazetteer = apply(base, changes(tmp_path, text))
    (town,) = gazetteer.find("آغدام")
    assert town.place.name == "أغدام الجديدة"
    assert gazetteer.find("أغدام القديمة")[0].place.id == town.place.id
    assert gazetteer.place("ours:az-admin2-aghdam-district") is None
    assert gazetteer.info["places"] == 3


def test_the_licence_travels(base: Path, tmp_path: Path) -> None:
    path = changes(tmp_path, "name,name_en,kind,lat,lon\nحقلي,My field,facility,1,2\n")
    info = apply(base, path).info
    assert info["sources"][0] == {"name": "mine", "title": "mine.csv", "licence": "CC0-1.0", "attribution": "me"}
    assert info["sources"][1]["name"] == "ours"
    assert info["version"].startswith("1+mine.")


def test_geojson(base: Path, tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [44.2, 33.1]},
        "properties": {
            "name": "مزرعتي",
            "variants": ["حقلي"],
            "name_en": "My farm",
            "kind": "village",
            "country": "IQ",
        },
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    place = apply(base, changes(tmp_path, text, "mine.geojson")).find("حقلي")[0].place
    assert (place.lat, place.lon) == (33.1, 44.2)


def test_windows_1256_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "name,name_en,kind,lat,lon\nحقلي,My field,facility,1,2\n"
    path = tmp_path / "mine.csv"
    path.write_bytes(text.encode("windows-1256"))
    with pytest.raises(GazetteerSourceError, match=r"mine\.csv, line 2: byte \d+ is not utf-8; .*--encoding"):
        read_changes(path, MINE)
    assert read_changes(path, MINE, encoding="windows-1256")[0].forms == ("حقلي",)
    path.write_bytes(text.encode("utf-8-sig"))
    assert read_changes(path, MINE)[0].forms == ("حقلي",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,name_en,kind,lat,lon\nا,A,town,1,2\n", r"mine\.csv, line 2, column kind: 'town' is not one of"),
        ("name,name_en,kind,lat,lon\nا,A,city,91,2\n", r"line 2, column lat: '91' is outside -90 to 90"),
        ("name,name_en,kind,lat,lon\nا,A,city,1\n", r"line 2: 5 columns are needed"),
        ("name,latitude\nا,1\n", r"line 1: 'latitude'; the columns may be action, id, name"),
        ("name,name_en,kind,lat\nا,A,city,1\n", r"column lon: must not be empty to add a place"),
        ("action,id,name\nmove,x,ا\n", r"column action: 'move' is not one of add, rename, delete"),
        ("action,id,name\ndelete,,\n", r"column id: must not be empty to delete"),
        ("action,id,name\ndelete,x,\ndelete,x,\n", r"line 3, column id: 'x' is in mine\.csv, line 2 already"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        read_changes(changes(tmp_path, text), MINE)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "no JSON"),
        ("[]", "no GeoJSON FeatureCollection"),
        ('{"features": null}', "no GeoJSON FeatureCollection"),
        ('{"features": [{"properties": {}, "geometry": [1, 2]}]}', "feature 1: properties and geometry are needed"),
        (
            '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": null}}]}',
            "feature 1: the geometry must be a Point",
        ),
        ('{"features": [{}]}', "feature 1: properties and geometry are needed"),
        ('{"features": [{"properties": {"town": 1}, "geometry": null}]}', "feature 1: there is no property 'town'"),
        (
            '{"features": [{"properties": {}, "geometry": {"type": "Polygon"}}]}',
            "feature 1: the geometry must be a Point",
        ),
    ],
)
def test_a_bad_feature_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        read_changes(changes(tmp_path, text, "mine.geojson"), MINE)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("action,id,name\ndelete,nowhere:1,\n", "line 2, column id: there is no place 'nowhere:1'"),
        (
            "id,name,name_en,kind,lat,lon\nours:az-city-aghdam,ا,A,city,1,2\n",
            "line 2, column id: there is a place 'ours:az-city-aghdam' already",
        ),
    ],
)
def test_a_change_that_cannot_be_made_changes_nothing(base: Path, tmp_path: Path, text: str, complaint: str) -> None:
    apply(base, changes(tmp_path, "name,name_en,kind,lat,lon\nحقلي,My field,facility,1,2\n")).close()
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(GazetteerSourceError, match=complaint):
        apply(base, changes(tmp_path, text))
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_the_base_is_not_overwritten(base: Path) -> None:
    with pytest.raises(GazetteerSourceError, match="name another directory"):
        add_overlay(base, [], MINE, base.parent)


def test_differences(base: Path, tmp_path: Path) -> None:
    text = (
        "action,id,name,name_en,kind,lat,lon\n"
        "rename,ours:az-city-aghdam,أغدام,,,,\n"
        "delete,ours:az-region-nagorno-karabakh,,,,,\n"
        "add,,حقلي,My field,facility,1,2\n"
    )
    apply(base, changes(tmp_path, text)).close()
    found = list(differing_places(base, tmp_path / "out" / DATABASE_NAME))
    assert [(d.change, d.place_id) for d in found] == [
        ("added", "mine:facility-my-field"),
        ("changed", "ours:az-city-aghdam"),
        ("removed", "ours:az-region-nagorno-karabakh"),
    ]
    assert found[1].fields == {"name": ("آغدام", "أغدام")}
    assert list(differing_places(base, base)) == []


def test_a_renamed_country_renames_it_for_its_towns(base: Path, tmp_path: Path) -> None:
    assert Gazetteer(base).find("آغدام")[0].place.country_name == "أذربيجان"
    (country,) = Gazetteer(base).find("أذربيجان")
    path = changes(tmp_path, f"action,id,name\nrename,{country.place.id},بلاد النار\n")
    assert {c.place.country_name for c in apply(base, path).find("آغدام")} == {"بلاد النار"}


def test_rows_that_would_share_an_id_ask_for_ids(tmp_path: Path) -> None:
    text = "name,name_en,kind,country,lat,lon\nحقلي,Field,village,IQ,33,44\nبيتي,Field,village,IQ,34,44\n"
    with pytest.raises(GazetteerSourceError, match=r"line 3, column id: .* fill the column id of both rows"):
        read_changes(changes(tmp_path, text), MINE)


def test_yaml(base: Path, tmp_path: Path) -> None:
    text = (
        "- {name: مزرعتي, variants: [حقلي, بستاني], name_en: My farm, kind: village, country: NO, lat: 60.1, lon: 10}\n"
        "- action: delete\n  id: ours:az-admin2-aghdam-district\n"
    )
    gazetteer = apply(base, changes(tmp_path, text, "mine.yaml"))
    (place,) = gazetteer.find("بستاني")
    # Other readers of YAML take NO for false.
    assert (place.place.id, place.place.country, place.place.lat) == ("mine:no-village-my-farm", "NO", 60.1)
    assert gazetteer.place("ours:az-admin2-aghdam-district") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- name: x\n  colour: red\n", r"mine\.yaml, line 2: there is no column 'colour'"),
        ("name: x\n", r"mine\.yaml: a list of places is needed"),
        ("- just text\n", r"mine\.yaml, line 1: a mapping"),
        ("- name: [a\n", r"mine\.yaml: no YAML .*line"),
        ("- name:\n    of: x\n", r"mine\.yaml, line 2, column name: a single value"),
        ("- {name: x, name_en: X, kind: town, lat: 1, lon: 2}\n", r"line 1, column kind: 'town' is not one of"),
        ("- {name: x, name_en: X, kind: city, lat: 146, lon: 2}\n", r"line 1, column lat: '146' is outside"),
    ],
)
def test_bad_yaml_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        read_changes(changes(tmp_path, text, "mine.yaml"), MINE)


THEIRS = "الاسم,latitude,longitude,iso,remarks\nحقلي,33.1,44.2,IQ,dry\nبئري,33.5,44.3,IQ,\n"
COLUMNS = {"name": "الاسم", "name_en": "الاسم", "lat": "latitude", "lon": "longitude", "country": "iso"}


@pytest.mark.parametrize("name", ["mine.csv", "mine.tsv", "mine.geojson", "mine.yaml"])
def test_columns_of_the_users_own_are_named(tmp_path: Path, name: str) -> None:
    rows = [dict(zip(THEIRS.split("\n")[0].split(","), row.split(","), strict=True)) for row in THEIRS.split()[1:]]
    features = [{"properties": row, "geometry": None} for row in rows]
    texts = {
        "mine.csv": THEIRS,
        "mine.tsv": THEIRS.replace(",", "\t"),
        "mine.geojson": json.dumps({"type": "FeatureCollection", "features": features}),
        "mine.yaml": json.dumps(rows, ensure_ascii=False),
    }
    file = OverlayFile(changes(tmp_path, texts[name], name), columns=COLUMNS, values={"kind": "facility"})
    field, well = file.changes()
    assert field.row is not None
    assert (field.forms, field.row.kind, field.row.lat, field.row.country) == (("حقلي",), "facility", 33.1, "IQ")
    assert well.forms == ("بئري",)


def test_a_value_stands_only_where_the_file_says_nothing(tmp_path: Path) -> None:
    text = "name,name_en,kind,lat,lon\nا,A,camp,1,2\nب,B,,3,4\n"
    kinds = [
        change.row.kind
        for change in read_changes(changes(tmp_path, text), MINE, values={"kind": "village"})
        if change.row
    ]
    assert kinds == ["camp", "village"]


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ({"name": "Name"}, r"mine\.csv, line 2: there is no column 'Name', but 'الاسم', 'latitude'"),
        ({"title": "الاسم"}, r"there is no column 'title'; ours are action, id, name"),
        ({"name": "الاسم"}, r"line 2, column name_en: must not be empty"),
    ],
)
def test_columns_that_are_named_wrongly(tmp_path: Path, columns: dict[str, str], complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        read_changes(changes(tmp_path, THEIRS), MINE, columns=columns)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("ا,A,city,AZ,49.9,40.4", r"line 2, columns lat and lon: 49\.9, 40\.4 is far outside AZ, and inside it with"),
        ("ا,A,city,AZ,149.9,40.4", r"line 2, column lat: '149\.9' is outside -90 to 90 degrees; are latitude and"),
    ],
)
def test_swapped_coordinates_are_told(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(GazetteerSourceError, match=complaint):
        read_changes(changes(tmp_path, f"name,name_en,kind,country,lat,lon\n{row}\n"), MINE)


def test_a_place_named_twice(base: Path, tmp_path: Path) -> None:
    rows = "{}حقلي,Field,city,IQ,33.1,44.2\n{}بيتي|حقلى,Home,village,IQ,33.11,44.2\n{}حقلي,Far,city,IQ,34.1,44.2\n"
    header = "name,name_en,kind,country,lat,lon\n"
    twice = rows.format("", "", "").replace("بيتي|", "")
    with pytest.raises(
        GazetteerSourceError, match=r"line 3, column name: 'حقلى' names the same place as .* line 2, 1\.1 km"
    ):
        read_changes(changes(tmp_path, header + twice), MINE)
    named = rows.format("f1,", "f2,", "f3,").replace("بيتي|", "")
    assert len(apply(base, changes(tmp_path, f"id,{header}{named}")).find("حقلي")) == 3
