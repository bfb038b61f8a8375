"""What words news uses for something else than places, or than names at all.

``word-use.txt.xz`` beside this file was counted from raw news that a recogniser labelled. Each of its lines holds two
numbers and the words that have them, in their model form, with tabs between the three. The numbers are rounded
logarithms of odds: that the word is used for a place, (1 + places) / (1 + others), and that it is used for any name.
-1 is a word seen once or twice as something else, -7 one seen a thousand times so. What news does not know, or mostly
uses for places, has 0: which place it is, is for others to say. ``geotag gazetteer learn-spelling`` counts anew.
"""

from __future__ import annotations

import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geotag.arabic.orthography import model_form
from geotag.errors import GazetteerDamagedError
from geotag.paths import StrPath

__all__ = ["WORD_USE_PATH", "WordCount", "WordUse", "bundled_word_use"]

WORD_USE_PATH: Final = Path(__file__).with_name("word-use.txt.xz")


@dataclass(frozen=True, slots=True)
class WordCount:
    """How often a word was seen, and how often as (part of) a place's name, or of any name."""

    word: str
    places: float
    names: float
    occurrences: float

    @property
    def place_odds(self) -> int:
        """Rounded logarithm of the odds that the word is used for a place, at most 0."""
        return _odds(self.places, self.occurrences)

    @property
    def name_odds(self) -> int:
        """The same for any name."""
        return _odds(self.names, self.occurrences)


def _odds(times: float, occurrences: float) -> int:
    return min(0, round(math.log((1 + times) / (1 + occurrences - times))))


class WordUse:
    """Logarithms of the odds that words are used for a place, or for a name; see the module's description.

    Examples
    --------
    >>> use = WordUse.counted([WordCount("حلب", 30, 30, 31), WordCount("سامي", 0, 99, 99)])
    >>> use.place_odds("حَلَب"), use.place_odds("سامي"), use.name_odds("سامي")
    (0, -5, 0)
    """

    def __init__(self, odds: Mapping[str, tuple[int, int]]) -> None:
        self._odds = odds

    @classmethod
    def counted(cls, counts: Iterable[WordCount]) -> WordUse:
        """From counts of words in their model form."""
        return cls({count.word: (odds, count.name_odds) for count in counts if (odds := count.place_odds)})

    @classmethod
    def load(cls, path: StrPath) -> WordUse:
        """Read what :meth:`save` wrote.

        Raises
        ------
        GazetteerDamagedError
            If the file is missing or is none of these.
        """
        path = Path(path)
        odds: dict[str, tuple[int, int]] = {}
        try:
            for line in lzma.decompress(path.read_bytes()).decode().splitlines():
                place, name, words = line.split("\t")
                odds |= dict.fromkeys(words.split(), (int(place), int(name)))
        except (OSError, lzma.LZMAError, ValueError) as error:
            raise GazetteerDamagedError(f"{path}: no counts of words ({error}); reinstall geotag") from error
        return cls(odds)

    def save(self, path: StrPath) -> None:
        """Write the words as a compressed text."""
        path = Path(path)
        words: dict[tuple[int, int], list[str]] = defaultdict(list)
        for word, odds in self._odds.items():
            words[odds].append(word)
        lines = (f"{place}\t{name}\t{' '.join(sorted(words[place, name]))}\n" for place, name in sorted(words))
        path.write_bytes(lzma.compress("".join(lines).encode(), preset=9))

    def place_odds(self, name: str) -> int:
        """For one word as it is written; 0 for several words, too."""
        return self._of(name)[0]

    def name_odds(self, name: str) -> int:
        """The same for any name."""
        return self._of(name)[1]

    def _of(self, name: str) -> tuple[int, int]:
        return self._odds.get(model_form(name), (0, 0))


@lru_cache(maxsize=1)
def bundled_word_use() -> WordUse:
    """What comes with geotag."""
    return WordUse.load(WORD_USE_PATH)
