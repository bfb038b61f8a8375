"""Rows as lines of text whose columns stand below each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["aligned"]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row; a column is as wide as its widest cell.

    Examples
    --------
    >>> aligned([("a", "bcd"), ("شدّة", "x")])
    ['a    bcd', 'شدّة  x']
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(not unicodedata.combining(character) for character in text)
