"""KML 2.2 (OGC 07-147r2): a folder for each article, a placemark for each of its places.

What was not resolved is a placemark without a point. The folder of the first article that has a provenance carries it,
and describes it in short.

GDAL's LIBKML driver takes ``end`` for a time, as it does ``begin``, ``timestamp`` and more names of KML's own, and
leaves out an offset of that name: offsets are written as ``start_offset`` and ``end_offset``, and as ``start`` and
``end`` for readers that know them so. GDAL's older KML driver reads names and descriptions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final, TextIO

from geotag.dates import day_of
from geotag.formats.attribution import attribution
from geotag.formats.geojson_features import Per, features
from geotag.formats.markup import XmlWriter
from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"


def write(articles: Iterable[TaggedArticle], stream: TextIO, per: Per = "place") -> None:
    """Write one document for all articles; `per` as for GeoJSON."""
    xml = XmlWriter(stream)
    credited: set[str] = set()
    with xml.element("kml", {"xmlns": _NAMESPACE}), xml.element("Document"):
        xml.leaf("name", "geotag")
        for tagged in articles:
            with xml.element("Folder"):
                xml.leaf("name", tagged.article.title or tagged.article.id)
                provenance = to_json(dict(tagged.provenance))
                if provenance not in credited:
                    credited.add(provenance)
                    # A reader shows a description as HTML: what is escaped twice stays text there.
                    xml.leaf("description", escape(attribution(tagged.provenance)))
                    _data(xml, {"provenance": provenance})
                for feature in features(tagged, per):
                    _placemark(xml, feature)


def _placemark(xml: XmlWriter, feature: Mapping[str, Any]) -> None:
    properties = feature["properties"]
    with xml.element("Placemark"):
        xml.leaf("name", properties["name"])
        xml.leaf("description", escape(properties["quote"]))
        day = day_of(properties["date"])
        if day:
            with xml.element("TimeStamp"):
                xml.leaf("when", day)
        offsets = {f"{edge}_offset": properties[edge] for edge in ("start", "end")}
        _data(xml, {"feature": feature["id"], **properties, **offsets})
        if feature["geometry"]:
            with xml.element("Point"):
                xml.leaf("coordinates", ",".join(f"{degrees:.7f}" for degrees in feature["geometry"]["coordinates"]))


def _data(xml: XmlWriter, values: Mapping[str, object]) -> None:
    with xml.element("ExtendedData"):
        for name, value in values.items():
            if value is not None and name != "name":
                with xml.element("Data", {"name": name}):
                    xml.leaf("value", str(value))
