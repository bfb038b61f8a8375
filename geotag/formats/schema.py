"""The published JSON Schema of the record."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast

__all__ = ["record_schema"]


def record_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the record that ``TaggedArticle.to_dict()`` gives."""
    text = files("geotag.formats").joinpath("record.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))
