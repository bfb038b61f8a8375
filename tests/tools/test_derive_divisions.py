"""How divisions.jsonl is made from Natural Earth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from tools.outlines import derive_divisions as derive


def properties(code: str, **others: Any) -> dict[str, Any]:
    return {"iso_a2": code[:2], "iso_3166_2": code, "admin": "Land", "gn_level": 1, "ne_id": 1} | others


def feature(code: str, **others: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties(code, **others), "geometry": None}


def decoded(rings: list[list[int]]) -> Polygon:
    shell, *holes = (np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / derive.PER_DEGREE for ring in rings)
    return Polygon(shell, holes)


def test_neighbours_are_simplified_to_the_same_border() -> None:
    wavy = [(1 + 0.003 * (-1) ** i, i / 50) for i in range(51)]
    west = Polygon([(0, 0), *wavy, (0, 1)])
    east = Polygon([(2, 0), *wavy, (2, 1)])
    thin = derive.simplified(np.array([west, east]), np.array([0.05, 0.05]))
    assert shapely.get_num_coordinates(thin).sum() < 20
    assert thin[0].intersection(thin[1]).area == 0
    assert thin[0].intersection(thin[1]).length == pytest.approx(1, abs=0.01)
    assert shapely.get_num_coordinates(derive.simplified(np.array([west, east]), np.array([1e-4, 1e-4]))).sum() > 100


def test_a_country_has_one_tolerance_finer_for_smaller_divisions_and_where_news_looks() -> None:
    codes = ["SY-A", "SY-B", "BH-A", "CL-A", "CL-B"]
    found = dict(
        zip(codes, derive.tolerances([feature(c) for c in codes], np.array([1, 1.2, 0.01, 1, 1.2])), strict=True)
    )
    assert found["SY-A"] == found["SY-B"] == 0.016
    assert found["BH-A"] == derive.FINEST
    assert found["CL-A"] == 0.032
    # What is drawn finer than the first level is measured by the first.
    parts = [feature(f"CL-{i}", gn_level=2, region="North") for i in range(4)]
    assert set(derive.tolerances(parts, np.full(4, 1.0))) == {0.064}


def test_an_outline_is_steps_counterclockwise_and_without_islets() -> None:
    island, islet = box(0, 0, 1, 1), box(3, 3, 3.001, 3.001)
    lake = box(0.25, 0.25, 0.5, 0.5)
    with_lake = Polygon(island.exterior.coords[::-1], [lake.exterior.coords])
    ((shell, hole),) = derive.outline(MultiPolygon([with_lake, islet]), 0.016)
    assert len(shell) == len(hole) == 8
    assert decoded([shell]).exterior.is_ccw
    assert decoded([shell, hole]).equals(with_lake)
    ((only,),) = derive.outline(islet, 0.016)  # its division's largest part
    assert decoded([only]).area == pytest.approx(1e-6)


def test_names_of_a_unit_are_its_own() -> None:
    named = {"name": "Ain", "name_en": "AIN", "name_ar": "أين", "woe_name": "Rhône-Alpes", "name_alt": "Bresse|"}
    assert derive.unit_names(properties("FR-01", **named)) == ["AIN", "أين", "Rhône-Alpes", "Bresse"]
    assert derive.unit_names(properties("FR-01", gn_level=2, **named)) == ["AIN", "أين"]
    assert derive.unit_names(properties("DZ-01", name="Adrar")) == []
    assert derive.unit_names(properties("PS-GZZ", name="Gaza")) == []
    assert derive.unit_names(properties("AZ-LAN", name="Lankaran"))[0] == "Lachin"


def test_second_level_units_and_lands_make_groups() -> None:
    assert derive.group_of(properties("SY-HL", region="North")) is None
    assert derive.group_of(properties("FR-01", gn_level=2, region="Bretagne")) == "Bretagne"
    assert derive.group_of(properties("GB-ABE", gn_level=-2, region="North Eastern", geonunit="Scotland")) == "Scotland"
    assert derive.group_of(properties("IQ-AR", geonunit="Iraqi Kurdistan")) == "Iraqi Kurdistan"
    assert derive.group_of(properties("IQ-AN", geonunit="Land")) is None
    localised = {"FR-22": ["Brittany", "بريتاني"], "FR-29": ["Brittany", "بريتاني"], "FR-35": ["Normandy"]}
    names = derive.group_names("Bretagne", ["FR-22", "FR-29", "FR-35"], localised)
    assert names == ["Bretagne", "Brittany", "بريتاني"]


def test_crimea_is_found_from_both_sides() -> None:
    assert derive.countries_of(properties("UA-43", iso_a2="RU")) == ["RU", "UA"]
    assert derive.countries_of(properties("UA-14")) == ["UA"]


def test_socotra_is_taken_out_of_hadramawt() -> None:
    mainland, island = box(48, 15, 51, 18), box(53, 12, 54, 13)
    whole = feature("YE-HD", name="Hadramawt")
    whole["geometry"] = {"coordinates": [[list(p.exterior.coords)] for p in (mainland, island)]}
    taken = derive.islands_taken_out([whole])
    assert derive.unit_names(taken["properties"]) == ["Socotra", "سقطرى"]
    assert Polygon(taken["geometry"]["coordinates"][0][0]).equals(island)
    assert [Polygon(rings[0]).equals(mainland) for rings in whole["geometry"]["coordinates"]] == [True]
