"""XML, written as it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TextIO
from xml.sax.saxutils import escape

__all__ = ["XmlWriter"]

#: What no XML 1.0 document can hold, even escaped.
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A parser reads a carriage return as a line feed, and every white space in an attribute as a space.
_RETURN: Final = {"\r": "&#13;"}
_SPACES: Final = {**_RETURN, "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


class XmlWriter:
    """Writes elements to a text stream; everything given is escaped.

    A character that XML cannot hold becomes U+FFFD, so that offsets into the text stay true.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')

    def start(self, name: str, attributes: Mapping[str, str | None] | None = None) -> None:
        """Open an element; an attribute that is None is left out."""
        given = "".join(
            f' {key}="{escape(_ILLEGAL.sub(chr(0xFFFD), value), _SPACES)}"'
            for key, value in (attributes or {}).items()
            if value is not None
        )
        self._stream.write(f"<{name}{given}>")

    def end(self, name: str) -> None:
        """Write the end tag of an element."""
        self._stream.write(f"</{name}>")

    def text(self, text: str) -> None:
        """Write text, escaped; what XML cannot hold becomes U+FFFD."""
        self._stream.write(escape(_ILLEGAL.sub("\ufffd", text), _RETURN))

    def line(self) -> None:
        """End the line, where white space means nothing."""
        self._stream.write("\n")

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str | None] | None = None) -> Iterator[None]:
        """An element around what is written within the context, on lines of its own."""
        self.start(name, attributes)
        self.line()
        yield
        self.end(name)
        self.line()

    def leaf(self, name: str, text: str | None, attributes: Mapping[str, str | None] | None = None) -> None:
        """Write an element that holds only text, on a line of its own; nothing for None."""
        if text is not None:
            self.start(name, attributes)
            self.text(text)
            self.end(name)
            self.line()
