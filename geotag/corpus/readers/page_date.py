"""What a page states as the date of its own article. Needs trafilatura (extra ``html``), whose parser reads it.

Dates in prose, in copyright lines, in addresses of pictures and in lists of other articles say nothing of this one, so
only those places are looked at that are made for it: data for machines first, then the header of the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, takewhile
from typing import Any, Final

from geotag.dates import day_of, parse_date, stated_date
from geotag.dates.vocabulary import LATER, folded

__all__ = ["page_dates"]

#: Names of meta tags, the most exact first. What is called modified or updated is none, nor is ``http-equiv``.
_META: Final = (
    *("article:published_time", "og:article:published_time", "article:published", "og:published_time"),
    *("datepublished", "rnews:datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created"),
    *("dc.date", "dc:date", "dcterms.date", "citation_publication_date", "prism.publicationdate", "pubdate"),
    *("publish-date", "publish_date", "publishdate", "publication_date", "publication-date", "published_time"),
    *("published-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate"),
    *("originalpublicationdate", "article_date_original", "date"),
)
_ARTICLE_TYPE: Final = re.compile(r"(?:Article|BlogPosting|Posting|^Report|ReportageNews)$")
_PAGE_TYPE: Final = re.compile(r"^(?:Web|Item)Page$")
#: Where pages speak of other articles, and of themselves in general.
_ELSEWHERE_TAGS: Final = frozenset(("aside", "nav"))
_ELSEWHERE: Final = re.compile(
    r"related|recommend|sidebar|(?<!elementor-)widget|comment|also|latest|popular|most-|trending|ticker|breaking|menu|"
    r"copyright|recent|today|current|clock|weather|footer-",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?<!up)date|(?<!up)time(?!line)|publish|posted|by-?line|meta|info", re.IGNORECASE)
_CHANGED: Final = re.compile(r"updat|modif|edited", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r"publish|entry-date|post-date|created", re.IGNORECASE)
_CONTAINERS: Final = frozenset(("article", "main"))
#: Characters of a paragraph that is no longer header, of a line that may be a byline, and of what stands before a date;
#: elements that are looked at.
_PROSE: Final = 80
_LINE: Final = 200
_LABEL: Final = 40
_MOST: Final = 400
_UNSEEN: Final = frozenset(("a", "script", "style", "noscript", "template"))


def page_dates(page: str) -> Iterator[str]:
    """What a page states as the date of its article, as it is written there, the most certain first."""
    from trafilatura import load_html

    tree: Any = load_html(page)
    if tree is None:
        return
    yield from _linked_data(tree)
    yield from _meta(tree)
    headline = _headline(tree)
    container = tree if headline is None else _container(headline)
    yield from _agreed(map(_value, _own(container.iterfind(".//*[@itemprop]"), container, _is_published_property)))
    if headline is not None:
        yield from _header(headline, container)


def _linked_data(tree: Any) -> Iterator[str]:
    """``datePublished`` of the articles of JSON-LD, else of the page."""
    nodes = [node for script in tree.iterfind(".//script") for node in _nodes(_json(script))]
    addresses = _addresses(tree)
    for kind in (_ARTICLE_TYPE, _PAGE_TYPE):
        found = [node for node in nodes if any(map(kind.search, _strings(node.get("@type"))))]
        found = [node for node in found if isinstance(node.get("datePublished"), str | list)]
        own = [node for node in found if addresses & set(_node_addresses(node))]
        yield from _agreed(date for node in own or found for date in _strings(node["datePublished"]))


def _json(script: Any) -> object:
    if "ld+json" not in (script.get("type") or "").lower():
        return None
    try:
        return json.loads(
            re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text or ""), strict=False
        )
    except (ValueError, RecursionError):
        return None


def _nodes(data: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects that are of the page itself: not those in lists, parts, comments and links."""
    if isinstance(data, list) and depth < 4:
        for each in data:
            yield from _nodes(each, depth + 1)
    elif isinstance(data, dict) and depth < 4:
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(name), depth + 1)


def _strings(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            yield each


def _node_addresses(node: Mapping[str, Any]) -> Iterator[str]:
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), node.get("@id"), page, page.get("@id") if isinstance(page, dict) else None):
        yield from map(_address, _strings(value))


def _addresses(tree: Any) -> set[str]:
    """How the page calls itself."""
    links = [link.get("href") for link in tree.iterfind(".//link[@href]") if (link.get("rel") or "") == "canonical"]
    named = [meta.get("content") for meta in tree.iterfind(".//meta[@content]") if meta.get("property") == "og:url"]
    return {_address(each) for each in (*links, *named) if each}


def _address(text: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[#?].*$|/+$", "", text.strip().lower())


def _meta(tree: Any) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for meta in tree.iterfind(".//meta[@content]"):
        attributes = ("name", "property", "itemprop") if meta.getparent().tag == "head" else ("name", "property")
        for name in {(meta.get(attribute) or "").strip().lower() for attribute in attributes}:
            found.setdefault(name, []).append(meta.get("content"))
    for name in _META:
        yield from _agreed(found.get(name, ()))


def _agreed(values: Iterable[str]) -> Iterator[str]:
    """The first of some values if all of them that state a day state the same."""
    given = [value for value in values if value.strip()]
    days = {day for value in given if (day := day_of(value))}
    if len(days) == 1:
        yield next(value for value in given if day_of(value))
    elif given and not days:
        yield given[0]


def _own(elements: Iterable[Any], container: Any, wanted: Callable[[Any], object]) -> Iterator[Any]:
    """The first wanted elements within a container, but for those in a part of it for something else."""
    for element in islice(filter(wanted, elements), _MOST):
        if not _is_elsewhere(element, container):
            yield element


def _is_elsewhere(element: Any, container: Any) -> bool:
    articles = 0
    for above in (element, *element.iterancestors()):
        if above is container:
            break
        articles += above.tag == "article"
        if above.tag in _ELSEWHERE_TAGS or (above.tag != "body" and _ELSEWHERE.search(_names(above))):
            return True
    return articles > int(container.tag != "article")


def _is_published_property(element: Any) -> bool:
    return "datepublished" in str(element.get("itemprop")).lower().split()


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _value(element: Any) -> str:
    """What an element says for machines or for readers: what of it is a date, else the first that there is."""
    said = [value for value in (element.get("content"), element.get("datetime"), _text(element)) if value]
    return next(filter(parse_date, said), said[0] if said else "")


def _text(element: Any) -> str:
    """The text of an element, as far as a byline is long."""
    pieces, size = [], 0
    for piece in element.itertext(with_tail=False):
        pieces.append(piece)
        size += len(piece)
        if size > 2 * _LINE:
            break
    return " ".join(" ".join(pieces).split())


def _headline(tree: Any) -> Any:
    """The longest heading by which the page is called; else the only one of the first degree, if in an article."""
    titles = [_text(title) for title in tree.iter("title")]
    titles += [meta.get("content") for meta in tree.iterfind(".//meta[@content]") if meta.get("property") == "og:title"]
    called = folded(" | ".join(titles))
    named = [each for each in _own(tree.iter("h1", "h2"), tree, _text) if folded(_text(each)) in called]
    if named:
        return max(named, key=lambda heading: len(_text(heading)))
    headings = list(_own(tree.iter("h1"), tree, _text))
    within = [each for each in headings if any(above.tag in _CONTAINERS for above in each.iterancestors())]
    return within[0] if len(headings) == len(within) == 1 else None


def _container(headline: Any) -> Any:
    """What holds the headline and the article below it."""
    above = headline
    for above in headline.iterancestors():
        if _is_article(above) or above.tag in _CONTAINERS or any(map(_is_prose, islice(above.iter("p", "div"), _MOST))):
            break
    return above


def _is_article(element: Any) -> bool:
    return element.tag == "article" or bool(_ARTICLE_TYPE.search(element.get("itemtype") or ""))


def _is_prose(element: Any) -> bool:
    text = _text(element) if element.tag == "p" else (element.text or "").strip()
    return len(text) >= _PROSE


def _header(headline: Any, container: Any) -> Iterator[str]:
    """Dates in the header of the article: in ``<time>``, else in the lines about it."""
    lines = [each for each in _header_lines(headline, container) if not _is_change(each)]
    published = _own(
        container.iter("time"), container, lambda each: _PUBLISHED.search(_names(each)) and not _is_change(each)
    )
    for times in (list(published), [each for each in lines if each.tag == "time"]):
        if stated := [value for value in map(_value, times) if parse_date(value)]:
            yield from _agreed(stated)
            return
    yield from _agreed(filter(None, map(_of_line, lines)))


def _header_lines(headline: Any, container: Any) -> Iterator[Any]:
    """The elements of the header of an article, up to its first paragraph."""
    yield from _own(islice(_preceding(headline, container), _MOST), container, _is_element)
    below = takewhile(lambda each: each.tag not in {"p", "div"} or not _is_prose(each), _following(headline, container))
    yield from _own(islice(below, _MOST), container, _is_element)


def _preceding(headline: Any, container: Any) -> Iterator[Any]:
    """The elements before a headline that may be of its header: sites have a line with the day of today above it."""
    if _is_article(container):
        around = list(headline.iterancestors())
        before = takewhile(lambda each: each is not headline, container.iter())
        return (each for each in before if each not in around)
    beside = headline.getparent().tag != "body"
    return headline.itersiblings(preceding=True) if beside else iter(())


def _following(headline: Any, container: Any) -> Iterator[Any]:
    """The elements of a container after its headline."""
    above = headline
    while above is not container:
        for sibling in above.itersiblings():
            yield from sibling.iter()
        above = above.getparent()


def _is_element(node: Any) -> bool:
    """Whether a node is neither a comment nor an instruction."""
    return isinstance(node.tag, str)


def _is_change(element: Any) -> bool:
    """Whether the date of an element is that of a change, by its name or by the words before it."""
    words = folded(re.split(r"\d", _before(element))[-1])
    return bool(_CHANGED.search(_names(element))) or any(folded(word) in words for word in LATER)


def _before(element: Any) -> str:
    """The text that stands before an element, as far as a label is long."""
    while (above := element.getparent()) is not None:
        previous = element.getprevious()
        text = above.text if previous is None else f"{_text(previous)} {previous.tail or ''}"
        if text and text.strip():
            return str(text[-_LABEL:])
        element = above if previous is None else previous
    return ""


def _of_line(element: Any) -> str | None:
    text = _text(element)
    if element.tag in _UNSEEN or not text or len(text) > _LINE:
        return None
    if _BYLINE.search(_names(element)):
        return stated_date(text)
    return text if re.search(r"\d\D+\d", text) and parse_date(text) else None
