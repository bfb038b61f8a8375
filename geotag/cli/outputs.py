"""What an output may be called: its ending says what is in it, and it is none of the inputs.

Everything is checked before any work is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from mimetypes import MimeTypes
from pathlib import Path, PurePath
from typing import Final

import click

from geotag.corpus.readers.registry import format_by_ending
from geotag.corpus.walking import walk
from geotag.files.unpacking import COMPRESSIONS
from geotag.formats.registry import FORMATS, format_for

__all__ = [
    "HTML_ENDINGS",
    "TEXT_ENDINGS",
    "report_form",
    "require_ending",
    "require_no_input",
    "stdout_for_dash",
    "tag_instead",
]

HTML_ENDINGS: Final = (".html", ".htm")
#: A file that is called a text, or nothing at all, may hold any text.
TEXT_ENDINGS: Final = (".txt", "")
#: Endings that the standard library's types leave out.
_OFFICE: Final = frozenset({".docx", ".ods", ".odt", ".xlsx"})
#: Endings of reports by their form, and what these hold.
_REPORTS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "table": (TEXT_ENDINGS, "a table as text"),
    "csv": ((".csv",), "a CSV table"),
    "json": ((".json",), "JSON"),
    "parquet": ((".parquet",), "a Parquet table"),
    "html": (HTML_ENDINGS, "an HTML page"),
}


def stdout_for_dash(_context: click.Context, _option: click.Parameter, output: Path | None) -> Path | None:
    """None, which stands for stdout, where the output is called ``-``."""
    return None if output == Path("-") else output


def require_ending(output: Path | None, endings: Sequence[str], content: str, otherwise: str | None = None) -> None:
    """Refuse a file whose ending says that it holds something else; one that says nothing (``.out``) is as good as any.

    Parameters
    ----------
    output
        None is stdout. A device or a pipe holds what it is given.
    endings
        Those that are right, the usual one first.
    content
        What would be written, as "an HTML page".
    otherwise
        What to do for a file with this ending, if something can be done.
    """
    ending = output.suffix if output else ""
    if output is None or ending.lower() in endings or (output.exists() and not output.is_file()):
        return
    if ending and not _says_something(ending.lower()):
        return
    right = output.with_suffix(endings[0])
    advice = f"; for a {ending} file {otherwise}" if ending and otherwise else ""
    raise click.UsageError(f"{output} would hold {content}: name it {right}{advice}")


def _says_something(ending: str) -> bool:
    known = {
        *COMPRESSIONS,
        *_OFFICE,
        ".zip",
        *(suffix for form in FORMATS.values() for suffix in (*form.suffixes, *form.also)),
    }
    # Without the types of the machine's own list, so that it is the same everywhere.
    types = MimeTypes().types_map
    return ending in known or format_by_ending(ending) is not None or any(ending in group for group in types)


def report_form(output: Path | None, form: str | None, offered: Sequence[str]) -> str:
    """The form of a report: the one that an option names, else by the ending of its file, else a table.

    Parameters
    ----------
    offered
        Names of the forms that there are: ``table``, ``csv``, ``json``, ``parquet``, ``html``.
    """
    if form is None:
        ending = output.suffix.lower() if output else ""
        found = next((name for name in offered if ending in _REPORTS[name][0]), None)
        if found is None:
            endings = ", ".join(_REPORTS[name][0][0] for name in offered)
            raise click.UsageError(f"{output}: which format? End it in one of {endings}, or add --format")
        return found
    require_ending(output, *_REPORTS[form])
    return form


def tag_instead(output: Path | None) -> str | None:
    """What to type for a file whose ending is that of a format, or None if it is of none."""
    try:
        format_for(output or "")
    except ValueError:
        return None
    return f"type geotag tag ARTICLE… -o {output}"


def require_no_input(output: Path | None, inputs: Iterable[str | PurePath | None], *, any_ending: bool = False) -> None:
    """Refuse an output that is one of the inputs, or lies among those of a directory: it would replace an article.

    Parameters
    ----------
    any_ending
        Whether files of any ending are read from directories, as with ``--input-format``.
    """
    if output is None or not output.is_file():
        return

    def wanted(path: Path) -> bool:
        return path.name == output.name and (any_ending or _is_read(path))

    for name in inputs:
        if name is None or str(name) == "-":
            continue
        for found in walk(Path(name), wanted):
            if isinstance(found, Path) and found.exists() and found.samefile(output):
                among = "" if Path(name).is_file() else f" (it lies in {name})"
                raise click.UsageError(f"{output} is one of the inputs{among}: write to another file")


def _is_read(path: Path) -> bool:
    packed = path.suffix.lower() in COMPRESSIONS
    ending = path.with_suffix("").suffix if packed else path.suffix
    return ending.lower() == ".zip" or format_by_ending(ending) is not None
