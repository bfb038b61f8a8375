"""Files that are cut, doubled and changed at random: what comes out is an article or a failure with its name, and the
input after it is read all the same.

Every reader gets 200 of them each day, and 2,000 with ``-m slow``.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from geotag.corpus import InputFailure, read_inputs
from tests.corpus.readers.prose import BODY, SECOND, TEXT, page
from tests.corpus.readers.test_feed import ATOM, RDF, item, rss
from tests.corpus.readers.test_mbox import box, message
from tests.corpus.readers.test_parquet import write
from tests.corpus.readers.test_warc import Crawl

#: What parsers stumble over.
TOKENS = [
    *(b"<", b">", b"&", b"<p>", b"<div>" * 50, b"]]>", b"<!--", b"<![CDATA[", b"</item>", b"<item>", b"<!DOCTYPE"),
    *(b"&#xd800;", b"&#0;", b"\x00", b"\xff", b"\r\n", b"\n", b'"', b",", b"{", b"\\ud800", b"0", b"-1", b"9" * 20),
    *(b"From ", b"\n\nFrom x\n\n", b"WARC/1.0\r\n", b"=?utf-8?B?", b"=?x?Q?=C3?=", b";charset=", b":", b"\r", b"\x1a"),
    *(b"<![foo]>", b"<![if !mso]>", b"\xef\xbb\xbf", b"\xe2\x80\x8b", b"&#8203;", b"&#99999999999;", b"&#x;", b'"\n'),
    *(b'<?xml version="1.0" encoding="utf-16"?>', b'<meta charset="utf-32">', b"charset=punycode", b"charset=idna"),
    *(
        b"charset=x\x00y",
        b'encoding="unicode_escape"',
        b"Content-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked\r\n",
    ),
    *(b"Content-Length: 5\r\n", b"NaN", b"null", b'"id": [1], ', b'"id": 1e400, ', b"\xd8\x00", "ـ".encode() * 70),
]
#: What a whole file is written in, or its line ends, that its reader does not expect.
REWRITES: list[Callable[[bytes], bytes]] = [
    lambda data: data.replace(b"\r\n", b"\r").replace(b"\n", b"\r"),
    lambda data: data.replace(b"\n", b"\r\n"),
    lambda data: data.decode("utf-8", "replace").encode("utf-16"),
    lambda data: data.decode("utf-8", "replace").encode("utf-16-be"),
    lambda data: data.decode("utf-8", "replace").encode("utf-32"),
    lambda data: data.decode("utf-8", "replace").encode("windows-1256", "replace"),
    lambda data: data.replace(b"utf-8", b"utf-16"),
    lambda data: data.replace(b"utf-8", b"idna").replace(b"UTF-8", b"punycode"),
    lambda data: data + data,
    lambda data: b"\xef\xbb\xbf" + data,
    lambda data: data[::-1],
]


def crawl(path: Path) -> None:
    made = Crawl(path)
    made.add(1, page().encode())
    made.add(2, gzip.compress(page().encode()), http="Content-Encoding: gzip\r\n")
    made.add(3, page().encode(), record="resource")
    made.add(4, b"\x89PNG", "image/png")
    made.close()


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", TEXT)
        made.writestr("أ.jsonl", json.dumps({"text": BODY}))
        made.writestr("c.csv", f"id,text\n1,{BODY}\n")


def lines(count: int = 3) -> str:
    return "".join(json.dumps({"id": n, "text": f"{BODY} {n}"}, ensure_ascii=n % 2 == 0) + "\n" for n in range(count))


def mails(path: Path) -> None:
    several = message(3, SECOND)
    several.add_alternative(f"<p>{BODY}</p>", subtype="html")
    several.add_attachment(b"\x00" * 9, maintype="application", subtype="octet-stream", filename="x.bin")
    box(path, message(1, BODY), message(2, f"<p>{BODY}</p>", "html", "windows-1256"), several)


MAKERS: dict[str, Callable[[Path], object]] = {
    "txt": lambda path: path.write_text(TEXT, encoding="utf-8"),
    "html": lambda path: path.write_text(page(), encoding="utf-8"),
    "jsonl": lambda path: path.write_text(lines(), encoding="utf-8"),
    "csv": lambda path: path.write_text(
        f'id,text,source\na,"{BODY}\n",x\nb,{BODY},y\nc,"{SECOND}",z\n', encoding="utf-8"
    ),
    "tsv": lambda path: path.write_text(f'id\ttext\na\t"{BODY}\n"\nb\t{BODY}\nc\t{SECOND}\n', encoding="utf-8"),
    "rss": lambda path: path.write_text(rss(item(1), item(2)), encoding="utf-8"),
    "atom": lambda path: path.write_text(ATOM, encoding="utf-8"),
    "rdf": lambda path: path.write_text(RDF, encoding="utf-8"),
    "warc": crawl,
    "mbox": mails,
    "parquet": lambda path: write(path, {"id": ["a", "b"], "text": [BODY, None]}),
    "zip": archive,
    "jsonl.gz": lambda path: path.write_bytes(gzip.compress(lines().encode())),
    "jsonl.xz": lambda path: path.write_bytes(lzma.compress(lines().encode())),
    "jsonl.bz2": lambda path: path.write_bytes(bz2.compress(lines().encode())),
    "jsonl.zst": lambda path: path.write_bytes(zstd.compress(lines().encode())),
}


def changed(data: bytes, draw: random.Random) -> bytes:
    made = bytearray(draw.choice(REWRITES)(data) if draw.random() < 0.15 else data)
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        start, end = sorted((draw.randrange(len(made) + 1), draw.randrange(len(made) + 1)))
        match draw.randrange(5):
            case 0:
                del made[start : start + draw.randrange(1, 30)]
            case 1:
                made[start:start] = draw.choice(TOKENS)
            case 2:
                made[start : start + 1] = draw.randbytes(1)
            case 3:
                made[start:start] = made[end : end + draw.randrange(200)]
            case _ if draw.random() < 0.2:
                del made[start:]
    return bytes(made)


def read_changed(folder: Path, ending: str, count: int, seed: str) -> None:
    """Read so many different files, each before one that is as it should be."""
    path, good = folder / f"x.{ending}", folder / "good.txt"
    MAKERS[ending](path)
    good.write_text(TEXT, encoding="utf-8")
    data = path.read_bytes()
    seen = {hashlib.sha256(data).digest()}
    draw = random.Random(seed)
    while len(seen) <= count:
        made = changed(data, draw)
        if (digest := hashlib.sha256(made).digest()) in seen:
            continue
        seen.add(digest)
        path.write_bytes(made)
        *found, last = read_inputs([path, good], tell=lambda _: None)
        assert not isinstance(last, InputFailure), last
        assert (last.id.partition("-")[0], last.text) == ("good", TEXT)
        assert found
        for each in found:
            if isinstance(each, InputFailure):
                assert each.input.startswith(str(path))
                assert str(each.error).startswith(each.input)
                assert "nobody expected" not in str(each.error), (each.error, made)
            else:
                assert each.text.encode()
                assert each.id.encode()


@pytest.mark.parametrize("ending", MAKERS)
def test_changed_files_are_read_or_named(tmp_path: Path, ending: str) -> None:
    read_changed(tmp_path, ending, 200, ending)


@pytest.mark.slow
@pytest.mark.parametrize("ending", MAKERS)
def test_two_thousand_changed_files_are_read_or_named(tmp_path: Path, ending: str) -> None:
    read_changed(tmp_path, ending, 2_000, f"slow {ending}")
