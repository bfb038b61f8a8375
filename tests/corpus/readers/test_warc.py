from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, articles, complaints, ids, page, read

URL = "https://news.example/%d"


class Crawl:
    """Makes a WARC file."""

    def __init__(self, path: Path, compress: bool = False) -> None:
        self.path = path
        self.compress = compress
        self.data = b""

    def add(
        self,
        number: int,
        data: bytes,
        kind: str = "text/html",
        status: str = "200 OK",
        record: str = "response",
        http: str = "",
    ) -> Crawl:
        block = (
            data if record == "resource" else f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{http}\r\n".encode() + data
        )
        head = (
            f"WARC/1.1\r\nWARC-Type: {record}\r\nWARC-Record-ID: <urn:uuid:{uuid(number)}>\r\n"
            f"WARC-Target-URI: {URL % number}\r\nWARC-Date: 2024-03-06T00:00:00Z\r\n"
            f"Content-Type: {kind if record == 'resource' else 'application/http; msgtype=response'}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        self.put(head.encode() + block + b"\r\n\r\n")
        return self

    def put(self, data: bytes) -> None:
        # As crawlers do: a gzip member for each record.
        self.data += gzip.compress(data) if self.compress else data

    def close(self) -> Path:
        self.path.write_bytes(self.data)
        return self.path


def uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


@pytest.mark.parametrize("compress", [False, True])
def test_the_pages_of_a_crawl(tmp_path: Path, compress: bool) -> None:
    crawl = Crawl(tmp_path / ("c.warc.gz" if compress else "c.warc"), compress)
    old = page(charset="x").replace('<meta charset="x">', "").encode("windows-1256")
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (old[:700], old[700:])) + b"0\r\n\r\n"
    crawl.add(1, page().encode())
    crawl.add(2, b"\x89PNG", "image/png")
    crawl.add(3, page().encode(), status="404 Not Found")
    crawl.add(4, old, "text/html; charset=windows-1256")
    crawl.add(5, gzip.compress(page().encode()), http="Content-Encoding: gzip\r\n")
    crawl.add(6, chunked, "text/html; charset=windows-1256", http="Transfer-Encoding: chunked\r\n")
    crawl.add(7, page().encode(), record="resource")
    found = articles(crawl.close())
    assert [article.id for article in found] == [uuid(n) for n in (1, 4, 5, 6, 7)]
    assert [article.url for article in found] == [URL % n for n in (1, 4, 5, 6, 7)]
    assert all(BODY in article.text for article in found)
    assert (found[0].date, found[0].source) == ("2024-03-05T10:00:00+03:00", "أخبار الاختبار")


def test_bad_records_are_named_and_the_others_read(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "c.warc")
    crawl.add(1, page(body=BODY * 100).encode())
    crawl.add(2, b"x", http="Content-Encoding: br\r\n")
    crawl.add(3, gzip.compress(page().encode())[:-300], http="Content-Encoding: gzip\r\n")
    crawl.add(4, b"<html><body></body></html>")
    crawl.put(b"something else\r\nmore\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n\r\n\r\n")
    crawl.add(5, page().encode())
    path = crawl.close()
    found = read(path, max_bytes=5_000)
    assert [getattr(item, "id", None) for item in found][-1] == uuid(5)
    long, packed, *others = complaints(path, max_bytes=5_000)
    assert "c.warc, record 1: 0.0 MB is too long for an article" in long
    assert "record 2: the page is packed as br" in packed
    assert [next(n for n in range(9) if f"record {n}:" in other) for other in others][-3:] == [4, 5, 6]
    assert "record 4: no article was found on this page" in others[-3]
    assert "record 5: here should begin a record, but does not" in others[-2]
    assert "record 6: its headers are damaged or cut short (no Content-Length)" in others[-1]


def test_a_crawl_cut_in_a_record_is_named_and_what_is_whole_read(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "c.warc")
    data = crawl.add(1, page().encode()).add(2, page().encode()).close().read_bytes()
    crawl.path.write_bytes(data[:-500])
    assert ids(crawl.path) == [uuid(1)]
    assert "record 2: the file is cut short, 496 bytes of this record are missing" in complaints(crawl.path)[0]
    packed = tmp_path / "p.warc.gz"
    packed.write_bytes(gzip.compress(data)[:-20])
    assert "p.warc.gz, record 2: its gzip data is cut short" in complaints(packed)[0]


def test_a_crawl_without_pages_is_named(tmp_path: Path) -> None:
    path = Crawl(tmp_path / "crawl").add(1, b"\x89PNG", "image/png").close()
    assert complaints(path) == [f"{path}: there is no HTML page in it"]


def test_responses_of_later_versions_of_http(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    crawl = Crawl(tmp_path / "c.warc").add(1, page().encode())
    crawl.path.write_bytes(crawl.data.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200     ").replace(b"/1\r\n", b"/1 1\r\n"))
    (article,) = articles(crawl.path)
    assert article.url == "https://news.example/1%201"
    assert capfd.readouterr().err == ""
