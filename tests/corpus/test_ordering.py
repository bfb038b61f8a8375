from __future__ import annotations

import random

import pytest

from geotag.corpus.ordering import Reordering
from geotag.corpus.tagging_results import TaggingResult
from tests.memory import peak_memory_of


@pytest.mark.parametrize("seed", range(5))
def test_any_order_becomes_the_right_one(seed: int) -> None:
    numbers = list(range(50))
    random.Random(seed).shuffle(numbers)
    got: list[list[TaggingResult]] = []
    with Reordering() as ordered:
        for put, number in enumerate(numbers, 1):
            ordered.put(number, [TaggingResult(f"مقال {number}"), TaggingResult(None, "InputError", str(number))])
            got += ordered.ready()
            missing = [n for n in range(51) if n not in numbers[:put]]
            assert len(got) == ordered.next == missing[0]
    assert got == [[TaggingResult(f"مقال {n}"), TaggingResult(None, "InputError", str(n))] for n in range(50)]


WAITING = """
import sys
from geotag.corpus.ordering import Reordering
from geotag.corpus.tagging_results import TaggingResult
count = int(sys.argv[1])
with Reordering() as ordered:
    for number in range(count, 0, -1):
        ordered.put(number, [TaggingResult("x" * 1_000_000)])
    ordered.put(0, [])
    assert sum(1 for _ in ordered.ready()) == count + 1
"""


def test_what_waits_lies_on_the_disk() -> None:
    # 300 MB wait.
    assert peak_memory_of(WAITING, "300") - peak_memory_of(WAITING, "1") < 60_000
