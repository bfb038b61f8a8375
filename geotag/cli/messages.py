"""How the command line fails: one line that says what is wrong, and the right exit code; and how it is stopped."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, Final

import click

from geotag.cli import progress
from geotag.cli.signals import Stopped, stopping_in_order
from geotag.errors import (
    CorrectionsError,
    DownloadError,
    GazetteerError,
    GazetteerSourceError,
    GeotagError,
    GoldError,
    MissingExtraError,
    ModelError,
    ResultsError,
    RunError,
)
from geotag.safe_text import printable

__all__ = ["SOME_FAILED", "STOPPED", "ErrorHandlingGroup", "say"]

SOME_FAILED: Final = 1
_BAD_USAGE: Final = 2
_MISSING_PART: Final = 3
#: Exit code of what was stopped by Ctrl-C, as shells have it: 128 and the signal's number.
STOPPED: Final = 130
_SIGNALLED: Final = 128


def say(message: str) -> None:
    """Tell the user something on stderr, in one line; what would not be printed as itself is escaped."""
    progress.write_above(printable(message))


class ErrorHandlingGroup(click.Group):
    """A group of commands that turns geotag's errors, and signals to stop, into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises ends in a message and an exit code."""
        code = STOPPED
        try:
            with stopping_in_order():
                return self._invoke(ctx)
        except Stopped as stopped:
            code = _SIGNALLED + stopped.number
        except KeyboardInterrupt:
            pass
        # With the exception goes what its frames hold, such as temporary directories. The terminal may be gone too.
        with suppress(OSError):
            say("geotag: stopped")
        sys.exit(code)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            # What it quotes is the user's, or of a file.
            said = vars(error)
            said.update({name: printable(said[name]) for name in ("message", "ui_filename") if said.get(name)})
            raise
        except (CorrectionsError, GazetteerSourceError, GoldError, MissingExtraError, ResultsError, RunError) as error:
            _fail(error, _BAD_USAGE)
        except (ModelError, GazetteerError, DownloadError) as error:
            _fail(error, _MISSING_PART)
        except GeotagError as error:
            _fail(error, SOME_FAILED)
        except BrokenPipeError:
            # The reader of stdout has gone (| head): not an error; keep Python from complaining at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(SOME_FAILED)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            say(f"geotag: cannot read or write{where}: {error.strerror or error}")
            sys.exit(_BAD_USAGE)


def _fail(error: GeotagError, code: int) -> None:
    # A file of corrections may have many faults, each told in a line.
    first, *others = str(error).split("\n") if isinstance(error, CorrectionsError) else [str(error)]
    say(f"geotag: {first}")
    for line in others:
        say(line)
    sys.exit(code)
