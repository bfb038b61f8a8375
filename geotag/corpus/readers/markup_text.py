"""The text of a fragment of HTML, as feeds and mails hold it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

__all__ = ["markup_text"]

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td"),
        *("th", "tr", "ul"),
    )
)
_UNSEEN: Final = frozenset({"head", "script", "style", "template", "title"})
#: HTML has no marked sections but CDATA: the rest is a comment, at which html.parser stops.
_NO_SECTION: Final = re.compile(r"<!\[(?!CDATA\[)[^>]*>?")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))


def markup_text(markup: str) -> str:
    r"""The text of a fragment of HTML, a line for each block.

    Examples
    --------
    >>> markup_text("<p>وصل <b>الوفد</b></p><p>إلى&nbsp;باكو</p><script>x</script>")
    'وصل الوفد\nإلى باكو'
    """
    parser = _Text()
    parser.feed(_NO_SECTION.sub("", markup))
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(filter(None, lines))
