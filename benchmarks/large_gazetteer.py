"""``python -m benchmarks.large_gazetteer``: a generated GeoNames dump merged into the bundled gazetteer, and searched.

Prints the time and the peak memory of the build, and the 95th percentile of the processor time of one search, one
thread.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.pipeline import LocalSource, add_sources
from geotag.gazetteer.lookup.store import bundled_database

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN = "abcdefghijklmnopqrstuvwxyz"
CODES = ("P\tPPL", "P\tPPLX", "H\tSTM", "T\tHLL", "S\tHTL")


def lines(count: int, numbers: random.Random) -> Iterator[str]:
    """Rows of a dump; every third place has an Arabic name."""
    for number in range(count):
        name = "".join(numbers.choices(LATIN, k=numbers.randint(4, 9))).capitalize()
        arabic = "".join(numbers.choices(LETTERS, k=numbers.randint(4, 7))) if number % 3 == 0 else ""
        lat, lon = numbers.uniform(-60, 75), numbers.uniform(-180, 180)
        country = numbers.choice(("EG", "IQ", "US", "RU", "CN", "BR"))
        head = f"{50_000_000 + number}\t{name}\t{name}\t{arabic}\t{lat:.5f}\t{lon:.5f}\t{numbers.choice(CODES)}"
        yield f"{head}\t{country}\t\t01\t\t\t\t{numbers.randint(0, 20_000)}\t\t1\tUTC\t2026-01-01\n"


def main() -> None:
    """Generate, build and search."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_gazetteer", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--searches", type=int, default=5_000)
    options = parser.parse_args()
    numbers = random.Random(1)  # noqa: S311 - the same dump every time
    with tempfile.TemporaryDirectory() as directory:
        dump = Path(directory) / "generated.txt"
        with dump.open("w", encoding="utf-8") as stream:
            stream.writelines(lines(options.rows, numbers))
        start = time.perf_counter()
        made = add_sources(bundled_database(), [LocalSource("geonames", dump)], Path(directory) / "out")
        spent = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{options.rows} rows built in {spent:.0f} s, peak memory {peak:.2f} GB, {made.stat().st_size / 1e6:.0f} MB"
        )
        gazetteer = Gazetteer(made)
        with dump.open(encoding="utf-8") as stream:
            known = [name for line in stream if (name := line.split("\t", 4)[3])]
        names = numbers.sample(known, min(len(known), options.searches // 2))
        names += ["".join(numbers.choices(LETTERS, k=6)) for _ in range(options.searches // 2)]
        times = []
        for name in names:
            start = time.thread_time()
            gazetteer.search(name)
            times.append(time.thread_time() - start)
        times.sort()
        print(f"search, 95th percentile of {len(times)}: {1000 * times[int(0.95 * len(times))]:.2f} ms")
        gazetteer.close()


if __name__ == "__main__":
    main()
