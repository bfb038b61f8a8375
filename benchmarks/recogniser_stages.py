"""``python -m benchmarks.recogniser_stages ARTICLES``: shares of recognition's stages, words new and remembered."""

from __future__ import annotations

import argparse
import functools
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from geotag.ner import lanes, letters, lstm, network, recogniser
from geotag.ner.products import Product
from geotag.ner.recogniser import Recogniser

#: Where each stage is, and what it is called; what none of them takes is the rest.
STAGES: list[tuple[Any, str, str]] = [
    (recogniser, "sentences", "tokens and sentences"),
    (letters.LetterNetwork, "states", "letters of new words"),
    (network._WordMemory, "_vectors", "vectors of new words"),
    (network._WordMemory, "_remember", "what new words add to the gates"),
    (network._WordMemory, "rows", "memory of words"),
    (lanes.Lanes, "of", "lanes"),
    (lstm.Direction, "advance", "activations"),
    (Product, "add", "matrix products"),
    (network.TagNetwork, "scores", "inputs and outputs of the sentence LSTM"),
    (recogniser, "decode", "random field"),
    (Recogniser, "_sentence", "names of tags"),
    (recogniser, "Recognition", "spans and posteriors"),
    (Recogniser, "recognise_many", "rest"),
]


class StageClock:
    """Processor time of each stage without those within it."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()
        self._inner: list[float] = []

    def timed(self, action: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """`action`, its time added up under `stage`."""

        @functools.wraps(action)
        def run(*arguments: Any, **options: Any) -> Any:
            self._inner.append(0.0)
            start = time.process_time()
            try:
                return action(*arguments, **options)
            finally:
                spent = time.process_time() - start
                self.times[stage] += spent - self._inner.pop()
                if self._inner:
                    self._inner[-1] += spent

        return run


def main() -> None:
    """Measure, one thread."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recogniser_stages", description=__doc__)
    parser.add_argument("articles", type=Path, help="JSON Lines file with text")
    parser.add_argument("--limit", type=int, default=300, help="articles to take (300)")
    options = parser.parse_args()
    lines = options.articles.read_text(encoding="utf-8").splitlines()[: options.limit]
    texts = [json.loads(line)["text"] for line in lines]
    torch.set_num_threads(1)
    found = Recogniser()
    clock = StageClock()
    for owner, name, stage in STAGES:
        mock.patch.object(owner, name, clock.timed(getattr(owner, name), stage)).start()
    shares = []
    for _ in range(2):
        clock.times.clear()
        found.recognise_many(texts)
        total = clock.times.total()
        shares.append({stage: spent / total for stage, spent in clock.times.items()})
    new, remembered = shares
    print(f"{'':<42}{'words new':>10}{'remembered':>12}")
    for stage in sorted(new, key=lambda stage: -new[stage]):
        print(f"{stage:<42}{new[stage]:>10.3f}{remembered.get(stage, 0.0):>12.3f}")


if __name__ == "__main__":
    main()
