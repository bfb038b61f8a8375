"""Runs whose processes are killed while they work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

__all__ = ["actors", "children", "kill_and_resume"]

Victim = Literal["parent", "worker"]
#: Seconds that a run may take to the end.
_PATIENCE = 3_600


def children(pid: int) -> list[int]:
    """The processes that a process began."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except FileNotFoundError:
        return []
    found = []
    for task in tasks:
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except FileNotFoundError:
            # The thread ended meanwhile.
            continue
    return found


def actors(pid: int) -> list[int]:
    """The actors of Ray that tag for the process which began Ray."""
    found = []
    for child in children(pid):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            # It ended meanwhile.
            continue
        found += [child] if b"MapWorker" in command else actors(child)
    return found


def kill_and_resume(
    command: Sequence[str | Path],
    directory: Path,
    draw: random.Random,
    *,
    kills: int,
    longest: float,
    victims: Callable[[int], list[int]] = children,
) -> dict[Victim, int]:
    """Begin a run anew until `kills` kills have hit it, then let it end; how many hit whom.

    Parameters
    ----------
    command
        Begins or goes on with the run in `directory`.
    longest
        Seconds at most to the next kill, from when there are workers, or something new is safe.
    victims
        The workers of a parent.
    """
    hits: dict[Victim, int] = {"parent": 0, "worker": 0}
    deadline = time.monotonic() + _PATIENCE
    process = _begin(command, directory)
    while sum(hits.values()) < kills and time.monotonic() < deadline:
        # Some kills come while a run begins, others once it has got further.
        size = _size(directory) if draw.random() < 0.5 else -1
        while (not victims(process.pid) or _size(directory) <= size) and process.poll() is None:
            assert time.monotonic() < deadline, "the run does not get on"
            time.sleep(0.05)
        time.sleep(draw.random() * longest)
        if process.poll() is not None:
            break
        workers = victims(process.pid)
        if workers and draw.random() < 0.5:
            os.kill(draw.choice(workers), signal.SIGKILL)
            hits["worker"] += 1
            continue
        process.kill()
        process.wait()
        hits["parent"] += 1
        process = _begin(command, directory)
    assert process.wait(max(1.0, deadline - time.monotonic())) == 0
    return hits


def _size(directory: Path) -> int:
    """Bytes of the index: whenever something new is safe, it grows."""
    index = directory / "index.jsonl"
    return index.stat().st_size if index.exists() else 0


def _begin(command: Sequence[str | Path], directory: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command)
    while not (directory / "run.json").exists() and process.poll() is None:
        time.sleep(0.02)
    return process
