"""Rows of GeoNames' tab-separated files, zipped or not."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geotag.errors import GazetteerSourceError

__all__ = ["rows"]


def rows(path: Path, *columns: int) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and values of a file whose lines have one of these numbers of columns.

    Raises
    ------
    GazetteerSourceError
        Naming the file and the line of what cannot be used.
    """
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                values = line.rstrip("\r\n").split("\t")
                if len(values) not in columns:
                    expected = " or ".join(map(str, columns))
                    raise GazetteerSourceError(
                        f"{path.name}, line {number}: {len(values)} columns, {expected} expected; "
                        "is it the file of that name from GeoNames?"
                    )
                yield number, values
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise GazetteerSourceError(f"{path} is no whole zip file ({error}); fetch it again") from error
    except UnicodeDecodeError as error:
        raise GazetteerSourceError(f"{path} is not UTF-8 ({error.reason}); fetch it again") from error


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield lines
        return
    with zipfile.ZipFile(path) as archive:
        # Every archive has its data in a file of its own name; a country's has a readme beside it.
        member = f"{path.stem}.txt"
        if member not in archive.namelist():
            raise GazetteerSourceError(f"{path} holds no {member}; keep the names that GeoNames gave its files")
        with archive.open(member) as stream, io.TextIOWrapper(stream, "utf-8", newline="\n") as lines:
            yield lines
