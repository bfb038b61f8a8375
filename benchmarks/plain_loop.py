"""What geotag is measured against: a loop over a Stanza pipeline, one article a call, and a dictionary of names.

``python -m benchmarks.plain_loop`` loads, says how long that took, then goes through each file of articles that it is
named, and says how long that took and how much of it was processor time, all in seconds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.measuring import Cost
from geotag.gazetteer.lookup.store import bundled_database

__all__ = ["PlainLoop"]


class PlainLoop:
    """The loop in a process of its own, to be used in a ``with`` statement.

    Parameters
    ----------
    threads
        That torch may use. With more than one it waits by spinning, which costs much where there is other work to do.

    Attributes
    ----------
    loading
        What it took to load.
    """

    def __init__(self, threads: int = 1) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.plain_loop"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        )
        self.loading = self._answer()

    def run(self, articles: Path) -> Cost:
        """Go through a JSON Lines file of articles."""
        assert self._process.stdin  # noqa: S101 - it was asked for
        self._process.stdin.write(f"{articles}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Cost:
        assert self._process.stdout  # noqa: S101 - it was asked for
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the plain loop ended with exit code {self._process.wait()}")
        return Cost(*map(float, line.split()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def dictionary() -> dict[str, tuple[float, float]]:
    """Where the most prominent place of each Arabic name is."""
    places: dict[str, tuple[float, float]] = {}
    with closing(sqlite3.connect(bundled_database())) as database:
        rows = database.execute(
            "SELECT name.form, place.lat, place.lon FROM name JOIN place ON place.rowid = name.place "
            "WHERE name.script = 'Arab' ORDER BY place.prominence DESC"
        )
        for form, lat, lon in rows:
            places.setdefault(form, (lat, lon))
    return places


def tag(pipeline: Any, places: dict[str, tuple[float, float]], article: dict[str, str]) -> str:
    """The places of an article as JSON."""
    found = [
        {"text": entity.text, "start": entity.start_char, "end": entity.end_char, "place": places.get(entity.text)}
        for entity in pipeline(article["text"]).ents
    ]
    return json.dumps({"id": article["id"], "entities": found}, ensure_ascii=False)


def main() -> None:
    """Serve until stdin ends."""
    start = time.perf_counter()
    import stanza

    from geotag.ner import resources, tokenizer

    pipeline = stanza.Pipeline(
        resources.LANGUAGE,
        dir=str(resources.bundled_model()),
        processors={"tokenize": tokenizer.VARIANT, "ner": resources.PACKAGE},
        package=None,
        download_method=None,
        verbose=False,
    )
    places = dictionary()
    print(time.perf_counter() - start, time.process_time(), flush=True)
    for line in sys.stdin:
        wall, processor = time.perf_counter(), time.process_time()
        with Path(line.strip()).open(encoding="utf-8") as articles, Path(os.devnull).open("w", encoding="utf-8") as out:
            for article in articles:
                out.write(tag(pipeline, places, json.loads(article)) + "\n")
        print(time.perf_counter() - wall, time.process_time() - processor, flush=True)


if __name__ == "__main__":
    main()
