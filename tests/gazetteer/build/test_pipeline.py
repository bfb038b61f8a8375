"""Several sources merged into one gazetteer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from geotag.errors import GazetteerSourceError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.pipeline import LocalSource, add_sources, parse_source
from geotag.gazetteer.build.sources import SourcePlace
from geotag.gazetteer.schema import DATABASE_NAME
from tests.gazetteer.build.sources.test_geonames_dump import LINES, dump, line
from tests.gazetteer.build.sources.test_natural_earth import LAKE, geojson
from tests.gazetteer.build.sources.test_whosonfirst import distribution, feature
from tests.gazetteer.build.test_from_recipe import ROWS, write

POINT = {"type": "Point", "coordinates": [45.3, 40.3]}


def test_sources_are_joined_and_named(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    layer = geojson(tmp_path / "ne_lakes.geojson", (LAKE, POINT))
    town = {"wof:name": "Ağdam", "wof:country": "AZ", "geom:latitude": 39.99, "geom:longitude": 46.93}
    names = {"name:ara_x_preferred": ["اقدام"], "name:ara_x_variant": [], "wof:concordances": {}}
    records = distribution(tmp_path / "az.db", feature(), feature(**{"wof:id": 9, **town, **names}))
    parsed = [
        parse_source(str(dump(tmp_path, LINES))),
        parse_source(f"natural-earth:{layer}"),
        parse_source(f"whosonfirst:{records}"),
    ]
    sources = [source for source in parsed if isinstance(source, LocalSource)]
    gazetteer = Gazetteer(add_sources(base, sources, tmp_path / "out"), verify=True)
    assert gazetteer.find("بحيرة سيفان")[0].place.id == "natural-earth:7"
    assert gazetteer.find("ماراليك")[0].place.id == "geonames:616397"
    # The dump gave the town its Latin name, by which the third source's record is known to be the same.
    assert gazetteer.find("اقدام")[0].place.links == {"geonames": "148619", "whosonfirst": "9"}
    licences = [(source["name"], source["licence"]) for source in gazetteer.info["sources"]]
    assert licences[0] == ("ours", "Apache-2.0")
    assert [name for name, _ in licences[1:]] == ["geonames-dump", "natural-earth", "whosonfirst"]
    assert licences[2][1] == "Public domain"
    assert all(source["attribution"] for source in gazetteer.info["sources"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["gazetteer.json", DATABASE_NAME]


def test_a_place_with_a_geonames_id_is_known_by_its_name(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    one = add_sources(base, [LocalSource("geonames", dump(tmp_path, LINES))], tmp_path / "one")
    layer = geojson(
        tmp_path / "places.geojson",
        (
            {"featurecla": "Populated place", "name": "Yeni kənd", "name_ar": "يني كند", "iso_a2": "AZ", "ne_id": 3},
            {"type": "Point", "coordinates": [47.51, 40.51]},
        ),
    )
    two = Gazetteer(add_sources(one, [LocalSource("natural-earth", layer)], tmp_path / "two"))
    assert two.find("يني كند")[0].place.id == "geonames:900001"


def test_a_source_that_fails_changes_nothing(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    good = LocalSource("geonames", dump(tmp_path, LINES))
    made = add_sources(base, [good], tmp_path / "out")
    before = made.read_bytes()
    bad = LocalSource("natural-earth", geojson(tmp_path / "bad.geojson", (LAKE, None)))
    with pytest.raises(GazetteerSourceError, match=r"bad\.geojson, feature 1"):
        add_sources(base, [good, bad], tmp_path / "out")
    assert made.read_bytes() == before
    Gazetteer(made, verify=True).close()


class Read:
    """Watches which sources are read."""

    def __init__(self) -> None:
        self.labels: list[str] = []

    def __call__(self, rows: Iterable[SourcePlace], label: str) -> Iterator[SourcePlace]:
        self.labels.append(label)
        yield from rows


def test_a_build_that_failed_goes_on_behind_its_last_step(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    layer = tmp_path / "lakes.geojson"
    sources = [LocalSource("geonames", dump(tmp_path, LINES)), LocalSource("natural-earth", layer)]
    geojson(layer, (LAKE, None))
    with pytest.raises(GazetteerSourceError):
        add_sources(base, sources, tmp_path / "out")
    geojson(layer, (LAKE, POINT))
    read = Read()
    made = add_sources(base, sources, tmp_path / "out", watch=read)
    assert read.labels == ["lakes.geojson"]
    assert sorted(path.name for path in made.parent.iterdir()) == ["gazetteer.json", DATABASE_NAME]
    whole = add_sources(base, sources, tmp_path / "whole")
    for name in ("gazetteer.json", DATABASE_NAME):
        assert made.with_name(name).read_bytes() == whole.with_name(name).read_bytes()


def test_a_step_is_not_taken_for_that_of_another_file(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    bad = LocalSource("natural-earth", geojson(tmp_path / "bad.geojson", (LAKE, None)))
    with pytest.raises(GazetteerSourceError):
        add_sources(base, [LocalSource("geonames", dump(tmp_path, LINES)), bad], tmp_path / "out")
    # The dump is another one now, and a table lies beside it.
    good = LocalSource("geonames", dump(tmp_path, LINES[1:]))
    read = Read()
    add_sources(base, [good], tmp_path / "out", watch=read)
    (tmp_path / "admin1CodesASCII.txt").write_text("AZ.01\tAbşeron\tAbseron\t587116\n", encoding="utf-8")
    made = add_sources(base, [good], tmp_path / "out", watch=read)
    assert read.labels == ["AZ.zip", "AZ.zip"]
    assert Gazetteer(made).find("Kura")[0].place.admin1 == "Abşeron"


KILLED = """
import sys, time
from pathlib import Path
from geotag.gazetteer.build.pipeline import LocalSource, add_sources

def watch(rows, label):
    for row in rows:
        yield row
        if label == "lakes.geojson":
            print("reading", flush=True)
            time.sleep(60)

base, dump, layer, out = map(Path, sys.argv[1:])
add_sources(base, [LocalSource("geonames", dump), LocalSource("natural-earth", layer)], out, watch=watch)
"""


def test_a_build_that_is_killed_harms_nothing_and_goes_on(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    sources = [
        LocalSource("geonames", dump(tmp_path, LINES)),
        LocalSource("natural-earth", geojson(tmp_path / "lakes.geojson", (LAKE, POINT))),
    ]
    old = add_sources(base, sources[:1], tmp_path / "out")
    before = {path.name: path.read_bytes() for path in old.parent.iterdir()}
    arguments = [sys.executable, "-c", KILLED, base, *(source.path for source in sources), tmp_path / "out"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as building:
        assert building.stdout is not None
        assert building.stdout.readline() == b"reading\n"
        with pytest.raises(GazetteerSourceError, match="another build writes to"):
            add_sources(base, sources, tmp_path / "out")
        building.kill()
    assert {path.name: path.read_bytes() for path in old.parent.iterdir() if path.is_file()} == before
    Gazetteer(old, verify=True).close()
    read = Read()
    made = add_sources(base, sources, tmp_path / "out", watch=read)
    assert read.labels == ["lakes.geojson"]
    assert made.read_bytes() == add_sources(base, sources, tmp_path / "whole").read_bytes()
    assert sorted(path.name for path in made.parent.iterdir()) == ["gazetteer.json", DATABASE_NAME]


def test_the_base_is_not_overwritten(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    source = LocalSource("geonames", dump(tmp_path, LINES))
    with pytest.raises(GazetteerSourceError, match="name another directory"):
        add_sources(base, [source], base.parent)
    with pytest.raises(GazetteerSourceError, match="there is no source"):
        add_sources(base, [], tmp_path / "out")


def test_tables_of_geonames_are_used_where_they_lie_beside_the_dump(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    lines = [
        line("585557", "Kura", "39.4", "49.3", "H.STM"),
        line("900003", "Düşərgə", "40.1", "47.1", "S.CMPRF").replace("\t01\t", "\t\t"),
        line("900005", "Dağ", "40.2", "47.2", "T.MT").replace("\t01\t", "\t00\t"),
    ]
    (tmp_path / "admin1CodesASCII.txt").write_text("AZ.01\tAbşeron\tAbseron\t587116\n", encoding="utf-8")
    (tmp_path / "admin2Codes.txt").write_text("AZ.01.07\tXızı\tXizi\t587117\n", encoding="utf-8")
    dump(tmp_path, ["587117\t900003\tADM", "900003\t900005\t", "6295630\t1"], "hierarchy")
    dump(tmp_path, ["1\t900003\tar\tالمخيم\t\t\t\t\t\t"], "alternateNamesV2")
    made = Gazetteer(add_sources(base, [LocalSource("geonames", dump(tmp_path, lines))], tmp_path / "out"))
    assert made.find("Kura")[0].place.admin1 == "Abşeron"
    # The camp has no division of its own, its parent is a district of one; the hill's parent is the camp.
    for name in ("المخيم", "Dağ"):
        place = made.find(name)[0].place
        assert (place.admin1, place.admin1_code) == ("Abşeron", "01")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("admin1CodesASCII.txt", "AZ.01\tAbşeron\n", r"admin1CodesASCII\.txt, line 1: 2 columns, 4 expected"),
        ("admin2Codes.txt", "AZ.01.7\ta\ta\tx\n", r"admin2Codes\.txt, line 1, column geonameid: 'x' is no number"),
        ("hierarchy.zip", "1\tx", r"hierarchy\.zip, line 1: '1', 'x' are no numbers"),
    ],
)
def test_a_bad_table_is_named(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    if name.endswith(".zip"):
        dump(tmp_path, [text], "hierarchy")
    else:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerSourceError, match=complaint):
        add_sources(base, [LocalSource("geonames", dump(tmp_path, LINES))], tmp_path / "out")


def test_files_of_the_users_own_outrank_the_base(tmp_path: Path) -> None:
    base = build(write(tmp_path, ROWS), tmp_path / "base")
    (tmp_path / "mine.csv").write_text(
        "action,id,name,name_en,kind,country,lat,lon\n"
        "add,,آغدام,My farm,village,IQ,33.1,44.2\n"
        "rename,geonames:900003,مخيمنا,,,,,\n",
        encoding="utf-8",
    )
    parsed = [parse_source(str(dump(tmp_path, LINES))), parse_source(str(tmp_path / "mine.csv"))]
    gazetteer = Gazetteer(add_sources(base, [s for s in parsed if isinstance(s, LocalSource)], tmp_path / "out"))
    assert gazetteer.search("آغدام")[0].place.name_en == "My farm"
    # What was merged in before can be renamed.
    assert gazetteer.find("مخيمنا")[0].place.id == "geonames:900003"
    assert [source["name"] for source in gazetteer.info["sources"]] == ["mine", "ours", "geonames-dump"]


def test_no_such_file() -> None:
    with pytest.raises(GazetteerSourceError, match=r"there is no file 'missing\.zip'; name one .*natural-earth"):
        parse_source("natural-earth:missing.zip")
