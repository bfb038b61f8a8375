"""Which share of the time each stage of tagging takes, and how time grows with articles' length and the gazetteer."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import geotag
from benchmarks.articles import generated
from benchmarks.large_gazetteer import lines
from benchmarks.measuring import ratio, show
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.pipeline import LocalSource, add_sources
from geotag.gazetteer.lookup.store import bundled_database
from geotag.model import Article, TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["growth_with_length", "growth_with_the_gazetteer", "shares"]

#: Sentences of an article in the growth with its length.
_LENGTHS = (5, 20, 80, 320)


def shares(tagger: geotag.Tagger, articles: Sequence[Article]) -> None:
    """Share of each stage in the processor time of tagging and writing, one thread."""
    spent: dict[str, float] = {}
    stages: list[tuple[str, Any, str]] = [
        ("tokens and recognition", tagger.recogniser, "recognise_many"),
        ("mentions, with all that is asked of the gazetteer", tagger, "find"),
        ("resolution", tagger.resolver, "resolve"),
        ("people", geotag.tagger, "link_people"),
        ("focus", geotag.tagger, "find_focus"),
    ]
    with ExitStack() as stack:
        for name, owner, function in stages:
            stack.enter_context(patch.object(owner, function, _timed(getattr(owner, function), spent, name)))
        write = _timed(lambda tagged: to_json(tagged.to_dict()), spent, "the record as JSON")
        start = time.thread_time()
        for tagged in tagger.tag_many(articles):
            write(tagged)
        whole = time.thread_time() - start
    spent["everything else"] = whole - sum(spent.values())
    for name, seconds in spent.items():
        show(f"share of time: {name}", f"{seconds / whole:.0%}")
    with _asked_of_the_gazetteer(tagger, spent):
        list(tagger.tag_many(articles))
    show("share of time: searches of the gazetteer alone", f"{spent['searches'] / whole:.0%}")


def _timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    spent.setdefault(name, 0.0)

    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.thread_time()
        try:
            return function(*arguments, **options)
        finally:
            spent[name] += time.thread_time() - start

    return timed


@contextmanager
def _asked_of_the_gazetteer(tagger: geotag.Tagger, spent: dict[str, float]) -> Iterator[None]:
    """Count the time of searches, in a pass of its own, for measuring each costs time too."""
    gazetteer = tagger.gazetteer
    with patch.object(gazetteer, "find", _timed(gazetteer.find, spent, "searches")):
        yield


def growth_with_length(tagger: geotag.Tagger, rounds: int) -> None:
    """Processor time a character of articles of different lengths, the same characters in all."""
    most = _LENGTHS[-1]
    texts = {length: list(islice(generated(length), 2 * most // length)) for length in _LENGTHS}
    times: dict[int, list[float]] = {length: [] for length in _LENGTHS}
    for _ in range(rounds + 1):
        for length, articles in texts.items():
            seconds = _seconds(tagger, articles)
            times[length].append(seconds / sum(len(article.text) for article in articles))
    for length, found in times.items():
        # The first round only fills the memories of words and names.
        size = sum(len(article.text) for article in texts[length]) // len(texts[length])
        show(
            f"articles of {size:,} characters / of {_LENGTHS[0]} sentences, time a character",
            ratio(found[1:], times[_LENGTHS[0]][1:]),
        )


def growth_with_the_gazetteer(tagger: geotag.Tagger, rows: Sequence[int], rounds: int) -> None:
    """Time of tagging with gazetteers that have more places."""
    articles = list(islice(generated(), 200))
    with tempfile.TemporaryDirectory() as directory:
        taggers = {0: tagger}
        for count in rows:
            dump = Path(directory) / f"{count}.txt"
            with dump.open("w", encoding="utf-8") as stream:
                numbers = random.Random(1)  # noqa: S311 - the same dump every time
                stream.writelines(lines(count, numbers))
            made = add_sources(bundled_database(), [LocalSource("geonames", dump)], Path(directory) / str(count))
            taggers[count] = geotag.Tagger(tagger.recogniser, Gazetteer(made))
        times: dict[int, list[float]] = {count: [] for count in taggers}
        # From here on the recogniser remembers the words.
        _seconds(tagger, articles)
        for _ in range(rounds):
            for count, own in taggers.items():
                # A gazetteer remembers names; a fresh one has to look.
                fresh = geotag.Tagger(tagger.recogniser, Gazetteer(own.gazetteer.path))
                times[count].append(_seconds(fresh, articles))
                fresh.gazetteer.close()
        for count, found in times.items():
            if count:
                show(f"gazetteer with {count:,} more places / as bundled, time an article", ratio(found, times[0]))


def _seconds(tagger: geotag.Tagger, articles: Sequence[Article]) -> float:
    found: list[TaggedArticle] = []
    start = time.thread_time()
    found.extend(tagger.tag_many(articles))
    return time.thread_time() - start
