"""The text of a fragment of HTML, as feeds and mails hold it."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5, name2codepoint
from html.parser import HTMLParser
from itertools import islice
from typing import Final

__all__ = ["markup_text", "numbered"]

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
#: What HTML has names for since its version 5, and older libraries do not know.
_LATE_NAMES: Final = {
    name.removesuffix(";"): ord(character)
    for name, character in html5.items()
    if name.endswith(";") and len(character) == 1 and name.removesuffix(";") not in {*name2codepoint, "apos"}
}
_NAMED: Final = re.compile("&((?:amp;)?)([A-Za-z][A-Za-z0-9]{1,40});")
#: Tags without an end: html.parser looks for that of each in all that is left, which many of them make endless.
_ENDLESS: Final = re.compile(r"""<(?=[A-Za-z/!?])(?!(?:[^<>"']|"[^"<>]*+"|'[^'<>]*+')*+>)""")
_MOST_ENDLESS: Final = 100
_ANY_TAG: Final = re.compile(r"<[A-Za-z/!?][^<>]*+>?")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as HTMLParser calls it
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


def numbered(markup: str) -> str:
    """Markup with numbers for the names of characters that only HTML 5 has.

    Examples
    --------
    >>> numbered("&ZeroWidthSpace; &amp;NoBreak; &nbsp; &x;")
    '&#8203; &amp;#8288; &nbsp; &x;'
    """
    return _NAMED.sub(
        lambda found: f"&{found[1]}#{_LATE_NAMES[found[2]]};" if found[2] in _LATE_NAMES else found[0], markup
    )


def _text(markup: str) -> str:
    if sum(1 for _ in islice(_ENDLESS.finditer(markup), _MOST_ENDLESS + 1)) > _MOST_ENDLESS:
        return unescape(_ANY_TAG.sub("\n", markup))
    parser = _Text()
    parser.feed(_NO_SECTION.sub("", markup))
    parser.close()
    return "".join(parser.pieces)


def markup_text(markup: str) -> str:
    r"""The text of a fragment of HTML, a line for each block.

    Examples
    --------
    >>> markup_text("<p>وصل <b>الوفد</b></p><p>إلى&nbsp;باكو</p><script>x</script>")
    'وصل الوفد\nإلى باكو'
    """
    lines = (" ".join(line.split()) for line in _text(markup).split("\n"))
    return "\n".join(filter(None, lines))
