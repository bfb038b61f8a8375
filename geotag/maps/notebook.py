"""The map of an article in a cell of a notebook.

The page of :func:`geotag.maps.article_map` is two thirds of a megabyte, nearly all of it the same for every article:
Leaflet, our scripts and styles, and the outlines of countries. The first cell of a process holds them and lays them
into the window of the notebook; each later one holds its own part, packed, and a still map. Its script puts the whole
page together as soon as it finds the common part, and where it never does (the first cell was run again or cleared and
the notebook opened anew, or each cell stands in a window of its own) the still map stays.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from markupsafe import Markup

from geotag.formats.attribution import attribution
from geotag.maps.drawing import article_map
from geotag.maps.elements import environment
from geotag.maps.inlining import asset
from geotag.maps.places import map_places
from geotag.maps.sketch import sketch
from geotag.model import TaggedArticle
from geotag.safe_text import replace_surrogates

__all__ = ["MOST_BYTES", "Notebook", "cell"]

#: Of a cell after the first.
MOST_BYTES: Final = 60_000
_FRAME: Final = (
    '<div style="width:100%"><div style="position:relative;width:100%;height:0;padding-bottom:75%">'
    '<span style="color:#565656">Make this notebook trusted to see the map: File, Trust Notebook</span>'
    '<iframe srcdoc="{}" style="position:absolute;width:100%;height:100%;left:0;top:0;border:none" allowfullscreen>'
    "</iframe></div></div>"
)


class Notebook:
    """The cells of one notebook: the first holds what all need."""

    def __init__(self) -> None:
        self._begun = False

    def cell(self, tagged: TaggedArticle) -> str:
        """The HTML of a cell that shows an article beside its map, at most `MOST_BYTES` if it is not the first."""
        figure: Any = article_map([tagged]).get_root()
        content = figure.content
        common = [*content["styles"], *content["scripts"], content["countries"], content["cities"]]
        key = _key(common)
        figure.content["scripts"] = [*content["scripts"], _script("share.js", key)]
        page = str(figure.render())
        if not self._begun:
            self._begun = True
            return _FRAME.format(escape(page))
        for number, part in enumerate(common):
            page = page.replace(str(part), f"<!--geotag:{number}-->", 1)
        packed = base64.b64encode(zlib.compress(page.encode(), 9)).decode()
        whole = _small(tagged, packed, _script("notebook.js", key))
        # A very long article is left with its still map.
        return whole if len(whole.encode()) <= MOST_BYTES else _small(tagged)


def _key(common: Sequence[str]) -> str:
    """Tells what another geotag laid into the window from what this one did."""
    return f"_{hashlib.sha256(chr(0).join(common).encode()).hexdigest()[:16]}"


def _script(name: str, key: str) -> Markup:
    return Markup(asset(name).replace("COMMON", key))  # noqa: S704 - our own script


def _small(tagged: TaggedArticle, packed: str = "", script: str = "") -> str:
    shown = environment().get_template("notebook.html.j2")
    page = shown.render(
        title=(tagged.article.title or tagged.article.id)[:300],
        sketch=sketch(map_places([tagged])),
        credits=f"{attribution(tagged.provenance)[:2_000]}; Natural Earth",
        packed=packed,
        script=script,
    )
    return _FRAME.format(escape(replace_surrogates(page)))


#: Of this process, which is one kernel.
cell = Notebook().cell
