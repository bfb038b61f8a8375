"""A loopback server of files that can be made to misbehave, and a proxy in front of it or of nothing."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class FileServer(ThreadingHTTPServer):
    """Serves `files` by path, with ranges and entity tags.

    Attributes
    ----------
    asked
        What was asked for: the request's target, and its range or None.
    cuts
        For each next answer, after how many bytes of its body the connection is cut; whole answers after that.
    ranges
        Whether ranges and entity tags are known.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.cuts: list[int] = []
        self.ranges = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Range")))
        # Of a proxy, whole addresses are asked.
        content = self.server.files.get(urlsplit(self.path).path)
        if content is None:
            self.send_error(404)
            return
        tag = f'"{hashlib.sha256(content).hexdigest()[:8]}"'
        start = self._start(tag) if self.server.ranges else 0
        if start > len(content):
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if self.server.ranges:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        cut = self.server.cuts.pop(0) if self.server.cuts else None
        self.wfile.write(content[start:] if cut is None else content[start : start + cut])
        if cut is not None:
            self.close_connection = True

    def do_CONNECT(self) -> None:
        self.server.asked.append((self.path, None))
        self.send_error(403)

    def _start(self, tag: str) -> int:
        wanted = self.headers.get("Range", "")
        if not wanted or self.headers.get("If-Range") != tag:
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))

    def log_message(self, *arguments: object) -> None:
        """Say nothing: `asked` has it all."""


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[FileServer]:
    with FileServer() as server:
        server.files = files
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
