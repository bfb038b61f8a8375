from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.lookup.spelling import Spelling
from geotag.gazetteer.lookup.store import bundled_database as bundled_gazetteer
from geotag.gazetteer.lookup.word_use import WordUse
from geotag.model import Article, TaggedArticle
from geotag.ner.resources import bundled_model
from geotag.ner.training.vectors import WordProfiles
from tests.conftest import KARABAKH
from tests.factory import tagged
from tests.gazetteer.build.test_from_recipe import write


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "karabakh.txt"
    path.write_text(KARABAKH, encoding="utf-8")
    return path


def test_tag_writes_the_record(article: Path) -> None:
    result = run("tag", article)
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["id"] == "karabakh"
    assert {"قره باغ", "فضولي"} <= {mention["text"] for mention in record["mentions"]}
    assert result.stderr == ""


def test_tag_reads_stdin_and_writes_lines() -> None:
    result = run("tag", "-", "--format", "jsonl", stdin=KARABAKH)
    assert json.loads(result.stdout)["id"] == "stdin"


def test_the_ending_of_the_output_chooses_the_format(article: Path, tmp_path: Path) -> None:
    assert run("tag", article, "-o", tmp_path / "out.geojson").exit_code == 0
    assert json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_roles_can_be_left_out() -> None:
    text = "قالت موسكو إنها لن تنسحب. وأعلنت وزارة الصحة في غزة وصول مساعدات إلى رفح، كما قال بوتين."
    everything = json.loads(run("tag", "-", "--format", "jsonl", stdin=text).stdout)
    literal = json.loads(run("tag", "-", "--format", "jsonl", "--role", "literal", stdin=text).stdout)
    assert {mention["role"] for mention in everything["mentions"]} == {"literal", "metonym", "nested"}
    assert [mention["text"] for mention in literal["mentions"] if mention["place"]] == ["رفح"]
    assert [place["name"] for place in literal["places"]] == ["رفح"]
    assert literal["provenance"]["parameters"]["roles"] == ["literal"]
    (person,) = literal["people"]
    assert [literal["mentions"][index]["text"] for index in person["mentions"]] == ["بوتين"]


def test_geojson(article: Path, tmp_path: Path) -> None:
    result = run("geojson", article, "--per", "mention", "-o", tmp_path / "out.geojson")
    assert result.exit_code == 0
    features = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(f["properties"]["name"] == "قره باغ" for f in features) == 2
    assert list(tmp_path.glob(".*draft")) == []


def test_geojson_is_tag_with_that_format(article: Path) -> None:
    for name, per in product(("geojson", "geojsonseq"), ([], ["--per", "mention"])):
        by_tag = run("tag", article, "--format", name, *per)
        assert (by_tag.exit_code, by_tag.stdout) == (0, run("geojson", article, "--format", name, *per).stdout)


def test_what_is_not_written_per_mention_says_what_is(article: Path, tmp_path: Path) -> None:
    for arguments in (["--format", "conll"], ["-o", str(tmp_path / "out.jsonl")], []):
        result = run("tag", article, "--per", "mention", *arguments)
        assert result.exit_code == 2
        assert "formats that are: geojson, geojsonseq, kml, geoparquet, gpkg" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_map(article: Path, tmp_path: Path) -> None:
    result = run("map", article, article, "-o", tmp_path / "out.html")
    assert result.exit_code == 0
    assert "فضولي" in (tmp_path / "out.html").read_text(encoding="utf-8")


class TaggerByHand:
    """Tags every article as the same one: what is tested is how it is written."""

    def tag_many(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        for article in articles:
            yield tagged(article.id)


@pytest.fixture
def without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geotag.load", lambda *_: TaggerByHand())


@pytest.mark.usefixtures("without_a_model")
def test_a_corpus_map(article: Path, tmp_path: Path) -> None:
    result = run("map", "--corpus", article, article, "-o", tmp_path / "out.html")
    assert result.exit_code == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert 'id="bars"' in page
    assert page.count("هدوء في باكو") >= 2


@pytest.mark.usefixtures("without_a_model")
@pytest.mark.parametrize(
    ("suffix", "opening"),
    [
        (".csv", b"article,mention,"),
        (".kml", b"<?xml"),
        (".tei", b"<?xml"),
        (".jsonld", b'{"@context"'),
        (".conll", b"# global.columns"),
        (".html", b"<!DOCTYPE html>"),
        (".parquet", b"PAR1"),
        (".gpkg", b"SQLite format 3"),
    ],
)
def test_the_ending_chooses_among_all_formats(article: Path, tmp_path: Path, suffix: str, opening: bytes) -> None:
    result = run("tag", article, "-o", tmp_path / f"out{suffix}")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / f"out{suffix}").read_bytes().startswith(opening)


@pytest.mark.usefixtures("without_a_model")
def test_bytes_go_to_stdout_too(article: Path) -> None:
    assert run("tag", article, "--format", "geoparquet").stdout_bytes.startswith(b"PAR1")


@pytest.mark.usefixtures("without_a_model")
def test_a_format_whose_package_is_missing_is_bad_usage(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    monkeypatch.delitem(sys.modules, "geotag.formats.geopackage", raising=False)
    result = run("tag", article, "--format", "gpkg")
    assert result.exit_code == 2
    assert "pip install 'geotag[geo]'" in result.stderr


@pytest.mark.usefixtures("article")
def test_bad_inputs_are_listed_and_the_others_written(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "english.txt").write_text("The president arrived in Baku today for talks.", encoding="utf-8")
    (tmp_path / "old.txt").write_bytes(KARABAKH.encode("windows-1256"))
    (tmp_path / "long.txt").write_text(KARABAKH * 20_000, encoding="utf-8")
    missing = tmp_path / "missing.txt"
    result = run("tag", tmp_path, missing, "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["karabakh"]
    messages = result.stderr.splitlines()
    assert len(messages) == 6
    for name, complaint in [
        ("empty.txt", "the file is empty"),
        ("english.txt", "this is not Arabic"),
        ("old.txt", "it seems to be windows-1256: if so, add --encoding windows-1256"),
        ("long.txt", "MB is too long for an article (at most 5 MB)"),
        ("missing.txt", "there is no such file"),
    ]:
        assert any(name in message and complaint in message for message in messages), (name, messages)
    assert messages[-1] == "geotag: 5 of the inputs could not be tagged"


def test_a_declared_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(KARABAKH.encode("windows-1256"))
    assert run("tag", tmp_path / "old.txt", "--encoding", "windows-1256").exit_code == 0


def test_no_map_without_an_article(tmp_path: Path) -> None:
    result = run("map", tmp_path / "missing.txt", "-o", tmp_path / "out.html")
    assert result.exit_code == 1
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["tag"], "Missing argument 'ARTICLE…'"),
        (["map", "a.txt"], "Missing option '-o'"),
        (["tag", "-", "--format", "shp"], "no format for 'shp'; known formats: json (.json)"),
        (["tag", "-", "-o", "out.shp"], "no format for 'out.shp'"),
        (["nothing"], "No such command 'nothing'"),
    ],
)
def test_bad_usage(arguments: list[str], complaint: str) -> None:
    result = run(*arguments, stdin=KARABAKH)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_an_output_that_cannot_be_written(article: Path, tmp_path: Path) -> None:
    result = run("tag", article, "-o", tmp_path / "no" / "out.json")
    assert result.exit_code == 2
    assert "out.json cannot be written: there is no directory" in result.stderr


def test_a_map_that_cannot_be_written(article: Path, tmp_path: Path) -> None:
    result = run("map", article, "-o", tmp_path / "no" / "out.html")
    assert result.exit_code == 2
    assert "out.html cannot be written: there is no directory" in result.stderr


@pytest.mark.parametrize("kind", ["missing", "short", "altered"])
def test_a_damaged_model(article: Path, tmp_path: Path, kind: str) -> None:
    model = tmp_path / "model"
    for path in bundled_model().rglob("*"):
        if path.is_file():
            copy = model / path.relative_to(bundled_model())
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    victim = model / "ar" / "lexicon.tsv"
    content = victim.read_bytes()
    victim.unlink()
    if kind != "missing":
        victim.write_bytes(content[:-9] if kind == "short" else b"X" + content[1:])
    result = run("tag", article, "--model", model)
    assert result.exit_code == 3
    assert "lexicon.tsv" in result.stderr
    assert ("is missing" if kind == "missing" else "was altered or cut short") in result.stderr


@pytest.mark.parametrize("kind", ["missing", "short", "altered", "foreign"])
def test_a_damaged_gazetteer(article: Path, tmp_path: Path, kind: str) -> None:
    copy = tmp_path / "gazetteer.sqlite"
    (tmp_path / "gazetteer.json").symlink_to(bundled_gazetteer().with_name("gazetteer.json"))
    content = bytearray(bundled_gazetteer().read_bytes())
    if kind == "altered":
        content[-1] ^= 1
    if kind != "missing":
        copy.write_bytes({"short": content[:-100], "altered": content, "foreign": b"name,lat,lon\n"}[kind])
    result = run("tag", article, "--gazetteer", copy)
    assert result.exit_code == 3
    assert str(copy) in result.stderr
    complaint = {
        "missing": "is missing",
        "short": "cut short",
        "altered": "altered",
        "foreign": "is no SQLite database",
    }
    assert complaint[kind] in result.stderr


def test_gazetteer_search() -> None:
    result = run("gazetteer", "search", "آغدام", "كلمةلاوجودلها")
    assert result.exit_code == 0
    assert "Aghdam" in result.stdout
    assert "كلمةلاوجودلها: not found" in result.stdout


def test_gazetteer_search_keeps_the_order_of_its_input() -> None:
    result = run("gazetteer", "search", "--format", "jsonl", "-", stdin="باكو\nكلمةلاوجودلها\n\nحلب\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["query"] for row in rows] == ["باكو", "كلمةلاوجودلها", "حلب"]
    assert rows[0]["candidates"][0]["country"] == "AZ"
    assert rows[1]["candidates"] == []


def test_gazetteer_add_and_diff(tmp_path: Path) -> None:
    text = "name,name_en,kind,country,lat,lon\nمزرعتي,My farm,village,IQ,33.1,44.2\n"
    (tmp_path / "mine.csv").write_text(text, "utf-8")
    added = run("gazetteer", "add", tmp_path / "mine.csv", "-o", tmp_path / "out", "--licence", "CC0-1.0")
    assert added.exit_code == 0
    database = tmp_path / "out" / "gazetteer.sqlite"
    assert "My farm" in run("gazetteer", "search", "--gazetteer", database, "مزرعتي").stdout
    assert "CC0-1.0" in run("gazetteer", "info", "--gazetteer", database).stdout
    assert run("gazetteer", "diff", bundled_gazetteer(), database).stdout == "+ mine:iq-village-my-farm  مزرعتي\n"


def test_gazetteer_add_and_build_read_columns_of_the_users_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_bytes("الاسم,y,x\nمزرعتي,33.1,44.2\n".encode("windows-1256"))
    options = ["--encoding", "windows-1256", "--column", "name=الاسم", "--column", "name_en=الاسم"]
    options += ["--column", "lat=y", "--column", "lon=x", "--value", "kind=village", "--licence", "CC0-1.0"]
    for command in (["add", mine], ["build", "--with", mine]):
        out = tmp_path / str(command[0])
        made = run("gazetteer", *command, "-o", out, *options)
        assert made.exit_code == 0, made.stderr
        found = run("gazetteer", "search", "--gazetteer", out / "gazetteer.sqlite", "مزرعتي").stdout
        assert "village  33.100 44.200" in found
        assert "CC0-1.0" in run("gazetteer", "info", "--gazetteer", out / "gazetteer.sqlite").stdout


def test_gazetteer_add_names_a_bad_line(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,name_en,kind,lat,lon\nا,A,town,1,2\n", "utf-8")
    result = run("gazetteer", "add", tmp_path / "mine.csv", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "mine.csv, line 2, column kind: 'town' is not one of" in result.stderr


def test_gazetteer_info_and_model_list_and_doctor() -> None:
    info = run("gazetteer", "info")
    assert "GeoNames" in info.stdout
    assert "CC-BY-4.0" in info.stdout
    assert "news" in run("model", "list").stdout
    doctor = run("doctor")
    assert doctor.exit_code == 0
    assert "missing" not in doctor.stdout


def test_model_train_names_a_bad_line(tmp_path: Path) -> None:
    (tmp_path / "bad.bio").write_text("باكو\n", encoding="utf-8")
    (tmp_path / "v.txt").write_text("باكو 0.1 0.2\n", encoding="utf-8")
    bad = tmp_path / "bad.bio"
    result = run("model", "train", "--train", bad, "--dev", bad, "--vectors", tmp_path / "v.txt", "-o", tmp_path / "m")
    assert result.exit_code == 2
    assert "bad.bio, line 1: 'باكو' has one column; put a token, a tab and its tag" in result.stderr


def test_model_info_tells_everything() -> None:
    text = run("model", "info").stdout
    assert "all have the hashes that they should have" in text
    assert "CLEANANERCorp" in text
    assert "hidden_units" in text
    content = json.loads(run("model", "info", "news", "--format", "json").stdout)
    files = content["files"]
    assert content["verified"]
    assert content["bytes"] == sum(file["bytes"] for file in files.values())
    assert len(files["ar/ner/news.pt"]["hash"]) == 64
    assert content["details"]["training"]
    assert content == json.loads(run("model", "info", bundled_model(), "--format", "json").stdout)


def test_model_info_refuses_an_altered_file(tmp_path: Path) -> None:
    model = tmp_path / "altered"
    shutil.copytree(bundled_model(), model)
    (model / "ar" / "lexicon.tsv").write_text("LOC\tباكو\t1\n", encoding="utf-8")
    result = run("model", "info", model)
    assert result.exit_code == 3
    assert "lexicon.tsv was altered or cut short" in result.stderr
    assert result.stdout == ""


def test_model_evaluate_sets_files_beside_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "test.conll").write_text("زار VB O\nالوفد NN O\nباريس NNP B-LOC\n", encoding="utf-8")
    files = [tmp_path / name / "test.conll" for name in ("a", "b")]
    lines = run("model", "evaluate", *files, "--format", "markdown").stdout.splitlines()
    assert lines[0] == "| file | label | gold | P | R | F1 |"
    assert "| a/test.conll | LOC | 1 | 1.000 | 1.000 | 1.000 |" in lines
    assert "| b/test.conll | micro | 1 | 1.000 | 1.000 | 1.000 |" in lines
    (counts, _) = json.loads(run("model", "evaluate", *files, "--format", "json").stdout)
    assert counts["labels"]["LOC"]["correct"] == 1


def test_model_evaluate_names_a_bad_line(tmp_path: Path) -> None:
    (tmp_path / "bad.bio").write_text("باكو\tB-LOC\nحلب\n", encoding="utf-8")
    result = run("model", "evaluate", tmp_path / "bad.bio")
    assert result.exit_code == 2
    assert "bad.bio, line 2: 'حلب' has one column" in result.stderr


@pytest.mark.parametrize(
    "command",
    [[], ["map"], ["geojson"], ["tag"], ["gazetteer", "search"], ["gazetteer", "info"],
     ["gazetteer", "add"], ["gazetteer", "build"], ["gazetteer", "diff"], ["model", "list"], ["model", "info"],
     ["model", "evaluate"], ["model", "download"], ["model", "train"], ["model", "label"], ["model", "vectors"],
     ["run"], ["summary"], ["review"], ["doctor"]],
    ids=" ".join,
)  # fmt: skip
def test_every_command_explains_itself(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(['geotag', *command])}")


def test_help_is_quick() -> None:
    def spent() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    def seconds() -> float:
        # Of the processor: a busy machine makes nothing slower that is ours.
        before = spent()
        subprocess.run([sys.executable, "-m", "geotag", "--help"], check=True, capture_output=True)
        return spent() - before

    assert min(seconds() for _ in range(5)) < 0.3


def test_spelling_is_learned_from_a_gazetteer_of_ones_own(tmp_path: Path) -> None:
    syllables = [("با", "ba"), ("كو", "ku"), ("شي", "shi"), ("مو", "mu"), ("خا", "kha")]
    rows = [
        f"{a}{b}{c},,{x}{y}{z},city,AZ,,{number / 4},{number / 2},9000,test"
        for number, ((a, x), (b, y), (c, z)) in enumerate(product(syllables, repeat=3))
    ]
    database = build(write(tmp_path, rows), tmp_path / "out")
    profiles = WordProfiles()
    profiles.count([[("كتاب", "O"), ("بيت", "O"), ("مدرسة", "O"), ("latin", "O"), ("باكو", "B-CITY")]] * 9)
    profiles.save(tmp_path / "profiles.npz")
    learned = tmp_path / "learned"
    result = run("gazetteer", "learn-spelling", tmp_path / "profiles.npz", "--gazetteer", database, "-o", learned)
    assert result.exit_code == 0
    assert "places" in result.stderr
    use = WordUse.load(learned / "word-use.txt.xz")
    assert (use.place_odds("كتاب"), use.place_odds("باكو"), use.place_odds("latin")) == (-2, 0, 0)
    spelling = Spelling.from_json((learned / "spelling.json").read_text(encoding="utf-8"))
    assert min(spelling.transliteration["kh"].items(), key=lambda item: item[1])[0] == "خ"
    assert "l" not in spelling.letters


def test_loose_search_shows_what_only_sounds_alike() -> None:
    assert "not found" in run("gazetteer", "search", "هناك").stdout
    assert "transliteration" in run("gazetteer", "search", "--loose", "هناك").stdout
