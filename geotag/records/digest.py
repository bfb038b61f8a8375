"""The hash by which records name the text that they are of."""

from __future__ import annotations

import hashlib

__all__ = ["text_digest"]


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits.

    Halves of surrogate pairs, which text from JSON can hold and UTF-8 cannot, count as three bytes each.

    Examples
    --------
    >>> text_digest("باكو")[:12]
    'c1ce1ad5d8a1'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
