"""The published JSON Schema of the record: made of the table of fields, and kept as a file for other programs.

``tools/write_record_schema.py`` writes the file anew; a test says when it must be.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final, cast

from geotag.records.field_table import (
    CANDIDATE,
    FOCUS,
    MENTION,
    PERSON,
    PLACE,
    RECORD,
    SCHEMA_VERSION,
    Field,
    FieldType,
    ListOf,
    MapOf,
    Scalar,
    Struct,
)

__all__ = ["json_schema", "record_schema"]

_FILE: Final = "record.schema.json"
_TYPES: Final = {str: "string", int: "integer", float: "number"}


def record_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the record that ``TaggedArticle.to_dict()`` gives, from the package's file."""
    text = files("geotag.records").joinpath(_FILE).read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def json_schema() -> dict[str, Any]:
    """The same, made of the table of fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:geotag:record:{SCHEMA_VERSION}",
        "title": "geotag record",
        "description": RECORD.description,
        **_object(RECORD, described=False),
        "$defs": {struct.name: _object(struct) for struct in (CANDIDATE, MENTION, PLACE, PERSON, FOCUS)},
    }


def _object(struct: Struct, *, described: bool = True) -> dict[str, Any]:
    return {
        "type": "object",
        **({"description": struct.description} if described else {}),
        "properties": {field.name: _property(field) for field in struct},
        "required": [field.name for field in struct if not field.optional],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    found = _typed(field.type)
    if field.nullable:
        found = _or_null(found)
    return {**found, "description": field.description} if field.description else found


def _or_null(found: dict[str, Any]) -> dict[str, Any]:
    if "enum" in found:
        return {"enum": [*found["enum"], None]}
    if found.get("type") in _TYPES.values():
        return {**found, "type": [found["type"], "null"]}
    return {"anyOf": [found, {"type": "null"}]}


def _typed(kind: FieldType) -> dict[str, Any]:
    if isinstance(kind, Scalar):
        return _scalar(kind)
    if isinstance(kind, ListOf):
        found = {
            "type": "array",
            "items": _typed(kind.item),
            "minItems": kind.least or None,
            "maxItems": kind.most,
            "description": kind.description or None,
        }
        return {key: value for key, value in found.items() if value is not None}
    if isinstance(kind, MapOf):
        return {"type": "object", **({"additionalProperties": _scalar(kind.value)} if kind.value else {})}
    return {"$ref": f"#/$defs/{kind.name}"} if kind.shared else _object(kind)


def _scalar(kind: Scalar) -> dict[str, Any]:
    if kind.choices:
        return {"enum": list(kind.choices)} if len(kind.choices) > 1 else {"const": kind.choices[0]}
    found = {
        "type": _TYPES[kind.python],
        "minLength": 1 if kind.filled else None,
        "pattern": kind.pattern,
        "minimum": kind.least,
        "maximum": kind.most,
    }
    return {key: value for key, value in found.items() if value is not None}
