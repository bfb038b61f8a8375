from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.sources.curated import CURATED_COLUMNS
from geotag.gazetteer.schema import DATABASE_NAME, MANIFEST_NAME

HEADER = ",".join(CURATED_COLUMNS)
ROWS = [
    "أذربيجان,آذربيجان,Azerbaijan,country,AZ,,40.3,47.7,10100000,test",
    "آغدام,أغدم,Aghdam,city,AZ,Aghdam,39.991,46.927,37700,test",
    "آغدام,,Aghdam District,admin2,AZ,,40.05,46.95,,test",
    "قره باغ,ناغورني قره باغ|كاراباخ,Nagorno-Karabakh,region,AZ,,39.85,46.75,,test",
]
RECIPE = """
version = "1"

[[source]]
name = "ours"
adapter = "curated"
files = ["*.csv"]
title = "Ours"
licence = "Apache-2.0"
attribution = "us"
"""


def write(directory: Path, rows: list[str], header: str = HEADER) -> Path:
    (directory / "facts.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (directory / "sources.toml").write_text(RECIPE, encoding="utf-8")
    return directory / "sources.toml"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(write(tmp_path, ROWS), tmp_path / "out")


def test_facts_and_names_come_through(database: Path) -> None:
    gazetteer = Gazetteer(database, verify=True)
    (region,) = gazetteer.find("كاراباخ")
    assert (region.place.name, region.place.kind, region.place.country) == ("قره باغ", "region", "AZ")
    assert region.place.country_name == "أذربيجان"
    assert region.match.form == "كاراباخ"
    assert {c.place.kind for c in gazetteer.find("اغدام")} == {"city", "admin2"}
    assert gazetteer.info["sources"][0]["licence"] == "Apache-2.0"
    assert gazetteer.info["places"] == 4


def test_two_builds_are_the_same_to_the_byte(database: Path, tmp_path: Path) -> None:
    again = build(tmp_path / "sources.toml", tmp_path / "again")
    assert again.read_bytes() == database.read_bytes()
    assert again.with_name(MANIFEST_NAME).read_bytes() == database.with_name(MANIFEST_NAME).read_bytes()


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (["آغدام,,Aghdam,town,AZ,,39.9,46.9,,test"], r"facts\.csv, line 2, column kind: 'town' is not one of"),
        (["آغدام,,Aghdam,city,AZ,,x,46.9,,test"], r"line 2, column lat: 'x' is no number"),
        (["آغدام,,Aghdam,city,AZ,,39.9,246.9,,test"], r"column lon: '246.9' is outside"),
        (["آغدام,,Aghdam,city,AZE,,39.9,46.9,,test"], r"column country: 'AZE' is no ISO"),
        (["آغدام,,Aghdam,city,AZ,,39.9,46.9,many,test"], r"column population: 'many' is no whole number"),
        (["آغدام,,Aghdam,city,AZ,,39.9,46.9,,"], r"column checked: '' must not be empty"),
        ([",,Aghdam,city,AZ,,39.9,46.9,,test"], r"column name: '' must not be empty"),
        (["آغدام,,Aghdam,city,AZ,,39.9,46.9"], r"line 2: 10 columns are needed"),
        (["آغدام,,Aghdam,city,AZ,,39.9,46.9,,test,more"], r"line 2: 10 columns are needed"),
    ],
)
def test_a_bad_row_is_named_and_the_old_database_kept(
    database: Path, tmp_path: Path, rows: list[str], complaint: str
) -> None:
    before = database.read_bytes()
    with pytest.raises(GazetteerSourceError, match=complaint):
        build(write(tmp_path, rows), database.parent)
    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == [MANIFEST_NAME, DATABASE_NAME]


def test_drafts_of_killed_builds_are_removed_and_others_left(database: Path, tmp_path: Path) -> None:
    old, young = database.with_name(".draft-old"), database.with_name(".draft-young")
    for draft in (old, young):
        draft.mkdir()
        (draft / DATABASE_NAME).write_bytes(b"half")
    os.utime(old, (0, 0))
    build(tmp_path / "sources.toml", database.parent)
    assert sorted(path.name for path in database.parent.iterdir()) == [young.name, MANIFEST_NAME, DATABASE_NAME]


def test_a_build_that_is_killed_leaves_the_old_database(database: Path, tmp_path: Path) -> None:
    before = database.read_bytes()
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom geotag.gazetteer.build import from_recipe, insertion\n"
        "def slow(*arguments):\n    print('writing', flush=True)\n    time.sleep(60)\n"
        "insertion.insert_names = slow\nfrom_recipe.build(*map(Path, sys.argv[1:]))\n"
    )
    arguments = [sys.executable, "-c", program, tmp_path / "sources.toml", database.parent]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as building:
        assert building.stdout is not None
        assert building.stdout.readline() == b"writing\n"
        building.kill()
    assert database.read_bytes() == before
    Gazetteer(database, verify=True).close()
    assert build(tmp_path / "sources.toml", database.parent).read_bytes() == before


@pytest.mark.parametrize("step", range(4))
def test_a_build_that_is_killed_while_it_publishes(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    old = Gazetteer(database).info["sha256"]
    recipe = write(tmp_path, ROWS[:2])
    replace, done = Path.replace, []

    def stopping(path: Path, target: Path) -> Path:
        if len(done) == step:
            raise KeyboardInterrupt
        done.append(target.name)
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stopping)
        if step < 3:
            with pytest.raises(KeyboardInterrupt):
                build(recipe, database.parent)
        else:
            build(recipe, database.parent)
    assert done == [MANIFEST_NAME, DATABASE_NAME, MANIFEST_NAME][:step]
    gazetteer = Gazetteer(database, verify=True)
    assert (gazetteer.info["sha256"] == old, gazetteer.info["places"]) == ((True, 4) if step < 2 else (False, 2))
    gazetteer.close()
    # The next build is published over what there is, and leaves no trace of it.
    build(recipe, database.parent)
    assert "replaces" not in database.with_name(MANIFEST_NAME).read_text(encoding="utf-8")
    assert Gazetteer(database, verify=True).info["places"] == 2


def test_a_wrong_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerSourceError, match=r"facts\.csv, line 1: the columns must be name,variants"):
        build(write(tmp_path, ROWS, "name,lat,lon"), tmp_path / "out")


def test_a_recipe_without_its_files(tmp_path: Path) -> None:
    recipe = write(tmp_path, ROWS)
    (tmp_path / "facts.csv").unlink()
    with pytest.raises(GazetteerSourceError, match="no file matches"):
        build(recipe, tmp_path / "out")
