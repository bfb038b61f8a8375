"""What a message quotes of others is in one line and obeyed by no terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from geotag.cli import main
from tests.cli.test_run import ENVIRONMENT, geotag

NAME = "a\n\x1b[31mgeotag: all well\r\u202eb"
SHOWN = r"a\n\x1b[31mgeotag: all well\r\u202eb"


def said(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code != 0
    assert not set("\x1b\r\u202e\u2066") & set(result.stderr), result.stderr
    return result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", NAME),
        ("summary", NAME),
        ("gazetteer", "add", NAME, "-o", "x"),
        ("tag", "x", "--corrections", NAME),
        ("tag", "x", "--format", NAME),
        ("tag", "x", "--field", NAME),
        ("map", "x", "-o", f"{NAME}/x.html"),
        ("tag", "x", "-o", f"{NAME}/x.jsonl"),
        ("tag", "x", f"--{NAME}"),
        (NAME,),
        ("gazetteer", "info", "--gazetteer", NAME),
        ("tag", "x", "--gazetteer", NAME),
        ("summary", ".", "-o", f"{NAME}/x.html"),
        ("run", "x", "-o", f"/proc/{NAME}"),
    ],
)
def test_of_what_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(*arguments)
    assert r"\x1b[31mgeotag" in found
    assert "\ngeotag: all well" not in found


def test_of_names_of_files_and_what_is_in_them(tmp_path: Path) -> None:
    for name in (f"{NAME}.jsonl", f"{NAME}.txt", os.fsdecode(b"\xff\x1b.txt")):
        (tmp_path / name).write_bytes(b"{" if name.endswith("l") else b"")
    result = CliRunner().invoke(main, ["tag", str(tmp_path)])
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    assert sum(SHOWN in line for line in lines) == 2
    assert r"\x1b.txt" in result.stderr
    (tmp_path / "r.jsonl").write_text(json.dumps({"id": NAME, "places": []}), encoding="utf-8")
    assert "r.jsonl" in said("review", tmp_path / "r.jsonl")


def test_of_corrections_each_fault_has_a_line(tmp_path: Path) -> None:
    file = tmp_path / f"{NAME}.csv"
    file.write_text("scope,where,name,place\neverywhere,,حلب,nothing:1\nnowhere,,حلب,nothing:2\n", encoding="utf-8")
    lines = said("tag", "x", "--corrections", file).splitlines()
    assert all(SHOWN in line for line in lines[:-1]), lines
    assert lines[-1] == "none of the corrections was applied"


def test_of_a_run(tmp_path: Path) -> None:
    out = tmp_path / NAME
    (tmp_path / "c.jsonl").write_text('{"id": "a", "text": "مدينة آغدام"}\n', encoding="utf-8")
    done = geotag(tmp_path / "c.jsonl", "-o", out, "--workers", "1")
    assert done.stderr == f"geotag: 1 articles tagged into {tmp_path}/{SHOWN}\n"
    assert SHOWN in geotag(tmp_path / "c.jsonl", "-o", out).stderr


def test_lone_surrogates_in_arguments() -> None:
    done = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"geotag", b"summary", b"x\xff\n.jsonl"],
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    # What click says for bytes that are no text.
    assert b"x\xef\xbf\xbd\\n.jsonl" in done.stderr or b"x\\udcff\\n.jsonl" in done.stderr
