"""Text of others, such as names of files, as it may be put into a message on a terminal, or into any file."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["printable", "replace_surrogates"]

#: Of the invisible characters, those that words are written with: a zero-width joiner and non-joiner.
_OF_WORDS: Final = frozenset("\u200c\u200d")
#: Control, format and private characters, halves of surrogate pairs, separators of lines and paragraphs.
_ESCAPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PLAIN: Final = re.compile(r"[ -~\u0621-\u064a\u0660-\u0669]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    r"""`text` in one line that shows all there is in it, each character that a terminal would obey as its escape.

    >>> print(printable("a\nb\x1b[31m\u202ecod.txt حلب"))
    a\nb\x1b[31m\u202ecod.txt حلب
    """
    return text if _PLAIN.fullmatch(text) else "".join(map(_shown, text))


def replace_surrogates(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which no encoding can carry."""
    return _SURROGATE.sub("\ufffd", text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _ESCAPED or character in _OF_WORDS:
        return character
    code = ord(character)
    return _SHORT.get(character) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )
