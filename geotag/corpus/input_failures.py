"""What stands in the place of an article that could not be read."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from geotag.errors import ArticleTooLargeError, GeotagError, InputError

__all__ = ["InputFailure", "failure_of", "too_large"]

_LOG: Final = logging.getLogger(__name__)
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class InputFailure:
    """An input that could not be read.

    Attributes
    ----------
    input
        The file, and the archive's member, line, row, entry or message where it has many articles.
    error
        Why; where nobody expected it, its ``__cause__`` is what was raised.
    """

    input: str
    error: GeotagError


def failure_of(name: str, error: Exception) -> InputFailure:
    """The failure of an input whose reading raised an error, expected or not.

    An error that is none of geotag's is told by its type and message, as one to report; the traceback goes to the log,
    at its level DEBUG.

    Examples
    --------
    >>> str(failure_of("a.xml", KeyError("x")).error)
    "a.xml: reading it failed as nobody expected (KeyError: 'x'); leave it out or save it anew, and please report this \
as a bug of geotag, with the input if you can"
    """
    if isinstance(error, GeotagError):
        return InputFailure(name, error)
    _LOG.debug("%s: reading it failed", name, exc_info=error)
    if isinstance(error, MemoryError):
        # With its traceback would stay what took the memory.
        return InputFailure(name, InputError(f"{name}: reading it needs more memory than there is; split it"))
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply to be read; leave it out or flatten it"
    else:
        lines = str(error).strip().splitlines()
        problem = f"{type(error).__name__}: {lines[0][:_LONGEST_REASON]}" if lines else type(error).__name__
        reason = (
            f"reading it failed as nobody expected ({problem}); leave it out or save it anew, and please report this "
            "as a bug of geotag, with the input if you can"
        )
    failure = InputError(f"{name}: {reason}")
    failure.__cause__ = error
    return InputFailure(name, failure)


def too_large(name: str, size: int, limit: int) -> ArticleTooLargeError:
    """The error for an article of `size` bytes, or of that many at least."""
    return ArticleTooLargeError(
        f"{name}: {size / 1e6:.1f} MB is too long for an article (at most {limit / 1e6:g} MB); "
        "split it, or raise the limit with --max-mb"
    )
