"""Runs whose parent or workers are killed at random moments give what an undisturbed run gives, byte for byte."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpus.killing import actors, children, kill_and_resume
from tests.corpus.substitute_tagger import SLOW
from tests.corpus.test_running import RUN, content, corpus, run
from tests.test_batches import articles

KILLS = 20


def test_twenty_kills_at_random_lose_nothing(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 1_500, SLOW, length=20)
    run(source, tmp_path / "whole")
    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    hits = kill_and_resume(command, tmp_path / "out", random.Random(11), kills=KILLS, longest=0.6)
    assert sum(hits.values()) == KILLS, "the run ended before it had been killed often enough"
    assert min(hits.values()) >= 5
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("engine", ["local", "ray"])
def test_twenty_kills_of_runs_with_the_model_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    if engine == "ray":
        pytest.importorskip("ray")
        monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
        monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    source = tmp_path / "c.jsonl"
    rows = ({"id": article.id, "text": article.text} for article in articles(24_000, seed=9))
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "geotag", "run", str(source), "--workers", "2"]
    began = time.monotonic()
    subprocess.run([*command, "-o", tmp_path / "whole"], check=True)
    # All kills together leave the run about half of the time that it needs.
    longest = 1.0 + (time.monotonic() - began) / KILLS
    command += ["-o", str(tmp_path / "out"), "--resume", "--engine", engine]
    hits = kill_and_resume(
        command,
        tmp_path / "out",
        random.Random(12),
        kills=KILLS,
        longest=longest,
        victims=actors if engine == "ray" else children,
    )
    assert sum(hits.values()) == KILLS, "the run ended before it had been killed often enough"
    assert min(hits.values()) >= 4
    assert content(tmp_path / "out") == content(tmp_path / "whole")
