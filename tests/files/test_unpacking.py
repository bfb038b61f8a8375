from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from geotag.corpus import InputFailure
from geotag.files import unpacking
from tests.corpus.readers.prose import BODY, TEXT, articles, complaints, ids, page, read

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    # With a checksum, as the program zstd writes it.
    "zst": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
}
packers = pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=list(PACKERS))


def lines(count: int, length: int = 1) -> bytes:
    rows = ({"id": f"n{n}", "text": f"{BODY * length} {n}"} for n in range(count))
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


@packers
def test_packed_files_are_read_under_their_own_names(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / f"a.txt.{ending}").write_bytes(pack(TEXT.encode()))
    (tmp_path / f"b.html.{ending}").write_bytes(pack(page().encode()))
    # Several streams one after the other are one file.
    (tmp_path / f"c.jsonl.{ending}").write_bytes(pack(lines(2)) + pack(b"\n" + lines(1)))
    assert ids(tmp_path) == ["a", "b", "n0", "n1", "n0-2"]


@packers
def test_what_is_packed_is_found_without_an_ending(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a").write_bytes(pack(lines(2)))
    (tmp_path / f"b.{ending}").write_bytes(pack(TEXT.encode()))
    assert ids(tmp_path / "a", tmp_path / f"b.{ending}") == ["n0", "n1", "b"]
    assert ids("-", stdin=io.BytesIO(pack(lines(2)))) == ["n0", "n1"]


@packers
def test_data_cut_short_is_named_with_the_line_and_what_is_whole_read(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"c.jsonl.{ending}"
    text = bytearray(lines(2_000))
    data = pack(bytes(text))
    path.write_bytes(data[:-3])
    found = read(path)
    whole = [item.id for item in found if not isinstance(item, InputFailure)]
    assert whole == [f"n{n}" for n in range(len(whole))]
    assert len(whole) >= 1_000 or ending == "bz2"  # a block of bzip2 is 900 kB of text
    assert [str(item.error) for item in found[len(whole) :]] == [
        f"{path}, line {len(whole) + 1}: its {unpacking.COMPRESSIONS['.' + ending]} data is cut short"
    ]


@packers
def test_damaged_data_is_named(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    data = bytearray(pack(random.Random(5).randbytes(200_000)))
    data[100_000:100_050] = bytes(50)
    path = tmp_path / f"c.txt.{ending}"
    path.write_bytes(data)
    (complaint,) = complaints(path)
    assert "data is damaged (" in complaint
    path.write_bytes(b"not packed")
    assert "data is damaged (" in complaints(path)[0]
    path.write_bytes(pack(TEXT.encode()) + b"something else")
    assert "data is damaged (" in complaints(path)[0]
    path.write_bytes(pack(TEXT.encode()) + bytes(512))
    assert ids(path) == ["c"]
    path.write_bytes(b"")
    assert "the file is empty" in complaints(path)[0]


@packers
def test_a_bomb_is_refused_while_it_is_unpacked(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_UNSUSPECTED_BYTES", 1_000_000)
    path = tmp_path / f"c.jsonl.{ending}"
    path.write_bytes(pack(b'{"text": "' + b"0" * 50_000_000))
    (complaint,) = complaints(path, max_bytes=1_000)
    assert re.search(r"line 1: it unpacks to more than \d+ MB, over 250 times its size, as no text does", complaint)
    # One that is packed twice is measured by what is on the disk.
    with zipfile.ZipFile(tmp_path / "twice.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    assert "over 250 times its size" in complaints(tmp_path / "twice.zip", max_bytes=1_000)[0]


def test_an_xz_file_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    small = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}])
    data = bytearray(small.compress(TEXT.encode()) + small.flush())
    # The size of the dictionary is in the block's header, after the stream's: 2 ** 30 is written as 36.
    assert data[16] == 16
    data[16] = 36
    data[20:24] = zlib.crc32(data[12:20]).to_bytes(4, "little")
    path = tmp_path / "a.txt.xz"
    path.write_bytes(data)
    assert "Memory usage limit exceeded" in complaints(path)[0]


def test_zip_archives_are_read_like_directories(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sub/b.txt", TEXT)
        archive.writestr("a.jsonl.gz", gzip.compress(lines(2)))
        archive.writestr("notes.md", TEXT)
        archive.writestr(".hidden.txt", TEXT)
        archive.writestr("__MACOSX/sub/b.txt", TEXT)
        archive.writestr("empty/", "")
        archive.writestr("sub/bad.jsonl", "{")
        archive.writestr("inner.zip", b"PK\x03\x04")
    assert ids(path) == ["n0", "n1", "b"]
    assert ids("-", stdin=io.BytesIO(path.read_bytes())) == ["n0", "n1", "b"]
    inner, bad = complaints(path)
    assert inner == f"{path}, member inner.zip: this is a ZIP archive within another; unpack it first"
    assert bad.startswith(f"{path}, member sub/bad.jsonl, line 1: this is no JSON")


def test_members_that_cannot_be_unpacked_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt", "c.txt", "z.txt"):
            archive.writestr(name, f"{TEXT} {name}")
        archive.writestr("d.txt", TEXT, zipfile.ZIP_LZMA)
        places = {info.filename: info.header_offset for info in archive.infolist()}
    data = bytearray(path.read_bytes())
    data[places["a.txt"] + 60] ^= 0xFF  # within the packed text
    data[places["b.txt"] + 30] = ord("x")  # the name before the data
    # Encrypted, says the directory at the end: flags are 8 bytes after its signature.
    entry = data.index(b"c.txt", data.index(b"PK\x01\x02")) - 46
    data[entry + 8] |= 1
    path.write_bytes(data)
    assert ids(path) == ["z"]
    damaged, renamed, encrypted, method = complaints(path)
    assert "member a.txt: it is damaged (" in damaged
    assert "member b.txt: it is damaged (File name in directory" in renamed
    assert "member c.txt: it is encrypted; unpack it first" in encrypted
    assert "member d.txt: it is packed by the method lzma" in method


def test_archives_cut_or_empty_are_named(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.md", TEXT)
    assert complaints(path) == [f"{path}: this archive holds no file that geotag reads"]
    path.write_bytes(path.read_bytes()[:-30])
    assert "news.zip: this is no ZIP archive, or it is cut short" in complaints(path)[0]


def test_a_zip_bomb_is_refused_and_the_other_members_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_UNSUSPECTED_BYTES", 1_000_000)
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        for number in range(3):
            archive.writestr(f"b{number}.jsonl", b'{"text": "' + b"0" * 30_000_000)
        archive.writestr("c.txt", b"0" * 30_000_000)
        archive.writestr("d.txt", TEXT)
    assert ids(path, max_bytes=1_000_000) == ["a", "d"]
    *bombs, long = complaints(path, max_bytes=1_000_000)
    assert all("member b" in bomb and "over 250 times its size" in bomb for bomb in bombs)
    assert "member c.txt: 1.0 MB is too long" in long


def test_many_members_that_are_too_much_only_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_UNSUSPECTED_BYTES", 1_000_000)
    monkeypatch.setattr("geotag.corpus.reading._MOST_BOMBS", 0)
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number:02}.jsonl", b"0" * 900_000)
    first, *_, last = complaints(path, max_bytes=1_000)
    assert "member 00.jsonl, line 1: 0.9 MB is too long" in first
    assert "member 39.jsonl" in last
    assert "over 250 times its size" in last


def test_articles_of_packed_files_come_as_from_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(300, 20))
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(lines(300, 20)))
    assert articles(tmp_path / "a.jsonl") == articles(tmp_path / "a.jsonl.xz")


@pytest.mark.parametrize("fault", ["name", "extra"])
def test_a_member_that_is_listed_wrongly_is_named_and_the_others_read(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"{TEXT} a")
        bad = zipfile.ZipInfo("أخ.txt")
        bad.extra = b"\x99\x99\x04\x00abcd"
        archive.writestr(bad, TEXT)
        archive.writestr("c.txt", f"{TEXT} c")
        archive.comment = b"made by hand"
    data = bytearray(path.read_bytes())
    start = data.rindex("أخ.txt".encode())
    if fault == "name":
        data[start : start + 2] = b"\xc7\xce"
    else:
        data[data.rindex(b"\x99\x99\x04\x00") + 2] = 0xFF
    path.write_bytes(b"#!/bin/unzip\n" + data)
    assert ids(path) == ["a", "c"]
    (complaint,) = complaints(path)
    if fault == "name":
        assert complaint == (
            f"{path}, member \ufffd\ufffd\u062e.txt: its name is said to be UTF-8, and is not; pack it anew. "
            "The other members are read"
        )
    else:
        assert complaint.startswith(
            f"{path}, member أخ.txt: its entry in the list of members is damaged (Corrupt extra"
        )


def test_members_of_one_name_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", f"{TEXT} 1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", f"{TEXT} 2")
    assert [article.text[-1] for article in articles(path)] == ["1", "2"]


@packers
def test_every_cut_is_named(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(lines(3))
    path = tmp_path / f"c.jsonl.{ending}"
    for length in range(0, len(data), 7):
        path.write_bytes(data[:length])
        assert complaints(path), length
