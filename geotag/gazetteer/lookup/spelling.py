"""How Arabic spells names: learned costs of letters, and what they say of a spelling and a name.

``spelling.json`` beside this file holds, as costs (negative natural logarithms of probabilities):

``transliteration``
    for each sound of a Latin name (:func:`geotag.arabic.sounds.latin_sounds`), what Arabic writes for it
``countries``
    rows of that table that are otherwise in some countries, which are named with spaces between
``regional``
    the same for each sound of an Arabic name, which another region or writer spells otherwise
``classes``
    for letters as written, the classes of consonants that they may stand for
``letters``
    for one letter or two (``^`` where a word begins), what follows in words that are no names; ``$`` ends them, and
    "" is the cost of what is not listed, before that of its following one letter less

and how much a place's prominence counts, how much it counts what news uses a word for
(:mod:`geotag.gazetteer.lookup.word_use`), and from which plausibility on a level accepts a place. ``geotag gazetteer
learn-spelling`` learns all of them (:mod:`geotag.gazetteer.build.spelling_training`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from geotag.arabic.sounds import OPEN

__all__ = ["LONGEST_WRITTEN", "SPELLING_PATH", "Alignment", "Costs", "Spelling", "bundled_spelling"]

#: Cost of each outcome, by what it is the outcome of.
Costs: TypeAlias = Mapping[str, Mapping[str, float]]

SPELLING_PATH: Final = Path(__file__).with_name("spelling.json")
#: Letters that one sound may be written with.
LONGEST_WRITTEN: Final = 3
#: Letters that stand for one class of consonants, or two.
_LONGEST_CLASS: Final = 2
#: Skeletons of a spelling that are looked for; more find little more.
_SKELETONS: Final = 32
#: Cost of a letter that none of the words had.
_UNKNOWN_LETTER: Final = 9.0
_TABLES: Final = ("transliteration", "regional", "classes", "letters")


@dataclass(frozen=True)
class Spelling:
    """Learned costs; see the module's description.

    Attributes
    ----------
    prominence
        What a place gains in plausibility for each unit of its prominence.
    use
        What a place gains for each unit of the odds that news uses the word for a place.
    thresholds
        Least plausibility of what a level accepts, by its name.
    """

    transliteration: Costs
    countries: Mapping[str, Costs]
    regional: Costs
    classes: Costs
    letters: Costs
    prominence: float
    use: float
    thresholds: Mapping[str, float]

    @classmethod
    def from_json(cls, text: str) -> Spelling:
        """Read costs as :meth:`to_json` writes them."""
        record = json.loads(text)
        tables = {name: record[name] for name in _TABLES}
        others = {name: record[name] for name in ("countries", "prominence", "use", "thresholds")}
        return cls(**tables, **others)

    def to_json(self) -> str:
        """Write the costs as readable JSON: a line for each sound or letter, the cheapest outcome first."""
        parts = [f'"prominence": {self.prominence}', f'"use": {self.use}']
        parts.append(f'"thresholds": {json.dumps(dict(self.thresholds))}')
        parts += [f'"{name}": {_written(getattr(self, name), 1)}' for name in _TABLES]
        countries = (f"  {json.dumps(codes)}: {_written(table, 2)}" for codes, table in sorted(self.countries.items()))
        parts.append('"countries": {\n' + ",\n".join(countries) + "\n }")
        return "{\n " + ",\n ".join(parts) + "\n}\n"

    def costs(self, level: str, country: str | None) -> Costs:
        """Costs of a level for the names of a country."""
        if level == "regional":
            return self.regional
        return self._countries.get(country or "", self.transliteration)

    @cached_property
    def _countries(self) -> Mapping[str, Costs]:
        found: dict[str, Costs] = {}
        for codes, rows in self.countries.items():
            # One table for all of them, so that their names can be compared together.
            table = {**self.transliteration, **rows}
            found |= dict.fromkeys(codes.split(), table)
        return found

    @cached_property
    def _class_probabilities(self) -> Mapping[str, Sequence[tuple[str, float]]]:
        return {
            written: [(name, math.exp(-cost)) for name, cost in row.items()] for written, row in self.classes.items()
        }

    def skeletons(self, letters: str) -> list[str]:
        """Skeletons that a name spelt with `letters` may have, the likeliest first.

        Examples
        --------
        >>> bundled_spelling().skeletons("باخموت")[0]
        'BHMT'
        """
        length = len(letters)
        table = self._class_probabilities
        found: list[dict[str, float]] = [{} for _ in range(length + 1)]
        # The article is no part of a skeleton.
        found[2 if length > 4 and letters.startswith("ال") else 0][""] = 1.0
        if length > 4 and letters.startswith("ال"):
            found[0][""] = 0.1
        for start in range(length):
            likeliest = _likeliest(found[start])
            for end in range(start + 1, min(length, start + _LONGEST_CLASS) + 1):
                for name, probability in table.get(letters[start:end], ()):
                    for skeleton, before in likeliest:
                        longer = _lengthened(skeleton, name, last=end == length)
                        found[end][longer] = found[end].get(longer, 0.0) + before * probability
        return [skeleton for skeleton, _ in _likeliest(found[length])]

    def surprise(self, letters: str) -> float:
        """Cost of `letters` as a word that is no name.

        Examples
        --------
        >>> spelling = bundled_spelling()
        >>> spelling.surprise("كلبجار") > spelling.surprise("الكتاب")
        True
        """
        padded = f"^{letters}$"
        return sum(self._following(padded[max(0, i - 2) : i], padded[i]) for i in range(1, len(padded)))

    def _following(self, before: str, letter: str) -> float:
        row = self.letters.get(before, {})
        if letter in row:
            return row[letter]
        shorter = self._following(before[1:], letter) if before else _UNKNOWN_LETTER
        return row.get("", 0.0) + shorter


def _written(table: Costs, depth: int) -> str:
    """A table as JSON, a row in a line."""
    lines = [
        f"{' ' * (depth + 1)}{json.dumps(key, ensure_ascii=False)}: "
        + json.dumps(dict(sorted(row.items(), key=lambda item: (item[1], item[0]))), ensure_ascii=False)
        for key, row in sorted(table.items())
    ]
    return "{\n" + ",\n".join(lines) + f"\n{' ' * depth}}}"


def _likeliest(skeletons: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(skeletons.items(), key=lambda item: (-item[1], item[0]))[:_SKELETONS]


def _lengthened(skeleton: str, name: str, *, last: bool) -> str:
    if name:
        return skeleton + name
    edge = not skeleton or (last and skeleton != OPEN)
    return skeleton + OPEN if edge else skeleton


class Alignment:
    """How likely each of many names is written with certain letters; names that begin alike share the work.

    Parameters
    ----------
    letters
        As written.
    costs
        What is written for each sound.
    least
        Names that are less likely than that count as impossible.
    """

    def __init__(self, letters: str, costs: Costs, least: float) -> None:
        self._letters = letters
        self._costs = costs
        self._least = least
        self._moves: dict[tuple[str, int], list[tuple[int, float]]] = {}
        # A node: how likely the sounds so far are written with the first n letters, by n; and the nodes behind it.
        self._root: _Node = ({0: 1.0}, {})

    def likelihood(self, sounds: Sequence[str]) -> float:
        """Probability that the name of these sounds is written so, over all alignments."""
        row, following = self._root
        for sound in sounds:
            node = following.get(sound)
            if node is None:
                node = following[sound] = (self._step(row, sound), {})
            row, following = node
            if not row:
                return 0.0
        return row.get(len(self._letters), 0.0)

    def _step(self, row: Mapping[int, float], sound: str) -> dict[int, float]:
        reached: dict[int, float] = {}
        for start, before in row.items():
            moves = self._moves.get((sound, start))
            if moves is None:
                moves = self._moves[sound, start] = self._moves_from(sound, start)
            for end, probability in moves:
                reached[end] = reached.get(end, 0.0) + before * probability
        return reached if sum(reached.values()) >= self._least else {}

    def _moves_from(self, sound: str, start: int) -> list[tuple[int, float]]:
        written = self._costs.get(sound, {})
        ends = range(start, min(len(self._letters), start + LONGEST_WRITTEN) + 1)
        costs = ((end, written.get(self._letters[start:end])) for end in ends)
        return [(end, math.exp(-cost)) for end, cost in costs if cost is not None]


_Node: TypeAlias = tuple[dict[int, float], dict[str, "_Node"]]


@lru_cache(maxsize=1)
def bundled_spelling() -> Spelling:
    """The costs that come with geotag."""
    return Spelling.from_json(SPELLING_PATH.read_text(encoding="utf-8"))
