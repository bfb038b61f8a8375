from __future__ import annotations

from dataclasses import replace

import pytest

from geotag.maps.article_view import ArticleView, view_article, web_address
from geotag.maps.places import map_places
from geotag.model import TaggedArticle
from tests.maps.factory import AGHDAM, FUZULI, KARABAKH, TEXT, TITLE, karabakh, summit


def reading_of(tagged: TaggedArticle) -> ArticleView:
    return view_article(tagged, {mapped.place.id: i for i, mapped in enumerate(map_places([tagged]))})


def test_a_title_that_opens_the_text_is_shown_once_and_marked() -> None:
    reading = reading_of(karabakh())
    assert "".join(mark.text for mark in reading.heading) == TITLE
    assert [mark.text for mark in reading.heading if mark.mentions] == ["أذربيجان", "آغدام", "فضولي"]
    assert "".join(mark.text for mark in reading.body) == TEXT.removeprefix(TITLE).lstrip()


def test_a_title_of_its_own_leaves_the_text_whole() -> None:
    reading = reading_of(summit())
    assert [mark.text for mark in reading.heading] == ["وفد في موسكو"]
    assert "".join(mark.text for mark in reading.body) == summit().article.text


def test_without_a_title_the_id_stands_for_it() -> None:
    tagged = summit()
    untitled = replace(tagged, article=replace(tagged.article, title=None))
    assert reading_of(untitled).name == "summit"


def test_marks_say_label_role_and_status() -> None:
    marks = {mark.text: mark for mark in reading_of(karabakh()).body if mark.mentions}
    assert marks["باريس"].classes == "label-LOC role-literal status-ambiguous"
    assert marks["دشت خاور"].classes == "label-LOC role-literal status-unresolved"
    assert marks["بوتين"].classes == "label-PER role-literal"
    assert marks["فضولي"].classes == "label-LOC role-nested status-resolved"
    assert marks["باريس"].hint == ("مكان · يحتمل أكثر من موضع · باريس", "place · several places fit · Paris")


def test_lists() -> None:
    reading = reading_of(karabakh())
    assert [(chip.name.ar, chip.count) for chip in reading.people] == [("فلاديمير بوتين", 2), ("إيمانويل ماكرون", 1)]
    assert [chip.name.ar for chip in reading.unresolved] == ["دشت خاور", "مطار فضولي الدولي"]
    assert [chip.name.ar for chip in reading.organisations] == ["وزارة الدفاع", "الأمم المتحدة"]
    assert (reading.places[0].name.ar, reading.places[0].count) == ("فضولي", 3)


def test_a_person_has_the_places_named_in_the_same_sentences() -> None:
    putin, macron = reading_of(karabakh()).people
    assert [chip.name.ar for chip in putin.near] == ["موسكو", "قره باغ", "باكو"]
    assert [chip.name.ar for chip in macron.near] == ["باريس", "باكو", "فضولي"]


def test_doubtful_names_have_their_candidates() -> None:
    reading = reading_of(karabakh())
    (paris,) = reading.ambiguous
    assert [option.name.en for option in paris.options] == ["Paris (city, France)", "Paris (city, United States)"]
    assert (paris.options[0].percent, paris.options[1].lat) == (55, 33.6609)
    assert reading.unresolved[0].options == ()


def test_the_focus_is_named_in_arabic_and_by_markers() -> None:
    tagged = karabakh()
    reading = reading_of(tagged)
    assert reading.focus == ("أذربيجان", "Azerbaijan")
    names = [map_places([tagged])[i].place for i in reading.focus_places]
    assert names == [KARABAKH, AGHDAM, FUZULI]


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//x.org", "https://", "http://["]
)
def test_addresses_that_are_not_linked(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_of_the_web_is_linked() -> None:
    assert web_address(" https://example.org/x?a=1 ") == "https://example.org/x?a=1"
