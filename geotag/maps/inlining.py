"""What is written into the page instead of being loaded: Leaflet, our own assets, and data as JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from xstatic.pkg import leaflet

from geotag.boundaries.countries import read_countries

__all__ = [
    "asset",
    "cities",
    "countries",
    "leaflet_script",
    "leaflet_style",
    "page_script",
    "script_json",
]

#: What could end the script element, or the line of a script in an old engine.
_UNSAFE: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def script_json(data: Any) -> Markup:
    r"""`data` as JSON that is safe inside a ``<script>`` element.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - escaped for where it goes


def asset(name: str) -> Markup:
    """One of our scripts or styles, as it is."""
    return Markup(_package_file("assets", name))  # noqa: S704 - our own file


def page_script(*names: str) -> Markup:
    """Our scripts as one, in this order."""
    return Markup("\n").join([Markup('\n"use strict";'), *map(asset, names)])


@cache
def countries() -> Markup:
    """The outlines of the base map, as GeoJSON."""
    return script_json(read_countries())


@cache
def cities() -> Markup:
    """The cities of the base map: Arabic name, English name, latitude, longitude, the zoom that shows it."""
    return script_json(json.loads(_package_file("data", "cities.json")))


@cache
def leaflet_script() -> Markup:
    """Leaflet's script, without the line that names its source map."""
    source = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return Markup(re.sub(r"\n//# sourceMappingURL=.*", "", source))  # noqa: S704 - Leaflet's own file


@cache
def leaflet_style() -> Markup:
    """Leaflet's style sheet, without its images: they belong to controls that the page has not."""
    source = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8")
    return Markup(re.sub(r"[^;{}]*:\s*url\([^)]*\);", "", source))  # noqa: S704 - Leaflet's own file


def _package_file(folder: str, name: str) -> str:
    return (files("geotag.maps") / folder / name).read_text(encoding="utf-8")
