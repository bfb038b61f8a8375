"""Mappings that cannot be changed: records share them, between articles and between threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

__all__ = ["ReadOnlyDict", "plain", "read_only"]

K = TypeVar("K")
V = TypeVar("V")


class ReadOnlyDict(dict[K, V]):
    """A dict that refuses to be changed. It can be pickled, copied and written as JSON like any dict.

    Examples
    --------
    >>> links = ReadOnlyDict(geonames="98182")
    >>> links["geonames"] = "1"
    Traceback (most recent call last):
    ...
    TypeError: this mapping belongs to a record and is read-only; change a copy of it: dict(…)
    >>> dict(links) | {"wikidata": "Q1530"}
    {'geonames': '98182', 'wikidata': 'Q1530'}
    """

    __slots__ = ()

    def _refuse(self, *_arguments: Any, **_named: Any) -> NoReturn:
        raise TypeError("this mapping belongs to a record and is read-only; change a copy of it: dict(…)")

    __setitem__ = _refuse
    __delitem__ = _refuse
    __ior__ = _refuse
    clear = _refuse
    pop = _refuse
    popitem = _refuse
    setdefault = _refuse
    update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


def read_only(value: Any) -> Any:
    """`value` with read-only mappings and tuples in the place of its mappings and lists, all the way down.

    Examples
    --------
    >>> read_only({"sources": [{"name": "ours"}]})
    {'sources': ({'name': 'ours'},)}
    """
    if isinstance(value, ReadOnlyDict):
        return value
    if isinstance(value, Mapping):
        return ReadOnlyDict({key: read_only(own) for key, own in value.items()})
    return tuple(map(read_only, value)) if isinstance(value, (list, tuple)) else value


def plain(value: Any) -> Any:
    """The opposite: dicts and lists, which their owner may change, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: plain(own) for key, own in value.items()}
    return list(map(plain, value)) if isinstance(value, (list, tuple)) else value
