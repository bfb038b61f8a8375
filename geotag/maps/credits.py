"""What the foot of the page says of how it was made, and of whose work it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geotag.formats.provenance import without_counts

__all__ = ["Credits", "credits_of"]


@dataclass(frozen=True, slots=True)
class Credits:
    """The provenance of one or more articles.

    Attributes
    ----------
    sources
        The gazetteer's: title, licence and attribution of each.
    record
        The provenance as JSON, in full.
    """

    geotag: str
    model: str
    gazetteer: str
    sources: tuple[tuple[str, str, str], ...]
    record: str


def credits_of(provenances: Iterable[Mapping[str, Any]]) -> list[Credits]:
    """The different ones among the `provenances` of articles, in order; most pages have one.

    How many decisions of an article were corrected makes no difference.
    """
    different = {_json(bare): bare for bare in map(without_counts, provenances)}
    return [_credits(provenance, record) for record, provenance in different.items()]


def _credits(provenance: Mapping[str, Any], record: str) -> Credits:
    model = provenance.get("model") or {}
    gazetteer = provenance.get("gazetteer") or {}
    sources = [
        (str(s.get("title") or s.get("name") or ""), str(s.get("licence") or ""), str(s.get("attribution") or ""))
        for s in gazetteer.get("sources") or ()
    ]
    return Credits(
        geotag=str(provenance.get("geotag") or ""),
        model=str(model.get("name") or ""),
        gazetteer=str(gazetteer.get("version") or ""),
        sources=tuple(sources),
        record=record,
    )


def _json(provenance: Mapping[str, Any]) -> str:
    return json.dumps(provenance, ensure_ascii=False, indent=1, sort_keys=True, default=str)
