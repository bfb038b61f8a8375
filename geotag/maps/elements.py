"""The folium elements of the page.

Folium's own ask for jQuery and a style framework from the network, and name themselves at random; these do not. What a
script macro gives is rendered a second time as a template, so nothing that an article or a gazetteer says may pass
through one: macros hold numbers and class names, and everything else reaches the page as JSON.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any, ClassVar, Final

import folium
from branca.element import Figure, MacroElement
from folium.template import Template
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geotag.maps.places import MappedPlace
from geotag.maps.policy import content_security_policy
from geotag.maps.segments import breakable

__all__ = [
    "OUTLINES_ZOOM",
    "TILES_HOST",
    "TILES_ZOOM",
    "BareMap",
    "BaseMap",
    "Page",
    "PlaceMarker",
    "PlaceOutline",
    "Start",
    "environment",
    "tiles",
]

TILES_HOST: Final = "https://tile.openstreetmap.org"
#: How near a map of outlines alone goes: beyond it they show nothing.
OUTLINES_ZOOM: Final = 11
#: How near a map of tiles goes, as far as there are any.
TILES_ZOOM: Final = 19


@cache
def environment() -> Environment:
    """The templates of the pages; everything that they show is escaped."""
    made = Environment(
        loader=PackageLoader("geotag.maps", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["breakable"] = breakable
    return made


class Page(Figure):  # type: ignore[misc]
    """The whole page: one of our templates around the map.

    Parameters
    ----------
    template
        Its name under ``assets/``.
    content
        What the template shows besides the map; ``styles`` and ``scripts`` are the inline ones, which alone may run.
    images_from
        The host that images may come from, or None.
    """

    def __init__(self, template: str, content: dict[str, Any], *, images_from: str | None = None) -> None:
        super().__init__(ratio="75%")
        self._id = "page"
        self.template_name = template
        self.content = content
        self.images_from = images_from

    def render(self, **kwargs: Any) -> str:
        """The page as HTML, the same however often it is rendered."""
        for part in (self.html, self.script):
            part._children.clear()
        for child in self._children.values():
            child.render(**kwargs)
        drawn = self.script.render(**kwargs).strip()
        scripts = [*self.content["scripts"], Markup(f"\n{drawn}\n")]  # noqa: S704 - folium's, and free of data
        content = {**self.content, "scripts": scripts}
        page = (
            environment()
            .get_template(self.template_name)
            .render(
                map=Markup(self.html.render(**kwargs)),  # noqa: S704 - folium's, and free of data
                policy=content_security_policy(content["styles"], scripts, images_from=self.images_from),
                **content,
            )
        )
        # Half a surrogate pair is legal in a str and not in UTF-8.
        return page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class BareMap(folium.Map):  # type: ignore[misc]
    """A folium map that loads nothing and is named ``map_page``."""

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
            fade_animation=False,
        )
        self._id = "page"
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
        super().__init__(
            location=(mapped.place.lat, mapped.place.lon),
            radius=round(min(5 + 2.5 * mapped.count**0.5, 24), 1),
            weight=2,
            dash_array="4 3" if mapped.ambiguous else None,
            fill=True,
            fill_opacity=round(0.15 + 0.65 * sum(confidences) / len(confidences), 2),
            class_name=_classes(mapped),
            bubbling_mouse_events=False,
        )
        self._name, self._id = "Place", str(index)
        self.add_child(_PlaceEvents(index))


class _PlaceEvents(MacroElement):  # type: ignore[misc]
    """What happens at a marker. The page's script fills its popup: folium's own needs jQuery."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.addPlace({{ this.index }}, {{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, index: int) -> None:
        super().__init__()
        self._name, self._id = "PlaceEvents", str(index)
        self.index = index


class PlaceOutline(MacroElement):  # type: ignore[misc]
    """A country, region or division as its outline instead of a marker; `size` is more for what lies below."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.addOutline({{ this._parent.get_name() }}, {{ this.index }}, {{ this.classes|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, mapped: MappedPlace, index: int) -> None:
        super().__init__()
        self._name, self._id = "PlaceOutline", str(index)
        self.index, self.classes = index, _classes(mapped)
        self.size = mapped.outline.area if mapped.outline else inf


class Start(MacroElement):  # type: ignore[misc]
    """What sets the page going; comes after everything on the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geotag.start({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name, self._id = "Start", "page"


def _classes(mapped: MappedPlace) -> str:
    doubt = ["ambiguous"] if mapped.ambiguous else []
    return " ".join(["place", f"group-{mapped.group}", f"sure-{mapped.sureness}", *doubt])


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
