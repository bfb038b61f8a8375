"""What became of an article that was to be tagged."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TaggingResult"]


@dataclass(frozen=True, slots=True)
class TaggingResult:
    """What became of an article: its record as JSON text, or the kind of its failure and a message."""

    record: str | None
    error: str = ""
    message: str = ""
