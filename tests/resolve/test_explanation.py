from __future__ import annotations

from dataclasses import replace

import pytest

from geotag.arabic.heads import Head
from geotag.model import Place
from geotag.resolve.country_context import CountryContext
from geotag.resolve.explanation import reason_lost, reasons_for
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.ranking import Weights
from geotag.resolve.surroundings import LocalContext
from tests.resolve.places import LIBYA, RED_SEA, TRIPOLI_LB, TRIPOLI_LY, candidate, query

TOWN = Head("مدينة", frozenset({"city"}), plural=False, detachable=True)
RIVER = Head("نهر", frozenset({"river"}), plural=False, detachable=False)
BESIDE = LocalContext(countries={"LY"})
DESCRIBED = LocalContext(countries={"LY"}, described={"LY"})
NOTHING = LocalContext()


@pytest.mark.parametrize(
    ("place", "local", "weight", "told"),
    [
        (TRIPOLI_LY, DESCRIBED, 9.0, ["described as: ليبيا"]),
        (TRIPOLI_LB, DESCRIBED, 9.0, ["described as another country's"]),
        (RED_SEA, DESCRIBED, 9.0, ["described as another country's"]),
        (TRIPOLI_LY, BESIDE, 9.0, ["beside it: ليبيا"]),
        (TRIPOLI_LB, BESIDE, 9.0, []),
        (LIBYA, BESIDE, 9.0, []),
        (TRIPOLI_LY, NOTHING, 9.0, ["co-mentioned: ليبيا"]),
        (TRIPOLI_LY, NOTHING, 0.25, ["co-mentioned: ليبيا"]),
        (TRIPOLI_LY, NOTHING, 0.24, []),
        (TRIPOLI_LB, NOTHING, 9.0, []),
        (LIBYA, NOTHING, 9.0, []),
        (RED_SEA, NOTHING, 9.0, []),
    ],
)
def test_the_nearest_words_tell_of_the_country(
    place: Place, local: LocalContext, weight: float, told: list[str]
) -> None:
    countries = CountryContext({"LY": weight}, {})
    found = reasons_for(candidate(replace(place, rank=2, population=None)), query(place), countries, local)
    assert [reason.english for reason in found] == told


def test_reasons_stand_in_order() -> None:
    chosen = candidate(TRIPOLI_LY, cost=0.5, via="spacing")
    found = reasons_for(chosen, query(TRIPOLI_LY, head=TOWN), CountryContext({}, {}), BESIDE)
    assert [reason.english for reason in found] == [
        "head: مدينة",
        "beside it: ليبيا",
        "spelling: طرابلس (spacing)",
        "known in news",
    ]


def test_a_head_of_another_kind_and_inhabitants_are_told() -> None:
    chosen = candidate(replace(TRIPOLI_LY, rank=2))
    found = reasons_for(chosen, query(TRIPOLI_LY, head=RIVER), CountryContext({}, {}), NOTHING)
    assert [reason.english for reason in found] == ["head does not fit: نهر", "population: 1126000"]


def test_a_loser_lacks_what_weighs_most() -> None:
    weights = Weights(dict.fromkeys(FEATURE_NAMES, 0.0) | {"prominence": 1.0, "near": 4.0, "match cost": -9.0}, 0.0)

    def values(**given: float) -> list[float]:
        return [given.get(name.replace(" ", "_"), 0.0) for name in FEATURE_NAMES]

    def told(winner: list[float], loser: list[float]) -> str:
        return reason_lost(weights, winner, loser).arguments[0]

    assert told(values(prominence=3.0, near=0.5), values()) == "prominence"
    assert told(values(prominence=3.0, near=1.0), values()) == "near"
    assert told(values(prominence=3.0, near=1.0), values(match_cost=1.0)) == "match cost"
