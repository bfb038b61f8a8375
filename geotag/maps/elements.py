"""The folium elements of the page.

Folium's own ask for jQuery and a style framework from the network, and name themselves at random; these do not. What a
script macro gives is rendered a second time as a template, so nothing that an article or a gazetteer says may pass
through one: macros hold numbers and class names, and everything else reaches the page as JSON.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import folium
from branca.element import Figure, MacroElement
from folium.template import Template
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geotag.maps.places import MappedPlace

__all__ = ["TILES_HOST", "ArticleMap", "BaseMap", "Page", "PlaceMarker", "PlacePopup", "Reader", "tiles"]

TILES_HOST: Final = "https://tile.openstreetmap.org"

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("geotag.maps", "assets"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Page(Figure):  # type: ignore[misc]
    """The whole page: our template around the map.

    Parameters
    ----------
    content
        What the template ``assets/page.html.j2`` shows besides the map.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()
        self._id = "page"
        self.content = content

    def render(self, **kwargs: Any) -> str:
        """The page as HTML, the same however often it is rendered."""
        for part in (self.html, self.script):
            part._children.clear()
        for child in self._children.values():
            child.render(**kwargs)
        template = _ENVIRONMENT.get_template("page.html.j2")
        page = template.render(
            map=Markup(self.html.render(**kwargs)),  # noqa: S704 - folium's, and free of data
            map_script=Markup(self.script.render(**kwargs)),  # noqa: S704 - folium's, and free of data
            **self.content,
        )
        # Half a surrogate pair is legal in a str and not in UTF-8.
        return page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class ArticleMap(folium.Map):  # type: ignore[misc]
    """A folium map that loads nothing and is named ``map_article``."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" dir="ltr"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )

    def __init__(self, page: Page, *, max_zoom: int) -> None:
        super().__init__(
            location=(27, 42),
            zoom_start=3,
            tiles=None,
            zoom_control=False,
            min_zoom=1,
            max_zoom=max_zoom,
            max_bounds_viscosity=1.0,
        )
        self._id = "article"
        self.options["maxBounds"] = [[-75, -200], [86, 200]]
        page.add_child(self)


class BaseMap(MacroElement):  # type: ignore[misc]
    """The outlines and names of countries; `over_tiles` says whether tiles lie under them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.drawBaseMap({{ this._parent.get_name() }}, {{ this.over_tiles|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, *, over_tiles: bool) -> None:
        super().__init__()
        self._name, self._id = "BaseMap", "countries"
        self.over_tiles = over_tiles


class PlaceMarker(folium.CircleMarker):  # type: ignore[misc]
    """The marker of a place: its size says how often it is mentioned, its opacity how sure that is."""

    def __init__(self, mapped: MappedPlace, index: int) -> None:
        confidences = mapped.confidences or [1.0]
        classes = ["place", f"group-{mapped.group}", *(["ambiguous"] if mapped.ambiguous else [])]
        super().__init__(
            location=(mapped.place.lat, mapped.place.lon),
            radius=round(min(5 + 2.5 * mapped.count**0.5, 24), 1),
            weight=2,
            dash_array="4 3" if mapped.ambiguous else None,
            fill=True,
            fill_opacity=round(0.15 + 0.65 * sum(confidences) / len(confidences), 2),
            class_name=" ".join(classes),
            bubbling_mouse_events=False,
        )
        self._name, self._id = "Place", str(index)
        self.add_child(PlacePopup(index))


class PlacePopup(MacroElement):  # type: ignore[misc]
    """The popup of a marker, which the page's script fills: folium's own needs jQuery."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.addPlace({{ this.index }}, {{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, index: int) -> None:
        super().__init__()
        self._name, self._id = "PlacePopup", str(index)
        self.index = index


class Reader(MacroElement):  # type: ignore[misc]
    """What ties the text to the map; comes after all markers."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.startReading({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name, self._id = "Reader", "article"


def tiles() -> folium.TileLayer:
    """OpenStreetMap's tiles, for pages that may use the network."""
    layer = folium.TileLayer(
        tiles=TILES_HOST + "/{z}/{x}/{y}.png",
        attr='© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap contributors</a>',
        name="OpenStreetMap",
        max_zoom=19,
    )
    layer._id = "openstreetmap"
    return layer
