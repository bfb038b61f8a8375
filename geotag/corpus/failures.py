"""What stands in the place of an article that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from geotag.errors import ArticleTooLargeError, GeotagError

__all__ = ["InputFailure", "too_large"]


@dataclass(frozen=True, slots=True)
class InputFailure:
    """An input that could not be read.

    Attributes
    ----------
    input
        The file, and the archive's member, line, row, entry or message where it has many articles.
    """

    input: str
    error: GeotagError


def too_large(name: str, size: int, limit: int) -> ArticleTooLargeError:
    """The error for an article of `size` bytes, or of that many at least."""
    return ArticleTooLargeError(
        f"{name}: {size / 1e6:.1f} MB is too long for an article (at most {limit / 1e6:g} MB); "
        "split it, or raise the limit with --max-mb"
    )
