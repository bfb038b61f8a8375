"""What the benchmarks stand on: that they draw, generate and measure as they say."""

from __future__ import annotations

import importlib
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import benchmarks
from benchmarks.articles import generated, sample, write_corpus
from benchmarks.measuring import ratio, run_command
from benchmarks.plain_loop import dictionary
from benchmarks.runs import _Timed
from geotag.corpus.workers import TaggingResult
from geotag.model import Article


@pytest.mark.parametrize("path", sorted(Path(benchmarks.__path__[0]).glob("*.py")), ids=lambda path: path.stem)
def test_every_benchmark_can_be_started(path: Path) -> None:
    importlib.import_module(f"benchmarks.{path.stem}")


def test_generated_articles_are_the_same_every_time() -> None:
    first, again = (list(islice(generated(4), 20)) for _ in range(2))
    assert first == again
    assert len({article.text for article in first}) == 20
    assert {article.text.count(".") for article in first} == {4}


def test_a_sample_is_drawn_from_articles_parted_by_blank_lines(tmp_path: Path) -> None:
    text = "\n\n".join(f"عنوان {number}\nنص {number}" for number in range(50)) + "\n"
    (tmp_path / "raw.txt.xz").write_bytes(lzma.compress(text.encode()))
    drawn = sample(tmp_path, 10)
    numbers = [int(article.text.split()[-1]) for article in drawn]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 10
    assert max(numbers) >= 10
    assert drawn == sample(tmp_path, 10)
    assert [article.id for article in sample(tmp_path, 100)] == [f"raw.txt.xz-{number}" for number in range(1, 51)]


def test_a_sample_is_drawn_from_whatever_geotag_reads(tmp_path: Path) -> None:
    corpus = write_corpus(generated(), tmp_path / "corpus.jsonl", 5)
    assert [json.loads(line)["text"] for line in corpus.read_text(encoding="utf-8").splitlines()] == [
        article.text for article in sample(tmp_path, 5)
    ]


def test_ratios_are_of_rounds() -> None:
    assert ratio([2, 30, 4], [1, 10, 1]) == "3.00 (2.00 to 4.00)"


def test_the_dictionary_knows_the_most_prominent_place() -> None:
    assert dictionary()["باريس"] == pytest.approx((48.85, 2.35), abs=0.1)


def test_a_command_is_measured_with_what_it_starts() -> None:
    child = "import time; data = bytearray(120_000_000); time.sleep(0.6)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = run_command([sys.executable, "-c", code])
    assert cost.wall > 0.6
    assert cost.worker > 120e6 > cost.parent > 1e6


def test_time_is_counted_from_the_first_outcome() -> None:
    class Engine:
        provenance: dict[str, Any] = {}  # noqa: RUF012

        def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
            for _ in batches:
                yield []

    timed = _Timed(Engine())  # type: ignore[arg-type]
    assert list(timed.tag([[], []])) == [[], []]
    assert timed.since_first > 0
