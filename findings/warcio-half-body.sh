#!/usr/bin/env bash
# warcio gives part of a page, without a word, for a gzip body that stops half-way.
#
# Crawlers keep what they had when a connection broke. The gzip module of Python raises EOFError for such a body; warcio's
# content_stream() decodes what there is and ends as if the page ended there, so that half an article passes for a whole one.
#
# Seen with warcio 1.8.1: gzip: EOFError; warcio: 32240 of 66426 bytes, no error (how many depends on zlib).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet warcio==1.8.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import gzip
import io

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

page = "".join(f"<p>{number} {number * number % 9973}</p>\n" for number in range(4000)).encode()
packed = gzip.compress(page)
half = packed[: len(packed) // 2]
stream = io.BytesIO()
writer = WARCWriter(stream, gzip=False)
headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
writer.write_record(
    writer.create_warc_record(
        "http://a.example/",
        "response",
        payload=io.BytesIO(half),
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.0"),
    )
)
stream.seek(0)
body = next(iter(ArchiveIterator(stream))).content_stream().read()
try:
    gzip.decompress(half)
    error = "no error"
except EOFError:
    error = "EOFError"
print(f"gzip: {error}; warcio: {len(body)} of {len(page)} bytes, no error")
assert error == "EOFError", "gzip has changed"
assert 0 < len(body) < len(page), "warcio has changed"
assert page.startswith(body), "warcio has changed"
PYTHON
