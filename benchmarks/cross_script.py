"""``python -m benchmarks.cross_script``: places found by spellings that the gazetteer does not have, and how fast.

The Arabic names of one place in eight, which the spelling costs were not learned from, are taken out of the
gazetteer; then each place is asked for by its Arabic name. Words that are no places are asked for too: those of a
text, or, without one, of the recogniser's vocabulary. Times are of the processor, one thread.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from geotag.arabic.orthography import name_key
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.held_out import NamedInTwoScripts, held_out, withhold
from geotag.gazetteer.lookup.phonetic import BY_SOUND
from geotag.gazetteer.lookup.store import bundled_database

WORD = re.compile("[\u0621-\u064a]{2,}")


def words_of(path: Path | None) -> Iterator[str]:
    """Words of a text (which may be xz-compressed), or of the recogniser's vocabulary."""
    if path is None:
        from geotag.ner.recogniser import Recogniser

        yield from WORD.findall(" ".join(sorted(Recogniser().lexicon.ranks)))
        return
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from WORD.findall(line)


def no_places(words: Iterable[str], database: Path, count: int, numbers: random.Random) -> list[str]:
    """Some of the words, each once, that are no name of the gazetteer and no part of one."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        forms = [form for (form,) in connection.execute("SELECT DISTINCT form FROM name WHERE script = 'Arab'")]
    known = {name_key(part) for form in forms for part in (form, *form.split())}
    distinct = sorted(set(words))
    numbers.shuffle(distinct)
    return [word for word in distinct if name_key(word) not in known][:count]


def report_times(action: Callable[[str], object], names: Sequence[str]) -> None:
    """Print the processor time of an action on a name."""
    times = []
    for name in names:
        start = time.thread_time()
        action(name)
        times.append(1000 * (time.thread_time() - start))
    times.sort()
    middle, high = times[len(times) // 2], times[int(0.95 * len(times))]
    print(f"  their search: median {middle:.2f} ms, 95th percentile {high:.2f} ms")


def share(count: int, total: int) -> str:
    """A share with what it is of."""
    return f"{count / total:.3f} ({count} of {total})"


def report_places(gazetteer: Gazetteer, places: Sequence[NamedInTwoScripts]) -> None:
    """Print how often the right place is found, whatever its plausibility and by the default thresholds."""
    for label, loose in (("whatever the plausibility", True), ("accepted by default", False)):
        first = five = other = 0
        levels: Counter[str] = Counter()
        for place in places:
            found = [candidate.place.id for candidate in gazetteer.search(place.arabic[0], loose=loose)]
            first += found[:1] == [place.id]
            five += place.id in found
            other += bool(found) and found[0] != place.id
            levels.update(c.match.via for c in gazetteer.search(place.arabic[0], 1, loose=loose))
        print(f"{label}: right place first {share(first, len(places))}, in the first five {share(five, len(places))}")
        print(f"  another first {share(other, len(places))}; levels of the first: {dict(levels.most_common())}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cross_script", description=__doc__)
    parser.add_argument("text", nargs="?", type=Path, help="text whose words are asked for; may end in .xz")
    parser.add_argument("--part", choices=("test", "tuning"), default="test")
    parser.add_argument("--words", type=int, default=2_000, help="how many words (2,000)")
    options = parser.parse_args()
    numbers = random.Random(1)  # noqa: S311 - the same words every time
    whole = Gazetteer()
    with tempfile.TemporaryDirectory() as directory:
        places = held_out(bundled_database(), options.part)
        print(f"{len(places)} places whose Arabic names are withheld, as {options.part}")
        gazetteer = Gazetteer(withhold(bundled_database(), Path(directory) / "out", places))
        report_places(gazetteer, places)
        asked = [place.arabic[0] for place in places]
        report_times(gazetteer.search, asked)
        gazetteer.close()
    words = no_places(words_of(options.text), bundled_database(), options.words, numbers)
    levels = Counter(found[0].match.via for word in words if (found := whole.search(word)))
    by_sound = sum(levels[level] for level in BY_SOUND)
    print(f"words that are no places, accepted by sound: {share(by_sound, len(words))}; all levels: {dict(levels)}")
    report_times(whole.search, words)
    report_speed(numbers)
    print(f"bundled database: {bundled_database().stat().st_size / 1e6:.1f} MB")


def report_speed(numbers: random.Random) -> None:
    """Print how long the gazetteer takes to open, and to find names that it has as they stand."""
    times = []
    for _ in range(20):
        start = time.perf_counter()
        gazetteer = Gazetteer()
        gazetteer.knows("حلب")
        times.append(1000 * (time.perf_counter() - start))
    print(f"opening with the first name: {sorted(times)[10]:.1f} ms")
    with closing(sqlite3.connect(f"{bundled_database().as_uri()}?mode=ro", uri=True)) as connection:
        forms = [form for (form,) in connection.execute("SELECT DISTINCT form FROM name WHERE script = 'Arab'")]
    names = numbers.sample(sorted(forms), 20_000)
    start = time.thread_time()
    for name in names:
        gazetteer.find(name)
    print(f"exact level, each name new: {len(names) / (time.thread_time() - start):,.0f} names a second")
    start = time.thread_time()
    for name in names:
        gazetteer.find(name)
    print(f"exact level, names known already: {len(names) / (time.thread_time() - start):,.0f} names a second")


if __name__ == "__main__":
    main()
