from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import geotag
from geotag.cli import main
from geotag.corrections import Corrections
from geotag.errors import CorrectionsError
from geotag.formats import record_schema
from geotag.gazetteer import Gazetteer
from geotag.model import Article, Mention
from geotag.tagger import Tagger

HEADER = "scope,where,name,place,lat,lon,note\n"
TRIPOLI_LEBANON = "geonames:266826"
TRIPOLI_LIBYA = "geonames:2210247"
BENGHAZI = "وصل رئيس الحكومة الليبية إلى طرابلس قادما من بنغازي. وقال في طرابلس إن الوضع هادئ."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.csv"


def correcting(tagger: Tagger, file: Path, *rows: str) -> Tagger:
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    corrections = Corrections.read(file, tagger.gazetteer)
    return Tagger(tagger.recogniser, tagger.gazetteer, tagger.resolver, corrections)


def named(tagged: geotag.TaggedArticle, name: str) -> list[Mention]:
    found = [mention for mention in tagged.mentions if mention.text == name]
    assert found
    return found


def places(tagged: geotag.TaggedArticle, name: str) -> set[str | None]:
    return {m.resolution.place.id if m.resolution and m.resolution.place else None for m in named(tagged, name)}


def test_a_correction_goes_before_the_resolver(tagger: Tagger, file: Path) -> None:
    assert places(tagger.tag(BENGHAZI), "طرابلس") == {TRIPOLI_LIBYA}
    tagged = correcting(tagger, file, f"everywhere,,طَرابلس,{TRIPOLI_LEBANON},,,by hand").tag(BENGHAZI)
    assert places(tagged, "طرابلس") == {TRIPOLI_LEBANON}
    for mention in named(tagged, "طرابلس"):
        assert mention.resolution is not None
        assert (mention.resolution.status, mention.resolution.confidence) == ("resolved", 1.0)
        first, second = mention.resolution.candidates[:2]
        assert first.reasons == ("corrected: everywhere (by hand)",)
        assert second.place.id == TRIPOLI_LIBYA
        assert (second.score, second.reasons) == (0.0, ("overruled by a correction",))
    assert places(tagged, "بنغازي") == places(tagger.tag(BENGHAZI), "بنغازي")
    assert TRIPOLI_LEBANON in {item.place.id for item in tagged.places}


def test_a_corrected_name_tells_of_the_others(tagger: Tagger, file: Path) -> None:
    text = "وقعت اشتباكات في طرابلس وفي الميناء."
    corrected = [
        correcting(tagger, file, f"everywhere,,طرابلس,{place},,,") for place in (TRIPOLI_LEBANON, TRIPOLI_LIBYA)
    ]
    focus = [item.tag(text).focus for item in corrected]
    assert [found.country for found in focus if found] == ["LB", "LY"]


def test_the_narrowest_scope_goes_first(tagger: Tagger, file: Path) -> None:
    corrected = correcting(
        tagger,
        file,
        f"everywhere,,طرابلس,{TRIPOLI_LEBANON},,,",
        f"source,وكالة,طرابلس,{TRIPOLI_LIBYA},,,",
        "article,a1,طرابلس,not a place,,,",
    )
    tagged = [
        corrected.tag(Article(name, BENGHAZI, source=source))
        for name, source in (("a1", "وكالة"), ("a2", "وكالة"), ("a3", None))
    ]
    assert [places(item, "طرابلس") for item in tagged] == [{None}, {TRIPOLI_LIBYA}, {TRIPOLI_LEBANON}]


def test_what_is_not_a_place_is_another_name(tagger: Tagger, file: Path) -> None:
    tagged = correcting(tagger, file, "everywhere,,بنغازي,not a place,,,").tag(BENGHAZI)
    (mention,) = named(tagged, "بنغازي")
    assert (mention.label, mention.type, mention.resolution) == ("MISC", "not-a-place", None)
    assert tagged.provenance["parameters"]["corrections"]["not_places"] == 1
    assert all(item.place.name != "بنغازي" for item in tagged.places)


def test_coordinates_are_a_place_of_the_users_own(tagger: Tagger, file: Path) -> None:
    tagged = correcting(tagger, file, "everywhere,,بنغازي,,33.8938,35.5018,").tag(BENGHAZI)
    (place,) = (m.resolution.place for m in named(tagged, "بنغازي") if m.resolution)
    assert place is not None
    assert (place.lat, place.lon, place.name, place.country, place.country_name) == (
        33.8938,
        35.5018,
        "بنغازي",
        "LB",
        "لبنان",
    )
    assert place.id.startswith("corrections:")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # A town says nothing of the province that bears its name, and the other way round.
        ("everywhere,,حلب,geonames:4717560,,,", [False, True]),
        ("everywhere,,محافظة حلب,geonames:4717560,,,", [True, False]),
        ("everywhere,,ولاية حلب,geonames:4717560,,,", [True, False]),
        ("everywhere,,مدينة حلب,geonames:4717560,,,", [False, False]),
        ("everywhere,,حلب,not a place,,,", [False, True]),
        ("everywhere,,حلب,,36.2,37.1,", [True, True]),
    ],
)
def test_heads_keep_apart_what_shares_a_name(tagger: Tagger, file: Path, row: str, expected: list[bool]) -> None:
    text = "أعلنت السلطات حظر التجول في محافظة حلب شمالي سوريا. ووصلت المساعدات إلى حلب أمس."
    tagged = correcting(tagger, file, row).tag(text)
    mentions = named(tagged, "حلب")
    assert [mention.head for mention in mentions] == ["محافظة", None]
    changed = [
        m.label == "MISC" or bool(m.resolution and m.resolution.candidates[0].reasons[0].startswith("corrected"))
        for m in mentions
    ]
    assert changed == expected


def test_the_provenance_counts_and_keeps_to_the_schema(tagger: Tagger, file: Path) -> None:
    import jsonschema

    corrected = correcting(
        tagger, file, f"everywhere,,طرابلس,{TRIPOLI_LEBANON},,,", "everywhere,,بنغازي,not a place,,,"
    )
    record = corrected.tag(BENGHAZI).to_dict()
    jsonschema.validate(record, record_schema())
    corrections = record["provenance"]["parameters"]["corrections"]
    assert (corrections["rows"], corrections["corrected"], corrections["not_places"]) == (2, 2, 1)
    assert len(corrections["sha256"]) == 64
    untouched = corrected.tag("وصل الوفد إلى باريس.").provenance
    assert untouched is corrected.provenance
    assert "corrected" not in untouched["parameters"]["corrections"]
    assert "corrections" not in tagger.provenance["parameters"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + "everywhere,,حلب,geonames:0,,,\n", "line 2, column place: there is no place 'geonames:0'"),
        (HEADER + "world,,حلب,not a place,,,\n", "line 2, column scope: 'world' is not one of everywhere, source"),
        (HEADER + "everywhere,x,حلب,not a place,,,\n", "line 2, column where: must be empty"),
        (HEADER + "source,,حلب,not a place,,,\n", "line 2, column where: must not be empty"),
        (HEADER + "everywhere,,ـ,not a place,,,\n", "line 2, column name: must not be empty"),
        (HEADER + "everywhere,,حلب,,91,10,\n", "line 2, column lat: '91' is not a number from -90 to 90"),
        (HEADER + "everywhere,,حلب,,10,-180.5,\n", "line 2, column lon: '-180.5' is not a number from -180 to 180"),
        (HEADER + "everywhere,,حلب,,nan,10,\n", "line 2, column lat: 'nan' is not a number"),
        (HEADER + "everywhere,,حلب,,10,,\n", "line 2, column lon: must not be empty where place is"),
        (HEADER + "everywhere,,حلب,not a place,1,2,\n", "line 2, column place: there are coordinates too"),
        (HEADER + "everywhere,,حلب,not a place\n", "line 2: 7 columns are needed"),
        (HEADER + 'everywhere,,"حلب,not a place,,,\n', "no CSV"),
        ("scope,where,names,place\n", "line 1: there is no column 'names'"),
        ("scope,where,place,lat,lon\n", "line 1: the column name is missing"),
        ("scope,scope,name\n", "line 1: the column scope is there twice"),
        ("", "line 1: there is no header"),
        (
            HEADER + "everywhere,,حلب,not a place,,,\neverywhere,,حَلب,,1,2,\n",
            "line 3: 'حَلب' is 'corrections:",
        ),
        (
            HEADER + "article,a,محافظة حلب,not a place,,,\narticle,a,ولاية حلب,geonames:266826,,,\n",
            "line 3: 'ولاية حلب' is 'geonames:266826' here and 'not a place' in line 2",
        ),
    ],
)
def test_a_bad_file_is_named_with_line_and_reason(gazetteer: Gazetteer, file: Path, content: str, message: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CorrectionsError) as raised:
        Corrections.read(file, gazetteer)
    assert message in str(raised.value)
    assert str(file) in str(raised.value)
    assert str(raised.value).endswith("none of the corrections was applied")


def test_every_faulty_line_is_named(gazetteer: Gazetteer, file: Path) -> None:
    file.write_text(HEADER + "everywhere,,حلب,geonames:0,,,\n" * 25, encoding="utf-8")
    with pytest.raises(CorrectionsError) as raised:
        Corrections.read(file, gazetteer)
    assert str(raised.value).count("there is no place") == 20
    assert "… and 5 more" in str(raised.value)


def test_other_encodings_and_missing_files_are_named(gazetteer: Gazetteer, file: Path) -> None:
    with pytest.raises(CorrectionsError, match="cannot be read"):
        Corrections.read(file, gazetteer)
    file.write_bytes(HEADER.encode() + "everywhere,,حلب,not a place,,,\n".encode("windows-1256"))
    with pytest.raises(CorrectionsError, match=r"byte \d+ is not UTF-8"):
        Corrections.read(file, gazetteer)


def test_equal_rows_and_a_byte_order_mark_do_no_harm(gazetteer: Gazetteer, file: Path) -> None:
    file.write_text("\ufeff" + HEADER + "everywhere,,حلب,not a place,,,a\n" * 2, encoding="utf-8")
    assert len(Corrections.read(file, gazetteer).rows) == 2


def test_the_command_line_applies_them_or_nothing(tmp_path: Path, file: Path) -> None:
    article, output = tmp_path / "a1.txt", tmp_path / "out.json"
    article.write_text(BENGHAZI, encoding="utf-8")
    file.write_text(HEADER + f"article,a1,طرابلس,{TRIPOLI_LEBANON},,,\n", encoding="utf-8")
    arguments = ["tag", str(article), "--corrections", str(file), "-o", str(output)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    record = json.loads(output.read_text(encoding="utf-8"))
    assert {m["place"] for m in record["mentions"] if m["text"] == "طرابلس"} == {TRIPOLI_LEBANON}

    output.unlink()
    with file.open("a", encoding="utf-8") as stream:
        stream.write("article,a1,بنغازي,geonames:0,,,\n")
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "line 3, column place: there is no place 'geonames:0'" in result.stderr
    assert not output.exists()
