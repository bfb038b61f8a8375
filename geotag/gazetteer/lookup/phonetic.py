"""Search by sound, for spellings that no source has: the levels *regional* and *transliteration*.

A name of the gazetteer is found by its skeleton and judged by how plausible it is that Arabic spells it so: the log
probability of the spelling given the name, against that of the spelling as a word that is no name, what news uses the
word for, and the place's prominence. Unless one place is as plausible as its level's learned threshold, none is
accepted. What both levels find is ranked together: a well fitting Latin name goes before an Arabic one that fits badly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geotag.arabic.sounds import arabic_letters, arabic_sounds, latin_sounds, near_skeletons
from geotag.gazetteer.lookup.spelling import Alignment, Spelling
from geotag.gazetteer.lookup.store import Store
from geotag.model import SCORE_DIGITS, Candidate, Match, Place

__all__ = ["BY_SOUND", "LEVELS", "JudgedPlace", "Level", "judge", "search_by_sound"]

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
#: Where nothing is plausible, names are looked at whose skeletons are near the likeliest ones of the spelling: so many,
#: at least so long.
_NEAR_OF: Final = 3
_SHORTEST_NEAR: Final = 5


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
#: What candidates that were found by sound have in ``match.via``.
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
        How much likelier the spelling is as this name than as a word that is no name, as a logarithm; with what the
        use of the word counts.
    """

    place: Place
    form: str
    cost: float
    gain: float

    def plausibility(self, spelling: Spelling) -> float:
        """The gain and what the place's prominence counts."""
        return self.gain + spelling.prominence * min(self.place.prominence, _MOST_PROMINENCE)


def judge(
    store: Store, spelling: Spelling, level: Level, name: str, odds: int, *, loose: bool = False
) -> list[JudgedPlace]:
    """Places of names like `name`, the likeliest spellings first, without regard to prominence.

    Parameters
    ----------
    odds
        That `name` is used for a place (:meth:`geotag.gazetteer.lookup.word_use.WordUse.place_odds`).
    loose
        Whether to give what cannot reach the level's threshold too.
    """
    letters = arabic_letters(name)
    if not _SHORTEST <= len(letters) <= _LONGEST:
        return []
    surprise = spelling.surprise(letters) + spelling.use * odds
    reachable = spelling.thresholds[level.name] - surprise - spelling.prominence * _MOST_PROMINENCE
    least = 0.0 if loose else math.exp(min(reachable, 0.0))

    def among(skeletons: Sequence[str]) -> list[JudgedPlace]:
        likely = _likely(store, spelling, level, letters, skeletons, least)
        places = store.places([rowid for rowid, _, _ in likely])
        return [
            JudgedPlace(places[rowid], form or places[rowid].name, cost, surprise - cost)
            for rowid, cost, form in likely
            # A place that got an Arabic name since is found by that.
            if level.name == "regional" or places[rowid].name == places[rowid].name_en
        ]

    skeletons = spelling.skeletons(letters)
    judged = among(skeletons)
    if any(place.plausibility(spelling) >= spelling.thresholds[level.name] for place in judged):
        return judged
    long = [skeleton for skeleton in skeletons[:_NEAR_OF] if len(skeleton) >= _SHORTEST_NEAR]
    near = dict.fromkeys(near for skeleton in long for near in near_skeletons(skeleton))
    return judged + among([skeleton for skeleton in near if skeleton not in skeletons])


def _likely(
    store: Store, spelling: Spelling, level: Level, letters: str, skeletons: Sequence[str], least: float
) -> list[tuple[int, float, str | None]]:
    """Places with names of the skeletons, the likeliest first: row, cost of the spelling, name if not the usual one."""
    alignments: dict[int, Alignment] = {}
    likely: dict[int, tuple[float, str | None]] = {}
    for rowid, known, form, country in store.names_like(level.table, skeletons, _MOST_NAMES):
        costs = spelling.costs(level.name, country)
        alignment = alignments.get(id(costs))
        if alignment is None:
            alignment = alignments[id(costs)] = Alignment(letters, costs, least)
        likelihood = alignment.likelihood(level.sounds(known))
        if likelihood > likely.get(rowid, (0.0, None))[0]:
            likely[rowid] = likelihood, form
    likeliest = sorted(likely.items(), key=lambda item: (-item[1][0], item[0]))[:_MOST_PLACES]
    return [(rowid, -math.log(likelihood), form) for rowid, (likelihood, form) in likeliest]


def search_by_sound(store: Store, spelling: Spelling, name: str, odds: int, *, loose: bool = False) -> list[Candidate]:
    """Places that `name` may spell, the most plausible first, with scores.

    A score is the share of the candidate among all of them and "none of these", which is as plausible as the level's
    threshold.

    Parameters
    ----------
    odds
        That `name` is used for a place (:meth:`geotag.gazetteer.lookup.word_use.WordUse.place_odds`).
    loose
        Whether to give what is less plausible than the thresholds too.
    """
    found: list[tuple[float, Candidate]] = []
    for level in LEVELS:
        threshold = spelling.thresholds[level.name]
        for judged in judge(store, spelling, level, name, odds, loose=loose):
            above = judged.plausibility(spelling) - threshold
            cost = min(level.cost + _COST_RATE * max(judged.cost, 0.0), _MOST_COST)
            found.append((above, Candidate(judged.place, Match(judged.form, level.name, round(cost, 3)))))
    return _scored(found) if loose or any(above >= 0 for above, _ in found) else []


def _scored(found: Iterable[tuple[float, Candidate]]) -> list[Candidate]:
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].match.cost, pair[1].place.id))
    if not ranked:
        return []
    best = ranked[0][0]
    near = [pair for pair in ranked if pair[0] >= best - _MOST_BEHIND]
    total = sum(math.exp(above - best) for above, _ in near) + math.exp(min(-best, 50.0))
    return [
        Candidate(c.place, c.match, round(math.exp(above - best) / total, SCORE_DIGITS), c.reasons) for above, c in near
    ]
