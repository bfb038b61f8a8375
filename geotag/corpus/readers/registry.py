"""The formats that articles are read from: their names, endings, beginnings, readers and extras."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import MissingExtraError
from geotag.files.decoding import encoding_of

__all__ = ["INPUT_FORMATS", "InputFormat", "format_by_ending", "format_of"]


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format of inputs.

    Attributes
    ----------
    name
        As ``--input-format`` has it.
    endings
        Of its files.
    reader
        ``module:function`` below this package: it is imported when it is needed.
    extra
        What must be installed to read it, if anything: the extra of geotag.
    packages
        What the extra installs, as it is imported.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    extra: str | None = None
    packages: tuple[str, ...] = ()

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Read the articles of a source."""
        self.require()
        module, function = self.reader.split(":")
        reader = getattr(import_module(f"geotag.corpus.readers.{module}"), function)
        yield from reader(source, options)

    def require(self) -> None:
        """Raise :class:`~geotag.errors.MissingExtraError` if what it needs is not installed."""
        missing = [package for package in self.packages if importlib.util.find_spec(package) is None]
        if missing:
            raise MissingExtraError(
                f"reading {self.name} needs {' and '.join(missing)}: pip install 'geotag[{self.extra}]'"
            )


INPUT_FORMATS: Final = {
    each.name: each
    for each in (
        InputFormat("text", (".txt", ".text"), "plain_text:read"),
        InputFormat("html", (".html", ".htm", ".xhtml"), "html_page:read", "html", ("trafilatura", "lxml_html_clean")),
        InputFormat("jsonl", (".jsonl", ".ndjson"), "json_lines:read"),
        InputFormat("csv", (".csv",), "delimited:read_csv"),
        InputFormat("tsv", (".tsv", ".tab"), "delimited:read_tsv"),
        InputFormat("parquet", (".parquet", ".pq"), "parquet:read", "parquet", ("pyarrow",)),
        InputFormat("feed", (".rss", ".atom", ".rdf", ".xml"), "feed:read", "feeds", ("feedparser",)),
        InputFormat("warc", (".warc",), "warc:read", "warc", ("warcio", "trafilatura", "lxml_html_clean")),
        InputFormat("mbox", (".mbox",), "mbox:read"),
    )
}
_BY_ENDING: Final = {ending: each for each in INPUT_FORMATS.values() for ending in each.endings}
_SNIFFED: Final = 4_096


def format_by_ending(ending: str) -> InputFormat | None:
    """The format of files with an ending, such as ``.csv``."""
    return _BY_ENDING.get(ending.lower())


def format_of(head: bytes) -> InputFormat:
    """The format of data that begins with `head`; what is nothing else is text."""
    from geotag.corpus.readers.feed import looks_like_feed

    for magic, name in ((b"PAR1", "parquet"), (b"WARC/", "warc"), (b"From ", "mbox")):
        if head.startswith(magic):
            return INPUT_FORMATS[name]
    text = head[:_SNIFFED].decode(encoding_of(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return INPUT_FORMATS["jsonl"]
    if looks_like_feed(text):
        return INPUT_FORMATS["feed"]
    start = text[:1_000].lower()
    if start.startswith("<") and ("<html" in start or "<!doctype html" in start):
        return INPUT_FORMATS["html"]
    return INPUT_FORMATS["text"]
