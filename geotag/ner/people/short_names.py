"""Kunyas and nicknames by which news means public figures.

``short_names.csv`` is compiled by hand; its last column tells where each pair was checked. A pair serves only in an
article that has the full name too: أبو مازن alone stays أبو مازن.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from geotag.ner.people.names import parse_name

__all__ = ["SHORT_NAMES"]


def _read() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    known: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    text = files(__package__).joinpath("short_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        short = parse_name(row["short"]).key
        known[short] = (*known.get(short, ()), parse_name(row["full"]).key)
    return MappingProxyType(known)


#: For the key of a short name, the keys of the full names that it stands for.
SHORT_NAMES: Final = _read()
