from __future__ import annotations

import pytest

from geotag.ner.people import PersonMention, link_people


def linked(*names: str) -> list[tuple[str, tuple[int, ...]]]:
    mentions = [PersonMention(index, name) for index, name in enumerate(names)]
    return [(person.name, person.mentions) for person in link_people(mentions)]


def test_a_surname_joins_its_full_name_wherever_that_stands() -> None:
    assert linked("بوتين", "فلاديمير بوتين", "ماكرون", "إيمانويل ماكرون") == [
        ("فلاديمير بوتين", (0, 1)),
        ("إيمانويل ماكرون", (2, 3)),
    ]


def test_spelling_variants_are_one_person() -> None:
    assert linked("أحمد الشرع", "احمد الشرع") == [("أحمد الشرع", (0, 1))]


def test_two_who_share_a_surname_are_not_merged() -> None:
    assert linked("بشار الأسد", "حافظ الأسد", "الأسد") == [
        ("بشار الأسد", (0,)),
        ("حافظ الأسد", (1,)),
        ("الأسد", (2,)),
    ]


def test_middle_names_may_be_left_out() -> None:
    assert linked("محمد علي الحوثي", "محمد الحوثي") == [("محمد علي الحوثي", (0, 1))]


def test_a_first_name_alone_joins_nobody() -> None:
    assert linked("فلاديمير بوتين", "فلاديمير") == [("فلاديمير بوتين", (0,)), ("فلاديمير", (1,))]


@pytest.mark.parametrize("names", [(), ("بوتين",)])
def test_few(names: tuple[str, ...]) -> None:
    assert [name for name, _ in linked(*names)] == list(names)
