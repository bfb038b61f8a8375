"""How the command line fails: one line that says what is wrong, and the right exit code."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import click

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

__all__ = ["SOME_FAILED", "ErrorHandlingGroup", "say"]

SOME_FAILED: Final = 1
_BAD_USAGE: Final = 2
_MISSING_PART: Final = 3


def say(message: str) -> None:
    """Tell the user something on stderr."""
    click.echo(message, err=True)


class ErrorHandlingGroup(click.Group):
    """A group of commands that turns geotag's errors into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
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
    say(f"geotag: {error}")
    sys.exit(code)
