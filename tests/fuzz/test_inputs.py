"""Files that are cut, doubled and changed at random: what comes out is an article, or a failure with its name."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from geotag.corpus import InputFailure, read_inputs
from tests.corpus.readers.prose import BODY, TEXT, page
from tests.corpus.readers.test_feed import ATOM, RDF, item, rss
from tests.corpus.readers.test_mbox import box, message
from tests.corpus.readers.test_parquet import write
from tests.corpus.readers.test_warc import Crawl

FILES_OF_A_FORMAT = 40
#: What parsers stumble over.
TOKENS = [
    *(b"<", b">", b"&", b"<p>", b"<div>" * 50, b"]]>", b"<!--", b"<![CDATA[", b"</item>", b"<item>", b"<!DOCTYPE"),
    *(b"&#xd800;", b"&#0;", b"\x00", b"\xff", b"\r\n", b"\n", b'"', b",", b"{", b"\\ud800", b"0", b"-1", b"9" * 20),
    *(b"From ", b"WARC/1.0\r\n", b"=?utf-8?B?", b";charset=", b":"),
]


def crawl(path: Path) -> None:
    made = Crawl(path)
    made.add(1, page().encode())
    made.add(2, gzip.compress(page().encode()), http="Content-Encoding: gzip\r\n")
    made.add(3, page().encode(), record="resource")
    made.close()


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", TEXT)
        made.writestr("b.html", page())
        made.writestr("c.jsonl", json.dumps({"text": BODY}))


MAKERS: dict[str, Callable[[Path], object]] = {
    "txt": lambda path: path.write_text(TEXT, encoding="utf-8"),
    "html": lambda path: path.write_text(page(), encoding="utf-8"),
    "jsonl": lambda path: path.write_text(json.dumps({"id": "a", "text": BODY}) + "\n" + json.dumps({"text": BODY})),
    "csv": lambda path: path.write_text(f'id,text\na,"{BODY}\n"\nb,{BODY}\n', encoding="utf-8"),
    "rss": lambda path: path.write_text(rss(item(1), item(2)), encoding="utf-8"),
    "atom": lambda path: path.write_text(ATOM, encoding="utf-8"),
    "rdf": lambda path: path.write_text(RDF, encoding="utf-8"),
    "warc": crawl,
    "mbox": lambda path: box(path, message(1, BODY), message(2, f"<p>{BODY}</p>", "html", "windows-1256")),
    "parquet": lambda path: write(path, {"id": ["a", "b"], "text": [BODY, None]}),
    "zip": archive,
    "txt.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())),
    "txt.xz": lambda path: path.write_bytes(lzma.compress(TEXT.encode())),
    "txt.bz2": lambda path: path.write_bytes(bz2.compress(TEXT.encode())),
    "txt.zst": lambda path: path.write_bytes(zstd.compress(TEXT.encode())),
}


def changed(data: bytes, draw: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        start, end = sorted((draw.randrange(len(made) + 1), draw.randrange(len(made) + 1)))
        match draw.randrange(4):
            case 0:
                del made[start : start + draw.randrange(1, 30)]
            case 1:
                made[start:start] = draw.choice(TOKENS)
            case 2:
                made[start : start + 1] = draw.randbytes(1)
            case _:
                made[start:start] = made[end : end + draw.randrange(200)]
    return bytes(made)


@pytest.mark.parametrize("ending", MAKERS)
def test_changed_files_are_read_or_named(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    MAKERS[ending](path)
    data = path.read_bytes()
    draw = random.Random(ending)
    for _ in range(FILES_OF_A_FORMAT):
        path.write_bytes(changed(data, draw))
        for found in read_inputs([path]):
            if isinstance(found, InputFailure):
                assert found.input.startswith(str(path))
                assert str(found.error).startswith(found.input)
            else:
                assert found.text.encode()
