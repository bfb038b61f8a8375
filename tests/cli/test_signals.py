"""A command that is told to stop leaves nothing half-written behind."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geotag.cli.signals import Stopped, stopping_in_order
from tests.cli.test_run import ENVIRONMENT
from tests.corpus.test_running import corpus

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
REAL = (sys.executable, "-m", "geotag")


def begin(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [*REAL, *map(str, arguments)]
    return subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_draft(directory: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not list(directory.glob(".*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "no draft comes"
        time.sleep(0.01)


@pytest.mark.model
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(
    ("arguments", "name"),
    [(("tag", "--format", "gpkg"), "o.gpkg"), (("geojson",), "o.geojson"), (("map",), "o.html")],
)
def test_no_draft_stays(tmp_path: Path, arguments: tuple[str, ...], name: str, number: signal.Signals) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("what was there before")
    # What comes from stdin does not end, so that the signal finds it at work.
    process = begin(*arguments, "-", corpus(tmp_path / "c.jsonl", 3), "-o", out / name)
    if arguments[0] == "map":
        time.sleep(1.5)
    else:
        wait_for_draft(out, process)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (128 + number, "geotag: stopped\n")
    assert [path.name for path in out.iterdir()] == [name]
    assert (out / name).read_text() == "what was there before"


@pytest.mark.model
@pytest.mark.parametrize("corpus_map", [False, True])
def test_no_half_of_a_map_stays(tmp_path: Path, corpus_map: bool) -> None:
    source, out = corpus(tmp_path / "c.jsonl", 20), tmp_path / "out"
    out.mkdir()
    process = begin("map", source, "-o", out / "o.html", *(["--corpus"] if corpus_map else []))
    wait_for_draft(out, process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert list(out.iterdir()) == []


def test_no_draft_of_a_gazetteer_stays(tmp_path: Path) -> None:
    rows = "".join(f"قرية الاختبار {n},Test {n},village,IQ,33.{n:04},44.1\n" for n in range(3_000))
    (tmp_path / "mine.csv").write_text(f"name,name_en,kind,country,lat,lon\n{rows}", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    process = begin("gazetteer", "add", tmp_path / "mine.csv", "-o", out)
    deadline = time.monotonic() + 60
    while not list(out.rglob("gazetteer.sqlite")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert list(out.iterdir()) == []


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*REAL, "gazetteer", "search", "-"]
    process = subprocess.Popen(
        command,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert process.stdin is not None
    process.stdin.write("حلب\n")
    time.sleep(1.0)
    os.kill(process.pid, signal.SIGHUP)
    said = process.communicate("بغداد\n", timeout=60)[0]
    assert process.returncode == 0
    assert "Baghdad" in said
    assert not out.exists()


@pytest.mark.model
def test_an_output_that_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = begin("tag", "--format", "jsonl", corpus(tmp_path / "c.jsonl", 1), "-o", pipe)
    assert len(pipe.read_text(encoding="utf-8").splitlines()) == 1
    assert process.wait(60) == 0
    process.communicate()
    assert pipe.is_fifo()


@pytest.mark.model
def test_a_link_is_kept_and_what_it_names_written(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("before")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    process = begin("tag", corpus(tmp_path / "c.jsonl", 1), "-o", tmp_path / "link.jsonl")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert len((tmp_path / "real.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_waits_for_an_import_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    name = f"imported_at_{number.name.lower()}"
    (tmp_path / f"{name}.py").write_text(f"import signal\nsignal.raise_signal({int(number)})\nwhole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    arrived: list[bool] = []

    def work() -> None:
        arrived.append(importlib.import_module(name).whole)
        time.sleep(30)

    with pytest.raises(KeyboardInterrupt) as stopped, stopping_in_order():
        work()
    assert arrived == [True]
    assert isinstance(stopped.value, Stopped) == (number != signal.SIGINT)
