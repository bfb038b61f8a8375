"""Provenance in one line, for formats that have no room for the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["attribution"]


def attribution(provenance: Mapping[str, Any]) -> str:
    """What tagged an article, and whose work it used, in one line.

    Examples
    --------
    >>> attribution({"geotag": "0.1.0", "gazetteer": {"version": "1", "sources": [
    ...     {"title": "GeoNames", "licence": "CC-BY-4.0", "attribution": "GeoNames, geonames.org"}]}})
    'geotag 0.1.0; gazetteer 1: GeoNames, geonames.org (CC-BY-4.0)'
    """
    model = provenance.get("model") or {}
    gazetteer = provenance.get("gazetteer") or {}
    parts = [f"geotag {provenance.get('geotag') or ''}".strip()]
    if model.get("name"):
        parts.append(f"model {model['name']}")
    sources = ", ".join(_credit(source) for source in gazetteer.get("sources") or ())
    if gazetteer:
        named = f"gazetteer {gazetteer.get('version') or ''}".strip()
        parts.append(f"{named}: {sources}" if sources else named)
    return "; ".join(parts)


def _credit(source: Mapping[str, Any]) -> str:
    whose = str(source.get("attribution") or source.get("title") or source.get("name") or "")
    licence = source.get("licence")
    return f"{whose} ({licence})" if licence else whose
