"""A recognised name, whatever recognised it: this module imports neither Stanza nor torch."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A recognised name as whole tokens: offsets into the article, label, posterior, and a place's finer type."""

    start: int
    end: int
    label: str
    score: float
    type: str | None = None
