"""The gazetteer: places by name, from a local database. It knows nothing of articles or of the recogniser.

    >>> from geotag.gazetteer import Gazetteer, GazetteerGeocoder
    >>> Gazetteer().search("حلب")[0].place.country
    'SY'

:class:`Gazetteer` searches for names, :class:`GazetteerGeocoder` does so for code that speaks geopy. Both are imported
when they are first asked for: the package's build hook imports this package where geopy is not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geotag.gazetteer.lookup.geocoder import GazetteerGeocoder
    from geotag.gazetteer.lookup.search import Gazetteer

__all__ = ["Gazetteer", "GazetteerGeocoder"]


def __getattr__(name: str) -> Any:
    if name == "Gazetteer":
        from geotag.gazetteer.lookup.search import Gazetteer

        return Gazetteer
    if name == "GazetteerGeocoder":
        from geotag.gazetteer.lookup.geocoder import GazetteerGeocoder

        return GazetteerGeocoder
    raise AttributeError(f"module 'geotag.gazetteer' has no attribute {name!r}")
