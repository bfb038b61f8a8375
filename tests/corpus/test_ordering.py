from __future__ import annotations

import random
import subprocess
import sys

import pytest

from geotag.corpus.ordering import Reordering
from geotag.corpus.outcomes import Outcome


@pytest.mark.parametrize("seed", range(5))
def test_any_order_becomes_the_right_one(seed: int) -> None:
    numbers = list(range(50))
    random.Random(seed).shuffle(numbers)
    got: list[list[Outcome]] = []
    with Reordering() as ordered:
        for put, number in enumerate(numbers, 1):
            ordered.put(number, [Outcome(f"مقال {number}"), Outcome(None, "InputError", str(number))])
            got += ordered.ready()
            missing = [n for n in range(51) if n not in numbers[:put]]
            assert len(got) == ordered.next == missing[0]
    assert got == [[Outcome(f"مقال {n}"), Outcome(None, "InputError", str(n))] for n in range(50)]


WAITING = """
import resource
from geotag.corpus.ordering import Reordering
from geotag.corpus.outcomes import Outcome
with Reordering() as ordered:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(300, 0, -1):
        ordered.put(number, [Outcome("x" * 1_000_000)])
    ordered.put(0, [])
    assert sum(1 for _ in ordered.ready()) == 301
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_what_waits_lies_on_the_disk() -> None:
    grown = int(subprocess.run([sys.executable, "-c", WAITING], capture_output=True, check=True).stdout)
    # 300 MB wait.
    assert grown < 60_000
