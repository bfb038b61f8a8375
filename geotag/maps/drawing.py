"""Drawing the map of one article or of many, beside their text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import folium
from markupsafe import Markup

from geotag.maps.article_view import ArticleView, view_article
from geotag.maps.credits import credits_of
from geotag.maps.elements import (
    OUTLINES_ZOOM,
    TILES_HOST,
    TILES_ZOOM,
    BareMap,
    BaseMap,
    Page,
    PlaceMarker,
    PlaceOutline,
    Start,
    tiles,
)
from geotag.maps.inlining import (
    asset,
    cities,
    countries,
    leaflet_script,
    leaflet_style,
    page_script,
    script_json,
)
from geotag.maps.interface_texts import GROUP_WORDS, WORDS, Bilingual
from geotag.maps.places import map_places
from geotag.model import TaggedArticle
from geotag.paths import StrPath

__all__ = ["article_map", "write_map"]

_SCRIPTS: Final = ("dom.js", "names.js", "basemap.js", "places.js", "reader.js", "controls.js", "search.js")
#: What the lists of the page are lists of.
_LIST_WORDS: Final = {"person": Bilingual("شخص", "person"), "organisation": Bilingual("منظمة", "organisation")}


def article_map(articles: Sequence[TaggedArticle], *, online: bool = False) -> folium.Map:
    """Draw the places of articles on a map, beside the articles' text.

    Parameters
    ----------
    articles
        One or more; the page shows the text of one at a time.
    online
        Whether to lay OpenStreetMap's tiles under the outlines. The page then needs the network; otherwise it asks for
        nothing but itself.

    Returns
    -------
    folium.Map
        Its ``save()`` writes the whole page, and ``get_root().render()`` gives it. The same articles give the same
        bytes.

    Raises
    ------
    ValueError
        If there are no articles.
    """
    if not articles:
        raise ValueError("a map needs at least one article")
    places = map_places(articles)
    markers = {mapped.place.id: i for i, mapped in enumerate(places)}
    readings = [view_article(tagged, markers) for tagged in articles]
    groups = {mapped.group for mapped in places}
    page = Page(
        "page.html.j2",
        {
            "title": _title(readings),
            "readings": readings,
            "groups": [(group, words) for group, words in GROUP_WORDS.items() if group in groups],
            "any_ambiguous": any(mapped.ambiguous for mapped in places),
            "credits": credits_of(tagged.provenance for tagged in articles),
            "tiles_host": TILES_HOST if online else None,
            "styles": [leaflet_style(), asset("text.css"), asset("map.css")],
            "scripts": [leaflet_script(), page_script(*_SCRIPTS)],
            "words": script_json({**WORDS, **_LIST_WORDS}),
            "countries": countries(),
            "cities": Markup("[]") if online else cities(),  # tiles bring their own names
            "data": script_json(
                {
                    "articles": [{"name": r.name, "focus": r.focus_places} for r in readings],
                    "places": [mapped.popup() for mapped in places],
                }
            ),
        },
        images_from=TILES_HOST if online else None,
    )
    drawn = BareMap(page, max_zoom=TILES_ZOOM if online else OUTLINES_ZOOM)
    if online:
        drawn.add_child(tiles())
    drawn.add_child(BaseMap(over_tiles=online))
    # Countries lie below regions, these below their divisions, and all below markers: the most mentioned come first.
    elements = [PlaceOutline(m, i) if m.outlined else PlaceMarker(m, i) for i, m in enumerate(places)]
    for element in sorted(elements, key=lambda e: -e.size if isinstance(e, PlaceOutline) else 0):
        drawn.add_child(element)
    drawn.add_child(Start())
    return drawn


def write_map(articles: Sequence[TaggedArticle], target: StrPath, *, online: bool = False) -> None:
    """Write the page of :func:`article_map` to the file `target`.

    Parameters
    ----------
    articles, online
        As for :func:`article_map`.
    target
        The HTML file; its folder must exist.
    """
    article_map(articles, online=online).save(os.fspath(target))


def _title(readings: Sequence[ArticleView]) -> str:
    first = readings[0].name
    return first if len(readings) == 1 else f"{first} … ({len(readings)})"
