"""Learning how Arabic spells names, from the names that the sources have.

Pairs of names of one place, an Arabic and a Latin one or two Arabic ones, are aligned by expectation maximisation: each
sound of the one is written with up to three letters of the other, or with none, in order (a many-to-one form of the
aligners of Ristad and Yianilos 1998 and of Jiampojamarn, Kondrak and Sherif 2007). Places set apart by
:func:`geotag.gazetteer.build.held_out.part` are not learned from. How much prominence counts and the thresholds are
chosen, with how much it counts what a word is used for, on the part for tuning, whose Arabic names are withheld, and on
the words of some articles, of which few may be taken for names. What news uses such a word for is counted without its
occurrence there, so that rare words count as unknown ones as often as in other articles.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias

from geotag.arabic.sounds import ARTICLE, arabic_letters, arabic_sounds, latin_letters, latin_sounds, sound_class
from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.held_out import NamedInTwoScripts, held_out, named_in_two_scripts, part, withhold
from geotag.gazetteer.lookup.phonetic import LEVELS, JudgedPlace, Level, judge
from geotag.gazetteer.lookup.search import Gazetteer
from geotag.gazetteer.lookup.spelling import LONGEST_WRITTEN, Costs, Spelling
from geotag.gazetteer.lookup.word_use import WordCount, WordUse
from geotag.model import POPULATED_KINDS
from geotag.paths import StrPath

__all__ = [
    "Pair",
    "align",
    "learn",
    "learn_costs",
    "regional_pairs",
    "transliteration_pairs",
    "tune",
    "words_of_articles",
]

_ROUNDS: Final = 6
#: From this round on, pairs less likely than that for each letter are left out: other names of the place.
_TRUST_FROM: Final = 2
_LEAST_PER_LETTER: Final = math.exp(-3.0)
#: What classes are counted in is aligned better still.
_SURE_PER_LETTER: Final = math.exp(-2.2)
#: Countries whose names are spelt by the same rules; any other is by itself, if it has enough places.
_NAMED_ALIKE: Final = {
    code: codes
    for codes in (
        "AU BB BS CA GB IE JM NZ TT US ZA",
        "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV UY VE",
        "BE FR LU",
        "AT CH DE LI",
        "BY KZ RU",
        "AO BR MZ PT",
        "AF IR TJ",
        "AE BH IQ JO KW LB OM PS QA SA SY YE",
        "EG LY SD SO TD",
        "DZ MA MR TN",
        "AZ TM TR UZ",
        "BA HR ME MK RS SI",
    )
    for code in codes.split()
}
_LEAST_PLACES: Final = 60
_COUNTRY_ROUNDS: Final = 2
#: Pairs that the general costs count as much as.
_PRIOR_COUNT: Final = 15.0
#: A row of its own makes a country's pairs likelier by that, as a logarithm.
_LEAST_GAIN: Final = 8.0
#: At first a sound is written with none to three letters so often, the nearer to its place in the name the likelier.
_SIZES: Final = (0.3, 1.0, 0.15, 0.02)
#: Rarer spellings of a sound are chance.
_LEAST_PROBABILITY: Final = 5e-4
_LEAST_WHILE_LEARNING: Final = 2e-5
_LEAST_COUNT: Final = 1.5
_SHORTEST: Final = 2
_LONGEST: Final = 18
#: Two Arabic names alike by less than this are not spellings of one.
_LEAST_ALIKE: Final = 0.5
#: Rarer classes of one letter, of two.
_LEAST_CLASS: Final = {1: 0.004, 2: 0.03}
_LEAST_CLASS_COUNT: Final = 3.0
#: Letters that the next one depends on, and what may follow them less often than that is chance.
_LETTERS_BEFORE: Final = 2
_LEAST_FOLLOWING: Final = 3
_COST_DIGITS: Final = 2
#: What prominence may count, and what the use of words, and how many of the words a level may take for places.
_PROMINENCES: Final = (0.2, 0.4, 0.6, 0.8)
_USES: Final = (0.0, 1.0, 2.0, 3.0)
_MOST_FALSE: Final = {"regional": 0.002, "transliteration": 0.016}
#: Words whose letters are learned from; the rarer ones are mostly names. And those that thresholds are chosen by, as
#: articles of so many running words have them.
_MOST_WORDS: Final = 60_000
_WORDS_ASKED: Final = 6_000
_RUNNING_WORDS: Final = 40_000

_Row: TypeAlias = dict[str, float]
_Table: TypeAlias = dict[str, _Row]


@dataclass(frozen=True, slots=True)
class Pair:
    """Letters of an Arabic name, and sounds of another name of the same place."""

    letters: str
    sounds: tuple[str, ...]


def transliteration_pairs(places: Iterable[NamedInTwoScripts]) -> list[Pair]:
    """Pairs of Arabic and Latin names."""
    return _pairs(
        (arabic_letters(form), latin_sounds(latin_letters(other, place.country)))
        for place in places
        for form in place.arabic
        for other in place.latin
    )


def regional_pairs(places: Iterable[NamedInTwoScripts]) -> list[Pair]:
    """Pairs of Arabic names that are spelt otherwise but alike, both ways round."""
    return _pairs(
        (form, arabic_sounds(other))
        for place in places
        for letters in [list(dict.fromkeys(map(arabic_letters, place.arabic)))]
        for form in letters
        for other in letters
        if form != other and difflib.SequenceMatcher(None, form, other).ratio() >= _LEAST_ALIKE
    )


def _pairs(named: Iterable[tuple[str, Sequence[str]]]) -> list[Pair]:
    return [
        Pair(letters, tuple(sounds))
        for letters, sounds in named
        if _SHORTEST <= len(letters) <= _LONGEST and _SHORTEST <= len(sounds) <= _LONGEST
    ]


def align(pairs: Sequence[Pair]) -> _Table:
    """Probability of what is written for each sound, by expectation maximisation."""
    table = _normalised(_first_counts(pairs), _LEAST_WHILE_LEARNING)
    counts: _Table = {}
    for number in range(_ROUNDS):
        counts = defaultdict(lambda: defaultdict(float))
        for pair in pairs:
            least = _LEAST_PER_LETTER ** len(pair.letters) if number >= _TRUST_FROM else 0.0
            for sound, written, share in _posteriors(pair, table, least):
                counts[sound][written] += share
        table = _normalised(counts, _LEAST_WHILE_LEARNING)
    kept = {
        sound: {w: count for w, count in row.items() if count >= _LEAST_COUNT or len(w) <= 1}
        for sound, row in counts.items()
    }
    return _normalised(kept, _LEAST_PROBABILITY)


def _first_counts(pairs: Sequence[Pair]) -> _Table:
    counts: _Table = defaultdict(lambda: defaultdict(float))
    for pair in pairs:
        size = len(pair.letters)
        for place, sound in enumerate(pair.sounds):
            middle = (place + 0.5) / len(pair.sounds) * size
            for start in range(size + 1):
                for end in range(start, min(size, start + LONGEST_WRITTEN) + 1):
                    weight = math.exp(-abs((start + end) / 2 - middle)) * _SIZES[end - start]
                    counts[sound][pair.letters[start:end]] += weight
    return counts


def _normalised(counts: _Table, least: float) -> _Table:
    table = {}
    for sound, row in counts.items():
        total = sum(row.values())
        if total:
            table[sound] = {written: count / total for written, count in row.items() if count / total >= least}
    return table


def _forward(pair: Pair, table: _Table) -> list[list[float]]:
    """Probability of the first n letters for the first m sounds: a row for each m, in it a number for each n."""
    size = len(pair.letters)
    rows = [[1.0] + [0.0] * size]
    for sound in pair.sounds:
        written = table.get(sound, {})
        row = [0.0] * (size + 1)
        for start, before in enumerate(rows[-1]):
            if before:
                for end in range(start, min(size, start + LONGEST_WRITTEN) + 1):
                    row[end] += before * written.get(pair.letters[start:end], 0.0)
        rows.append(row)
    return rows


def _posteriors(pair: Pair, table: _Table, least: float) -> list[tuple[str, str, float]]:
    """Sounds with what is written for them and how certainly, over all alignments; nothing for an unlikely pair."""
    forward = _forward(pair, table)
    size = len(pair.letters)
    total = forward[-1][size]
    if total <= least:
        return []
    found = []
    behind = [0.0] * size + [1.0]
    for number in range(len(pair.sounds) - 1, -1, -1):
        sound = pair.sounds[number]
        written = table.get(sound, {})
        row = [0.0] * (size + 1)
        for start, before in enumerate(forward[number]):
            if not before:
                continue
            for end in range(start, min(size, start + LONGEST_WRITTEN) + 1):
                share = written.get(pair.letters[start:end], 0.0) * behind[end]
                if share:
                    row[start] += share
                    found.append((sound, pair.letters[start:end], before * share / total))
        behind = row
    return found


def _country_rows(places: Sequence[NamedInTwoScripts], table: _Table) -> dict[str, _Table]:
    """Rows of the table that pairs of some countries show to be otherwise there."""
    groups: dict[str, list[NamedInTwoScripts]] = defaultdict(list)
    for place in places:
        if place.country:
            groups[_NAMED_ALIKE.get(place.country, place.country)].append(place)
    found = {}
    for codes, members in sorted(groups.items()):
        if len(members) < _LEAST_PLACES:
            continue
        pairs = transliteration_pairs(members)
        rows: _Table = {}
        for _ in range(_COUNTRY_ROUNDS):
            counts: _Table = defaultdict(lambda: defaultdict(float))
            for pair in pairs:
                for sound, written, share in _posteriors(
                    pair, {**table, **rows}, _LEAST_PER_LETTER ** len(pair.letters)
                ):
                    counts[sound][written] += share
            rows = {sound: _mixed(row, table.get(sound, {})) for sound, row in counts.items()}
        kept = {
            sound: row for sound, row in rows.items() if _gain(counts[sound], row, table.get(sound, {})) >= _LEAST_GAIN
        }
        if kept:
            found[codes] = kept
    return found


def _mixed(counts: _Row, general: _Row) -> _Row:
    """Probabilities by counts, as if the general ones had been seen some times before."""
    total = sum(counts.values()) + _PRIOR_COUNT
    row = {
        written: (counts.get(written, 0.0) + _PRIOR_COUNT * general.get(written, 0.0)) / total
        for written in sorted({*counts, *general})
    }
    return {written: probability for written, probability in row.items() if probability >= _LEAST_PROBABILITY}


def _gain(counts: _Row, row: _Row, general: _Row) -> float:
    """How much likelier one row makes the counts than another, as a logarithm."""
    return sum(
        count * math.log(row[written] / general.get(written, _LEAST_PROBABILITY))
        for written, count in counts.items()
        if written in row
    )


def _classes(pairs: Sequence[Pair], table: _Table) -> _Table:
    """Probability that letters stand for a class of consonants."""
    occurrences: Counter[str] = Counter()
    counts: _Table = defaultdict(lambda: defaultdict(float))
    for pair in pairs:
        found = _posteriors(pair, table, _SURE_PER_LETTER ** len(pair.letters))
        if not found:
            continue
        for size in _LEAST_CLASS:
            occurrences.update(pair.letters[i : i + size] for i in range(len(pair.letters) - size + 1))
        for sound, written, share in found:
            if len(written) in _LEAST_CLASS and sound != ARTICLE:
                counts[written][sound_class(sound)] += share
    classes = {}
    for written, row in counts.items():
        total = occurrences[written]
        kept = {
            name: count / total
            for name, count in row.items()
            if count >= _LEAST_CLASS_COUNT and count / total >= _LEAST_CLASS[len(written)]
        }
        if kept:
            classes[written] = kept
    return classes


def _letters(words: Iterable[str]) -> _Table:
    """Probability of the letter that follows none, one or two letters in words (Witten and Bell 1991)."""
    counts: _Table = defaultdict(lambda: defaultdict(float))
    for word in words:
        padded = f"^{arabic_letters(word)}$"
        for i in range(1, len(padded)):
            for before in {padded[max(0, i - size) : i] for size in range(_LETTERS_BEFORE + 1)}:
                counts[before][padded[i]] += 1.0
    table: _Table = {}
    for before, row in sorted(counts.items(), key=lambda item: (len(item[0]), item[0])):
        total = sum(row.values()) + len(row)
        shorter = table.get(before[1:], {}) if before else {}
        rest = len(row) / total
        table[before] = {
            letter: (count + len(row) * shorter.get(letter, 0.0)) / total
            for letter, count in row.items()
            if count >= _LEAST_FOLLOWING or not before
        }
        table[before][""] = rest
    return table


def _costs(table: _Table) -> Costs:
    return {
        key: {outcome: abs(round(-math.log(probability), _COST_DIGITS)) for outcome, probability in row.items()}
        for key, row in table.items()
    }


def learn_costs(database: StrPath, words: Iterable[str], say: Callable[[str], None] = print) -> Spelling:
    """Learn the costs of letters; what is chosen by tuning is left at nothing.

    Parameters
    ----------
    database
        A gazetteer.
    words
        Arabic words as they run in news.
    say
        Is told how it goes on.
    """
    database = Path(database)
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        places = [
            place
            for place in named_in_two_scripts(connection)
            if place.kind in POPULATED_KINDS and part(place.id) == "learning"
        ]
    latin, arabic = transliteration_pairs(places), regional_pairs(places)
    say(f"{len(places)} places, {len(latin)} pairs of Arabic and Latin names, {len(arabic)} of Arabic names")
    transliteration = align(latin)
    say(f"transliteration: {len(transliteration)} sounds")
    regional = align(arabic)
    say(f"regional spelling: {len(regional)} sounds")
    return Spelling(
        transliteration=_costs(transliteration),
        countries={codes: _costs(rows) for codes, rows in _country_rows(places, transliteration).items()},
        regional=_costs(regional),
        classes=_costs(_classes(latin, transliteration)),
        letters=_costs(_letters(words)),
        prominence=0.0,
        use=0.0,
        # Nothing is plausible enough to end a search.
        thresholds={level.name: math.inf for level in LEVELS},
    )


def tune(
    spelling: Spelling,
    withheld: StrPath,
    places: Sequence[NamedInTwoScripts],
    use: WordUse,
    words: Mapping[str, int],
    say: Callable[[str], None] = print,
) -> Spelling:
    """Choose how much prominence and use count, and the thresholds: most places right, few words taken for places.

    Parameters
    ----------
    withheld
        A gazetteer without the Arabic names of `places`.
    use
        What words are used for.
    words
        Words that are no names, with their odds elsewhere (:meth:`WordUse.place_odds`); those that the gazetteer
        knows by a tighter level do not count.
    """
    withheld = Path(withheld)
    gazetteer = Gazetteer(withheld)
    store = gazetteer.store

    def judged(name: str, level: Level) -> list[JudgedPlace]:
        return judge(store, spelling, level, name, 0, loose=True)

    asked = {word: odds for word, odds in words.items() if not gazetteer.find_known(word)}
    negatives = {level.name: [(judged(word, level), odds) for word, odds in asked.items()] for level in LEVELS}
    names = [(place.id, place.arabic[0]) for place in places]
    positives = [(place_id, judged(name, LEVELS[-1]), use.place_odds(name)) for place_id, name in names]
    gazetteer.close()
    best, best_right = spelling, -1
    for prominence, counts in product(_PROMINENCES, _USES):
        tried = replace(spelling, prominence=prominence, use=counts)
        thresholds = {}
        for name, share in _MOST_FALSE.items():
            plausible = sorted((_best(item, tried, odds)[0] for item, odds in negatives[name]), reverse=True)
            thresholds[name] = math.ceil(10 * max(plausible[int(share * len(asked))], 0.0)) / 10
        found = [(place_id, *_best(item, tried, odds)) for place_id, item, odds in positives]
        right = sum(
            place_id == first and plausible >= thresholds["transliteration"] for place_id, plausible, first in found
        )
        first_right = sum(place_id == first for place_id, _, first in found)
        say(
            f"prominence {prominence}, use {counts}: thresholds {thresholds}; first and accepted "
            f"{right / len(found):.3f}, first {first_right / len(found):.3f}"
        )
        if right > best_right:
            best, best_right = replace(tried, thresholds=thresholds), right
    return best


def _best(places: Iterable[JudgedPlace], spelling: Spelling, odds: int) -> tuple[float, str]:
    """Plausibility and id of the most plausible place."""
    return max(
        ((judged.plausibility(spelling) + spelling.use * odds, judged.place.id) for judged in places),
        default=(-math.inf, ""),
    )


def words_of_articles(counts: Iterable[WordCount]) -> dict[str, int]:
    """Different words of some articles that are no places there, with what they are used for elsewhere.

    They are drawn by their hash, each as likely as articles of 40,000 running words have it.
    """
    counts = list(counts)
    share = _RUNNING_WORDS / max(1.0, sum(count.occurrences for count in counts))
    drawn = []
    for count in counts:
        digest = hashlib.sha256(count.word.encode()).digest()
        chance = 1.0 - math.exp(-share * count.occurrences)
        elsewhere = replace(count, occurrences=count.occurrences - 1)
        if int.from_bytes(digest[:8], "big") < chance * 2**64 and count.places < count.occurrences / 2:
            drawn.append((digest[8:], count.word, elsewhere.place_odds))
    return {word: odds for _, word, odds in sorted(drawn)[:_WORDS_ASKED]}


def learn(
    database: StrPath, counts: Iterable[WordCount], say: Callable[[str], None] = print
) -> tuple[Spelling, WordUse]:
    """Learn costs from the names of a gazetteer, what words are used for, and how much what counts, and the thresholds.

    The result depends on the gazetteer and the counts alone.

    Parameters
    ----------
    database
        A gazetteer.
    counts
        Arabic words of news in their model form, names among them, each once.
    say
        Is told how it goes on.

    Raises
    ------
    GazetteerSourceError
        If there are no words, or no places to choose thresholds by.
    """
    database = Path(database)
    counts = sorted(counts, key=lambda count: (-count.occurrences, count.word))
    spelling = learn_costs(database, [count.word for count in counts[:_MOST_WORDS]], say)
    use = WordUse.counted(counts)
    asked = words_of_articles(counts)
    places = held_out(database, "tuning")
    if not asked or not places:
        raise GazetteerSourceError(f"{database}: thresholds need Arabic words, and places with names in both scripts")
    with tempfile.TemporaryDirectory() as directory:
        withheld = withhold(database, Path(directory), places)
        return tune(spelling, withheld, places, use, asked, say), use
