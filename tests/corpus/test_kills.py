"""Runs whose parent or workers are killed at random moments give what an undisturbed run gives, byte for byte."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.corpus.killing import kill_and_resume
from tests.corpus.substitute_tagger import SLOW
from tests.corpus.test_running import RUN, content, corpus, run

KILLS = 20


def test_twenty_kills_at_random_lose_nothing(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 900, SLOW, length=20)
    run(source, tmp_path / "whole")
    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out")]
    hits = kill_and_resume(command, tmp_path / "out", random.Random(11), kills=KILLS, longest=0.8)
    assert sum(hits.values()) == KILLS, "the run ended before it had been killed often enough"
    assert min(hits.values()) >= 5
    assert content(tmp_path / "out") == content(tmp_path / "whole")
