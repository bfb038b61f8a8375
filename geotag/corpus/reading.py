"""Reading of articles: text files, JSON Lines, directories of both, standard input.

One bad input never stops the others: it comes out as an :class:`InputFailure` in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from geotag.corpus.decoding import decode, require_arabic
from geotag.errors import ArticleTooLargeError, EmptyArticleError, GeotagError, InputError
from geotag.model import Article

__all__ = ["InputFailure", "read_inputs"]

_TEXT_SUFFIXES: Final = frozenset({".txt", ".text", ""})
_LINES_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})
_KNOWN: Final = ".txt, .jsonl, a directory, or - for stdin"
_LONGEST_TITLE: Final = 300
_OPTIONAL_FIELDS: Final = ("title", "source", "url", "date")


@dataclass(frozen=True, slots=True)
class InputFailure:
    """An input that could not be read.

    Attributes
    ----------
    input
        The file, and the line where it has many articles.
    """

    input: str
    error: GeotagError


def read_inputs(
    paths: Sequence[str | Path],
    *,
    encoding: str | None = None,
    max_bytes: int = 5_000_000,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | InputFailure]:
    """Read articles one by one.

    Parameters
    ----------
    paths
        Text files, ``.jsonl`` files, directories of such files, or ``-`` for `stdin`.
    encoding
        Of all text files; by default UTF-8, and UTF-16 or UTF-32 where a byte-order mark or the bytes make it certain.
    max_bytes
        Articles of more bytes are refused.

    Yields
    ------
    Article or InputFailure
        In the order of the inputs. Ids that repeat get ``-2``, ``-3`` and so on.
    """
    reader = _Reader(encoding, max_bytes)
    taken: set[str] = set()
    for path in paths:
        inputs = reader.stream(stdin) if str(path) == "-" and stdin is not None else reader.path(Path(path))
        for item in inputs:
            if isinstance(item, InputFailure):
                yield item
                continue
            number, unique = 1, item.id
            while unique in taken:
                number += 1
                unique = f"{item.id}-{number}"
            taken.add(unique)
            yield replace(item, id=unique) if number > 1 else item


@dataclass(frozen=True, slots=True)
class _Reader:
    encoding: str | None
    max_bytes: int

    def stream(self, stream: BinaryIO) -> Iterator[Article | InputFailure]:
        yield self._attempt("stdin", "stdin", stream.read)

    def path(self, path: Path) -> Iterator[Article | InputFailure]:
        name = str(path)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if _is_input(p, path))
            if not found:
                yield InputFailure(name, InputError(f"{name}: no .txt or .jsonl file in this directory"))
            for inner in found:
                yield from self.path(inner)
        elif not path.exists():
            yield InputFailure(name, InputError(f"{name}: there is no such file"))
        elif path.suffix.lower() in _LINES_SUFFIXES:
            yield from self._lines(path)
        elif path.suffix.lower() in _TEXT_SUFFIXES:
            yield self._file(path)
        else:
            reason = f"{name}: files ending in {path.suffix} cannot be read; geotag reads {_KNOWN}"
            yield InputFailure(name, InputError(reason))

    def _file(self, path: Path) -> Article | InputFailure:
        def read() -> bytes:
            size = path.stat().st_size
            if size > self.max_bytes:
                raise _too_large(str(path), size, self.max_bytes)
            return path.read_bytes()

        return self._attempt(str(path), path.stem or path.name, read)

    def _attempt(self, name: str, article_id: str, read: Any) -> Article | InputFailure:
        try:
            data = read()
            if len(data) > self.max_bytes:
                raise _too_large(name, len(data), self.max_bytes)
            text = decode(data, name, self.encoding)
            require_arabic(text, name)
        except OSError as error:
            return InputFailure(name, InputError(f"{name}: cannot be read ({error.strerror})"))
        except GeotagError as error:
            return InputFailure(name, error)
        return Article(article_id, text, title=_title(text))

    def _lines(self, path: Path) -> Iterator[Article | InputFailure]:
        try:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield self._line(line, f"{path}, line {number}", f"{path.stem}-{number}")
        except OSError as error:
            yield InputFailure(str(path), InputError(f"{path}: cannot be read ({error.strerror})"))

    def _line(self, line: bytes, name: str, default_id: str) -> Article | InputFailure:
        try:
            if len(line) > self.max_bytes:
                raise _too_large(name, len(line), self.max_bytes)
            article = _article(decode(line, name, self.encoding), name, default_id)
            require_arabic(article.text, name)
        except GeotagError as error:
            return InputFailure(name, error)
        return article


def _article(line: str, name: str, default_id: str) -> Article:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise InputError(f"{name}: this is no JSON ({error})") from None
    if not isinstance(fields, dict):
        raise InputError(f"{name}: one JSON object with id and text is needed on each line")
    text = fields.get("text")
    if not isinstance(text, str):
        raise InputError(f"{name}, field text: a text is needed")
    if not text.strip():
        raise EmptyArticleError(f"{name}, field text: it is empty")
    article_id = fields.get("id", default_id)
    if isinstance(article_id, bool) or not isinstance(article_id, str | int) or article_id == "":
        raise InputError(f"{name}, field id: a text or a whole number is needed")
    for field in _OPTIONAL_FIELDS:
        if not isinstance(fields.get(field), str | None):
            raise InputError(f"{name}, field {field}: a text is needed")
    return Article(
        str(article_id),
        text,
        title=fields.get("title") or _title(text),
        source=fields.get("source"),
        url=fields.get("url"),
        date=fields.get("date"),
    )


def _title(text: str) -> str | None:
    """The first line, if more text follows it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:_LONGEST_TITLE] if len(lines) > 1 else None


def _is_input(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and path.is_file() and path.suffix.lower() in (_TEXT_SUFFIXES | _LINES_SUFFIXES) - {""}


def _too_large(name: str, size: int, limit: int) -> ArticleTooLargeError:
    return ArticleTooLargeError(
        f"{name}: {size / 1e6:.1f} MB is too long for an article (at most {limit / 1e6:g} MB); "
        "split it, or raise the limit with --max-mb"
    )
