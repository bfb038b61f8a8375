from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from geotag.arabic.heads import Head
from geotag.model import Place
from geotag.resolve.country_context import CountryContext
from geotag.resolve.features import (
    FEATURE_NAMES,
    FEATURES,
    CandidateContext,
    Feature,
    article_features,
    with_relations,
)
from geotag.resolve.relations import Relations, ResolvedContext, relations_of
from geotag.resolve.surroundings import LocalContext
from tests.resolve.places import (
    BATROUN,
    LEBANON,
    LIBYA,
    NORTH,
    RED_SEA,
    TRIPOLI_LB,
    TRIPOLI_LY,
    candidate,
    query,
)

TOWN = Head("مدينة", frozenset({"city"}), plural=False, detachable=True)


def context(place: Place, cost: float = 0.0, **given: Any) -> CandidateContext:
    """What is known of one candidate: by default the article says nothing."""
    asked = {key: given.pop(key) for key in ("head", "type", "posterior") if key in given}
    countries = CountryContext(given.pop("weights", {}), {}, given.pop("dateline", None), given.pop("source", None))
    local = LocalContext(given.pop("beside", frozenset()), given.pop("described", frozenset()))
    return CandidateContext(candidate(place, cost), query(place, **asked), countries, local, Relations(**given))


#: A feature, where it is there and how much, where it is not, and how much it is then.
TABLE: Sequence[tuple[str, CandidateContext, float, CandidateContext, float]] = [
    ("prominence", context(TRIPOLI_LY), 6.5, context(replace(TRIPOLI_LY, prominence=0.0)), 0),
    ("match cost", context(TRIPOLI_LY, 0.25), 0.25, context(TRIPOLI_LY), 0),
    ("country share", context(TRIPOLI_LY, weights={"LY": 1.0}), 0.5, context(TRIPOLI_LB, weights={"LY": 1.0}), 0),
    ("no country", context(RED_SEA), 1, context(TRIPOLI_LY), 0),
    ("beside its country", context(TRIPOLI_LY, beside={"LY"}), 1, context(TRIPOLI_LB, beside={"LY"}), 0),
    ("beside its country", context(TRIPOLI_LY, beside={"LY"}), 1, context(LIBYA, beside={"LY"}), 0),
    ("beside another country", context(TRIPOLI_LB, beside={"LY"}), 1, context(TRIPOLI_LY, beside={"LY"}), 0),
    ("beside another country", context(RED_SEA, beside={"LY"}), 1, context(LEBANON, beside={"LY"}), 0),
    ("beside another country", context(TRIPOLI_LB, beside={"LY"}), 1, context(TRIPOLI_LB), 0),
    ("described as its country's", context(TRIPOLI_LY, described={"LY"}), 1, context(RED_SEA, described={"LY"}), 0),
    ("described as another's", context(TRIPOLI_LB, described={"LY"}), 1, context(TRIPOLI_LY, described={"LY"}), 0),
    ("described as another's", context(RED_SEA, described={"LY"}), 1, context(TRIPOLI_LB), 0),
    ("head agrees", context(TRIPOLI_LB, head=TOWN), 1, context(NORTH, head=TOWN), 0),
    ("head agrees", context(TRIPOLI_LB, head=TOWN), 1, context(TRIPOLI_LB), 0),
    ("head disagrees", context(NORTH, head=TOWN), 1, context(TRIPOLI_LB, head=TOWN), 0),
    ("head disagrees", context(NORTH, head=TOWN), 1, context(NORTH), 0),
    ("type agrees", context(LIBYA, type="COUNTRY"), 1, context(TRIPOLI_LY, type="COUNTRY"), 0),
    ("type agrees", context(TRIPOLI_LY, type="CITY"), 1, context(TRIPOLI_LY, type="CITY", head=TOWN), 0),
    ("type agrees", context(NORTH, type="ADMIN"), 1, context(NORTH), 0),
    ("type agrees", context(NORTH, type="REGION"), 1, context(NORTH, type="CITY"), 0),
    ("type agrees", context(RED_SEA, type="NATURAL"), 1, context(RED_SEA, type="REGION"), 0),
    ("type agrees", context(replace(RED_SEA, kind="crossing"), type="FAC"), 1, context(RED_SEA, type="FAC"), 0),
    ("type disagrees", context(LIBYA, type="CITY"), 1, context(TRIPOLI_LY, type="CITY"), 0),
    ("type disagrees", context(LIBYA, type="CITY"), 1, context(LIBYA, type="CITY", head=TOWN), 0),
    ("division without head", context(NORTH), 1, context(NORTH, head=TOWN), 0),
    ("division without head", context(replace(NORTH, kind="admin2")), 1, context(TRIPOLI_LB), 0),
    ("very near", context(TRIPOLI_LB, town_km=20.0), math.exp(-1), context(TRIPOLI_LB, place_km=20.0), 0),
    ("near", context(TRIPOLI_LB, town_km=100.0), math.exp(-1), context(TRIPOLI_LB, place_km=20.0), 0),
    ("same part of the world", context(TRIPOLI_LB, place_km=600.0), math.exp(-1), context(TRIPOLI_LB, town_km=9.0), 0),
    ("in the place after it", context(TRIPOLI_LB, is_in_container=True), 1, context(TRIPOLI_LB), 0),
    (
        "in the place after it",
        context(TRIPOLI_LB, is_in_container=True),
        1,
        context(TRIPOLI_LB, is_in_container=False),
        0,
    ),
    ("not in the place after it", context(TRIPOLI_LB, is_in_container=False), 1, context(TRIPOLI_LB), 0),
    ("listed with its country", context(TRIPOLI_LB, has_fellow_in_country=True), 1, context(TRIPOLI_LB), 0),
    ("near its fellow", context(TRIPOLI_LB, fellow_km=100.0), math.exp(-1), context(TRIPOLI_LB, town_km=1.0), 0),
    ("same division", context(TRIPOLI_LB, has_town_in_division=True), 1, context(TRIPOLI_LB), 0),
    ("stranger", context(TRIPOLI_LB, weights={"LY": 3.0}), 0.75, context(TRIPOLI_LY, weights={"LY": 3.0}), 0),
    ("stranger", context(TRIPOLI_LB, weights={"LY": 3.0}), 0.75, context(LEBANON, weights={"LY": 3.0}), 0),
    ("stranger", context(TRIPOLI_LB, weights={"LY": 3.0}), 0.75, context(RED_SEA, weights={"LY": 3.0}), 0),
    ("dateline's country", context(TRIPOLI_LY, dateline="LY"), 1, context(TRIPOLI_LB, dateline="LY"), 0),
    ("dateline's country", context(TRIPOLI_LY, dateline="LY"), 1, context(LIBYA, dateline="LY"), 0),
    ("dateline's country", context(TRIPOLI_LY, dateline="LY"), 1, context(RED_SEA), 0),
    ("source's country", context(TRIPOLI_LB, source="LB"), 1, context(TRIPOLI_LB, dateline="LB"), 0),
    ("source's country", context(TRIPOLI_LB, source="LB"), 1, context(LEBANON, source="LB"), 0),
    ("curated", context(TRIPOLI_LY), 1, context(TRIPOLI_LB), 0),
    ("recognised", context(TRIPOLI_LY, posterior=0.75), math.log(3), context(TRIPOLI_LY, posterior=0.5), 0),
    ("recognised", context(TRIPOLI_LY, posterior=1.0), math.log(99), context(TRIPOLI_LY, posterior=0.5), 0),
]


def value(name: str, of: CandidateContext) -> float:
    return article_features(of)[FEATURE_NAMES.index(name)]


@pytest.mark.parametrize(("name", "having", "much", "lacking", "little"), TABLE)
def test_a_feature_tells_where_it_is_from_where_it_is_not(
    name: str, having: CandidateContext, much: float, lacking: CandidateContext, little: float
) -> None:
    assert value(name, having) == pytest.approx(much)
    assert value(name, lacking) == pytest.approx(little)


def test_every_feature_is_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == set(FEATURE_NAMES)
    assert len(set(FEATURE_NAMES)) == len(FEATURES)


@pytest.mark.parametrize("feature", [f for f in FEATURES if not f.is_relative], ids=lambda feature: feature.name)
def test_what_is_computed_once_looks_at_no_other_names_place(feature: Feature) -> None:
    for place in (TRIPOLI_LY, LIBYA, NORTH, RED_SEA):
        without = replace(context(place, described={"LY"}, weights={"LY": 1.0}), relations=None)  # type: ignore[arg-type]
        assert isinstance(feature.compute(without), float)


def test_what_changes_with_the_other_names_is_computed_anew() -> None:
    near = Relations(1.0, 1.0, 1.0, is_in_container=True, has_fellow_in_country=True, has_town_in_division=True)
    changed = set()
    for relations in (near, Relations(is_in_container=False)):
        alone = context(TRIPOLI_LB, 0.5, described={"LY"}, head=TOWN)
        beside = replace(alone, relations=relations)
        before, after = article_features(alone), article_features(beside)
        assert with_relations(before, beside) == after
        changed |= {name for name, old, new in zip(FEATURE_NAMES, before, after, strict=True) if old != new}
    assert changed == {feature.name for feature in FEATURES if feature.is_relative}


NOWHERE = replace(BATROUN, id="nowhere", country=None, country_name=None, admin1=None)


def test_distances_are_those_to_the_nearest() -> None:
    # Degrees along a meridian are 111.19 km.
    north, south = (replace(NOWHERE, lat=NOWHERE.lat + degrees) for degrees in (1.0, -2.0))
    country = replace(LEBANON, lat=NOWHERE.lat + 0.5, lon=NOWHERE.lon)
    seen = relations_of(NOWHERE, ResolvedContext(towns=[south, north], countries=[country], fellows=[south]))
    assert (seen.town_km, seen.place_km, seen.fellow_km) == pytest.approx((111.19, 55.6, 222.39), abs=0.01)
    as_country = relations_of(replace(NOWHERE, kind="country"), ResolvedContext(towns=[north], countries=[country]))
    assert as_country.place_km == pytest.approx(111.19, abs=0.01), "countries tell nothing of where countries are"


def test_no_other_names_tell_nothing() -> None:
    assert relations_of(TRIPOLI_LB, ResolvedContext()) == Relations()


@pytest.mark.parametrize(
    ("place", "container", "inside"),
    [
        (TRIPOLI_LB, LEBANON, True),
        (TRIPOLI_LY, LEBANON, False),
        (TRIPOLI_LB, NORTH, True),
        (TRIPOLI_LB, replace(LEBANON, kind="continent"), None),
        (TRIPOLI_LB, RED_SEA, False),
        (RED_SEA, LEBANON, False),
        (LEBANON, LEBANON, False),
        (replace(TRIPOLI_LB, admin1="بيروت", admin1_code="LB-BA"), NORTH, False),
        (replace(TRIPOLI_LB, admin1=None), NORTH, True),
    ],
)
def test_what_lies_in_what(place: Place, container: Place, inside: bool | None) -> None:
    assert relations_of(place, ResolvedContext(container=container)).is_in_container is inside


@pytest.mark.parametrize(
    ("place", "other", "shared"),
    [
        (TRIPOLI_LB, BATROUN, True),
        (TRIPOLI_LB, replace(BATROUN, admin1="بيروت"), False),
        (replace(TRIPOLI_LB, admin1="ش", admin1_code="LB-AS"), replace(BATROUN, admin1_code="LB-AS"), True),
        (TRIPOLI_LB, replace(BATROUN, country="SY"), False),
        (NOWHERE, replace(NOWHERE, id="other"), False),
        (TRIPOLI_LB, TRIPOLI_LB, False),
        (replace(TRIPOLI_LB, admin1=None), replace(BATROUN, admin1=None), False),
    ],
)
def test_towns_of_one_division(place: Place, other: Place, shared: bool) -> None:
    assert relations_of(place, ResolvedContext(towns=[other])).has_town_in_division is shared


def test_fellows_of_one_country() -> None:
    assert relations_of(TRIPOLI_LB, ResolvedContext(fellows=[RED_SEA, BATROUN])).has_fellow_in_country
    assert not relations_of(TRIPOLI_LY, ResolvedContext(fellows=[RED_SEA, BATROUN])).has_fellow_in_country
    assert not relations_of(NOWHERE, ResolvedContext(fellows=[RED_SEA])).has_fellow_in_country
