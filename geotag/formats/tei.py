"""TEI P5: the text itself, its names as elements, its places and people in a stand-off list.

One article is a ``TEI`` document, any other number a ``teiCorpus``. The text of the ``ab`` element is the article's,
character for character. A name that crosses another is written in two pieces, the second with ``prev``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, TextIO

from geotag.dates import day_of
from geotag.formats.attribution import attribution
from geotag.formats.markup import XmlWriter
from geotag.model import Label, Mention, TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_NAMESPACE: Final = {"xmlns": "http://www.tei-c.org/ns/1.0"}
_ELEMENTS: Final[dict[Label, str]] = {
    "PER": "persName",
    "LOC": "placeName",
    "FAC": "placeName",
    "ORG": "orgName",
    "MISC": "name",
}
_VERSION: Final = re.compile(r"\d+(\.\d+){0,2}")


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the articles as they come."""
    xml = XmlWriter(stream)
    remaining = iter(articles)
    first = list(islice(remaining, 2))
    if len(first) == 1:
        _document(xml, first[0], "a1", _NAMESPACE)
        return
    with xml.element("teiCorpus", _NAMESPACE):
        with xml.element("teiHeader"), xml.element("fileDesc"):
            _title(xml, "Articles with their places and people")
            with xml.element("sourceDesc"):
                xml.leaf("p", "The sources of each article stand in its own header.")
        for number, tagged in enumerate(chain(first, remaining), 1):
            _document(xml, tagged, f"a{number}", {})


def _document(xml: XmlWriter, tagged: TaggedArticle, prefix: str, namespace: dict[str, str]) -> None:
    article = tagged.article
    with xml.element("TEI", {**namespace, "xml:id": prefix, "xml:lang": article.language}):
        _header(xml, tagged, prefix)
        _stand_off(xml, tagged, prefix)
        with xml.element("text"), xml.element("body"):
            xml.start("ab", {"xml:space": "preserve"})
            _text(xml, tagged, prefix)
            xml.end("ab")
            xml.line()


def _title(xml: XmlWriter, title: str) -> None:
    with xml.element("titleStmt"):
        xml.leaf("title", title)
    with xml.element("publicationStmt"):
        xml.leaf("p", "Written by geotag; not published.")


def _header(xml: XmlWriter, tagged: TaggedArticle, prefix: str) -> None:
    article, provenance = tagged.article, tagged.provenance
    version = _VERSION.match(str(provenance.get("geotag") or ""))
    with xml.element("teiHeader"):
        with xml.element("fileDesc"):
            _title(xml, article.title or article.id)
            with xml.element("sourceDesc"), xml.element("bibl"):
                xml.leaf("title", article.title)
                xml.leaf("idno", article.id, {"type": "geotag"})
                xml.leaf("idno", article.url, {"type": "URI"})
                xml.leaf("publisher", article.source)
                xml.leaf("date", article.date, {"when": day_of(article.date)})
        with xml.element("encodingDesc"), xml.element("appInfo"):
            ident = {"ident": "geotag", "version": version[0] if version else "0", "xml:id": f"{prefix}.geotag"}
            with xml.element("application", ident):
                xml.leaf("label", "geotag")
                xml.leaf("p", attribution(provenance))
                xml.leaf("p", to_json(dict(provenance)))
        with xml.element("profileDesc"), xml.element("langUsage"):
            xml.leaf("language", "", {"ident": article.language})


def _stand_off(xml: XmlWriter, tagged: TaggedArticle, prefix: str) -> None:
    if not tagged.places and not tagged.people:
        return
    with xml.element("standOff"):
        if tagged.places:
            with xml.element("listPlace"):
                for number, item in enumerate(tagged.places, 1):
                    place = item.place
                    with xml.element("place", {"xml:id": f"{prefix}.place{number}", "type": place.kind}):
                        xml.leaf("placeName", place.name, {"xml:lang": "ar"})
                        xml.leaf("placeName", place.name_en, {"xml:lang": "en"})
                        with xml.element("location"):
                            if place.country:
                                xml.leaf("country", place.country_name or place.country, {"key": place.country})
                            xml.leaf("geo", f"{round(place.lat, 7)} {round(place.lon, 7)}")
                        xml.leaf("idno", place.id, {"type": "geotag"})
                        for where, key in sorted(place.links.items()):
                            if where.isidentifier():
                                xml.leaf("idno", str(key), {"type": where})
        if tagged.people:
            with xml.element("listPerson"):
                for number, person in enumerate(tagged.people, 1):
                    with xml.element("person", {"xml:id": f"{prefix}.person{number}"}):
                        xml.leaf("persName", person.name)


def _text(xml: XmlWriter, tagged: TaggedArticle, prefix: str) -> None:
    references = {item.place.id: f"#{prefix}.place{n}" for n, item in enumerate(tagged.places, 1)}
    references |= {person.id: f"#{prefix}.person{n}" for n, person in enumerate(tagged.people, 1)}
    text, position = tagged.article.text, 0
    for offset, index, event in _events(tagged.mentions, len(text)):
        xml.text(text[position:offset])
        position = offset
        mention = tagged.mentions[index]
        name = _ELEMENTS[mention.label]
        if event == "close":
            xml.end(name)
            continue
        resolution = mention.resolution
        place = resolution.place if resolution else None
        target = place.id if place else mention.person
        own_id = f"{prefix}.mention{index}"
        attributes = {
            "xml:id": own_id if event == "open" else None,
            "prev": f"#{own_id}" if event == "reopen" else None,
            "type": mention.role if resolution and mention.role != "literal" else None,
            "ref": references.get(target) if target else None,
            "cert": f"{resolution.confidence}" if resolution and resolution.confidence is not None else None,
        }
        xml.start(name, attributes)
    xml.text(text[position:])


def _events(mentions: Sequence[Mention], length: int) -> Iterator[tuple[int, int, str]]:
    """Where elements open and close: offset, index of the mention, and open, close or reopen."""
    spans = {i: (m.start, min(m.end, length)) for i, m in enumerate(mentions) if m.start < min(m.end, length)}
    starting: dict[int, list[int]] = {}
    for i, (start, _) in sorted(spans.items(), key=lambda item: (item[1][0], -item[1][1], item[0])):
        starting.setdefault(start, []).append(i)
    stack: list[int] = []
    for offset in sorted({edge for span in spans.values() for edge in span}):
        interrupted = []
        while any(spans[i][1] <= offset for i in stack):
            i = stack.pop()
            yield offset, i, "close"
            if spans[i][1] > offset:
                interrupted.append(i)
        for i in reversed(interrupted):
            yield offset, i, "reopen"
        stack += reversed(interrupted)
        for i in starting.get(offset, ()):
            yield offset, i, "open"
            stack.append(i)
