"""Progress on a terminal: of all commands that tag, without reading anything twice."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shlex
import sys
import threading
from pathlib import Path

import pytest

from geotag.corpus import read_inputs
from geotag.corpus.consumption import Consumption
from tests.cli.terminal import on_a_terminal
from tests.cli.test_run import ENVIRONMENT, GEOTAG, geotag
from tests.corpus.substitute_tagger import SLOW
from tests.corpus.test_running import corpus

REAL = (sys.executable, "-m", "geotag")


def test_a_run_shows_how_many_are_done_of_how_many(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 200, SLOW, length=20)
    code, shown = on_a_terminal((*GEOTAG, "run", source, "-o", tmp_path / "out", "--workers", "2"), ENVIRONMENT)
    assert code == 0
    # Done of all, time gone and left, rate.
    assert re.search(r"200/200 \[\d\d:\d\d<\d\d:\d\d, +[\d.]+ articles/s\]", shown), shown
    assert f"geotag: 200 articles tagged into {tmp_path / 'out'}" in shown
    # What it guesses before the end is about right.
    guesses = [int(found) for found in re.findall(r"\d+/(\d+) \[", shown)]
    assert all(120 <= guess <= 320 for guess in guesses), guesses


def test_a_run_loses_nothing_that_comes_through_pipes(tmp_path: Path) -> None:
    sources = [corpus(tmp_path / f"{number}.jsonl", 1_500, f"رقم {number}") for number in range(2)]
    pipes = " ".join(f"<(cat {shlex.quote(str(source))})" for source in sources)
    command = shlex.join((*GEOTAG, "run", "-o", str(tmp_path / "out"), "--workers", "2"))
    code, shown = on_a_terminal(("bash", "-c", f"{command} {pipes}"), ENVIRONMENT)
    assert code == 0
    assert re.search(r"3000 articles \[", shown.replace(",", "")), shown
    assert f"geotag: 3,000 articles tagged into {tmp_path / 'out'}" in shown


def test_a_run_loses_nothing_of_a_fifo_and_of_stdin(tmp_path: Path) -> None:
    source, fifo = corpus(tmp_path / "c.jsonl", 1_000), tmp_path / "fifo.jsonl"
    os.mkfifo(fifo)
    writer = threading.Thread(target=lambda: fifo.write_bytes(source.read_bytes()))
    writer.start()
    command = shlex.join((*GEOTAG, "run", str(fifo), "-", "-o", str(tmp_path / "out"), "--workers", "1"))
    more = corpus(tmp_path / "more.jsonl", 500, "أخرى")
    code, shown = on_a_terminal(("bash", "-c", f"{command} < {shlex.quote(str(more))}"), ENVIRONMENT)
    writer.join()
    assert code == 0
    assert "geotag: 1,500 articles tagged" in shown


def test_a_resumed_run_counts_what_was_done(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 50)
    assert geotag(source, "-o", tmp_path / "out").returncode == 0
    command = (*GEOTAG, "run", source, "-o", tmp_path / "out", "--resume", "--workers", "1")
    code, shown = on_a_terminal(command, ENVIRONMENT)
    assert code == 0
    assert "50/50 [" in shown


@pytest.mark.model
@pytest.mark.parametrize(
    ("command", "ending"), [(("tag", "--format", "jsonl"), "jsonl"), (("map",), "html"), (("geojson",), "geojson")]
)
def test_the_other_commands_show_the_same(tmp_path: Path, command: tuple[str, ...], ending: str) -> None:
    source, output = corpus(tmp_path / "c.jsonl", 30, length=5), tmp_path / f"out.{ending}"
    with source.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "cut')
    code, shown = on_a_terminal((*REAL, *command, source, "-o", output), ENVIRONMENT)
    assert code == 1
    assert "30/30 [" in shown
    # A message has a line of its own, above the bar.
    assert re.search(r"(^|[\r\n])(\x1b\[A)?geotag: [^\r\n]*line 31[^\r\n]*\r\n", shown), shown
    assert output.stat().st_size > 1_000


@pytest.mark.model
def test_where_the_results_go_to_the_terminal_there_is_no_progress(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 2)
    code, shown = on_a_terminal((*REAL, "tag", source, "--format", "jsonl"), ENVIRONMENT, stdout_too=True)
    assert code == 0
    assert [json.loads(line)["id"] for line in shown.splitlines()] == ["n0", "n1"]


def test_what_is_consumed_is_told_as_it_is_read(tmp_path: Path) -> None:
    plain = corpus(tmp_path / "a.jsonl", 2_000, length=5)
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    whole = plain.stat().st_size + packed.stat().st_size
    consumption = Consumption()
    marks = [consumption.done for _ in read_inputs([tmp_path], consumption=consumption)]
    assert consumption.total == consumption.done == whole
    assert marks == sorted(marks)
    half = marks[1_000] / plain.stat().st_size
    assert 0.4 < half < 0.7
    assert plain.stat().st_size <= marks[2_000] <= marks[-1] <= whole


def test_where_a_size_is_not_known_there_is_no_total(tmp_path: Path) -> None:
    plain, fifo = corpus(tmp_path / "a.jsonl", 2), tmp_path / "b.jsonl"
    os.mkfifo(fifo)
    writer = threading.Thread(target=lambda: fifo.write_bytes(plain.read_bytes()))
    writer.start()
    consumption = Consumption()
    assert len(list(read_inputs([plain, fifo], consumption=consumption))) == 4
    writer.join()
    assert consumption.total is None
    consumption = Consumption()
    given = io.BytesIO(plain.read_bytes())
    assert len(list(read_inputs([plain, "-"], stdin=given, consumption=consumption))) == 4
    assert consumption.total is None
