from __future__ import annotations

import glob
import os
from pathlib import Path

import pytest

from geotag.corpus.unique_ids import UniqueIds
from geotag.corpus.walking import walk
from tests.corpus.readers.prose import BODY, TEXT, complaints, ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/2.txt", "a/1.jsonl", "a.txt", "c/.git/x.txt", "c/notes.md", "c/d/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT if path.suffix != ".jsonl" else f'{{"text": "{BODY}"}}', encoding="utf-8")
    return tmp_path


def test_directories_are_read_in_the_order_of_names(folder: Path) -> None:
    assert ids(folder) == ["1-1", "2", "a", "b", "e"]


def test_links_to_directories_are_not_followed(folder: Path) -> None:
    (folder / "c" / "loop").symlink_to(folder)
    (folder / "c" / "link.txt").symlink_to(folder / "b.txt")
    assert ids(folder) == ["1-1", "2", "a", "b", "e", "link"]


def test_globs(folder: Path) -> None:
    assert ids(folder / "*.txt") == ["a", "b"]
    assert ids(folder / "**" / "*.txt") == ["2", "a", "b", "e"]
    assert ids(folder / "[ac]") == ["1-1", "2", "e"]
    assert ids(folder / "**") == ["1-1", "2", "a", "b", "e"]
    assert complaints(folder / "*.csv") == [f"{folder}/*.csv: no file has a name like this"]
    (folder / "x[1].txt").write_text(TEXT, encoding="utf-8")
    assert ids(folder / "x[1].txt") == ["x[1]"]


def test_a_directory_that_cannot_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert ids(folder) == ["a", "b", "e"]
    assert complaints(folder) == [f"{folder}/a: this directory cannot be read (Permission denied)"]


def test_a_forced_format_takes_every_file(folder: Path) -> None:
    assert ids(folder, input_format="text") == ["1", "2", "a", "b", "e", "notes"]


def test_names_of_any_bytes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xe3\xcf.txt"
    Path(os.fsdecode(path)).write_text(TEXT, encoding="utf-8")
    Path(os.fsdecode(path[:-4] + b".csv")).write_text("", encoding="utf-8")
    assert ids(tmp_path) == ["\ufffd\ufffd"]
    assert complaints(tmp_path)[0].encode().endswith("/\ufffd\ufffd.csv: the file is empty".encode())


def test_ids_are_made_distinct_whatever_is_taken_already() -> None:
    unique = UniqueIds()
    taken = [unique.take(wanted) for wanted in ("a", "a-2", "a", "a", "a-2", "x/../y", "x/../y", "A")]
    assert taken == ["a", "a-2", "a-3", "a-4", "a-2-2", "x/../y", "x/../y-2", "A"]
    assert [unique.take("a") for _ in range(3)] == ["a-5", "a-6", "a-7"]
    unique.close()


def test_names_that_no_file_can_have_are_named(tmp_path: Path) -> None:
    long, nul = tmp_path / ("x" * 300), tmp_path / "a\0.txt"
    assert complaints(long) == [f"{long}: cannot be read (File name too long)"]
    assert complaints(nul) == [f"{nul}: there is no such file"]


def test_links_that_lead_nowhere_are_named(folder: Path) -> None:
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "none.txt")
    (folder / "other").symlink_to(folder / "other")
    assert ids(folder) == ["1-1", "2", "a", "b", "e"]
    gone, itself = complaints(folder)
    assert gone == f"{folder}/gone.txt: this link leads to no file; remove it or set it right"
    assert itself.startswith(f"{folder}/self.txt: ")
    for each in ("self.txt", "gone.txt"):
        assert len(complaints(folder / each)) == 1


@pytest.mark.parametrize("pattern", ["*", "**", "**/*.txt", "c/*", "*/*.txt", "c/**"])
def test_a_glob_follows_no_link_that_a_directory_does_not(folder: Path, pattern: str) -> None:
    before = ids(folder / pattern)
    for number in range(3):
        (folder / f"loop{number}").symlink_to(folder)
        (folder / "c" / f"loop{number}").symlink_to(folder)
    assert ids(folder / pattern) == before


def test_a_link_that_is_named_is_followed(folder: Path) -> None:
    (folder / "z").symlink_to(folder / "a")
    assert ids(folder / "z") == ["1-1", "2"]
    assert ids(folder / "z" / "*.txt") == ["2"]
    assert ids(folder / "z" / "**") == ["1-1", "2"]


@pytest.mark.parametrize(
    "pattern", ["*", "[ab]*", "**", "**/*.txt", "*/*", "a/*.jsonl", "?.txt", "**/d/*", "c/**/e.txt"]
)
def test_globs_match_what_those_of_python_do(folder: Path, pattern: str) -> None:
    found = {path for path in walk(folder / pattern, lambda _: True) if isinstance(path, Path)}
    wanted = {Path(path) for path in glob.glob(str(folder / pattern), recursive=True)}  # noqa: PTH207
    below = {path for each in wanted if each.is_dir() and not pattern.endswith("**") for path in each.rglob("*")}
    files = {path for path in wanted | below if path.is_file()}
    assert found == {path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)}
