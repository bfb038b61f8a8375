"""Arabic first names in common use.

``first_names.txt`` has one a line, compiled by hand. Two different names of it are two people however alike they look
(سالم and سليم), and a father's first name in the middle of a full name is no surname.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from geotag.arabic.orthography import fold

__all__ = ["FIRST_NAMES"]


def _read() -> frozenset[str]:
    lines = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(fold(line) for line in lines if line)


#: First names, folded.
FIRST_NAMES: Final = _read()
