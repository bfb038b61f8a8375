"""Search by sound: names that no source has."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import geotag
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.held_out import NamedInTwoScripts, held_out, named_in_two_scripts, withhold
from geotag.gazetteer.build.overlay import add_overlay, read_changes
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.build.sources.curated import CURATED_COLUMNS
from geotag.gazetteer.lookup.phonetic import BY_SOUND, LEVELS
from geotag.gazetteer.lookup.store import bundled_database
from geotag.gazetteer.lookup.word_use import bundled_word_use
from tests.gazetteer.build.test_from_recipe import write

OVERLAY = SourceInfo("mine", "overlay", "mine", "CC0-1.0", "me", 0)


def named(directory: Path, *names: tuple[str, str, str]) -> Gazetteer:
    """A gazetteer of towns with one Arabic name each: Arabic name, English name, country."""
    directory.mkdir(exist_ok=True)
    rows = [
        f"{arabic},,{english},city,{country},,{number}.5,{number}.5,500000,test"
        for number, (arabic, english, country) in enumerate(names, 1)
    ]
    return Gazetteer(build(write(directory, rows), directory / "out"))


@pytest.mark.parametrize(
    ("known", "english", "country", "asked"),
    [
        ("هونغ كونغ", "Hong Kong", "HK", "هونج كونج"),
        ("كلبجار", "Kalbajar", "AZ", "كيلبجار"),
        ("لوغانسك", "Luhansk", "UA", "لوجانسك"),
        ("بيونغ يانغ", "Pyongyang", "KP", "بيونجيانج"),
        ("تشيرنيهيف", "Chernihiv", "UA", "شيرنيهيف"),
    ],
)
def test_regional_spellings_meet(tmp_path: Path, known: str, english: str, country: str, asked: str) -> None:
    found = named(tmp_path, (known, english, country)).search(asked)
    assert [(c.place.name, c.match.form, c.match.via) for c in found] == [(known, known, "regional")]
    assert 0.25 <= found[0].match.cost < 0.9
    assert found[0].score > 0.5


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("الكوت", "الكويت"),
        ("السويد", "السويداء"),
        ("مالي", "مالطا"),
        ("النيجر", "نيجيريا"),
        ("العريش", "عريشة"),
        ("الصين", "صنين"),
    ],
)
def test_other_names_do_not_meet(tmp_path: Path, known: str, asked: str) -> None:
    assert named(tmp_path / "a", (known, "A", "AA")).search(asked) == []
    assert named(tmp_path / "b", (asked, "B", "BB")).search(known) == []


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """The bundled gazetteer without the Arabic names of four places, whatever of that name it has."""
    with closing(sqlite3.connect(f"{bundled_database().as_uri()}?mode=ro", uri=True)) as database:
        wanted = {"Kalbajar", "Kalbajar District", "Bakhmut", "Avdiivka", "Sloviansk"}
        places = [place for place in named_in_two_scripts(database) if wanted & set(place.latin)]
    assert len(places) >= len(wanted)
    gazetteer = Gazetteer(withhold(bundled_database(), tmp_path_factory.mktemp("without"), places))
    yield gazetteer
    gazetteer.close()


@pytest.mark.parametrize(
    ("name", "latin"),
    [("كلبجار", "Kalbajar"), ("باخموت", "Bakhmut"), ("أفدييفكا", "Avdiivka"), ("مدينة باخموت", "Bakhmut")],
)
def test_latin_names_are_found(without: Gazetteer, name: str, latin: str) -> None:
    assert without.find_known(name) == []
    best, *others = without.search(name)
    assert best.place.name_en == latin
    assert best.match.via == "transliteration"
    assert 0.45 <= best.match.cost <= 0.9
    assert best.score + sum(other.score for other in others) <= 1


def test_the_tagger_asks_by_sound_last(tagger: geotag.Tagger, without: Gazetteer) -> None:
    text = "قالت أوكرانيا إن قواتها انسحبت من مدينة باخموت شرقي البلاد، وقصفت روسيا كييف وخاركيف."
    tagged = geotag.Tagger(tagger.recogniser, without).tag(text)
    vias = {
        m.text: m.resolution.candidates[0].match.via
        for m in tagged.mentions
        if m.resolution and m.resolution.candidates
    }
    assert vias["باخموت"] == "transliteration"
    assert {via for name, via in vias.items() if name != "باخموت"}.isdisjoint(BY_SOUND)
    (mention,) = (m for m in tagged.mentions if m.text == "باخموت")
    assert mention.resolution is not None
    assert mention.resolution.candidates[0].place.name_en == "Bakhmut"
    known = tagger.tag(text)
    (same,) = (m for m in known.mentions if m.text == "باخموت")
    assert same.resolution is not None
    assert mention.resolution.candidates[0].score < same.resolution.candidates[0].score


@pytest.fixture(scope="module")
def hidden() -> list[NamedInTwoScripts]:
    return held_out(bundled_database(), "test")


def test_places_of_hidden_arabic_names_are_found(tmp_path: Path, hidden: list[NamedInTwoScripts]) -> None:
    assert len(hidden) >= 2_000
    gazetteer = Gazetteer(withhold(bundled_database(), tmp_path / "out", hidden))
    first = five = accepted = 0
    for place in hidden:
        found = [candidate.place.id for candidate in gazetteer.search(place.arabic[0], loose=True)]
        first += found[:1] == [place.id]
        five += place.id in found
        accepted += [c.place.id for c in gazetteer.search(place.arabic[0], 1)] == [place.id]
    gazetteer.close()
    assert first / len(hidden) >= 0.74
    assert five / len(hidden) >= 0.84
    assert accepted / len(hidden) >= 0.69


@pytest.mark.model
def test_few_ordinary_words_are_taken_for_places(tagger: geotag.Tagger, gazetteer: Gazetteer) -> None:
    ranks = tagger.recogniser.lexicon.ranks
    words = [word for word in sorted(ranks, key=lambda form: ranks[form])[:40_000:19] if word.isalpha()]
    asked = [word for word in words if not gazetteer.find(word) and bundled_word_use().place_odds(word) < 0]
    assert len(asked) > 1_000
    accepted = sum(bool(gazetteer.search(word)) for word in asked)
    assert accepted / len(asked) <= 0.01


@pytest.mark.parametrize("word", ["الشباب", "وجود", "كبار", "والحوار"])
def test_words_of_news_are_no_names_with_something_attached(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.find_known(word)
    assert gazetteer.search(word) == []


@pytest.mark.parametrize("word", ["وبغداد", "بتركيا", "لتونس", "حسكة", "وبرشلونة"])
def test_names_with_something_attached_are_found_as_ever(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.search(word)[0].match.via in {"article", "proclitic"}


@pytest.mark.parametrize("name", ["", "لو", "؟", "London", "ب" * 25, "ا" * 2000])
def test_what_is_too_short_or_too_long_is_not_looked_for(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find_by_sound(name, loose=True) == []


def test_loose_search_shows_what_is_not_accepted(tmp_path: Path) -> None:
    gazetteer = named(tmp_path, ("الكوت", "Kut", "IQ"))
    assert gazetteer.search("كويت") == []
    assert [c.match.via for c in gazetteer.search("كويت", loose=True)] == ["regional"]


def test_an_overlay_changes_what_is_found_by_sound(tmp_path: Path) -> None:
    base = named(tmp_path, ("حلب", "Aleppo", "SY"))
    base.close()
    changes = tmp_path / "mine.csv"

    def changed(folder: str, **values: str) -> Gazetteer:
        with changes.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*CURATED_COLUMNS, "action", "id"])
            writer.writeheader()
            writer.writerow(values)
        path = add_overlay(base.path, read_changes(changes, OVERLAY), OVERLAY, tmp_path / folder)
        return Gazetteer(path)

    place = base_id(base.path)
    renamed = changed("renamed", action="rename", id=place, name="كراماتورسك")
    assert [c.match.via for c in renamed.search("كراماتورزك")] == ["regional"]
    deleted = changed("deleted", action="delete", id=place)
    with closing(sqlite3.connect(deleted.path)) as database:
        assert [database.execute(f"SELECT count(*) FROM {level.table}").fetchone() for level in LEVELS] == [(0,), (0,)]


def base_id(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("SELECT id FROM place").fetchone()[0])
