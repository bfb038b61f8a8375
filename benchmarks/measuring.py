"""How the benchmarks measure: what is compared takes turns, so that what else the machine does falls on all alike."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["Command", "Cost", "measured", "ratio", "run_command", "show"]

#: Seconds between two looks at the memory of processes.
_POLL = 0.05


def show(what: str, value: str) -> None:
    """Print a figure as a row of a Markdown table."""
    print(f"| {what} | {value} |", flush=True)


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall time, and processor time of this process and of all that it started, seconds."""

    wall: float
    processor: float


def measured(action: Callable[[], object]) -> Cost:
    """What an action costs; processes that it ends itself are not counted."""
    wall, processor = time.perf_counter(), _processor_time(os.getpid())
    action()
    return Cost(time.perf_counter() - wall, _processor_time(os.getpid()) - processor)


def _processor_time(pid: int) -> float:
    """Processor time of a process and of those below it, seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        # The process ended meanwhile.
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + sum(map(_processor_time, _children(pid)))


def ratio(above: Sequence[float], below: Sequence[float]) -> str:
    """Median of the rounds' ratios, and their range."""
    ratios = [a / b for a, b in zip(above, below, strict=True)]
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


@dataclass(frozen=True, slots=True)
class Command:
    """What a command cost.

    Attributes
    ----------
    wall, processor
        Seconds, the latter of all its processes.
    parent, worker
        Peak memory of its first process, and of the largest of those that this one started, bytes.
    """

    wall: float
    processor: float
    parent: int
    worker: int


def run_command(arguments: Sequence[str]) -> Command:
    """Run a command, and look at the memory of its processes meanwhile.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    peaks: dict[int, int] = {}
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
    watcher.start()
    _, said = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(arguments), stderr=said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    parent = peaks.pop(process.pid, 0)
    return Command(time.perf_counter() - start, spent, parent, max(peaks.values(), default=0))


def _watch(parent: int, peaks: dict[int, int], ended: threading.Event) -> None:
    while not ended.wait(_POLL):
        for pid in (parent, *_children(parent)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except OSError:
            # The thread ended meanwhile.
            continue
    return found


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        # The process ended meanwhile.
        return 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(peak.split()[1]) * 1024
