from __future__ import annotations

import math
from dataclasses import replace

import pytest

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.tokens import tokens
from geotag.model import Article
from geotag.resolve.country_context import CountryContext, weigh_countries
from geotag.resolve.query import Query
from tests.resolve.places import LIBYA, RED_SEA, TRIPOLI_LB, TRIPOLI_LY, candidate, query

DEMONYMS = DemonymIndex({"LY": ["ليبيا"], "SY": ["سوريا"]})


def context(text: str, *queries: Query) -> CountryContext:
    return weigh_countries(Article("a", text), tokens(text), queries, DEMONYMS)


def test_adjectives_of_countries_weigh_half() -> None:
    found = context("قالت الحكومة الليبية إن الوفد السوري والليبي غادر.")
    assert found.weights == {"LY": 1.0, "SY": 0.5}
    assert found.demonyms == {13: "LY", 30: "SY", 37: "LY"}


@pytest.mark.parametrize(
    ("asked", "weights"),
    [
        (query(LIBYA), {"LY": 1.0}),
        (query(replace(TRIPOLI_LY, prominence=5.0)), {"LY": 0.7}),
        (query(replace(TRIPOLI_LY, prominence=4.9)), {}),
        (query(TRIPOLI_LY, TRIPOLI_LB), {}),
        (query(RED_SEA), {}),
        (query(), {}),
        (query(LIBYA, candidates=(candidate(LIBYA, 0.1, "transliteration"),)), {}),
        (query(LIBYA, candidates=(candidate(LIBYA, 0.1, "spacing"),)), {"LY": 1.0}),
        # A country that the name meets loosely gives way to a town that it meets.
        (query(LIBYA, candidates=(candidate(LIBYA, 0.5), candidate(TRIPOLI_LY))), {"LY": 0.7}),
    ],
)
def test_names_of_countries_and_unmistakable_towns_weigh(asked: Query, weights: dict[str, float]) -> None:
    assert context("نص", asked).weights == weights


def test_a_name_said_often_is_one_piece_of_evidence() -> None:
    assert context("نص", *[query(LIBYA)] * 3).weights == {"LY": pytest.approx(1 + math.log(3))}


def test_shares_and_strangers() -> None:
    about = CountryContext({"LY": 2.0, "SY": 1.0}, {})
    assert (about.share("LY"), about.share("LB")) == (0.5, 0.0)
    assert (about.strangeness("LY"), about.strangeness("LB")) == (0.0, 0.75)
    assert CountryContext({}, {}).strangeness("LB") == 0.0
