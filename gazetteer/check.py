"""Check the facts compiled by hand, row by row.

    python gazetteer/check.py --reference DIRECTORY [--report FILE]

A row must lie in its country's outline (or within 40 km of it: outlines are coarse at coasts and borders; islands and
offshore fields 300 km), and within 50 km of a place of its name and country in the reference tables, where they have
one (an extended thing such as a river or a division: 600 km; a continent or sea: 4,000 km). Where a row says how far it
is from the centre of its city, that is checked instead: quarters have the names of villages elsewhere in the country. No
row may stand twice, and no two rows of one country and kind may share a form unless they are far enough apart to be two
places; rows of ``news_names.csv``, which keeps names as articles spell them, may restate another file's place: the build
joins them.
What is found may be right all the same: a table may have only another place of the name. The tables are Natural Earth's
admin-1, populated places and physical labels and Who's On First's Arabic names, as tab-separated and JSON Lines files;
they are not part of this repository. Exit code 1 if anything is wrong.
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
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shapely import make_valid
from shapely.geometry import Point, Polygon, shape
from shapely.prepared import prep

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geotag.gazetteer.building import read_recipe  # noqa: E402
from geotag.gazetteer.distance import kilometres  # noqa: E402
from geotag.gazetteer.merging import name_key  # noqa: E402
from geotag.gazetteer.sources import CITY_KINDS, SourcePlace, curated  # noqa: E402

NEAR_KM = 50.0
EXTENDED_KM = 600.0
VAST_KM = 4000.0
VAST = frozenset({"continent", "sea"})
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
POINTS = frozenset({*CITY_KINDS, "facility", "crossing"})
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
                for name in (row["n"], *row["ar"]):
                    self._by_name[_key(name)].append(reference)

    def _add(self, label: str, country: str, row: dict[str, str], *, division: bool = False) -> None:
        reference = Reference(label, country, float(row["lat"]), float(row["lon"]), division)
        for column in ("name", "name_en", "name_ar"):
            if row.get(column):
                self._by_name[_key(row[column])].append(reference)

    def nearest(self, row: SourcePlace) -> tuple[Reference, float] | None:
        """The nearest place of the row's name and country, with its distance in km; None if the tables have none.

        Physical labels belong to no country, and are compared with rows that do not either. The middle of a division
        says nothing of the town that it is named after.
        """
        found = {
            reference
            for form in (row.name_en, *row.forms)
            for reference in self._by_name.get(_key(form), ())
            if reference.country == (row.country or "") and not (reference.division and row.kind in POINTS)
        }
        pairs = [(kilometres(row.lat, row.lon, r.lat, r.lon), r) for r in found]
        if not pairs:
            return None
        distance, reference = min(pairs, key=lambda pair: (pair[0], pair[1].label))
        return reference, distance


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


def far_from_reference(row: SourcePlace, distance: float) -> bool:
    """Whether the reference of that name is too far away to be the same place."""
    return distance > (NEAR_KM if row.kind in POINTS else VAST_KM if row.kind in VAST else EXTENDED_KM)


def said_distances(files: Iterable[Path]) -> dict[str, tuple[str, int]]:
    """City and distance from it, kilometres, of the rows that say so, by origin."""
    said = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                words = FROM_CITY.fullmatch(row["checked"])
                if words is not None:
                    said[f"{path.name}, line {rows.line_num}"] = words[2], int(words[1])
    return said


def _key(name: str) -> str:
    return name_key(GENERIC.sub("", name.split("،")[0].strip())).removeprefix("ال")


def _tsv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, "utf-8"), delimiter="\t")


def problems(
    rows: Sequence[SourcePlace],
    outlines: Outlines,
    references: References,
    said: Mapping[str, tuple[str, int]] = MappingProxyType({}),
) -> Iterator[tuple[str, str]]:
    """What is wrong, as (what, where).

    Parameters
    ----------
    said
        What :func:`said_distances` gives for the files of the rows.
    """
    centres: dict[tuple[str | None, str], SourcePlace] = {}
    for row in rows:
        if row.kind in ("city", "village"):
            centres.setdefault((row.country, row.name_en), row)
    seen: dict[tuple[str, str | None, str], list[SourcePlace]] = defaultdict(list)
    for row in rows:
        if outlines.holds(row) is False:
            yield "outside its country", f"{row.origin}: {row.name_en} ({row.country}) at {row.lat}, {row.lon}"
        if row.origin in said:
            city, distance = said[row.origin]
            centre = centres.get((row.country, city))
            if centre is None:
                yield "of an unknown city", f"{row.origin}: {row.name_en}, of {city}"
            elif abs(kilometres(row.lat, row.lon, centre.lat, centre.lon) - distance) > ROUNDING_KM:
                yield "not where it says", f"{row.origin}: {row.name_en}, {distance} km from {city}"
        found = None if row.origin in said else references.nearest(row)
        if found is not None and far_from_reference(row, found[1]):
            yield "far from its reference", f"{row.origin}: {row.name_en}, {found[1]:.0f} km from {found[0].label}"
        keys = Counter(name_key(form) for form in row.forms)
        as_read = row.origin.startswith(AS_READ)
        for key in sorted(key for key, count in keys.items() if count > 1 and not as_read):
            yield "variants that folding unites", f"{row.origin}: {row.name_en}, {key}"
        group = "city" if row.kind in CITY_KINDS else row.kind
        for key in keys:
            for other in seen[group, row.country, key]:
                same_english = other.name_en == row.name_en
                restated = as_read and not other.origin.startswith(AS_READ)
                if not restated and kilometres(other.lat, other.lon, row.lat, row.lon) <= SAME_PLACE_KM:
                    what = "stands twice" if same_english else "clashing variant"
                    yield what, f"{row.origin}: {row.name_en} and {other.name_en} ({other.origin}), {key}"
            seen[group, row.country, key].append(row)


def main() -> int:
    """Print the report; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where the report goes (default: stdout)")
    options = parser.parse_args()
    references = References(options.reference)
    outlines = Outlines(ROOT / "geotag" / "maps" / "data" / "countries.json")
    _, sources = read_recipe(ROOT / "gazetteer" / "sources.toml")
    rows = [row for source in sources if source.adapter == "curated" for row in curated.read(source)]
    known = sum(references.nearest(row) is not None for row in rows)
    said = said_distances(path for source in sources for path in source.files)
    found = list(problems(rows, outlines, references, said))
    lines = [f"{len(rows)} rows, {known} of them in the reference tables"]
    lines += [f"{what}: {count}" for what, count in sorted(Counter(what for what, _ in found).items())]
    lines += [f"{what}: {where}" for what, where in found]
    text = "\n".join(lines) + "\n"
    if options.report:
        options.report.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
