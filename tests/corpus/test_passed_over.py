from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from geotag.corpus import read_inputs
from geotag.corpus.passed_over import PassedOver
from tests.corpus.readers.prose import TEXT, page, write
from tests.corpus.readers.test_warc import Crawl


def told(*paths: Path) -> list[str]:
    notes: list[str] = []
    list(read_inputs(paths, tell=notes.append))
    return notes


def test_files_of_other_formats_are_counted_once(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.PDF", "sub/c.pdf", "d.docx", "README", "e.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, TEXT)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("x.docx", "x")
        archive.writestr("y.txt", TEXT)
    assert told(tmp_path) == ["6 files of other formats passed over: .pdf 3, .docx 2, without an ending 1"]
    assert told(tmp_path / "e.txt") == []


def test_links_and_pipes_are_counted(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "b.txt")
    assert told(tmp_path) == [
        "links to directories that were not followed: 1",
        "pipes, sockets and devices passed over: 1",
    ]


def test_records_that_are_no_pages_are_counted(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "c.warc").add(1, page().encode())
    crawl.add(2, b"\x89PNG", "image/png").add(3, b"\x89PNG", "image/png").add(4, b"x", status="404 Not Found")
    crawl.add(5, b"x", record="request").add(6, b"nothing", kind="")
    assert told(crawl.close()) == [
        "WARC records passed over, which are no pages: 5 (image/png 2, request 1, status 404 1, without a type 1)"
    ]


def test_names_of_any_characters_do_no_harm() -> None:
    passed = PassedOver()
    for number in range(3_000):
        passed.file(Path(f"a.x{number}"))
        passed.record("a\x1b[2J")
    files, records = passed.notes()
    assert files.startswith("3,000 files of other formats passed over: others 2,000, .x0 1")
    assert files.endswith(", 991 further kinds 991")
    assert records.endswith("3,000 (others 3,000)")


@pytest.mark.parametrize("command", ["tag", "geojson"])
def test_the_commands_tell_of_them_once(tmp_path: Path, command: str) -> None:
    from click.testing import CliRunner

    from geotag.cli import main

    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.pdf", TEXT)
    result = CliRunner().invoke(main, [command, str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("geotag: 1 file of other formats passed over: .pdf 1\n") == 1
