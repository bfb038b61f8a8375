"""Reading of articles: files of any of the formats, packed or not, ZIP archives, directories, globs, standard input.

One bad input never stops the others: it comes out as an :class:`InputFailure` in its place.
"""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO, Final

from geotag.corpus.consumption import Consumption
from geotag.corpus.input_failures import InputFailure, failure_of
from geotag.corpus.readers.fields import FieldMap
from geotag.corpus.readers.registry import INPUT_FORMATS, InputFormat, format_by_ending, format_of
from geotag.corpus.readers.source import MAX_BYTES, Item, ReadOptions, Source
from geotag.corpus.unique_ids import UniqueIds
from geotag.corpus.walking import shown, walk
from geotag.dates import DateFaults, GivenDates
from geotag.errors import EmptyArticleError, GeotagError, InputError, MissingExtraError, OutputError
from geotag.files.central_directory import readable_archive
from geotag.files.unpacking import (
    COMPRESSIONS,
    Allowance,
    DamagedStreamError,
    compression_of,
    open_member,
    require_compression,
    unpack,
)
from geotag.paths import StrPath

__all__ = ["InputFailure", "read_inputs"]

_LOG: Final = logging.getLogger(__name__)
_ZIP: Final = ".zip"
_ZIP_MAGIC: Final = b"PK\x03\x04"
_STDIN: Final = "-"
#: Directories in ZIP archives that macOS adds.
_NO_MEMBERS: Final = "__MACOSX"
#: How many members of a ZIP archive may unpack to as much as any one may, before the whole is out of proportion.
_MOST_BOMBS: Final = 20


def read_inputs(
    paths: StrPath | Sequence[StrPath],
    *,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
    input_format: str | None = None,
    fields: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
    renamed: MutableMapping[str, str] | None = None,
    consumption: Consumption | None = None,
    tell: Callable[[str], object] = _LOG.warning,
) -> Iterator[Item]:
    """Read articles one by one, in memory that does not grow with the inputs.

    Parameters
    ----------
    paths
        Files of any of the formats, also packed by gzip, bzip2, xz or Zstandard; ZIP archives of such files;
        directories of all these; globs; or ``-`` for `stdin`. One alone may stand for itself.
    encoding
        Of all inputs; by default what they say they are in, else UTF-8, and UTF-16 or UTF-32 where a byte-order mark
        or the bytes make it certain.
    max_bytes
        Articles of more bytes are refused.
    input_format
        Name of the format of all inputs (:data:`geotag.corpus.readers.registry.INPUT_FORMATS`); by default their
        endings say what they are, and their beginnings where there is no ending.
    fields
        Names of the fields or columns in JSON Lines, CSV, TSV and Parquet, by the article's own: ``id``, ``text``,
        ``title``, ``source``, ``url``, ``date``. Those that are left out have these names.
    renamed
        Gets, before an article comes whose id repeats, its old id under its new one.
    consumption
        Gets told how much was read, of how much.
    tell
        Is told, at the end of an input, of what was left out of its articles: dates that could not be read; and at the
        end of all, of what was passed over: files of other formats, links to directories, records of crawls that are no
        pages. By default it is logged as a warning.

    Yields
    ------
    Article or InputFailure
        In the order of the inputs, of the names within a directory or an archive, and of a file's content. An article
        without an id of its own is called like its file, with the number of its line, row, entry, message or record
        where a file has several. Ids that repeat get ``-2``, ``-3`` and so on.

    Raises
    ------
    InputError
        If there is no such format or field.
    MissingExtraError
        If an input needs a package that is not installed: before anything is read, unless only an archive's content
        shows it.
    OutputError
        If the directory for temporary files is full.
    """
    if input_format is not None and input_format not in INPUT_FORMATS:
        raise InputError(f"there is no input format {input_format!r}; there are {', '.join(INPUT_FORMATS)}")
    if isinstance(paths, str | os.PathLike):
        # A text is a sequence too, of its letters.
        paths = [paths]
    options = ReadOptions(encoding, max_bytes, input_format, FieldMap(dict(fields or {})))
    return _unique(_Inputs(options, tell, consumption or Consumption()).all(paths, stdin), renamed)


def _unique(items: Iterator[Item], renamed: MutableMapping[str, str] | None) -> Iterator[Item]:
    ids = UniqueIds()
    try:
        for item in items:
            if isinstance(item, InputFailure):
                yield item
                continue
            unique = ids.take(item.id)
            if renamed is not None and unique != item.id:
                renamed[unique] = item.id
            yield item if unique == item.id else replace(item, id=unique)
    finally:
        ids.close()


@dataclass(frozen=True, slots=True)
class _Inputs:
    options: ReadOptions
    tell: Callable[[str], object]
    consumption: Consumption
    date_faults: DateFaults = field(default_factory=DateFaults)

    def all(self, paths: Sequence[StrPath], stdin: BinaryIO | None) -> Iterator[Item]:
        named = [None if path == _STDIN and stdin is not None else Path(path) for path in paths]
        if None in named:
            self.consumption.expect(None)
        self._require_extras(path for path in named if path is not None)
        self.consumption.expect_no_more()
        for path in named:
            if path is not None:
                for found in walk(path, self._is_input, self.options.passed_over):
                    yield from [found] if isinstance(found, InputFailure) else self._file(found)
            elif stdin is not None:
                yield from self._content("stdin", "stdin", stdin)
            for note in self.date_faults.notes("stdin" if path is None else shown(path)):
                self.tell(note)
        for note in self.options.passed_over.notes():
            self.tell(note)

    def _require_extras(self, paths: Iterator[Path]) -> None:
        seen = set()
        for path in paths:
            for found in walk(path, self._is_input):
                if not isinstance(found, Path):
                    continue
                self.consumption.expect(found)
                if (endings := tuple(found.suffixes[-2:])) in seen:
                    continue
                seen.add(endings)
                if (form := self._format(found.name)) is not None:
                    form.require()
                if (compression := COMPRESSIONS.get(found.suffix.lower())) is not None:
                    require_compression(compression)

    def _is_input(self, path: PurePath) -> bool:
        """Whether a file of a directory or an archive is read."""
        return path.suffix.lower() == _ZIP or self._format(path.name) is not None

    def _format(self, name: str) -> InputFormat | None:
        """The format that the options or the endings of a file name."""
        if self.options.input_format is not None:
            return INPUT_FORMATS[self.options.input_format]
        path = PurePosixPath(name)
        if path.suffix.lower() in COMPRESSIONS:
            path = path.with_suffix("")
        return format_by_ending(path.suffix)

    def _file(self, path: Path) -> Iterator[Item]:
        name = shown(path)
        try:
            stream = path.open("rb")
        except OSError as error:
            yield _unreadable(name, error)
            return
        except Exception as error:  # noqa: BLE001 - whatever one file raises, the others are read
            yield failure_of(name, error)
            return
        with stream:
            yield from self._content(name, shown(Path(path.name)), stream, path)
        self.consumption.finish()

    def _content(
        self, name: str, file_name: str, stream: BinaryIO, path: Path | None = None, allowance: Allowance | None = None
    ) -> Iterator[Item]:
        """The articles of a file, or of a member of an archive, which comes with an allowance."""
        source, dates = None, GivenDates()
        try:
            taken = self.consumption.begin(path) if path is not None else _untold
            source = self._unpacked(Source(name, file_name, stream, path, taken), allowance)
            if source.ending == _ZIP or (source.ending == "" and source.head.startswith(_ZIP_MAGIC)):
                if allowance is not None:
                    raise InputError(f"{name}: this is a ZIP archive within another; unpack it first")
                yield from self._members(source)
            else:
                yield from self._articles(source, dates)
        except (MissingExtraError, OutputError):
            raise
        except GeotagError as error:
            yield InputFailure(name, error)
        except DamagedStreamError as error:
            place = source.place if source else name
            yield InputFailure(place, InputError(f"{place}: {error}"))
        except OSError as error:
            yield _unreadable(source.place if source else name, error)
        except Exception as error:  # noqa: BLE001 - whatever one file raises, the others are read
            yield failure_of(source.place if source else name, error)
        finally:
            self.date_faults.add(name, dates)

    def _articles(self, source: Source, dates: GivenDates) -> Iterator[Item]:
        """The articles of what is no archive."""
        form = self._format(source.file_name)
        if form is None and source.ending:
            raise InputError(f"{source.name}: files ending in {source.ending} cannot be read; geotag reads {_known()}")
        found = False
        for item in (form or format_of(source.head)).read(source, replace(self.options, dates=dates)):
            found = True
            yield item
        if not found:
            raise EmptyArticleError(f"{source.name}: there is no article in it")

    def _unpacked(self, source: Source, allowance: Allowance | None) -> Source:
        """The source itself, or what is packed in it."""
        compression = COMPRESSIONS.get(source.ending)
        if compression is not None:
            file_name = source.file_name[: -len(source.ending)]
        elif source.ending == "" or self.options.input_format is not None:
            compression, file_name = compression_of(source.head), source.file_name
        if compression is None:
            return source
        return Source(source.name, file_name, unpack(source.stream, compression, self.options.max_bytes, allowance))

    def _members(self, source: Source) -> Iterator[Item]:
        """The articles of a ZIP archive."""
        found = False
        try:
            with source.seekable() as file, readable_archive(file) as (archive, broken):
                for number, reason in broken:
                    found = True
                    name = f"{source.name}, member {number}"
                    yield InputFailure(name, InputError(f"{name}: {reason}; pack it anew. The other members are read"))
                whole = Allowance(_MOST_BOMBS * self.options.max_bytes, file.seek(0, os.SEEK_END))
                for member in sorted(archive.infolist(), key=lambda member: member.filename):
                    if self._is_member(member):
                        found = True
                        yield from self._member(f"{source.name}, member {member.filename}", archive, member, whole)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise InputError(f"{source.name}: this is no ZIP archive, or it is cut short ({error})") from None
        if not found:
            raise InputError(f"{source.name}: this archive holds no file that geotag reads")

    def _is_member(self, member: zipfile.ZipInfo) -> bool:
        path = PurePosixPath(member.filename)
        if member.is_dir() or any(part.startswith(".") or part == _NO_MEMBERS for part in path.parts):
            return False
        if not self._is_input(path):
            self.options.passed_over.file(path)
            return False
        return True

    def _member(self, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, whole: Allowance) -> Iterator[Item]:
        try:
            stream, own = open_member(archive, member, self.options.max_bytes, whole)
        except (DamagedStreamError, InputError) as error:
            yield InputFailure(name, InputError(f"{name}: {error}"))
            return
        except Exception as error:  # noqa: BLE001 - whatever one file raises, the others are read
            yield failure_of(name, error)
            return
        with stream:
            yield from self._content(name, PurePosixPath(member.filename).name, stream, allowance=own)


def _untold(count: int) -> None:
    """For what is part of a file, or has no size."""


def _known() -> str:
    endings = ", ".join(form.endings[0] for form in INPUT_FORMATS.values())
    return f"{endings}, these packed as .gz, .bz2, .xz, .zst or .zip, directories, and - for stdin"


def _unreadable(name: str, error: OSError) -> InputFailure:
    return InputFailure(name, InputError(f"{name}: cannot be read ({error.strerror or error})"))
