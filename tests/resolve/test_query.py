from __future__ import annotations

from geotag.extraction.mentions import FoundMention
from geotag.model import Candidate, Mention
from geotag.resolve.query import queries_of
from tests.resolve.places import LIBYA, TRIPOLI_LB, TRIPOLI_LY, candidate, query


def key(name: str, *candidates: Candidate) -> str:
    (asked,) = queries_of([FoundMention(Mention(0, len(name), name, label="LOC", score=0.9), name, None, candidates)])
    return asked.key


def test_a_name_is_asked_for_however_it_is_spelled() -> None:
    assert key("أُمُّ درمان", candidate(TRIPOLI_LY)) == key("ام درمان", candidate(TRIPOLI_LY)) == "ام درمان"


def test_marks_that_contradict_a_candidate_tell_names_apart() -> None:
    assert key("عمّان", candidate(TRIPOLI_LY, 1.5)) == "عمّان"
    assert key("عمّان", candidate(TRIPOLI_LY, 1.4)) == "عمان"
    assert key("عمان", candidate(TRIPOLI_LY, 1.5)) == "عمان"


def test_a_worse_match_is_that_much_less_prominent() -> None:
    near, far = candidate(TRIPOLI_LB), candidate(LIBYA)
    assert query(candidates=(near, far)).most_prominent is far
    assert query(candidates=(near, candidate(LIBYA, 0.4))).most_prominent is near
    assert query().most_prominent is None


def test_only_countries_are_named_countries() -> None:
    assert query(LIBYA).named_country == "LY"
    assert query(TRIPOLI_LY).named_country is None
    assert query(LIBYA, candidates=()).named_country is None
