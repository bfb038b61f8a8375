"""What the foot of the page says of how it was made, and of whose work it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Credits", "credits_of"]

#: What the provenance of an article says of its own corrections.
_COUNTS: Final = frozenset({"corrected", "not_places"})


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
    different = {_json(bare): bare for bare in map(_without_counts, provenances)}
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


def _without_counts(provenance: Mapping[str, Any]) -> Mapping[str, Any]:
    parameters = provenance.get("parameters") or {}
    corrections = parameters.get("corrections")
    if not corrections:
        return provenance
    kept = {key: value for key, value in corrections.items() if key not in _COUNTS}
    return {**provenance, "parameters": {**parameters, "corrections": kept}}


def _json(provenance: Mapping[str, Any]) -> str:
    return json.dumps(provenance, ensure_ascii=False, indent=1, sort_keys=True, default=str)
