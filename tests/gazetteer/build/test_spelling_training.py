"""Learning how Arabic spells names."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.held_out import PARTS, NamedInTwoScripts, part
from geotag.gazetteer.build.spelling_training import (
    Pair,
    align,
    learn,
    regional_pairs,
    transliteration_pairs,
    words_of_articles,
)
from geotag.gazetteer.lookup.spelling import Alignment, Spelling, bundled_spelling
from geotag.gazetteer.lookup.word_use import WordCount
from tests.gazetteer.build.test_from_recipe import write

NAMES = [
    ("باكو", "Baku"),
    ("كاراباخ", "Karabakh"),
    ("شوشا", "Shusha"),
    ("باخموت", "Bakhmut"),
    ("كوبا", "Kuba"),
    ("موشا", "Musha"),
    ("بابا", "Baba"),
    ("خاتون", "Khatun"),
]


def pairs() -> list[Pair]:
    return transliteration_pairs(
        NamedInTwoScripts(number, str(number), "city", None, (arabic,), (latin,))
        for number, (arabic, latin) in enumerate(NAMES)
    )


def test_sounds_are_aligned_with_what_is_written() -> None:
    table = align(pairs())
    for sound, written in (("b", "ب"), ("kh", "خ"), ("sh", "ش"), ("k", "ك"), ("u", "و"), ("t", "ت"), ("^", "")):
        assert max(table[sound], key=lambda letters: table[sound][letters]) == written
    assert all(sum(row.values()) <= 1 + 1e-9 for row in table.values())


def test_pairs_of_other_names_teach_nothing() -> None:
    strange = Pair("قسطنطنيه", tuple("^baba"))
    assert "ق" not in align([*pairs(), strange])["b"]


def test_arabic_names_are_paired_where_they_are_alike() -> None:
    place = NamedInTwoScripts(1, "1", "city", "AZ", ("غنجة", "غانجا", "إليزابيتبول"), ("Ganja",))
    assert {(pair.letters, "".join(pair.sounds)) for pair in regional_pairs([place])} == {
        ("غنجه", "^غانجا'"),
        ("غانجا", "^غنجه'"),
    }


def test_places_are_parted_by_their_id() -> None:
    counts = {name: sum(part(f"geonames:{number}") == name for number in range(8_000)) for name in PARTS}
    assert 850 < counts["test"] < 1150
    assert 850 < counts["tuning"] < 1150
    assert part("geonames:1") == part("geonames:1")


def test_the_same_names_teach_the_same(tmp_path: Path) -> None:
    syllables = [("با", "ba"), ("كو", "ku"), ("شي", "shi"), ("مو", "mu"), ("خا", "kha")]
    named = [tuple(map("".join, zip(*parts, strict=True))) for parts in product(syllables, repeat=3)]
    rows = [
        f"{arabic},,{latin},city,AZ,,{number / 2},{number},9000,test" for number, (arabic, latin) in enumerate(named)
    ]
    database = build(write(tmp_path, rows), tmp_path / "out")
    counts = [WordCount(word, 0, 0, 9) for word in ("كتاب", "بيت", "مدرسة", "سيارة", "قلم", "حديقة")]
    told: list[str] = []
    spelling, use = learn(database, counts, told.append)
    first = spelling.to_json()
    assert learn(database, reversed(counts), told.append)[0].to_json() == first
    assert told
    assert use.place_odds("كتاب") == -2
    assert Spelling.from_json(first).to_json() == first


def test_words_of_articles_are_no_places_and_count_without_themselves() -> None:
    seen_once = [WordCount(f"ك{number}", 0, 0, 1) for number in range(400)]
    frequent = [WordCount("كتاب", 0, 0, 50_000), WordCount("حلب", 40_000, 40_000, 50_000)]
    words = words_of_articles([*seen_once, *frequent])
    assert words["كتاب"] == frequent[0].place_odds
    assert "حلب" not in words
    # About a third of those that are seen once: articles of 40,000 words of 100,400 have them.
    assert 90 < len(words) < 180
    assert {odds for word, odds in words.items() if word != "كتاب"} == {0}


def test_nothing_to_choose_thresholds_by_is_an_error(tmp_path: Path) -> None:
    database = build(write(tmp_path, ["حلب,,Aleppo,city,SY,,36.2,37.2,,test"]), tmp_path / "out")
    with pytest.raises(GazetteerSourceError, match="names in both scripts"):
        learn(database, [], lambda message: None)


def test_bundled_costs_say_what_readers_know() -> None:
    spelling = bundled_spelling()
    costs = spelling.costs("transliteration", None)
    assert costs["kh"]["خ"] < costs["kh"]["ك"]
    assert costs["g"]["غ"] < costs["g"]["ق"]
    assert set(spelling.thresholds) == {"regional", "transliteration"}
    assert spelling.costs("transliteration", "US") is spelling.costs("transliteration", "GB")
    assert spelling.surprise("كلبجار") > spelling.surprise("الكتاب")


def test_likelihood_sums_over_alignments() -> None:
    costs = {"^": {"": 0.0}, "a": {"ا": -math.log(0.5), "": -math.log(0.5)}, "b": {"ب": 0.0}}
    alignment = Alignment("اب", costs, 0.0)
    assert alignment.likelihood(["^", "a", "b"]) == pytest.approx(0.5)
    # Either a may be the one that is written.
    assert alignment.likelihood(["^", "a", "a", "b"]) == pytest.approx(0.5)
    assert alignment.likelihood(["^", "b"]) == 0.0
    assert Alignment("اب", costs, 0.6).likelihood(["^", "a", "b"]) == 0.0
