"""Checking records against the table of their fields: the first fault is named by its path (``mentions[3].start``).

This takes its time and says what is wrong; :func:`geotag.records.compiled.checker_of` only says that nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from geotag.records.field_table import Field, FieldType, ListOf, Scalar, Struct

__all__ = ["FaultError", "check"]

_WORDS: Final = {str: "text", int: "whole number", float: "number"}
_SHOWN: Final = 60


class FaultError(Exception):
    """A field is not as the table has it; `path` says which."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what)
        self.path = path
        self.what = what

    def __str__(self) -> str:
        """Both, as a message says it."""
        return f"{self.path.lstrip('.') or 'the record'} {self.what}"


def check(struct: Struct, item: Any, schema: int, path: str = "") -> None:
    """Make sure that an object has the fields of `struct`, and each of them a value that it can have.

    Parameters
    ----------
    schema
        Version of the record; fields of later ones need not be there.

    Raises
    ------
    FaultError
        Otherwise.
    """
    if not isinstance(item, Mapping):
        raise FaultError(path, f"is no JSON object: {_shown(item)}")
    for field in struct:
        inner = f"{path}.{field.name}"
        if field.name in item:
            _check_field(field, item[field.name], schema, inner)
        elif not field.optional and field.since <= schema:
            raise FaultError(inner, "is missing")


def _check_field(field: Field, value: Any, schema: int, path: str) -> None:
    if value is None and (field.nullable or field.optional):
        return
    if not field.as_text:
        _check(field.type, value, schema, path)
    elif not isinstance(value, Mapping):
        raise FaultError(path, f"is no JSON object: {_shown(value)}")


def _check(kind: FieldType, value: Any, schema: int, path: str) -> None:
    if isinstance(kind, Scalar):
        _check_scalar(kind, value, path)
    elif isinstance(kind, Struct):
        check(kind, value, schema, path)
    elif isinstance(kind, ListOf):
        if not isinstance(value, list | tuple):
            raise FaultError(path, f"is no list: {_shown(value)}")
        if not kind.least <= len(value) or (kind.most is not None and len(value) > kind.most):
            raise FaultError(path, f"has {len(value)} items")
        for at, item in enumerate(value):
            _check(kind.item, item, schema, f"{path}[{at}]")
    elif not isinstance(value, Mapping):
        raise FaultError(path, f"is no JSON object: {_shown(value)}")
    elif kind.value is not None:
        for key, item in value.items():
            _check_scalar(kind.value, item, f"{path}.{key}")


def _check_scalar(kind: Scalar, value: Any, path: str) -> None:
    types: Any = (int, float) if kind.python is float else kind.python
    if isinstance(value, bool) or not isinstance(value, types):
        raise FaultError(path, f"is no {_WORDS[kind.python]}: {_shown(value)}")
    if kind.choices and value not in kind.choices:
        raise FaultError(path, f"is none of {', '.join(map(str, kind.choices))}: {_shown(value)}")
    if kind.filled and not value:
        raise FaultError(path, "is empty")
    if kind.pattern is not None and not re.search(kind.pattern, value):
        raise FaultError(path, f"does not fit {kind.pattern}: {_shown(value)}")
    # What is no number (NaN) is not within limits either.
    if kind.least is not None and not kind.least <= value:
        raise FaultError(path, f"is less than {kind.least:g}: {value}")
    if kind.most is not None and not value <= kind.most:
        raise FaultError(path, f"is more than {kind.most:g}: {value}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
