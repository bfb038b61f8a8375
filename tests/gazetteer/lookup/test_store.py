from __future__ import annotations

from pathlib import Path

import pytest

from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.schema import MANIFEST_NAME
from tests.gazetteer.build.test_from_recipe import ROWS, write


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(write(tmp_path, ROWS), tmp_path / "out")


def test_a_missing_database(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match=r"nowhere\.sqlite is missing"):
        Gazetteer(tmp_path / "nowhere.sqlite")


def test_a_missing_manifest(database: Path) -> None:
    database.with_name(MANIFEST_NAME).unlink()
    with pytest.raises(GazetteerNotFoundError, match=r"gazetteer\.json is missing"):
        Gazetteer(database)


def test_a_database_cut_short(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:-5000])
    with pytest.raises(GazetteerDamagedError, match="cut short or altered"):
        Gazetteer(database)


def test_an_altered_database(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[-1] ^= 1
    database.write_bytes(content)
    with pytest.raises(GazetteerDamagedError, match="was altered"):
        Gazetteer(database, verify=True)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3", b"name,lat,lon\n" * 50])
def test_no_database_at_all(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    with pytest.raises(GazetteerDamagedError, match="is no SQLite database"):
        Gazetteer(database)


def test_another_kind_of_database(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[68:72] = bytes(4)
    database.write_bytes(content)
    with pytest.raises(GazetteerDamagedError, match="no geotag gazetteer"):
        Gazetteer(database)


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_damaged_manifest(database: Path, text: str) -> None:
    database.with_name(MANIFEST_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match=r"gazetteer\.json is damaged"):
        Gazetteer(database)


def test_another_schema(database: Path) -> None:
    manifest = database.with_name(MANIFEST_NAME)
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"schema": 2', '"schema": 99'), encoding="utf-8")
    with pytest.raises(GazetteerDamagedError, match="has schema 99"):
        Gazetteer(database)
