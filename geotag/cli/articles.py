"""What every command that tags articles shares: its options, and the way from inputs to tagged articles."""

from __future__ import annotations

import functools
import io
import secrets
import sys
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, get_args

import click

from geotag.cli.messages import SOME_FAILED, say
from geotag.cli.outputs import require_no_input, stdout_for_dash
from geotag.cli.progress import showing_progress
from geotag.corpus.consumption import Consumption
from geotag.corpus.readers.registry import INPUT_FORMATS
from geotag.corpus.readers.source import MAX_BYTES, Item
from geotag.model import ARTICLE_FIELDS, Article, Role, TaggedArticle
from geotag.outcomes import TaggingFailure, outcomes

__all__ = [
    "ArticleInputs",
    "ReadingOptions",
    "article_options",
    "draft_of",
    "open_output",
    "output_option",
    "reading_options",
    "require_directory_of",
    "writes_to_terminal",
]


def _tell(note: str) -> None:
    say(f"geotag: {note}")


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How inputs are read, as the options of a command say it."""

    encoding: str | None
    max_megabytes: float
    input_format: str | None
    fields: dict[str, str]

    def read(
        self,
        paths: Sequence[str],
        renamed: MutableMapping[str, str] | None = None,
        consumption: Consumption | None = None,
        tell: Callable[[str], object] = _tell,
    ) -> Iterator[Item]:
        """Read articles from files and from stdin; the others as of :func:`geotag.corpus.read_inputs`."""
        from geotag.corpus import read_inputs

        return read_inputs(
            paths,
            **self.parameters(),
            stdin=sys.stdin.buffer,
            renamed=renamed,
            consumption=consumption,
            tell=tell,
        )

    def parameters(self) -> dict[str, Any]:
        """The options by the names that :func:`geotag.corpus.read_inputs` has for them."""
        return {
            "encoding": self.encoding,
            "max_bytes": round(self.max_megabytes * 1_000_000),
            "input_format": self.input_format,
            "fields": self.fields,
        }


@dataclass(slots=True)
class ArticleInputs:
    """The inputs of a command, as its options give them.

    Attributes
    ----------
    failed
        How many inputs could not be tagged so far; each was named on stderr.
    """

    paths: Sequence[str]
    reading: ReadingOptions
    model: str | None
    gazetteer: Path | None
    corrections: Path | None = None
    roles: Sequence[Role] = ()
    threads: int = 1
    failed: int = field(default=0, init=False)

    def tagged(self, *, to_terminal: bool = False) -> Iterator[TaggedArticle]:
        """Tag the articles; an input that fails is named on stderr and left out. A terminal shows progress.

        Parameters
        ----------
        to_terminal
            Whether what is made of them goes to the terminal too, where progress would come between.
        """
        from geotag import load
        from geotag.resolve.selection import with_roles

        options: dict[str, Any] = {"corrections": self.corrections} if self.corrections else {}
        if self.threads != 1:
            options["threads"] = self.threads
        with showing_progress(wanted=not to_terminal) as progress:
            articles = progress.passing(self._articles(progress.consumption))
            for outcome in outcomes(load(self.model, self.gazetteer, **options), articles):
                progress.done()
                if isinstance(outcome, TaggingFailure):
                    self._tell(outcome.message)
                else:
                    yield with_roles(outcome, self.roles) if self.roles else outcome
            progress.end()

    def _tell(self, message: object) -> None:
        self.failed += 1
        say(f"geotag: {message}")

    def _articles(self, consumption: Consumption) -> Iterator[Article]:
        from geotag.corpus import InputFailure

        for article in self.reading.read(self.paths, consumption=consumption):
            if isinstance(article, InputFailure):
                self._tell(article.error)
            else:
                yield article

    def require_not_among(self, output: Path | None) -> None:
        """Refuse an output that would replace something that is read."""
        read = (*self.paths, self.gazetteer, self.corrections)
        require_no_input(output, read, any_ending=self.reading.input_format is not None)

    def exit_if_failed(self) -> None:
        """Leave with exit code 1 if any input failed."""
        if self.failed:
            say(f"geotag: {self.failed} of the inputs could not be tagged")
            sys.exit(SOME_FAILED)


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=stdout_for_dash,
    help="Where to write. [default: stdout]",
)


def _fields(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The fields of the file by those of an article, from options like ``text=body``."""
    fields: dict[str, str] = {}
    for value in values:
        name, _, theirs = value.partition("=")
        if name not in ARTICLE_FIELDS or not theirs:
            raise click.BadParameter(f"{value!r}: write NAME=FIELD, where NAME is one of {', '.join(ARTICLE_FIELDS)}")
        if name in fields:
            raise click.BadParameter(f"{value!r}: {name} is {fields[name]} already")
        fields[name] = theirs
    return fields


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for reading articles; it gets them as `reading`."""

    @click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the inputs, such as windows-1256. [default: what they say, else UTF-8]",
    )
    @click.option(
        "--max-mb",
        type=click.FloatRange(min=0, min_open=True),
        default=MAX_BYTES / 1e6,
        show_default=True,
        help="Largest article to accept, megabytes.",
    )
    @click.option(
        "--input-format",
        type=click.Choice(list(INPUT_FORMATS)),
        help="Format of the inputs. [default: by their endings, else by what they begin with]",
    )
    @click.option(
        "--field",
        "fields",
        multiple=True,
        callback=_fields,
        metavar="NAME=FIELD",
        help="Field or column of JSON Lines, CSV, TSV and Parquet that holds the id, text, title, source, url or date, "
        "such as text=body. May be given several times.",
    )
    @functools.wraps(command)
    def wrapped(
        *, encoding: str | None, max_mb: float, input_format: str | None, fields: dict[str, str], **options: Any
    ) -> None:
        command(reading=ReadingOptions(encoding, max_mb, input_format, fields), **options)

    return wrapped


def article_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and options for its articles; it gets them as `inputs`."""

    @click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
    @reading_options
    @click.option(
        "--model",
        metavar="NAME|DIR",
        help="Name of an installed model (stanza for Stanza's own, see geotag model download), or its directory. "
        "[default: bundled]",
    )
    @click.option(
        "--gazetteer", type=click.Path(path_type=Path), metavar="FILE", help="Gazetteer database. [default: bundled]"
    )
    @click.option(
        "--corrections",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        help="Corrections to apply (CSV), as geotag review saves them.",
    )
    @click.option(
        "--role",
        "roles",
        type=click.Choice(get_args(Role)),
        multiple=True,
        help="Give only places in this role: literal, metonym (a capital for its government) or nested (inside a "
        "longer name). May be given several times. [default: all]",
    )
    @click.option(
        "--threads",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Threads that compute together (with geotag run: in each process). More than one is seldom faster, and "
        "much slower where other programs are at work.",
    )
    @functools.wraps(command)
    def wrapped(
        *,
        articles: tuple[str, ...],
        reading: ReadingOptions,
        model: str | None,
        gazetteer: Path | None,
        corrections: Path | None,
        roles: tuple[Role, ...],
        threads: int,
        **options: Any,
    ) -> None:
        command(inputs=ArticleInputs(articles, reading, model, gazetteer, corrections, roles, threads), **options)

    return wrapped


@contextmanager
def open_output(path: Path | None, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Open `path` for writing text or bytes, or stdout for None; a file appears only once it is whole."""
    if path is None:
        if binary:
            yield sys.stdout.buffer
            return
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
        try:
            yield stream
        finally:
            # Else stdout would be closed with it, whenever that is.
            stream.detach()
        return
    with draft_of(path) as draft, _opened(draft, binary=binary) as file:
        yield file


def _opened(path: Path, *, binary: bool) -> IO[Any]:
    return path.open("wb") if binary else path.open("w", encoding="utf-8", newline="\n")


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Where to write what is to become a file: it appears only once it is whole, and a draft never stays.

    A device or a pipe is written to itself.
    """
    require_directory_of(path)
    if path.exists() and not path.is_file():
        yield path
        return
    target = path.resolve()
    # The ending stays, for writers that go by it. Named before it is made: a signal in between leaves none.
    draft = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.draft{target.suffix}")
    try:
        draft.open("xb").close()
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def require_directory_of(path: Path) -> None:
    """Refuse an output whose directory does not exist, before any work is done."""
    if not path.parent.is_dir():
        raise click.UsageError(f"{path} cannot be written: there is no directory {path.parent}")


def writes_to_terminal(output: Path | None) -> bool:
    """Whether what is written to `output`, or to stdout for None, is shown on a terminal."""
    return output is None and sys.stdout.isatty()
