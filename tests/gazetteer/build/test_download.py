"""Sources fetched from servers with the layout of the official ones, and merged."""

from __future__ import annotations

import bz2
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geotag.cli import main
from geotag.errors import DownloadError, GazetteerSourceError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.download import NATURAL_EARTH_LAYERS, SERVERS, RemoteSource, obtain, read_checksums
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.schema import DATABASE_NAME
from tests.file_server import FileServer, serving
from tests.gazetteer.build.sources.test_geonames_dump import LINES, dump
from tests.gazetteer.build.sources.test_natural_earth import LAKE, shapefile_zip
from tests.gazetteer.build.sources.test_whosonfirst import distribution, feature
from tests.gazetteer.build.test_from_recipe import ROWS, write

GEONAMES = "/export/dump"
ALTERNATES = ["1\t585557\tar\tنهر كورا\t1\t\t\t\t\t"]
DIVISIONS = {
    "admin1CodesASCII.txt": "AZ.01\tAbşeron\tAbseron\t587116\n",
    "admin2Codes.txt": "AZ.01.07\tXızı\tXizi\t587117\n",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    site = tmp_path / "site"
    (site / "alternates").mkdir(parents=True)
    files = {
        f"{GEONAMES}/AZ.zip": dump(site, LINES).read_bytes(),
        f"{GEONAMES}/alternatenames/AZ.zip": dump(site / "alternates", ALTERNATES).read_bytes(),
        f"{GEONAMES}/hierarchy.zip": dump(site, ["587117\t900003\tADM"], "hierarchy").read_bytes(),
        **{f"{GEONAMES}/{name}": text.encode() for name, text in DIVISIONS.items()},
        "/naturalearth/10m/physical/ne_10m_lakes.zip": shapefile_zip(
            site / "ne_10m_lakes.zip", [(LAKE, (45.3, 40.3))]
        ).read_bytes(),
        "/sqlite/whosonfirst-data-admin-am-latest.db.bz2": bz2.compress(
            distribution(site / "am.db", feature()).read_bytes()
        ),
    }
    with serving(files) as running:
        yield running


@pytest.fixture
def mirrors(server: FileServer) -> dict[str, str]:
    paths = {"geonames": GEONAMES, "natural-earth": "/naturalearth", "whosonfirst": "/sqlite/"}
    return {kind: server.address + path for kind, path in paths.items()}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return build(write(tmp_path, ROWS), tmp_path / "base")


def run(base: Path, tmp_path: Path, mirrors: dict[str, str], *arguments: str) -> Result:
    options = ["-o", str(tmp_path / "out"), "--gazetteer", str(base), "--cache", str(tmp_path / "cache")]
    for kind, address in mirrors.items():
        options += ["--mirror", f"{kind}={address}"]
    return CliRunner().invoke(main, ["gazetteer", "build", *options, *arguments])


def test_sources_are_fetched_and_merged(
    base: Path, tmp_path: Path, server: FileServer, mirrors: dict[str, str]
) -> None:
    wanted = ("--with", "geonames:AZ", "--with", "natural-earth:lakes", "--with", "whosonfirst:AM")
    result = run(base, tmp_path, mirrors, *wanted)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == f"use it with --gazetteer {tmp_path / 'out' / DATABASE_NAME}\n"
    assert sorted(server.paths) == sorted(server.files)
    gazetteer = Gazetteer(tmp_path / "out" / DATABASE_NAME, verify=True)
    (river,) = gazetteer.find("نهر كورا")
    assert (river.place.id, river.place.admin1) == ("geonames:585557", "Abşeron")
    assert gazetteer.find("بحيرة سيفان")[0].place.id == "natural-earth:7"
    assert gazetteer.find("ماراليك")[0].place.links["whosonfirst"] == "1108782611"
    assert [source["name"] for source in gazetteer.info["sources"][1:]] == [
        "geonames-dump",
        "natural-earth",
        "whosonfirst",
    ]


def test_what_was_fetched_is_not_fetched_again(
    base: Path, tmp_path: Path, server: FileServer, mirrors: dict[str, str]
) -> None:
    assert run(base, tmp_path, mirrors, "--with", "geonames:AZ").exit_code == 0
    asked = list(server.asked)
    assert run(base, tmp_path, mirrors, "--with", "geonames:AZ").exit_code == 0
    assert server.asked == asked
    assert run(base, tmp_path, mirrors, "--with", "geonames:AZ", "--refetch").exit_code == 0
    assert len(server.asked) == 2 * len(asked)


def test_checksums_of_the_user(base: Path, tmp_path: Path, server: FileServer, mirrors: dict[str, str]) -> None:
    digest = hashlib.sha256(server.files[f"{GEONAMES}/AZ.zip"]).hexdigest()
    sums = tmp_path / "sums"
    sums.write_text(f"{'0' * 64}  AZ.zip\n", encoding="utf-8")
    result = run(base, tmp_path, mirrors, "--with", "geonames:AZ", "--checksums", str(sums))
    assert result.exit_code == 3
    assert f"{mirrors['geonames']}/AZ.zip has SHA-256 {digest}, but {'0' * 64} was expected" in result.stderr
    assert not (tmp_path / "out" / DATABASE_NAME).exists()
    sums.write_text(f"{digest} *AZ.zip\n", encoding="utf-8")
    assert run(base, tmp_path, mirrors, "--with", "geonames:AZ", "--checksums", str(sums)).exit_code == 0


def test_a_missing_file_names_its_address_and_its_place(base: Path, tmp_path: Path, mirrors: dict[str, str]) -> None:
    result = run(base, tmp_path, mirrors, "--with", "whosonfirst:IQ")
    assert result.exit_code == 3
    name = "whosonfirst-data-admin-iq-latest.db.bz2"
    assert f"geotag: {mirrors['whosonfirst']}{name} could not be fetched (the server answered 404" in result.stderr
    assert f"put it at {tmp_path / 'cache' / 'whosonfirst' / name}" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_typo_is_found_before_anything_is_fetched(
    base: Path, tmp_path: Path, server: FileServer, mirrors: dict[str, str]
) -> None:
    result = run(base, tmp_path, mirrors, "--with", "geonames:AZ", "--with", "natural-earth:lake")
    assert result.exit_code == 2
    assert "there is no file 'lake'; name one that is here as [SOURCE:]FILE" in result.stderr
    assert server.asked == []
    result = run(base, tmp_path, {"geoname": server.address}, "--with", "geonames:AZ")
    assert (result.exit_code, "there is no source 'geoname'" in result.stderr) == (2, True)
    result = run(base, tmp_path, {}, "--with", "geonames:AZ", "--mirror", server.address)
    assert (result.exit_code, "is not of the form SOURCE=URL" in result.stderr) == (2, True)


@pytest.mark.parametrize("kind", sorted(SERVERS))
def test_the_official_servers_are_asked_through_the_proxy(
    kind: str, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    source = RemoteSource.named(kind, "lakes" if kind == "natural-earth" else "AZ")
    assert source is not None
    with pytest.raises(DownloadError, match="ProxyError"):
        obtain(source, tmp_path)
    host = {"geonames": "download.geonames.org", "natural-earth": "naciscdn.org", "whosonfirst": "data.geocode.earth"}
    assert server.paths == [f"{host[kind]}:443"]


def test_what_can_be_named() -> None:
    everything = RemoteSource.named("geonames", "allCountries")
    assert everything is not None
    assert everything.files == ("allCountries.zip",)
    assert "alternateNamesV2.zip" in everything.tables
    layers = RemoteSource.named("natural-earth", "")
    assert layers is not None
    assert len(layers.files) == len(NATURAL_EARTH_LAYERS)
    assert "10m/cultural/ne_10m_populated_places.zip" in layers.files
    for kind, what in (("geonames", "az"), ("geonames", "AZ.zip"), ("whosonfirst", ""), ("natural-earth", "x,lakes")):
        assert RemoteSource.named(kind, what) is None


def test_a_list_of_checksums_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "sums"
    path.write_text(f"{'a' * 64}  AZ.zip\n\nAZ.zip\n", encoding="utf-8")
    with pytest.raises(GazetteerSourceError, match=r"sums, line 3: a SHA-256 in hexadecimal"):
        read_checksums(path)


def test_records_stand_beside_the_files(tmp_path: Path, mirrors: dict[str, str]) -> None:
    source = RemoteSource.named("natural-earth", "lakes")
    assert source is not None
    (path,) = obtain(source, tmp_path / "cache", servers=mirrors)
    assert path == tmp_path / "cache" / "natural-earth" / "10m" / "physical" / "ne_10m_lakes.zip"
    record = json.loads(path.with_name("ne_10m_lakes.zip.json").read_text(encoding="utf-8"))
    assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
