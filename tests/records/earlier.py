"""Records as geotag wrote them before, by hand."""

from __future__ import annotations

from typing import Any

from geotag.model import TaggedArticle


def of_schema_1(tagged: TaggedArticle) -> dict[str, Any]:
    """The record of an article as it was before mentions had their names."""
    record = tagged.to_dict()
    record["provenance"]["schema"] = 1
    for mention in record["mentions"]:
        del mention["name"]
    return record
