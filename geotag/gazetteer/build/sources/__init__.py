"""Sources of gazetteer facts: one adapter a module, each yields :class:`SourcePlace` rows.

Those of the recipe run when the package is built, so they import nothing but the standard library and the one package
that they read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from geotag.model import CURATED_RANK

__all__ = ["CITY_INHABITANTS", "SourceInfo", "SourcePlace"]

#: Where a source does not say what a populated place is, it is a city from so many inhabitants on, else a village.
CITY_INHABITANTS: Final = 5_000


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source of the recipe ``gazetteer/sources.toml``; its licence travels into every output's provenance."""

    name: str
    adapter: str
    title: str
    licence: str
    attribution: str
    rank: int
    files: tuple[Path, ...] = ()

    def record(self) -> dict[str, str]:
        """What provenance says of the source."""
        return {
            "name": self.name,
            "title": self.title,
            "licence": self.licence,
            "attribution": self.attribution,
        }


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place as one source has it.

    Attributes
    ----------
    key
        The source's own id of the place.
    forms
        Arabic names, the usual one first; may be empty.
    latin
        Names in Latin script, the usual one first.
    origin
        File and line, for messages.
    """

    source: str
    key: str
    name_en: str
    kind: str
    lat: float
    lon: float
    forms: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    country: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    population: int | None = None
    rank: int = CURATED_RANK
    links: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    def with_forms(self, forms: tuple[str, ...]) -> SourcePlace:
        """Return the place with more Arabic names behind its own."""
        return replace(self, forms=tuple(dict.fromkeys(self.forms + forms)))
