"""GeoNames' ``admin1CodesASCII.txt``, ``admin2Codes.txt`` and ``hierarchy.zip``: which division a place lies in.

A dump gives the code of the division, but not its name; where it gives none, the hierarchy may lead to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.sources.geonames_rows import rows

__all__ = ["Divisions", "read_divisions"]

_CODE_COLUMNS: Final = 4
#: Parent, child and, where the relation has one, its type.
_HIERARCHY_COLUMNS: Final = (2, 3)
#: Longer chains of parents are a circle.
_MOST_PARENTS: Final = 12


@dataclass(slots=True)
class Divisions:
    """Divisions by code (``AZ.01``) and by GeoNames id, and the parents of places.

    Examples
    --------
    >>> divisions = Divisions({"AZ.01": "Abşeron"}, {"587116": "AZ.01"}, {900: 587116})
    >>> divisions.of("5", "AZ", "01"), divisions.of("900", "AZ", None), divisions.of("5", "AZ", None)
    (('01', 'Abşeron'), ('01', 'Abşeron'), (None, None))
    """

    names: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)

    def of(self, place_id: str, country: str | None, code: str | None) -> tuple[str | None, str | None]:
        """Code and English name of the division of a place, each None where it is not known."""
        known = f"{country}.{code}"
        if known in self.names or not country:
            return code, self.names.get(known)
        place = int(place_id)
        for _ in range(_MOST_PARENTS):
            if place not in self.parents:
                break
            place = self.parents[place]
            found = self.codes.get(str(place), "")
            if found in self.names and found.startswith(f"{country}."):
                return found.partition(".")[2], self.names[found]
        return code, None


def read_divisions(admin1: Path | None, admin2: Path | None, hierarchy: Path | None) -> Divisions:
    """Read those of the three files that there are.

    Raises
    ------
    GazetteerSourceError
        Naming the file and the line of what cannot be used.
    """
    divisions = Divisions()
    for path in filter(None, (admin1, admin2)):
        for number, (code, name, _, place_id) in rows(path, _CODE_COLUMNS):
            if not place_id.isdecimal():
                raise GazetteerSourceError(f"{path.name}, line {number}, column geonameid: {place_id!r} is no number")
            if path == admin1:
                divisions.names[code] = name
            divisions.codes[place_id] = ".".join(code.split(".")[:2])
    if hierarchy:
        for number, (parent, child, *_) in rows(hierarchy, *_HIERARCHY_COLUMNS):
            if not (parent.isdecimal() and child.isdecimal()):
                raise GazetteerSourceError(f"{hierarchy.name}, line {number}: {parent!r}, {child!r} are no numbers")
            # A place may have parents of several kinds; the first named is that of the administration.
            divisions.parents.setdefault(int(child), int(parent))
    return divisions
