"""How a value becomes JSON text, the same way in every format."""

from __future__ import annotations

import json
from typing import Any

from geotag.safe_text import replace_surrogates

__all__ = ["to_json"]


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Write `value` as JSON text, Arabic as itself.

    A lone surrogate, which no encoding can carry, becomes U+FFFD.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return replace_surrogates(text)
