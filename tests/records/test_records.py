from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import geotag
from geotag.cli import main
from geotag.corpus.running import run_corpus
from geotag.corpus.tagging_results import TaggingResult
from geotag.errors import ResultsError, RunMismatchError
from geotag.formats.geojson_features import features
from geotag.model import Article, Mention, Place, Resolution, TaggedArticle, TaggedPlace
from geotag.records import read_results, record_schema, text_digest, to_json
from geotag.records.checking import FaultError, check
from geotag.records.compiled import checker_of, reader_of, writer_of
from geotag.records.field_table import MENTION, PLACE, RECORD, Field, ListOf, Scalar, Struct
from geotag.records.json_schema import json_schema
from tests.corpus.test_running import FewAtATime, content
from tests.factory import BAKU, PROVENANCE, tagged
from tests.maps.factory import karabakh, summit
from tests.records.earlier import of_schema_1
from tests.review.results import visit, write

#: The article that ل hides: what is looked up is القاهرة, what stands in the text is قاهرة.
CAIRO = "عاد الوفد للقاهرة."


def cairo() -> TaggedArticle:
    start = CAIRO.index("قاهرة")
    name = Mention(
        start, start + 5, "قاهرة", "LOC", 0.9, proclitics="لل", resolution=Resolution("unresolved"), name="القاهرة"
    )
    return TaggedArticle(Article("cairo", CAIRO), (name,), (), (), None, PROVENANCE)


def read(record: Any, text: str | None = None) -> TaggedArticle:
    return TaggedArticle.from_dict(record, text)


@pytest.mark.parametrize("article", [tagged(), karabakh(), summit(), visit(), cairo()], ids=lambda a: a.article.id)
def test_an_article_comes_back_from_its_record(article: TaggedArticle) -> None:
    record = article.to_dict()
    before = json.dumps(record)
    found = read(record, article.article.text)
    assert found == article or has_other_candidates(article)
    assert replace(found, mentions=article.mentions) == article
    assert read(json.loads(to_json(record))).to_dict() == record
    assert json.dumps(record) == before


def has_other_candidates(article: TaggedArticle) -> bool:
    """Whether a candidate is none of the article's places: of such a one a record has little."""
    places = {item.place for item in article.places}
    resolutions = [mention.resolution for mention in article.mentions if mention.resolution]
    return any(candidate.place not in places for each in resolutions for candidate in each.candidates)


def test_a_record_of_the_tagger_comes_back(karabakh: geotag.TaggedArticle) -> None:
    record = karabakh.to_dict()
    found = read(record, karabakh.article.text)
    assert found.to_dict() == record
    assert (found.article, found.people, found.focus) == (karabakh.article, karabakh.people, karabakh.focus)
    assert [item.place.name for item in found.places] == [item.place.name for item in karabakh.places]


def test_without_the_text_the_names_stand_at_their_offsets() -> None:
    found = read(karabakh().to_dict())
    assert found.text_sha256 == text_digest(karabakh().article.text)
    assert all(found.article.text[m.start : m.end] == m.text for m in found.mentions)
    assert set(found.article.text) - set("".join(m.text for m in found.mentions)) == {"\n"}
    with pytest.raises(ResultsError, match="karabakh: the text is not the one that the record is of"):
        read(karabakh().to_dict(), "نص آخر")


def test_the_name_of_schema_1_is_put_in() -> None:
    old = of_schema_1(cairo())
    found = read(old, CAIRO)
    assert found == cairo()
    assert "name" not in old["mentions"][0]
    jsonschema.validate(found.to_dict(), record_schema())


def faults() -> list[tuple[Callable[[dict[str, Any]], object], str]]:
    return [
        (lambda r: r.pop("title"), "title is missing"),
        (lambda r: r["mentions"][1].pop("name"), "mentions[1].name is missing"),
        (lambda r: r["mentions"][1].update(start="3"), "mentions[1].start is no whole number: '3'"),
        (lambda r: r["mentions"][1].update(start=True), "mentions[1].start is no whole number: True"),
        (
            lambda r: r["mentions"][0].update(label="GPE"),
            "mentions[0].label is none of PER, LOC, ORG",
        ),
        (lambda r: r["mentions"][0].update(status="sure"), "mentions[0].status is none of resolved, ambiguous"),
        (lambda r: r["mentions"][0].update(text=""), "mentions[0].text is empty"),
        (lambda r: r["mentions"][0].update(type=5), "mentions[0].type is no text: 5"),
        (lambda r: r["mentions"][0].update(score=float("nan")), "mentions[0].score is less than 0: nan"),
        (lambda r: r["mentions"][0].update(place="no:1"), "mentions[0].place is not in places: 'no:1'"),
        (lambda r: r["mentions"][0].update(end=99), "mentions[0].text does not reach from start to end"),
        (
            lambda r: r["mentions"][0]["candidates"][0].update(lat=91),
            "[0].candidates[0].lat is more than 90: 91",
        ),
        (lambda r: r["mentions"][0].update(candidates=[{}] * 6), "mentions[0].candidates has 6 items"),
        (lambda r: r["mentions"][0]["candidates"][0].update(reasons=[1]), "candidates[0].reasons[0] is no text: 1"),
        (lambda r: r["mentions"][0]["candidates"][0].update(match=None), "candidates[0].match is no JSON object: None"),
        (lambda r: r.update(mentions={}), "mentions is no list: {}"),
        (lambda r: r["mentions"].append("x"), "mentions[6] is no JSON object: 'x'"),
        (lambda r: r["places"][0].update(country="AZE"), "places[0].country does not fit ^[A-Z]{2}$: 'AZE'"),
        (lambda r: r["places"][0].update(links={"a": 1}), "places[0].links.a is no text: 1"),
        (lambda r: r["places"][0].update(bbox=[1, 2, 3]), "places[0].bbox has 3 items"),
        (lambda r: r["places"].append(r["places"][0]), "places has two of the same id"),
        (lambda r: r["people"][0].update(mentions=[7]), "people[0].mentions has no index into mentions: 7"),
        (lambda r: r.update(provenance=[]), "provenance is no JSON object: []"),
        (lambda r: r["provenance"].update(schema="2"), "provenance.schema is '2', and this geotag reads"),
        (lambda r: r["provenance"].update(schema=3), "provenance.schema is 3, and this geotag reads 1 to 2"),
    ]


@pytest.mark.parametrize(("spoil", "fault"), faults(), ids=[fault for _, fault in faults()])
def test_a_fault_is_named_by_its_field(spoil: Callable[[dict[str, Any]], object], fault: str, tmp_path: Path) -> None:
    record = tagged().to_dict()
    spoil(record)
    with pytest.raises(ResultsError) as raised:
        read(record)
    assert str(raised.value).startswith("no record of an article: ")
    assert fault in str(raised.value)
    file = write(tmp_path / "results.jsonl", [tagged(), record])
    with pytest.raises(ResultsError) as raised:
        list(read_results(file))
    assert str(raised.value).startswith(f"{file}, line 2: no record of an article: ")


def test_what_is_said_to_be_right_at_once_is_right() -> None:
    # The compiled test says quickly that a record is right; the slow check must not find a fault in any such record.
    quick, right = checker_of(RECORD, 2), tagged().to_dict()
    assert quick(right)
    values = [None, True, -1, 0, 3, 0.5, 1e9, "", "x", "LOC", "AZ", [], [1], ["x"], {}, {"x": "y"}, {"schema": 2}]
    for path in [*leaves(RECORD), *leaves(MENTION, "mentions", 0), *leaves(PLACE, "places", 0)]:
        for value in values:
            record = json.loads(json.dumps(right))
            inner = record
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
            assert passes(quick, record) <= is_sound(record), (path, value)


def test_another_field_is_one_line_of_the_table() -> None:
    code = Field("admin1_code", Scalar(str), nullable=True, since=3, source="place.admin1_code")
    longer = replace(PLACE, fields=(*PLACE.fields, code))
    place = replace(BAKU, admin1_code="AZ-BA")
    record = writer_of(longer)(TaggedPlace(place, 2))
    assert record == {**writer_of(PLACE)(TaggedPlace(place, 2)), "admin1_code": "AZ-BA"}
    assert reader_of(Place, longer, "place.")(record) == place
    assert checker_of(longer, 3)(record)
    assert not checker_of(longer, 3)(record | {"admin1_code": 1})
    del record["admin1_code"]
    assert checker_of(longer, 2)(record)
    with pytest.raises(FaultError, match="admin1_code is missing"):
        check(longer, record, 3)


def leaves(struct: Struct, *path: Any) -> list[tuple[Any, ...]]:
    return [(*path, field.name) for field in struct]


def passes(quick: Callable[[Any], bool], record: Any) -> bool:
    try:
        return bool(quick(record))
    except (AttributeError, KeyError, TypeError):
        return False


def is_sound(record: Any) -> bool:
    try:
        check(RECORD, record, 2)
    except FaultError:
        return False
    return True


def test_the_published_schema_is_that_of_the_table() -> None:
    # If it is not: python tools/write_record_schema.py
    assert record_schema() == json_schema()


def test_the_pages_name_every_field() -> None:
    """`docs/formats.md` describes each field of each object; a field of the table that it lacks is named here."""
    page = Path("docs/formats.md").read_text(encoding="utf-8")
    for struct in (RECORD, *(kind for field in RECORD if isinstance(kind := inner(field.type), Struct))):
        for field in struct:
            assert f"`{field.name}`" in page, (struct.name, field.name)
    columns = Path("docs/dataframes.md").read_text(encoding="utf-8")
    for field in RECORD:
        if isinstance(kind := inner(field.type), Struct) and not field.as_text:
            row = next(line for line in columns.splitlines() if line.startswith(f"| `{field.name}` |"))
            assert [name.strip("` ") for name in row.split("|")[3].split(";")[0].split(",")] == [f.name for f in kind]


def inner(kind: Any) -> Any:
    return kind.item if isinstance(kind, ListOf) else kind


@pytest.mark.parametrize("line", ["{", "[]", "5", "[" * 100_000])
def test_what_is_no_object_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"results\.jsonl, line 2: no record of an article"):
        list(read_results(file))
    file.write_bytes("حلب".encode("windows-1256"))
    with pytest.raises(ResultsError, match=r"results\.jsonl, line 1: it is not UTF-8"):
        list(read_results(file))
    with pytest.raises(ResultsError, match=r"holds no index\.jsonl"):
        list(read_results(tmp_path))


class Earlier(FewAtATime):
    """An engine of the geotag that wrote records of schema 1."""

    def __init__(self) -> None:
        super().__init__()
        self.provenance = {**PROVENANCE, "schema": 1}

    def tag(self, batches: Any) -> Any:
        records = {each.article.id: of_schema_1(each) for each in (karabakh(), visit(), cairo())}
        for batch in batches:
            yield [TaggingResult(to_json(records[article.id])) for article in batch]


@pytest.fixture
def old_run(tmp_path: Path) -> Path:
    run_corpus([each.article for each in (karabakh(), visit(), cairo())], tmp_path / "old", Earlier())
    return tmp_path / "old"


def test_a_run_of_schema_1_is_read_as_one_of_schema_2(old_run: Path) -> None:
    found = list(read_results(old_run))
    assert found == [
        json.loads(to_json(each.to_dict())) | same_provenance(each) for each in (karabakh(), visit(), cairo())
    ]
    assert found[2]["mentions"][0]["name"] == "القاهرة"


def same_provenance(article: TaggedArticle) -> dict[str, Any]:
    """What is read is read-only."""
    return {"provenance": read(article.to_dict()).provenance}


def invoke(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_run_of_schema_1_is_reviewed_and_summed_up(old_run: Path, tmp_path: Path) -> None:
    new = write(tmp_path / "new.jsonl", [karabakh(), visit(), cairo()])
    for arguments in (["review", "--format", "json"], ["review", "--format", "html"], ["summary", "--format", "json"]):
        assert invoke(*arguments, old_run) == invoke(*arguments, new)
    assert names_of(old_run) > {"القاهرة", "مدينة حلب"}
    maps = []
    for results in (old_run, new):
        invoke("summary", results, "-o", tmp_path / "map.html")
        maps.append((tmp_path / "map.html").read_bytes())
    assert maps[0] == maps[1]


def names_of(results: Path) -> set[str]:
    return {each["name"] for each in json.loads(invoke("review", "--format", "json", results))}


def test_corrections_made_of_a_run_of_schema_1_name_what_is_looked_up(old_run: Path, tagger: geotag.Tagger) -> None:
    (name,) = names_of(old_run) - names_of(write(old_run.parent / "others.jsonl", [karabakh(), visit()]))
    path = old_run.parent / "corrections.csv"
    path.write_text(f"scope,where,name,place\neverywhere,,{name},not a place\n", encoding="utf-8")
    corrected = geotag.Tagger(
        tagger.recogniser, tagger.gazetteer, corrections=geotag.Corrections.read(path, tagger.gazetteer)
    )
    (mention,) = corrected.tag(Article("cairo", CAIRO)).mentions
    assert (mention.text, mention.name, mention.type) == ("قاهرة", "القاهرة", "not-a-place")


def test_a_run_of_schema_1_goes_on_with_what_it_was_begun_with_alone(old_run: Path) -> None:
    before = content(old_run)
    later = FewAtATime()
    later.provenance = PROVENANCE
    with pytest.raises(RunMismatchError, match=r"provenance\.schema was 1, is 2"):
        run_corpus([karabakh().article], old_run, later, resume=True)
    assert content(old_run) == before
    articles = [each.article for each in (karabakh(), visit(), cairo())]
    assert run_corpus(articles, old_run, Earlier(), resume=True).tagged == 3


def test_a_fault_in_a_run_is_named_by_file_and_line(tmp_path: Path) -> None:
    class Wrong(Earlier):
        def tag(self, batches: Any) -> Any:
            for batch in batches:
                yield [TaggingResult(to_json({**of_schema_1(karabakh()), "people": 5})) for _ in batch]

    run_corpus([karabakh().article], tmp_path / "run", Wrong())
    with pytest.raises(ResultsError, match=r"articles-00000\.jsonl, line 1: no record .*: people is no list: 5"):
        list(read_results(tmp_path / "run"))


def test_the_looked_up_name_is_what_formats_show() -> None:
    (feature,) = features(cairo())
    assert feature["properties"]["name"] == "القاهرة"
    assert cairo().to_dict()["mentions"][0]["name"] == "القاهرة"
    assert replace(cairo().mentions[0], name="").name == "قاهرة"


def test_candidates_are_looked_at_where_they_are_used(tmp_path: Path) -> None:
    record = tagged().to_dict()
    file = write(tmp_path / "results.jsonl", [record])
    assert list(read_results(file, candidates=False)) == list(read_results(file))
    record["mentions"][0]["candidates"] = ["x"]
    file = write(tmp_path / "results.jsonl", [record])
    assert len(list(read_results(file, candidates=False))) == 1
    with pytest.raises(ResultsError, match=r"mentions\[0\]\.candidates\[0\] is no JSON object: 'x'"):
        list(read_results(file))
    record["mentions"][0]["label"] = "GPE"
    with pytest.raises(ResultsError, match="label is none of"):
        list(read_results(write(tmp_path / "results.jsonl", [record]), candidates=False))
