"""Candidate search: which places a name may mean, level by level.

    exact          written like a name of the gazetteer
    orthography    alike after folding (:func:`geotag.arabic.orthography.fold`)
    spacing        alike but for spaces (قرهباغ, نيو يورك)
    article        with or without ال
    head           after a generic head word (مدينة, محافظة …)
    proclitic      after what was attached (و, ب, ل …)
    regional, transliteration
                   spellings that no source has, by sound (:mod:`geotag.gazetteer.lookup.phonetic`)

Vowels and doublings that are written, and are others than the name's, cost too (عمّان is not عُمان).
A looser level is tried only when the tighter ones found nothing, but that what is behind a proclitic is ranked together
with what sounds alike; each level costs confidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geotag.arabic.heads import strip_head
from geotag.arabic.orthography import fold, is_marked, marks_agree, name_key
from geotag.arabic.proclitics import readings
from geotag.arabic.words import forms
from geotag.gazetteer.lookup.phonetic import search_by_sound
from geotag.gazetteer.lookup.spelling import Spelling, bundled_spelling
from geotag.gazetteer.lookup.store import NamedPlace, Store, bundled_database
from geotag.gazetteer.lookup.word_use import WordUse, bundled_word_use
from geotag.model import SCORE_DIGITS, Candidate, Match, Place
from geotag.paths import StrPath

__all__ = ["CONTRADICTION_COST", "TIGHT_LEVELS", "Gazetteer"]

_LEVEL_COST: Final[Mapping[str, float]] = {
    "exact": 0.0,
    "orthography": 0.05,
    "spacing": 0.15,
    "article": 0.2,
    "head": 0.1,
    "proclitic": 0.3,
}
#: Levels at which a name is all that was asked for, however it is written.
TIGHT_LEVELS: Final = frozenset({"exact", "orthography", "spacing"})
#: What it costs that a written vowel or doubling is another than the name's.
CONTRADICTION_COST: Final = 1.5
#: An ocean, or what surrounds a place.
_SURROUNDINGS: Final = forms("heads.also_surroundings")
_WATERS: Final = frozenset({"sea", "lake", "strait"})
#: Without context: odds grow with this power of ten per unit of prominence, and fall with the match's cost.
_PROMINENCE_WEIGHT: Final = 0.7
_COST_WEIGHT: Final = 6.0
#: Prominence of "none of these".
_NONE_PROMINENCE: Final = 2.5
#: Levels at which words of news that are no names find places.
_OF_OTHER_WORDS: Final = frozenset({"article", "proclitic"})
#: How prominent a place found so must be if the word is no name, and how much more for each unit of the odds.
_LEAST_PROMINENCE: Final = 3.5
_PROMINENCE_FOR_ODDS: Final = 1.0
#: Shorter names are not looked for with or without ال: too many words would meet.
_SHORTEST_BARE_NAME: Final = 3
_CACHED_SEARCHES: Final = 500
_REMEMBERED_NAMES: Final = 8_192


class Gazetteer:
    """Places by name; any number of threads may look them up at the same time.

    Parameters
    ----------
    path
        A database built by :func:`geotag.gazetteer.build.from_recipe.build`; the bundled one by default.
    verify
        Whether to check the whole file against its hash first.
    spelling
        How Arabic spells names; what comes with geotag by default.
    word_use
        What news uses words for; what comes with geotag by default.

    Examples
    --------
    >>> gazetteer = Gazetteer()
    >>> best = gazetteer.search("آغدام")[0]
    >>> best.place.country
    'AZ'
    """

    def __init__(
        self,
        path: StrPath | None = None,
        *,
        verify: bool = False,
        spelling: Spelling | None = None,
        word_use: WordUse | None = None,
    ) -> None:
        self.store = Store(bundled_database() if path is None else path, verify=verify)
        self._spelling = spelling
        self._word_use = word_use
        # An article names a place that nobody knows several times.
        self._sounding_like = lru_cache(_CACHED_SEARCHES)(self._search_by_sound_anew)
        # And the news names the same places every day.
        self._found = lru_cache(_REMEMBERED_NAMES)(self._find_anew)

    def __reduce__(self) -> tuple[Any, ...]:
        """It is pickled as its database's path, and opened there again."""
        return _opened, (self.path.absolute(), self._spelling, self._word_use)

    @property
    def path(self) -> Path:
        """Where the database lies."""
        return self.store.path

    @property
    def info(self) -> Mapping[str, Any]:
        """What the gazetteer's manifest says: version, hash, sources with licences, counts."""
        return self.store.manifest

    @property
    def country_names(self) -> Mapping[str, tuple[str, ...]]:
        """Arabic names of each country, the usual one first, by ISO 3166-1 alpha-2 code."""
        return self.store.country_names

    def division_name(self, place: Place) -> str | None:
        """The usual name of the first-level division that a place lies in, or None if it is not known."""
        return self.store.division_names.get((place.country or "", place.admin1_code or ""), place.admin1)

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        return self.store.place(place_id)

    def near(self, lat: float, lon: float, limit: int = 5, *, within_km: float = 50.0) -> list[Place]:
        """Populated places near a point, the nearest first.

        Parameters
        ----------
        lat, lon
            Degrees WGS84.
        within_km
            How far away they may be, kilometres.
        """
        return self.store.near(lat, lon, limit, within_km)

    def prominence(self, name: str) -> float:
        """Prominence of the best place of that name as it stands (levels up to spacing), 0 if there is none."""
        return self.store.prominence(name)

    def knows(self, name: str) -> bool:
        """Whether a place has that name as it stands (levels up to spacing)."""
        return self.prominence(name) > 0

    def find(self, name: str) -> list[Candidate]:
        """Places that `name` may mean, without a decision between them: one candidate a place, unscored.

        The name comes without proclitics; levels up to head are tried.
        """
        return list(self._found(name))

    def find_known(self, name: str) -> list[Candidate]:
        """As :meth:`find`, and where that finds nothing, places whose name `name` is behind proclitics."""
        return self.find(name) or self._behind_proclitic(name)

    def find_by_sound(self, name: str, odds: int = 0, *, loose: bool = False) -> list[Candidate]:
        """Places whose names Arabic may spell like `name`, though no source does; the most plausible first, scored.

        The name comes without proclitics; levels regional and transliteration are tried, also behind a generic head.

        Parameters
        ----------
        odds
            That the name is used for a place (:meth:`~geotag.gazetteer.lookup.word_use.WordUse.place_odds`); 0 where
            something else says that it is, as a sentence does.
        loose
            Whether to give what is not plausible enough to be accepted too.
        """
        return list(self._sounding_like(name, odds, loose))

    def search(self, name: str, limit: int = 5, *, loose: bool = False) -> list[Candidate]:
        """Rank the places that `name` may mean when nothing else is known, best first, with scores.

        Proclitics are tried behind all that has no attached letters, spellings that no source has last. A word that
        news uses for no name is hardly taken for one with or without ال, or behind a proclitic. The score is the share
        of the candidate among all of them and "none of these".

        Parameters
        ----------
        loose
            Whether to give places of names that sound alike even if they are not plausible enough to be accepted.
        """
        found = [candidate for candidate in self.find_known(name) if self._is_believed(candidate, name)]
        if not found:
            return self._by_sound(name, loose=loose)[:limit]
        weights = [_weight(candidate) for candidate in found]
        total = sum(weights) + 10 ** (_PROMINENCE_WEIGHT * _NONE_PROMINENCE)
        ranked = sorted(
            zip(weights, found, strict=True), key=lambda pair: (-pair[0], pair[1].match.cost, pair[1].place.id)
        )
        scored = [_scored(candidate, weight / total) for weight, candidate in ranked]
        if all(candidate.match.via == "proclitic" for candidate in scored):
            # Its first letter may be its own: what is "none of these" by now is shared by names that sound so.
            rest = 1.0 - sum(weights) / total
            known = {candidate.place.id for candidate in found}
            others = [candidate for candidate in self._by_sound(name, loose=loose) if candidate.place.id not in known]
            scored += [_scored(candidate, rest * candidate.score) for candidate in others]
            scored.sort(key=lambda candidate: -candidate.score)
        return scored[:limit]

    def close(self) -> None:
        """Close the database; later searches raise :class:`~geotag.errors.GazetteerError`."""
        self.store.close()
        # What is remembered is as closed as the rest.
        self._found.cache_clear()
        self._sounding_like.cache_clear()

    def _find_anew(self, name: str) -> list[Candidate]:
        return self._at_name(name) or self._behind_head(name)

    def _by_sound(self, name: str, *, loose: bool) -> list[Candidate]:
        return self.find_by_sound(name, self._use.place_odds(name), loose=loose)

    def _search_by_sound_anew(self, name: str, odds: int, loose: bool) -> list[Candidate]:
        parted = strip_head(name)
        spelling = self._spelling or bundled_spelling()
        if parted is None or not parted[0].detachable:
            return search_by_sound(self.store, spelling, name, odds, loose=loose)
        head, rest = parted
        # The head says that it is a place.
        found = search_by_sound(self.store, spelling, rest, 0, loose=loose)
        fitting = [candidate for candidate in found if candidate.place.kind in head.kinds]
        return fitting or found

    @property
    def _use(self) -> WordUse:
        return self._word_use or bundled_word_use()

    def _is_believed(self, candidate: Candidate, name: str) -> bool:
        if candidate.match.via not in _OF_OTHER_WORDS:
            return True
        odds = self._use.name_odds(name)
        return odds == 0 or candidate.place.prominence >= _LEAST_PROMINENCE - _PROMINENCE_FOR_ODDS * odds

    def _at_name(self, name: str) -> list[Candidate]:
        """Levels exact, orthography, spacing, article."""
        key = name_key(name)
        named = self.store.named(key) if key else ()
        if named:
            contradicted = _contradicted(name, named)
            return _unique(
                _candidate(entry, _tight_level(name, entry.form), entry.place.id in contradicted) for entry in named
            )
        bare = key.removeprefix("ال")
        if len(bare) < _SHORTEST_BARE_NAME:
            return []
        other = bare if bare != key else f"ال{key}"
        return _unique(_candidate(entry, "article") for entry in self.store.named(other))

    def _behind_head(self, name: str) -> list[Candidate]:
        parted = strip_head(name)
        if parted is None:
            return []
        head, rest = parted
        found = self._at_name(rest)
        fitting = [candidate for candidate in found if candidate.place.kind in head.kinds]
        # Waters are not where the land is whose name they bear (بحر عمان).
        others = [] if head.kinds <= _WATERS and head.word not in _SURROUNDINGS else found
        return [_loosened(candidate, "head") for candidate in fitting or others]

    def _behind_proclitic(self, name: str) -> list[Candidate]:
        for reading in readings(name)[1:]:
            found = self.find(reading.article + reading.rest)
            if found:
                return [_loosened(candidate, "proclitic") for candidate in found]
        return []


def _opened(path: Path, spelling: Spelling | None, word_use: WordUse | None) -> Gazetteer:
    return Gazetteer(path, spelling=spelling, word_use=word_use)


def _tight_level(name: str, form: str) -> str:
    if name == form:
        return "exact"
    return "orthography" if fold(name) == fold(form) else "spacing"


def _candidate(entry: NamedPlace, level: str, is_contradicted: bool = False) -> Candidate:
    cost = _LEVEL_COST[level] + CONTRADICTION_COST * is_contradicted
    return Candidate(entry.place, Match(entry.form, level, round(cost, 3)))


def _contradicted(name: str, named: Sequence[NamedPlace]) -> set[str]:
    """Places whose names have marks, and all other ones than `name` (عُمان, where عمّان is asked for)."""
    if not is_marked(name):
        return set()
    marked = [entry for entry in named if is_marked(entry.form)]
    agreeing = {entry.place.id for entry in marked if marks_agree(name, entry.form)}
    return {entry.place.id for entry in marked} - agreeing


def _scored(candidate: Candidate, score: float) -> Candidate:
    return Candidate(candidate.place, candidate.match, round(score, SCORE_DIGITS), candidate.reasons)


def _loosened(candidate: Candidate, level: str) -> Candidate:
    match = candidate.match
    return Candidate(candidate.place, Match(match.form, level, round(match.cost + _LEVEL_COST[level], 3)))


def _unique(candidates: Iterator[Candidate]) -> list[Candidate]:
    """One candidate a place, by its cheapest match."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.place.id)
        if known is None or candidate.match.cost < known.match.cost:
            best[candidate.place.id] = candidate
    return list(best.values())


def _weight(candidate: Candidate) -> float:
    return 10 ** (_PROMINENCE_WEIGHT * candidate.place.prominence) * math.exp(-_COST_WEIGHT * candidate.match.cost)
