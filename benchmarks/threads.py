"""``python -m benchmarks.threads``: what more threads bring that share one tagger.

The same articles are tagged by one thread and by several, in turns; the ratio of each round is of two runs beside each
other, so that what else the machine does falls on both. It says something only of an idle machine with as many cores.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from threading import Thread

import geotag
from benchmarks.articles import generated, sample
from benchmarks.measuring import ratio
from geotag.model import Article


def seconds(tagger: geotag.Tagger, articles: Sequence[Article], threads: int, *, together: bool) -> float:
    """Wall time in which threads tag all articles, each its share; `together` as a batch, else one by one."""

    def work(own: Sequence[Article]) -> None:
        if together:
            for _ in tagger.tag_many(own):
                pass
        else:
            for article in own:
                tagger.tag(article)

    workers = [Thread(target=work, args=(articles[first::threads],)) for first in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.threads", description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, help="what geotag run reads; generated articles by default")
    parser.add_argument("--articles", type=int, default=120, help="articles a run (120)")
    parser.add_argument("--threads", type=int, default=2, help="threads to compare with one (2)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")
    options = parser.parse_args()
    if options.corpus:
        articles = sample(options.corpus, options.articles)
    else:
        articles = list(islice(generated(), options.articles))
    tagger = geotag.load()
    # The words are remembered before, and the caches filled.
    seconds(tagger, articles, 1, together=True)
    print(f"{len(articles)} articles; {os.cpu_count()} cores; load before: {os.getloadavg()[0]:.2f}")
    for together, name in ((False, "one by one, as a server does"), (True, "many at a time")):
        times = [
            [seconds(tagger, articles, threads, together=together) for threads in (1, options.threads)]
            for _ in range(options.rounds)
        ]
        one, more = zip(*times, strict=True)
        print(f"throughput of {options.threads} threads / one, {name:<32} {ratio(one, more)}")


if __name__ == "__main__":
    main()
