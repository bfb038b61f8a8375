"""Search by sound, for spellings that no source has: the levels *regional* and *transliteration*.

A name of the gazetteer is found by its skeleton and judged by how plausible it is that Arabic spells it so: the log
probability of the spelling given the name, against that of the spelling as a word that is no name, and the place's
prominence. What is less plausible than the level's learned threshold is not accepted. Both levels are looked at, and
what each accepts is ranked together: a well fitting Latin name goes before an Arabic one that fits badly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from geotag.arabic.sounds import arabic_letters, arabic_sounds, latin_sounds
from geotag.gazetteer.spelling import Alignment, Spelling
from geotag.gazetteer.store import Store
from geotag.model import Candidate, Match, Place

__all__ = ["BY_SOUND", "LEVELS", "JudgedPlace", "Level", "alike", "judge"]

#: Cost of a match for each unit of the spelling's cost, and its limit.
_COST_RATE: Final = 0.05
_MOST_COST: Final = 0.9
#: Shorter and longer names are not looked for.
_SHORTEST: Final = 3
_LONGEST: Final = 24
#: Names that are compared at most.
_MOST_NAMES: Final = 400
#: Places that are read at most, the likeliest spellings first.
_MOST_PLACES: Final = 30
#: Places that the best one makes this much implausible are left out.
_MOST_BEHIND: Final = 6.0
#: A place more prominent than this counts as this prominent; few that have no Arabic name are.
_MOST_PROMINENCE: Final = 6.5
_SCORE_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Level:
    """A level of search by sound.

    Attributes
    ----------
    name
        As in ``match.via``.
    table
        Of the index of names.
    sounds
        Gives the sounds of a name's letters.
    cost
        Of a match, at least.
    """

    name: str
    table: str
    sounds: Callable[[str], list[str]]
    cost: float


LEVELS: Final = (
    Level("regional", "arabic_sound", arabic_sounds, 0.25),
    Level("transliteration", "latin_sound", latin_sounds, 0.45),
)
#: Their names.
BY_SOUND: Final = frozenset(level.name for level in LEVELS)


@dataclass(frozen=True, slots=True)
class JudgedPlace:
    """A place that a spelling may mean.

    Attributes
    ----------
    form
        The name that is spelt so.
    cost
        Of spelling it so.
    gain
        How much likelier the spelling is as this name than as a word that is no name, as a logarithm.
    """

    place: Place
    form: str
    cost: float
    gain: float

    def plausibility(self, spelling: Spelling) -> float:
        """The gain and what the place's prominence counts."""
        return self.gain + spelling.prominence * min(self.place.prominence, _MOST_PROMINENCE)


def judge(store: Store, spelling: Spelling, level: Level, name: str, *, loose: bool = False) -> list[JudgedPlace]:
    """Places of names like `name`, the likeliest spellings first, without regard to prominence.

    Parameters
    ----------
    loose
        Whether to give what cannot reach the level's threshold too.
    """
    letters = arabic_letters(name)
    if not _SHORTEST <= len(letters) <= _LONGEST:
        return []
    surprise = spelling.surprise(letters)
    reachable = spelling.thresholds[level.name] - surprise - spelling.prominence * _MOST_PROMINENCE
    least = 0.0 if loose else math.exp(min(reachable, 0.0))
    alignments: dict[int, Alignment] = {}
    likely: dict[int, tuple[float, str | None]] = {}
    for rowid, known, form, country in store.names_like(level.table, spelling.skeletons(letters), _MOST_NAMES):
        costs = spelling.costs(level.name, country)
        alignment = alignments.get(id(costs))
        if alignment is None:
            alignment = alignments[id(costs)] = Alignment(letters, costs, least)
        likelihood = alignment.likelihood(level.sounds(known))
        if likelihood > likely.get(rowid, (0.0, None))[0]:
            likely[rowid] = likelihood, form
    likeliest = sorted(likely.items(), key=lambda item: (-item[1][0], item[0]))[:_MOST_PLACES]
    places = store.places([rowid for rowid, _ in likeliest])
    judged = []
    for rowid, (likelihood, form) in likeliest:
        place = places[rowid]
        # A place that got an Arabic name since is found by that.
        if level.name == "regional" or place.name == place.name_en:
            cost = -math.log(likelihood)
            judged.append(JudgedPlace(place, form or place.name, cost, surprise - cost))
    return judged


def alike(store: Store, spelling: Spelling, name: str, *, loose: bool = False) -> list[Candidate]:
    """Places that `name` may spell, the most plausible first, with scores.

    A score is the share of the candidate among all of them and "none of these", which is as plausible as the level's
    threshold.

    Parameters
    ----------
    loose
        Whether to give what is less plausible than the thresholds too.
    """
    found: list[tuple[float, Candidate]] = []
    for level in LEVELS:
        threshold = spelling.thresholds[level.name]
        for judged in judge(store, spelling, level, name, loose=loose):
            above = judged.plausibility(spelling) - threshold
            if loose or above >= 0:
                cost = min(level.cost + _COST_RATE * max(judged.cost, 0.0), _MOST_COST)
                found.append((above, Candidate(judged.place, Match(judged.form, level.name, round(cost, 3)))))
    return _scored(found)


def _scored(found: Iterable[tuple[float, Candidate]]) -> list[Candidate]:
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].match.cost, pair[1].place.id))
    if not ranked:
        return []
    best = ranked[0][0]
    near = [pair for pair in ranked if pair[0] >= best - _MOST_BEHIND]
    total = sum(math.exp(above - best) for above, _ in near) + math.exp(min(-best, 50.0))
    return [
        Candidate(c.place, c.match, round(math.exp(above - best) / total, _SCORE_DIGITS), c.reasons)
        for above, c in near
    ]
