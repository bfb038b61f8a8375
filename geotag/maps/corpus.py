"""Drawing the map of a corpus: thousands of articles on one page, by place, date, source and person."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import folium
from markupsafe import Markup

from geotag.dates import day_of
from geotag.formats.sentences import quote
from geotag.maps.article_view import web_address
from geotag.maps.credits import credits_of
from geotag.maps.elements import OUTLINES_ZOOM, TILES_HOST, TILES_ZOOM, BareMap, BaseMap, Page, Start, tiles
from geotag.maps.inlining import asset, cities, countries, leaflet_script, leaflet_style, page_script, script_json
from geotag.maps.interface_texts import GROUP_OF, GROUP_WORDS, KIND_WORDS, WORDS, country_name, place_name, shortened
from geotag.maps.outlines import coordinates_of, division_outline, shown_at
from geotag.model import Place, TaggedArticle
from geotag.paths import StrPath

__all__ = ["corpus_map", "write_corpus_map"]

_SCRIPTS: Final = (
    "dom.js",
    "names.js",
    "basemap.js",
    "controls.js",
    "search.js",
    "corpus_counts.js",
    "corpus_layers.js",
    "corpus_time.js",
    "corpus_panel.js",
    "corpus.js",
)


def corpus_map(articles: Iterable[TaggedArticle], *, online: bool = False) -> folium.Map:
    """Draw the places of many articles, clustered, with filters and a list of the articles of each place.

    Parameters
    ----------
    articles
        Any number; read once, and only what the page shows is kept.
    online
        Whether to lay OpenStreetMap's tiles under the outlines; the page then needs the network.

    Returns
    -------
    folium.Map
        Its ``save()`` writes the whole page. The same articles give the same bytes.

    Raises
    ------
    ValueError
        If there are no articles.
    """
    table = _Table()
    for tagged in articles:
        table.add(tagged)
    if not table.titles:
        raise ValueError("a map needs at least one article")
    page = Page(
        "corpus.html.j2",
        {
            "articles": len(table.titles),
            "places": len(table.places),
            "mentions": len(table.mention_place),
            "sources": list(table.sources),
            "people": table.frequent_people(),
            "groups": list(GROUP_WORDS.items()),
            "credits": credits_of(table.provenances),
            "tiles_host": TILES_HOST if online else None,
            "styles": [leaflet_style(), asset("text.css"), asset("map.css"), asset("corpus.css")],
            "scripts": [leaflet_script(), page_script(*_SCRIPTS)],
            "words": script_json(WORDS),
            "countries": countries(),
            "cities": Markup("[]") if online else cities(),
            "data": script_json(table.columns()),
        },
        images_from=TILES_HOST if online else None,
    )
    drawn = BareMap(page, max_zoom=TILES_ZOOM if online else OUTLINES_ZOOM)
    if online:
        drawn.add_child(tiles())
    drawn.add_child(BaseMap(over_tiles=online))
    drawn.add_child(Start())
    return drawn


def write_corpus_map(articles: Iterable[TaggedArticle], target: StrPath, *, online: bool = False) -> None:
    """Write the page of :func:`corpus_map` to the file `target`, whose folder must exist."""
    corpus_map(articles, online=online).save(os.fspath(target))


@dataclass(slots=True)
class _Table:
    """What the page needs of the articles, in columns: text is repeated as little as can be."""

    places: dict[str, tuple[int, Place]] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    people_articles: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    article_source: list[int] = field(default_factory=list)
    article_people: list[list[int]] = field(default_factory=list)
    sentences: list[list[str]] = field(default_factory=list)
    mention_article: list[int] = field(default_factory=list)
    mention_place: list[int] = field(default_factory=list)
    mention_sentence: list[int] = field(default_factory=list)
    mention_start: list[int] = field(default_factory=list)
    mention_length: list[int] = field(default_factory=list)
    mention_confidence: list[int] = field(default_factory=list)
    provenances: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, tagged: TaggedArticle) -> None:
        """Take in an article."""
        article, number = tagged.article, len(self.titles)
        if tagged.provenance not in self.provenances:
            self.provenances.append(tagged.provenance)
        self.titles.append(shortened(article.title or article.id))
        self.urls.append(web_address(article.url) or "")
        self.dates.append(day_of(article.date) or "")
        source = self.sources.setdefault(shortened(article.source), len(self.sources)) if article.source else -1
        self.article_source.append(source)
        within = dict.fromkeys(self.people.setdefault(person.name, len(self.people)) for person in tagged.people)
        self.people_articles += [0] * (len(self.people) - len(self.people_articles))
        for person in within:
            self.people_articles[person] += 1
        self.article_people.append(list(within))
        sentences: dict[str, int] = {}
        for mention in tagged.mentions:
            place = mention.resolution.place if mention.resolution else None
            if mention.resolution is None or place is None:
                continue
            around = quote(article.text, mention.start, mention.end)
            sentence = around.before + around.name + around.after
            self.mention_article.append(number)
            self.mention_place.append(self.places.setdefault(place.id, (len(self.places), place))[0])
            self.mention_sentence.append(sentences.setdefault(sentence, len(sentences)))
            self.mention_start.append(_utf16_length(around.before))
            self.mention_length.append(_utf16_length(around.name))
            confidence = mention.resolution.confidence
            self.mention_confidence.append(100 if confidence is None else round(100 * confidence))
        self.sentences.append(list(sentences))

    def frequent_people(self, most: int = 500) -> list[str]:
        """The people of most articles; these are offered, though any can be typed."""
        names = list(self.people)
        order = sorted(range(len(names)), key=lambda i: (-self.people_articles[i], names[i]))
        return [names[i] for i in order[:most]]

    def columns(self) -> dict[str, Any]:
        """The data of the page."""
        found = [place for _, place in self.places.values()]
        groups, kinds = list(GROUP_WORDS), list(KIND_WORDS)
        return {
            "groups": groups,
            "kinds": list(KIND_WORDS.values()),
            "people": list(self.people),
            "sources": list(self.sources),
            "places": {
                "name": [place_name(p.name, p.name_en) for p in found],
                "country": [None if p.kind == "country" else country_name(p.country, p.country_name) for p in found],
                "code": [p.country if p.kind == "country" else None for p in found],
                "kind": [kinds.index(p.kind) for p in found],
                "group": [groups.index(GROUP_OF[p.kind]) for p in found],
                "lat": [round(lat, 4) for lat, _ in map(shown_at, found)],
                "lon": [round(lon, 4) for _, lon in map(shown_at, found)],
                "shape": [coordinates_of(outline) if outline else None for outline in map(division_outline, found)],
            },
            "articles": {
                "title": self.titles,
                "url": self.urls,
                "date": self.dates,
                "source": self.article_source,
                "people": self.article_people,
                "sentences": self.sentences,
            },
            "mentions": {
                "article": self.mention_article,
                "place": self.mention_place,
                "sentence": self.mention_sentence,
                "start": self.mention_start,
                "length": self.mention_length,
                "confidence": self.mention_confidence,
            },
        }


def _utf16_length(text: str) -> int:
    """How long a script in the browser takes `text` to be."""
    return len(text) + sum(character > "\uffff" for character in text)
