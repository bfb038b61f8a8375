"""``make bench``: what tagging costs, as ratios that hold on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import torch

import geotag
from geotag.mentions import MentionBuilder

ROUNDS = 20


def best_of(action: Callable[[], object], rounds: int = 5) -> float:
    """Shortest time of several runs, seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure on the example articles, one thread."""
    torch.set_num_threads(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path("examples").glob("*.txt"))] * ROUNDS
    words = sum(len(text.split()) for text in texts)
    tagger = geotag.load()
    pipeline = tagger.recogniser._pipeline
    tagger.tag(texts[0])

    stanza_loop = best_of(lambda: [pipeline(text) for text in texts], 3)
    whole = best_of(lambda: list(tagger.tag_many(texts)), 3)
    recognising = best_of(lambda: [tagger.recogniser.recognise(text) for text in texts], 3)
    recognised = [(text, tagger.recogniser.recognise(text)) for text in texts]
    building = best_of(
        lambda: [
            MentionBuilder(text, tagger.gazetteer, tagger.recogniser.lexicon, tagger.resolver.demonyms).build(
                recognition.spans
            )
            for text, recognition in recognised
        ],
        3,
    )
    print(f"{len(texts)} articles, {words} words, one thread")
    print(f"whole tagger / plain Stanza loop over the same weights   {whole / stanza_loop:.2f}")
    print(f"recognition / whole tagger                               {recognising / whole:.2f}")
    print(f"mentions with look-up / recognition                      {building / recognising:.2f}")
    print(
        f"resolution and the rest / recognition                    {(whole - recognising - building) / recognising:.2f}"
    )


if __name__ == "__main__":
    main()
