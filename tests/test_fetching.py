"""Fetching files: cut connections, changed files, checksums, proxies, and what is there already."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geotag.errors import DownloadError
from geotag.fetching import fetch
from tests.file_server import FileServer, serving


def archive(text: str, name: str = "AZ.txt") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as content:
        content.writestr(name, text)
    return packed.getvalue()


CONTENT = archive("".join(f"{number}\n" for number in range(20_000)))
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving({"/dump/AZ.zip": CONTENT}) as running:
        yield running


@pytest.fixture
def address(server: FileServer) -> str:
    return f"{server.address}/dump/AZ.zip"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "geonames" / "AZ.zip"


def left(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if not file.name.endswith(".lock"))


def test_a_file_comes_once_and_is_recorded(server: FileServer, address: str, path: Path) -> None:
    assert fetch(address, path) == path
    assert path.read_bytes() == CONTENT
    record = json.loads(path.with_name("AZ.zip.json").read_text(encoding="utf-8"))
    assert (record["address"], record["bytes"], record["sha256"]) == (address, len(CONTENT), DIGEST)
    fetch(address, path)
    assert server.asked == [("/dump/AZ.zip", None)]
    assert left(path) == ["AZ.zip", "AZ.zip.json"]


def test_a_file_altered_since_it_came_is_refused_and_can_be_fetched_anew(address: str, path: Path) -> None:
    fetch(address, path)
    path.write_bytes(archive("other"))
    with pytest.raises(DownloadError, match=rf"AZ\.zip was altered since it came: .*{DIGEST} was expected"):
        fetch(address, path)
    fetch(address, path, anew=True)
    assert path.read_bytes() == CONTENT


def test_a_cut_connection_is_taken_up_where_it_stopped(server: FileServer, address: str, path: Path) -> None:
    server.cuts = [40_000, 20_000]
    fetch(address, path)
    assert path.read_bytes() == CONTENT
    assert [wanted for _, wanted in server.asked] == [None, "bytes=32768-", "bytes=49152-"]


def test_a_fetch_that_gave_up_is_taken_up_by_the_next(server: FileServer, address: str, path: Path) -> None:
    server.cuts = [20_000, 0]
    with pytest.raises(DownloadError, match=r"could not be fetched .* type the same again"):
        fetch(address, path)
    assert left(path) == ["AZ.zip.part", "AZ.zip.part.json"]
    fetch(address, path)
    assert path.read_bytes() == CONTENT
    assert server.asked[-1] == ("/dump/AZ.zip", "bytes=16384-")
    assert left(path) == ["AZ.zip", "AZ.zip.json"]


def test_a_file_that_changed_meanwhile_comes_from_its_beginning(server: FileServer, address: str, path: Path) -> None:
    server.cuts = [20_000, 0]
    with pytest.raises(DownloadError):
        fetch(address, path)
    server.files["/dump/AZ.zip"] = archive("younger" * 20_000)
    fetch(address, path)
    assert path.read_bytes() == archive("younger" * 20_000)


def test_a_part_longer_than_the_file_is_thrown_away(server: FileServer, address: str, path: Path) -> None:
    server.cuts = [20_000, 0]
    with pytest.raises(DownloadError):
        fetch(address, path)
    path.with_name("AZ.zip.part").write_bytes(CONTENT + b"more")
    fetch(address, path)
    assert path.read_bytes() == CONTENT


def test_a_part_of_another_address_is_not_gone_on_with(server: FileServer, address: str, path: Path) -> None:
    server.cuts = [20_000, 0]
    with pytest.raises(DownloadError):
        fetch(address, path)
    server.files["/mirror/AZ.zip"] = CONTENT
    fetch(f"{server.address}/mirror/AZ.zip", path)
    assert server.asked[-1] == ("/mirror/AZ.zip", None)


def test_a_server_that_cannot_go_on_is_not_asked_for_ever(server: FileServer, address: str, path: Path) -> None:
    server.ranges = False
    server.cuts = [20_000] * 4
    with pytest.raises(DownloadError, match="could not be fetched"):
        fetch(address, path)
    assert server.asked == [("/dump/AZ.zip", None)] * 2
    server.cuts = []
    fetch(address, path)
    assert path.read_bytes() == CONTENT


def test_the_hash_that_was_asked_for(address: str, path: Path) -> None:
    with pytest.raises(DownloadError, match=rf"what came from {address} has SHA-256 {DIGEST}, but {'0' * 64} was"):
        fetch(address, path, sha256="0" * 64)
    assert left(path) == []
    fetch(address, path, sha256=DIGEST.upper())
    with pytest.raises(DownloadError, match=r"AZ\.zip has SHA-256 "):
        fetch(address, path, sha256="0" * 64)


def test_an_answer_that_is_no_archive(server: FileServer, address: str, path: Path) -> None:
    server.files["/dump/AZ.zip"] = b"<html>log in to this network</html>"
    with pytest.raises(DownloadError, match=r"what came from http.*AZ\.zip is no whole zip archive"):
        fetch(address, path)
    server.files["/dump/AZ.zip"] = CONTENT.replace(b"19999", b"19998", 1)
    with pytest.raises(DownloadError, match=r"no whole zip archive \(AZ\.txt is damaged\)"):
        fetch(address, path)
    assert left(path) == []


def test_a_server_without_the_file(server: FileServer, path: Path) -> None:
    address = f"{server.address}/dump/XX.zip"
    with pytest.raises(DownloadError, match=r"XX\.zip could not be fetched \(the server answered 404 Not Found\)"):
        fetch(address, path)


def test_without_a_network_the_error_says_what_to_put_where(path: Path) -> None:
    with serving({}) as gone:
        address = f"{gone.address}/dump/AZ.zip"
    with pytest.raises(DownloadError) as caught:
        fetch(address, path)
    assert f"{address} could not be fetched (ConnectionError)" in str(caught.value)
    assert f"fetch that file elsewhere, put it at {path}, and type the same again" in str(caught.value)


def test_a_file_put_there_by_hand_is_tested_and_recorded(server: FileServer, address: str, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(CONTENT[:-40])
    with pytest.raises(DownloadError, match=r"AZ\.zip is no whole zip archive"):
        fetch(address, path)
    path.write_bytes(CONTENT)
    assert fetch(address, path).read_bytes() == CONTENT
    path.write_bytes(archive("other"))
    with pytest.raises(DownloadError, match="was altered since it came"):
        fetch(address, path)
    assert server.asked == []


def test_a_damaged_record_is_named(address: str, path: Path) -> None:
    fetch(address, path)
    path.with_name("AZ.zip.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DownloadError, match=r"AZ\.zip\.json is damaged .*; delete it"):
        fetch(address, path)


def test_the_proxy_of_the_environment_is_asked(server: FileServer, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    fetch("http://sources.invalid/dump/AZ.zip", path)
    assert path.read_bytes() == CONTENT
    assert server.paths == ["http://sources.invalid/dump/AZ.zip"]


def test_nothing_is_said_where_there_is_no_terminal(
    address: str, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fetch(address, path, progress=True)
    assert capfd.readouterr() == ("", "")
