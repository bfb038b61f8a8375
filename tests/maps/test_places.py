from __future__ import annotations

from dataclasses import replace

from geotag.maps.places import MappedPlace, map_places
from tests.maps.factory import BAKU, FUZULI, MOSCOW, PARIS, TEXT, karabakh, mention, place, summit, tagged


def by_id(mapped: list[MappedPlace]) -> dict[str, MappedPlace]:
    return {m.place.id: m for m in mapped}


def test_a_place_of_two_articles_has_one_marker() -> None:
    moscow = by_id(map_places([karabakh(), summit()]))[MOSCOW.id]
    assert moscow.counts == {0: 1, 1: 1}
    assert [o.article for o in moscow.occurrences] == [0, 1]
    assert moscow.popup()["articles"] == [0, 1]


def test_the_most_mentioned_comes_first() -> None:
    assert map_places([karabakh()])[0].place == FUZULI


def test_a_place_without_mentions_is_kept() -> None:
    bare = replace(karabakh(), mentions=(), people=())
    assert {m.place.id: m.count for m in map_places([bare])}[FUZULI.id] == 3


def test_a_place_that_only_a_mention_has_is_kept() -> None:
    assert by_id(map_places([replace(summit(), places=())]))[BAKU.id].count == 1


def test_the_popup_says_it_in_arabic_and_in_english() -> None:
    popup = by_id(map_places([karabakh()]))[FUZULI.id].popup()
    assert popup["facts"] == [
        (("النوع", "Kind"), ("مدينة", "city")),
        (("الدولة", "Country"), ("أذربيجان", "Azerbaijan")),
        (("الإحداثيات", "Coordinates"), ("39.6009 شمالًا، 47.1453 شرقًا", "39.6009 N, 47.1453 E")),
        (("الثقة", "Confidence"), "88–93%"),
        (("مرات الذكر", "Mentions"), "3"),
    ]
    assert popup["name"] == ("فضولي", "Fuzuli")
    assert [reason.ar for reason in popup["reasons"]] == ["يرد معه في النص: أذربيجان", "معروف في الأخبار"]
    assert popup["occurrences"][0]["before"] == "سيطرت قوات أذربيجان على آغدام و"


def test_the_popup_of_an_ambiguous_place_names_the_others() -> None:
    mapped = by_id(map_places([karabakh()]))[PARIS.id]
    assert mapped.ambiguous
    assert mapped.popup()["alternatives"] == [("باريس (مدينة، الولايات المتحدة)", "Paris (city, United States)")]


def test_the_colour_of_confidence_is_that_of_the_mean() -> None:
    mapped = by_id(map_places([karabakh()]))
    assert mapped[FUZULI.id].sureness == "high"
    assert mapped[PARIS.id].sureness == "low"


def test_one_certain_mention_settles_a_place() -> None:
    text = "باريس ثم باريس"
    both = tagged(text, mention(text, "باريس", to=PARIS, status="ambiguous"), mention(text, "باريس", to=PARIS, nth=1))
    assert not map_places([both])[0].ambiguous


def test_links_are_made_of_sound_ids_only() -> None:
    odd = place("x", "باكو", "Baku", 40, 49, links={"wikidata": "Q1/../evil", "geonames": "587084", "other": "1"})
    links = map_places([tagged(TEXT, mention(TEXT, "باكو", to=odd))])[0].popup()["links"]
    assert [link["href"] for link in links] == ["https://www.geonames.org/587084"]
