"""Articles that are nearly the same: an agency's report with another first line, or with one more paragraph.

Two texts are as similar as the sets of their shingles, which are three words in sequence, folded for search: the size
of what both have by the size of what either has (Broder 1997, *On the resemblance and containment of documents*).
MinHash signatures, cut into bands, find the candidates (Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*,
chapter 3); their similarity is then computed from the shingles themselves.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geotag.arabic.orthography import fold
from geotag.corpus.scratch import ScratchDatabase
from geotag.model import Article

__all__ = ["NearDuplicates"]

_SHINGLE_WORDS: Final = 3
#: What stands between white space; no word is longer.
_PIECE: Final = re.compile(r"\S{1,60}")
_WORD: Final = re.compile(r"[^\W_]+")
_HASHES: Final = 128
#: How often two texts that are just similar enough may be missed.
_MISSED: Final = 0.001
#: Shingles that are hashed together, and candidates that are compared: both bound the work for one article.
_BLOCK: Final = 4_096
_MOST_CANDIDATES: Final = 200

_Hashes = NDArray[np.uint64]


class NearDuplicates:
    """Remembers articles and finds the first that is similar to another.

    Parameters
    ----------
    threshold
        The least similarity, above 0 and at most 1.
    """

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"the similarity of near duplicates is above 0 and at most 1, not {threshold}")
        self._threshold = threshold
        self._rows = _rows_of_band(threshold)
        self._database = ScratchDatabase(
            "CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT, shingles BLOB)",
            "CREATE TABLE band (key INTEGER, article INTEGER, PRIMARY KEY (key, article)) WITHOUT ROWID",
        )
        self._count = 0

    def original(self, article: Article) -> tuple[str, float] | None:
        """Id and similarity of the first article that is similar enough; None for an original, which is remembered."""
        shingles = _shingles(article.text)
        keys = _band_keys(_signature(shingles), self._rows)
        for identifier, stored in self._candidates(keys):
            similarity = _similarity(shingles, np.frombuffer(stored, np.uint64))
            if similarity >= self._threshold:
                return identifier, similarity
        self._count += 1
        self._database.change("INSERT INTO article VALUES (?, ?, ?)", self._count, article.id, shingles.tobytes())
        self._database.insert("INSERT OR IGNORE INTO band VALUES (?, ?)", [(key, self._count) for key in keys])
        return None

    def close(self) -> None:
        """Delete the database of the texts that were seen."""
        self._database.close()

    def _candidates(self, keys: list[int]) -> list[tuple[str, bytes]]:
        """The articles that share a band, in the order in which they were read."""
        marks = ", ".join("?" * len(keys))
        numbers = self._database.rows(
            f"SELECT DISTINCT article FROM band WHERE key IN ({marks}) ORDER BY article LIMIT {_MOST_CANDIDATES}",  # noqa: S608
            *keys,
        )
        query = "SELECT id, shingles FROM article WHERE number = ?"
        return [self._database.rows(query, number)[0] for (number,) in numbers]


def _shingles(text: str) -> _Hashes:
    """Hashes of the shingles of a text, each once, sorted; of a text of fewer words, the hash of them all."""
    words = np.fromiter((each for piece in _PIECE.finditer(text) for each in _word_hashes(piece[0])), np.uint64)
    count = max(1, len(words) - _SHINGLE_WORDS + 1)
    hashes = np.zeros(count, np.uint64)
    for place in range(min(_SHINGLE_WORDS, len(words))):
        hashes = _mixed(hashes + words[place : place + count])
    return np.unique(hashes)


@lru_cache(maxsize=1 << 16)
def _word_hashes(piece: str) -> tuple[int, ...]:
    """Hashes of the words of a text without white space: more than one if it has punctuation."""
    words = _WORD.findall(fold(piece))
    return tuple(int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") for word in words)


def _mixed(values: _Hashes) -> _Hashes:
    """Spread values over all 64 bits (the finaliser of SplitMix64)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


#: Odd factors and summands of the hash functions: the same on every machine.
_FACTORS: Final = _mixed(np.arange(_HASHES, dtype=np.uint64)) | np.uint64(1)
_SUMMANDS: Final = _mixed(np.arange(_HASHES, 2 * _HASHES, dtype=np.uint64))


def _signature(shingles: _Hashes) -> _Hashes:
    """The least value of each hash function over the shingles."""
    signature = np.full(_HASHES, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(shingles), _BLOCK):
        block = shingles[start : start + _BLOCK]
        values = (_FACTORS[:, None] * block[None, :] + _SUMMANDS[:, None]) >> np.uint64(32)
        np.minimum(signature, values.min(axis=1), out=signature)
    return signature


def _rows_of_band(threshold: float) -> int:
    """The most rows that a band can have so that similar texts share one of the bands almost always."""
    most = 1
    for rows in range(1, _HASHES + 1):
        if (1 - threshold**rows) ** (_HASHES // rows) <= _MISSED:
            most = rows
    return most


def _band_keys(signature: _Hashes, rows: int) -> list[int]:
    """A signed 64-bit key for each band, in which the number of the band has a part."""
    keys = []
    for number, start in enumerate(range(0, _HASHES - rows + 1, rows)):
        data = number.to_bytes(2, "little") + signature[start : start + rows].astype("<u8").tobytes()
        keys.append(int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True))
    return keys


def _similarity(one: _Hashes, other: _Hashes) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
