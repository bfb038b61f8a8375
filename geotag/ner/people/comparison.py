"""How one name of an article stands to another: the ways in which news shortens and respells names.

Each function compares a name with one that is at least as long and says whether the first may be the second, by the two
names alone.
"""

from __future__ import annotations

from collections.abc import Callable

from geotag.ner.people.first_names import FIRST_NAMES
from geotag.ner.people.name_spelling import are_variants, differ_in_one_letter
from geotag.ner.people.names import PersonalName, Unit

__all__ = [
    "is_first_name_in_other_spelling",
    "is_first_name_of",
    "is_middle_name_of",
    "is_spelled_alike",
    "is_surname_in_other_spelling",
    "is_surname_of",
    "shortens",
    "shortens_in_other_spelling",
]


def _same(a: Unit, b: Unit, *, first: bool = False) -> bool:
    return a.key == b.key if first else a.bare == b.bare


def _similar(a: Unit, b: Unit, *, first: bool = False) -> bool:
    return _same(a, b, first=first) or are_variants(a.key, b.key)


def is_spelled_alike(name: PersonalName, other: PersonalName) -> bool:
    """Whether two full names differ in spelling only: foreign sounds in any unit, or one slip in one of them."""
    if len(name.units) != len(other.units):
        return False
    pairs = list(zip(name.units, other.units, strict=True))
    differing = [(a, b) for index, (a, b) in enumerate(pairs) if not _same(a, b, first=index == 0)]
    if all(are_variants(a.key, b.key) for a, b in differing):
        return True
    if len(differing) != 1:
        return False
    a, b = (unit.bare for unit in differing[0])
    # صالح and صالحي are two families, unless first name and surname are those of one man.
    return differ_in_one_letter(a, b) and (len(pairs) > 2 or FIRST_NAMES.isdisjoint({a, b}))


def shortens(short: PersonalName, full: PersonalName, *, same: Callable[..., bool] = _same) -> bool:
    """Whether a name of several units is a longer one without middle names, without its end, or its end alone."""
    if len(short.units) >= len(full.units):
        return False
    tail = full.units[-len(short.units) :]
    if all(same(a, b, first=index == 0) for index, (a, b) in enumerate(zip(short.units, tail, strict=True))):
        return True
    if not same(short.units[0], full.units[0], first=True):
        return False
    rest = iter(full.units[1:])
    return all(any(same(unit, other) for other in rest) for unit in short.units[1:])


def shortens_in_other_spelling(short: PersonalName, full: PersonalName) -> bool:
    """Whether a name of several units shortens a longer one, some units in another spelling."""
    return shortens(short, full, same=_similar)


def is_surname_of(short: PersonalName, full: PersonalName) -> bool:
    """Whether a single unit ends a longer name, or is one of its بن or أبو."""
    (unit,) = short.units
    if len(full.units) == 1:
        return full.units[0].kind == "patronymic" and full.units[0].key == "بن" + unit.key
    if _same(unit, full.units[-1]):
        return True
    return any(_same(unit, other) and other.kind in {"patronymic", "kunya"} for other in full.units)


def is_surname_in_other_spelling(short: PersonalName, full: PersonalName) -> bool:
    """Whether a single unit may be another spelling of the last of a longer name."""
    return are_variants(short.units[0].key, full.units[-1].key)


def is_first_name_of(short: PersonalName, full: PersonalName) -> bool:
    """Whether a single unit is the first of a longer name."""
    return len(full.units) > 1 and _same(short.units[0], full.units[0], first=True)


def is_first_name_in_other_spelling(short: PersonalName, full: PersonalName) -> bool:
    """Whether a single unit may be another spelling of the first of a longer name."""
    return len(full.units) > 1 and are_variants(short.units[0].key, full.units[0].key)


def is_middle_name_of(short: PersonalName, full: PersonalName) -> bool:
    """Whether a unit stands inside a foreign name: the first of two surnames (ديبي of إدريس ديبي إتنو)."""
    (unit,) = short.units
    return unit.key not in FIRST_NAMES and any(_same(unit, other) for other in full.units[1:-1])
