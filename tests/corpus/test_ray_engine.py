"""The same run on a Ray of two workers on this machine; left out where Ray is not installed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from geotag.corpus import read_inputs
from geotag.corpus.running import run_corpus
from geotag.corpus.workers import TaggerSettings
from tests.corpus.killing import actors
from tests.corpus.substitute_tagger import FAIL, SLOW
from tests.corpus.test_isolation import HOME, SCRIPT
from tests.corpus.test_running import SETTINGS, content, corpus, run

pytest.importorskip("ray")

# Of Ray's own code.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def run_on_ray(source: Path, directory: Path, settings: TaggerSettings = SETTINGS) -> None:
    from geotag.corpus.ray_engine import RayEngine

    with RayEngine(settings, 20, 2) as engine:
        run_corpus(read_inputs([source]), directory, engine, inputs=["corpus"])


def test_ray_gives_the_same_bytes_even_if_an_actor_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    source = corpus(tmp_path / "c.jsonl", 250, SLOW, length=200)
    with source.open("a", encoding="utf-8") as stream:
        stream.write(f'{{"id": "bad", "text": "مدينة آغدام في أذربيجان {FAIL}"}}\n{{"id": "cut')
    counts = run(source, tmp_path / "local")
    assert (counts.tagged, counts.failed) == (250, 2)
    killed: list[int] = []

    def kill_one() -> None:
        deadline = time.monotonic() + 500
        while not killed and time.monotonic() < deadline:
            if (tmp_path / "ray" / "articles-00000.jsonl").exists():
                for pid in actors(os.getpid())[:1]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
            time.sleep(0.05)

    killer = threading.Thread(target=kill_one)
    killer.start()
    run_on_ray(source, tmp_path / "ray")
    killer.join()
    assert killed
    assert content(tmp_path / "ray") == content(tmp_path / "local")


@pytest.mark.model
def test_no_process_of_ray_imports_from_the_working_directory(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("stanza", "geotag", "json", "torch", "numpy", "filelock"):
        trap = f"open({str(tmp_path / 'imported')!r}, 'w').close()\nraise SystemExit(1)\n"
        (news / f"{name}.py").write_text(trap)
    (news / "news.jsonl").write_text('{"id": "a", "text": "وصل الوفد إلى مدينة حلب في سوريا أمس."}', encoding="utf-8")
    done = subprocess.run(
        [*SCRIPT, "run", "news.jsonl", "-o", "out", "--engine", "ray", "--workers", "1"],
        cwd=news,
        env={**os.environ, "PYTHONPATH": str(HOME), "RAY_USAGE_STATS_ENABLED": "0"},
        capture_output=True,
        text=True,
        # With an actor that cannot start, Ray waits for ever.
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "imported").exists()
    assert "geonames" in (news / "out" / "articles-00000.jsonl").read_text(encoding="utf-8")
