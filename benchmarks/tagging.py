"""``python -m benchmarks.tagging``: what tagging costs, as ratios and growths of one run, which hold on any machine.

Prints a Markdown table. What is compared takes turns; where there are rounds, the median ratio and its range are given.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

import torch

import geotag
from benchmarks import runs, stages
from benchmarks.articles import generated, sample


def main() -> None:
    """Measure what is asked for, all by default; one thread a process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tagging", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--corpus",
        type=Path,
        help="file or directory that geotag run reads, or directory with .txt.xz of articles parted by blank lines, to "
        "draw articles from; generated prose by default",
    )
    parser.add_argument("--articles", type=int, default=300, help="how many to draw (300)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds to compare in (3)")
    parser.add_argument("--sizes", default="1000,10000,30000", help="articles of the growing corpus")
    parser.add_argument("--places", default="100000,1000000", help="places that the gazetteer grows by")
    parser.add_argument("--only", default="", help="names of benchmarks, parted by commas; a wrong one lists them all")
    options = parser.parse_args()

    if options.corpus:
        articles = sample(options.corpus, options.articles)
    else:
        articles = list(islice(generated(30), options.articles))
    if not articles:
        parser.error(f"{options.corpus} holds no articles")
    torch.set_num_threads(1)
    tagger = geotag.load()
    benchmarks: Mapping[str, Callable[[], None]] = {
        "loop": lambda: runs.against_the_plain_loop(articles, options.rounds),
        "processes": lambda: runs.two_processes(articles, options.rounds),
        "ray": lambda: runs.ray_against_local(articles, options.rounds),
        "stages": lambda: stages.shares(tagger, articles),
        "corpus": lambda: runs.growth_with_the_corpus(_numbers(options.sizes)),
        "length": lambda: stages.growth_with_length(tagger, options.rounds),
        "gazetteer": lambda: stages.growth_with_the_gazetteer(tagger, _numbers(options.places), options.rounds),
    }
    chosen = [name for name in options.only.split(",") if name] or list(benchmarks)
    unknown = [name for name in chosen if name not in benchmarks]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(benchmarks)}")
    characters = sum(len(article.text) for article in articles) // len(articles)
    print(f"{len(articles)} articles of {characters:,} characters on average; {_machine()}\n")
    print("| What | Measured |\n|---|---|", flush=True)
    for name in chosen:
        benchmarks[name]()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number]


def _machine() -> str:
    """Processor, cores, and versions."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":", 1)[1].strip() for line in about.splitlines() if line.startswith("model name")]
    processor = f"{len(names)} cores of {names[0]}" if names else platform.processor() or platform.machine()
    return f"{processor}; Python {platform.python_version()}, torch {torch.__version__}"


if __name__ == "__main__":
    main()
