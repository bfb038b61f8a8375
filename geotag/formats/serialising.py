"""How a value becomes JSON text, the same way in every format."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["replace_surrogates", "to_json"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Write `value` as JSON text, Arabic as itself.

    A lone surrogate, which no encoding can carry, becomes U+FFFD.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return replace_surrogates(text)


def replace_surrogates(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which no encoding can carry."""
    return _SURROGATE.sub("\ufffd", text)
