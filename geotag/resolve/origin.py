"""Where an article comes from: the place of its dateline, and the country of its source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.orthography import fold
from geotag.arabic.signs import COMMAS, DASHES, OPENING

if TYPE_CHECKING:
    from geotag.model import Article
    from geotag.resolve.query import Query

__all__ = ["dateline_country", "source_country"]

#: How far into a text a dateline may stand: after a headline and its summary.
_DATELINE_WITHIN: Final = 600
#: What follows the place of a dateline: another place at most, then an agency in brackets, a dash, a slash or a colon.
_AFTER_DATELINE: Final = re.compile(
    rf"[^\S\n]*(?:[{''.join(sorted(COMMAS))}][^\S\n]*\w+[^\S\n]*)?"
    # An agency is in guillemets; what a headline quotes may be in other marks.
    rf"(?:\([^)\n]{{2,40}}\)|«[^»\n]{{2,30}}»|[{re.escape(''.join(sorted(DASHES)))}:|])"
)
_BEFORE_DATELINE: Final = OPENING | frozenset(" \t*•")
_HOST: Final = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?=[/:\s)]|$)", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
#: Country domains that the whole world uses, and the one that is no code of ISO 3166.
_WORLDWIDE: Final = frozenset(("ai", "app", "cc", "co", "fm", "io", "ly", "me", "tv", "ws"))
_OTHER_CODES: Final = {"uk": "GB"}
_COUNTRY_DOMAIN: Final = 2


def dateline_country(queries: Sequence[Query], text: str) -> str | None:
    """Country of the place that a dateline names (بيروت (أ ف ب) …, الرياض - واس …), by ISO 3166-1 alpha-2 code.

    Parameters
    ----------
    queries
        The article's place mentions, in text order.
    text
        The article's.
    """
    for query in queries:
        if query.start > _DATELINE_WITHIN:
            break
        before = text[text.rfind("\n", 0, query.start) + 1 : query.start]
        if _BEFORE_DATELINE.issuperset(before) and _AFTER_DATELINE.match(text, query.end):
            best = query.most_prominent
            if best is not None and best.place.country is not None:
                return best.place.country
    return None


def source_country(article: Article, demonyms: DemonymIndex) -> str | None:
    """Country that an article's source is of, by ISO 3166-1 alpha-2 code, or None.

    The name of the outlet tells it, or the domain of a country, or a country's adjective in the source's name
    (الوكالة الوطنية اللبنانية).
    """
    for field in (article.source, article.url):
        if field and (country := _country_of_source(field, demonyms)) is not None:
            return country
    return None


def _country_of_source(field: str, demonyms: DemonymIndex) -> str | None:
    """Country that a source's name or address is of."""
    host = _HOST.search(field)
    labels = host[1].lower().split(".") if host else []
    outlets = _outlets()
    for name in (field, *labels[:-1]):
        if (country := outlets.get(_outlet_key(name))) is not None:
            return country
    if labels and len(labels[-1]) == _COUNTRY_DOMAIN and labels[-1] not in _WORLDWIDE:
        return _OTHER_CODES.get(labels[-1], labels[-1].upper())
    return next((country for word in _WORD.findall(field) if (country := demonyms.country(word)) is not None), None)


@cache
def _outlets() -> Mapping[str, str]:
    """Country of each outlet, by :func:`_outlet_key` of its name."""
    table = json.loads(resources.files("geotag.resolve").joinpath("outlets.json").read_text(encoding="utf-8"))
    return {_outlet_key(name): country for country, names in table.items() for name in names}


def _outlet_key(name: str) -> str:
    return fold("".join(_WORD.findall(name.lower())))
