"""Characters without an appearance, kept through libraries that drop them, and with them what parts two words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import quote

__all__ = ["Invisibles"]

#: Soft hyphen, joiners, marks of direction, spaces without a width, word joiner, byte-order mark.
_CHARACTERS: Final = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_REFERENCE: Final = re.compile(r"&(?:#0{0,9}[0-9]{2,5}|#[xX]0{0,9}[0-9A-Fa-f]{2,4}|[A-Za-z]{2,30});?")
#: Anatolian hieroglyphs are letters to every library, and in no article.
_STAND_INS: Final = range(0x14400, 0x14647)


class Invisibles:
    r"""Letters that stand for characters without an appearance, none of which a text has itself.

    Examples
    --------
    >>> kept = Invisibles.of("<p>إلى&#8203;باكو</p>")
    >>> kept.shown("<p>إلى&#8203;باكو</p>") == f"<p>إلى{kept.shown(chr(0x200B))}باكو</p>"
    True
    >>> kept.hidden(kept.shown("إلى&zwnj;باكو")) == "إلى\u200cباكو"
    True
    """

    def __init__(self, stand_ins: Mapping[str, str]) -> None:
        self._shown = str.maketrans(dict(stand_ins))
        self._stand_ins = stand_ins
        self._hidden = str.maketrans({stand_in: character for character, stand_in in stand_ins.items()})

    @classmethod
    def of(cls, text: str) -> Self:
        """The stand-ins for a text."""
        free = (letter for letter in map(chr, _STAND_INS) if letter not in text)
        return cls(dict(zip(_CHARACTERS, free, strict=False)))

    def shown(self, markup: str) -> str:
        """Markup with letters for these characters, and for references to them."""
        return _REFERENCE.sub(self._of_reference, markup.translate(self._shown))

    def hidden(self, text: str) -> str:
        """A text with these characters again, without lines of nothing else."""
        found = text.translate(self._hidden)
        return re.sub(rf"^[ {_CHARACTERS}]*[{_CHARACTERS}][ {_CHARACTERS}]*\n", "", found, flags=re.MULTILINE)

    def without(self, address: str) -> str:
        """An address without the letters, which are not to be seen in it."""
        for stand_in in self._stand_ins.values():
            address = address.replace(stand_in, "").replace(quote(stand_in), "")
        return address

    def _of_reference(self, reference: re.Match[str]) -> str:
        character = html.unescape(reference[0])
        return self._stand_ins.get(character, reference[0])
