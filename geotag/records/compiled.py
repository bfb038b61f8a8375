"""The table of fields as functions that are as fast as ones written by hand.

A record has hundreds of values, a run millions of records. So an expression is made of the fields of an object once, as
:mod:`dataclasses` does it, and compiled: to write it, to test it, to read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from geotag.readonly import plain
from geotag.records.field_table import Field, ListOf, MapOf, Scalar, Struct

__all__ = ["checker_of", "reader_of", "writer_of"]

#: Codes of countries are tested against a pattern again and again.
_CACHED: Final = 1024


class _Expression:
    """An expression in the making, with the objects that it names."""

    def __init__(self) -> None:
        self._objects: dict[str, Any] = {}

    def name_of(self, item: Any) -> str:
        """A name that stands for an object."""
        name = f"_{len(self._objects)}"
        self._objects[name] = item
        return name

    def function(self, arguments: str, body: str) -> Any:
        """The function that gives the expression's value."""
        return eval(f"lambda {arguments}: {body}", self._objects)  # noqa: S307 - made of the table alone


def writer_of(struct: Struct) -> Callable[[Any], dict[str, Any]]:
    """What writes an object as JSON has it."""
    made = _Expression()
    pairs = [f"{field.name!r}: {_written(field, made)}" for field in struct if not field.optional]
    # What is optional comes last, so that all others have their places.
    pairs += [
        f"**({{{field.name!r}: item.{field.path}}} if item.{field.path} is not None else {{}})"
        for field in struct
        if field.optional
    ]
    write: Callable[[Any], dict[str, Any]] = made.function("item", f"{{{', '.join(pairs)}}}")
    return write


def _written(field: Field, made: _Expression) -> str:
    value = f"{made.name_of(field.take)}(item)" if field.take else f"item.{field.path}"
    kind = field.type
    if isinstance(kind, Scalar):
        return value
    if field.as_text:
        written = f"{made.name_of(plain)}({{}})"
    elif isinstance(kind, MapOf):
        written = "dict({})"
    elif isinstance(kind, Struct):
        written = f"{made.name_of(writer_of(kind))}({{}})"
    elif isinstance(kind.item, Struct):
        written = f"[*map({made.name_of(writer_of(kind.item))}, {{}})]"
    else:
        written = "[*{}]"
    return f"None if (v := {value}) is None else {written.format('v')}" if field.nullable else written.format(value)


def checker_of(struct: Struct, schema: int) -> Callable[[Any], bool]:
    """What tells whether a JSON object is as the table has it, or fails if it is not.

    Parameters
    ----------
    schema
        Version of the record; fields of later ones need not be there.
    """
    made = _Expression()
    tests = [_test(field, made, schema) for field in struct if field.optional or field.since <= schema]
    test: Callable[[Any], bool] = made.function("item", " and ".join(tests))
    return test


def _test(field: Field, made: _Expression, schema: int) -> str:
    value = f"(v := item.get({field.name!r}))" if field.optional else f"(v := item[{field.name!r}])"
    tests = _tests(field, made, schema)
    if field.nullable or field.optional:
        return f"({value} is None or {' and '.join(tests)})"
    return " and ".join([tests[0].replace("v", value, 1), *tests[1:]])


def _tests(field: Field, made: _Expression, schema: int) -> list[str]:
    """Expressions that must be true of ``v``; the first of them names it first, there it gets its value."""
    kind = field.type
    if isinstance(kind, Scalar):
        return _scalar_tests(kind, made)
    if isinstance(kind, Struct) and not field.as_text:
        return [f"v.__class__ is dict and {made.name_of(checker_of(kind, schema))}(v)"]
    if isinstance(kind, ListOf):
        limit = "" if kind.most is None else f" <= {kind.most}"
        if isinstance(kind.item, Struct):
            items = f"all(map({made.name_of(checker_of(kind.item, schema))}, v))"
        else:
            items = f"{{*map(type, v)}} <= {made.name_of(_types(kind.item))}"
        return ["v.__class__ is list", f"{kind.least} <= len(v){limit}", items]
    if isinstance(kind, MapOf) and kind.value is not None:
        return ["v.__class__ is dict", f"{{*map(type, v.values())}} <= {made.name_of(_types(kind.value))}"]
    return ["v.__class__ is dict"]


def _scalar_tests(kind: Scalar, made: _Expression) -> list[str]:
    if kind.choices:
        return [f"v in {made.name_of(frozenset(kind.choices))}"]
    found = [
        f"v.__class__ in {made.name_of(_types(kind))}"
        if kind.python is float
        else f"v.__class__ is {kind.python.__name__}"
    ]
    if kind.filled:
        found.append("v != ''")
    if kind.pattern is not None:
        found.append(f"{made.name_of(lru_cache(_CACHED)(re.compile(kind.pattern).search))}(v)")
    if kind.least is not None or kind.most is not None:
        least = "" if kind.least is None else f"{kind.least} <= "
        most = "" if kind.most is None else f" <= {kind.most}"
        found.append(f"{least}v{most}")
    return found


def _types(kind: Any) -> frozenset[type]:
    return frozenset((int, float)) if kind.python is float else frozenset((kind.python,))


def reader_of(make: Callable[..., Any], struct: Struct, prefix: str = "", others: str = "") -> Callable[..., Any]:
    """What makes an object of a JSON object that was checked, of the fields that are attributes of its own.

    Parameters
    ----------
    prefix
        Of the paths of these attributes.
    others
        Names of its attributes that are given to the function that reads, after the JSON object.
    """
    made = _Expression()
    given = [f"{name}={name}" for name in others.split()]
    read = [
        f"{field.path.removeprefix(prefix)}={_read(field)}"
        for field in struct
        if field.path.startswith(prefix) and _is_own(field, prefix)
    ]
    function: Callable[..., Any] = made.function(
        ", ".join(["item", *others.split()]), f"{made.name_of(make)}({', '.join([*read, *given])})"
    )
    return function


def _is_own(field: Field, prefix: str) -> bool:
    inner = field.type.item if isinstance(field.type, ListOf) else field.type
    return not field.take and not isinstance(inner, Struct) and "." not in field.path.removeprefix(prefix)


def _read(field: Field) -> str:
    value = f"item.get({field.name!r})" if field.optional else f"item[{field.name!r}]"
    if not isinstance(field.type, ListOf):
        return value
    return f"None if {value} is None else tuple({value})" if field.nullable else f"tuple({value})"
