from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, articles, complaints, ids, page
from tests.corpus.readers.test_warc import Crawl

PAGE = page().encode()
CHUNKED = "Transfer-Encoding: chunked\r\n"
GZIP = "Content-Encoding: gzip\r\n"


def chunks(data: bytes, size: int = 500) -> bytes:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def one(path: Path, data: bytes, http: str = "", kind: str = "text/html", more: str = "") -> Path:
    crawl = Crawl(path / "c.warc").add(1, data, kind, http=http)
    crawl.data = crawl.data.replace(b"WARC-Type", f"{more}WARC-Type".encode(), 1)
    return crawl.close()


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "TEXT/HTML;charset=UTF-8",
        "text/html charset=utf-8",
        "text/html, text/html; charset=utf-8",
        "text/plain, text/html",
        '"text/html; charset=utf-8"',
        "'text/html'",
        " text/html ;charset='utf-8'",
        "charset=utf-8; text/html",
        "text/html;text/html",
        "application/xhtml+xml",
        "",
        "html",
        "text",
    ],
)
def test_a_page_is_known_however_its_type_is_stated(tmp_path: Path, kind: str) -> None:
    assert BODY in articles(one(tmp_path, PAGE, kind=kind))[0].text


@pytest.mark.parametrize("stated", ["text/html charset=windows-1256", "text/html; charset='windows-1256'"])
def test_the_charset_is_believed_however_it_is_stated(tmp_path: Path, stated: str) -> None:
    old = page(charset="x").replace('<meta charset="x">', "").encode("windows-1256")
    assert BODY in articles(one(tmp_path, old, kind=stated))[0].text


@pytest.mark.parametrize("kind", ["image/png", "application/json", "text/plain"])
def test_what_is_stated_to_be_something_else_is_passed_over(tmp_path: Path, kind: str) -> None:
    assert "there is no HTML page in it" in complaints(one(tmp_path, PAGE, kind=kind))[0]


@pytest.mark.parametrize(
    ("http", "data"),
    [
        (GZIP, gzip.compress(PAGE)),
        ("Content-Encoding: x-gzip\r\n", gzip.compress(PAGE[:900]) + gzip.compress(PAGE[900:])),
        ("Content-Encoding: gzip, identity\r\n", gzip.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4]),
        ("Content-Encoding: deflate, gzip\r\n", gzip.compress(zlib.compress(PAGE))),
        (CHUNKED, chunks(PAGE)),
        (CHUNKED + GZIP, chunks(gzip.compress(PAGE))),
        (f"Content-Length: {len(PAGE)}\r\n", PAGE),
        # Laid down without what the headers state.
        (CHUNKED, PAGE),
        (GZIP, PAGE),
        ("Content-Encoding: deflate\r\n", PAGE),
        (GZIP + f"Content-Length: {len(gzip.compress(PAGE))}\r\n", PAGE),
        ("Content-Length: many\r\n", PAGE),
    ],
)
def test_whole_bodies_are_unpacked(tmp_path: Path, http: str, data: bytes) -> None:
    assert BODY in articles(one(tmp_path, data, http))[0].text


@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
@pytest.mark.parametrize(
    ("http", "data", "reason"),
    [
        (GZIP, gzip.compress(PAGE), "its gzip data is cut short"),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE), "its deflate data is cut short"),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4], "its deflate data is cut short"),
        (CHUNKED, chunks(PAGE, 100_000), "bytes of a chunk are missing"),
        (CHUNKED + GZIP, chunks(gzip.compress(PAGE), 100_000), "bytes of a chunk are missing"),
        (f"Content-Length: {len(PAGE)}\r\n", PAGE, f"bytes of {len(PAGE):,} are here"),
    ],
)
def test_a_body_that_stops_half_way_is_named(tmp_path: Path, http: str, data: bytes, reason: str, share: float) -> None:
    path = one(tmp_path, data[: int(share * len(data))], http)
    assert ids(path) == []
    (complaint,) = complaints(path)
    assert complaint.startswith(f"{path}, record 1: ")
    assert reason in complaint


def test_a_body_without_its_last_chunk_is_named(tmp_path: Path) -> None:
    whole = chunks(PAGE)
    assert "its last chunk is missing" in complaints(one(tmp_path, whole[: -len(b"0\r\n\r\n")], CHUNKED))[0]


def test_a_page_that_the_crawler_cut_is_named(tmp_path: Path) -> None:
    path = one(tmp_path, PAGE, more="WARC-Truncated: length\r\n")
    assert "record 1: the crawler cut the page short (WARC-Truncated: length)" in complaints(path)[0]


def test_a_page_that_unpacks_to_too_much_is_named(tmp_path: Path) -> None:
    for data, http in (
        (gzip.compress(b" " * 3_000_000), GZIP),
        (zlib.compress(b" " * 3_000_000), "Content-Encoding: deflate\r\n"),
    ):
        assert "is too long for an article" in complaints(one(tmp_path, data, http), max_bytes=100_000)[0]
