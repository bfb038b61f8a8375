"""HTML pages: the article of a page, without menus and advertisements. Needs trafilatura (extra ``html``)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from geotag.corpus.language import require_arabic
from geotag.corpus.readers.fields import require_sound, require_text, with_headline
from geotag.corpus.readers.invisibles import Invisibles
from geotag.corpus.readers.page_date import page_dates
from geotag.corpus.readers.plain_text import read_whole
from geotag.corpus.readers.source import ReadOptions, Source
from geotag.errors import InputError
from geotag.files.decoding import believable, decode, xml_encoding
from geotag.model import Article

__all__ = ["page_article", "read"]

_SILENCE: Final = logging.NullHandler()
#: trafilatura guesses dates, which are not used; so it shall not take the time to.
_NO_SEARCH: Final = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
_STATED_IN: Final = 4_096
_STATED: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def read(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Read the article of a page."""
    article = page_article(read_whole(source, options.max_bytes), source.name, source.stem, options)
    require_sound(article, source.name)
    yield article


def page_article(
    data: bytes, name: str, article_id: str, options: ReadOptions, *, url: str | None = None, stated: str | None = None
) -> Article:
    """Extract the article of a page: its headline and its body are the text.

    Parameters
    ----------
    url
        Where the page was, if that is known; else what the page says.
    stated
        The encoding that came with the page; else what the page says.

    Raises
    ------
    InputError
        If the page cannot be decoded, or holds no article.
    """
    from trafilatura import bare_extraction

    # It tells of pages without an article, which the error below tells too.
    logging.getLogger("trafilatura").addHandler(_SILENCE)
    page = decode(data, name, options.encoding, stated=stated or _stated(data))
    kept = Invisibles.of(page)
    shown = kept.shown(_without_declaration(page))
    try:
        document: Any = bare_extraction(
            shown, url=url, with_metadata=True, include_comments=False, date_extraction_params=_NO_SEARCH
        )
    except Exception as error:
        # What it raises for broken pages has no class in common.
        raise InputError(f"{name}: trafilatura fails on this page ({type(error).__name__}: {error})") from error
    body = getattr(document, "text", None)
    if not body:
        raise InputError(f"{name}: no article was found on this page")
    title = kept.hidden(document.title or "") or None
    text = with_headline(title, kept.hidden(body))
    require_text(text, name, options.max_bytes)
    require_arabic(text, name)
    return Article(
        article_id,
        text,
        title=title,
        source=kept.hidden(document.sitename or document.hostname or "") or None,
        url=url or kept.without(document.url or "") or None,
        date=options.dates.read(*page_dates(_without_declaration(page))),
    )


def _stated(data: bytes) -> str | None:
    """The encoding that a page says it is in."""
    found = _STATED.search(data[:_STATED_IN])
    return xml_encoding(data) or (believable(found[1].decode("ascii")) if found else None)


def _without_declaration(page: str) -> str:
    """The page without an XML declaration, whose encoding is not that of a text that is decoded already."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", page, count=1)
