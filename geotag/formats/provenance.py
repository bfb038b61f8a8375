"""The distinct provenances of the articles of one file, and which articles each is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["Provenances", "without_counts"]

#: What the provenance of an article says of its own corrections.
_COUNTS: Final = frozenset({"corrected", "not_places"})


def without_counts(provenance: Mapping[str, Any]) -> Mapping[str, Any]:
    """A provenance without how many decisions of its article were corrected."""
    parameters = provenance.get("parameters") or {}
    corrections = parameters.get("corrections")
    if not corrections:
        return provenance
    kept = {key: value for key, value in corrections.items() if key not in _COUNTS}
    return {**provenance, "parameters": {**parameters, "corrections": kept}}


class Provenances:
    """What articles that were tagged in different ways (other models, other gazetteers) have as provenance."""

    def __init__(self) -> None:
        self._distinct: dict[str, Mapping[str, Any]] = {}
        self._articles: dict[str, list[str]] = {}

    def noting(self, articles: Iterable[TaggedArticle]) -> Iterator[TaggedArticle]:
        """Pass the articles on as they come, and remember their provenance."""
        for article in articles:
            key = to_json(dict(article.provenance))
            self._distinct.setdefault(key, article.provenance)
            self._articles.setdefault(key, []).append(article.article.id)
            yield article

    @property
    def distinct(self) -> list[dict[str, Any]]:
        """Each provenance once, in the order of its first article."""
        return [dict(provenance) for provenance in self._distinct.values()]

    @property
    def whole(self) -> dict[str, Any] | list[dict[str, Any]] | None:
        """The provenance that all articles share.

        Where they share none: a list of each, with the ids of its articles under ``articles``. Of no articles: None.
        """
        if len(self._distinct) <= 1:
            return next(iter(self.distinct), None)
        return [{**dict(one), "articles": self._articles[key]} for key, one in self._distinct.items()]
